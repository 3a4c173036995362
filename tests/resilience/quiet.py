"""A Telegram that takes everything and shows it to nobody, and a clock to go with it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.methods import TelegramMethod

from bot.clock import Clock

TOKEN = "1000000001:nobody-listens-to-this-one"


class Nodding:
    """An HTTP connection on the other end of which everything is fine."""

    status = 200

    @asynccontextmanager
    async def post(self, *_: Any, **__: Any) -> AsyncIterator["Nodding"]:
        yield self

    async def read(self) -> bytes:
        return b'{"ok": true, "result": true}'


class Quiet(AiohttpSession):
    async def create_session(self) -> Any:
        return Nodding()

    async def make_request(
        self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None
    ) -> Any:
        return True


def quiet_bot() -> Bot:
    return Bot(TOKEN, session=Quiet())


class Hands(Clock):
    """A clock whose hands the story moves."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self.moment = moment

    async def now(self) -> datetime:
        return self.moment
