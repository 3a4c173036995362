"""A Telegram that takes everything and shows it to nobody, and a clock to go with it."""

import asyncio
from datetime import datetime
from typing import Any

from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import TelegramMethod

from bot.clock import Clock
from bot.connections import Answer, Connections
from bot.wire import Session

TOKEN = "1000000001:nobody-listens-to-this-one"


class Nodding(Connections):
    """On the other end of which everything is fine."""

    def post(self, path: str, body: bytes) -> asyncio.Future[Answer]:
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        answer.set_result(Answer(200, b'{"ok": true, "result": true}'))
        return answer


class Quiet(Session):
    def __init__(self) -> None:
        super().__init__(TelegramAPIServer.from_base("http://127.0.0.1"))
        self.connections = Nodding("http://127.0.0.1")

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
