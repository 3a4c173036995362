"""A Telegram that takes everything and shows it to nobody, and a clock to go with it."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import TelegramMethod

from bot.clock import Clock

TOKEN = "1000000001:nobody-listens-to-this-one"


class Quiet(BaseSession):
    async def close(self) -> None:
        pass

    async def make_request(
        self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None
    ) -> Any:
        return True

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        yield b""


def quiet_bot() -> Bot:
    return Bot(TOKEN, session=Quiet())


class Hands(Clock):
    """A clock whose hands the story moves."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self.moment = moment

    async def now(self) -> datetime:
        return self.moment
