"""The demo's village behind the bot's door, without Telegram: what would be shown is kept."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer

from bot import demo, dispatcher
from bot.group_speaking import GroupSpeaker, Spot
from bot.speaking import Speaker
from bot.wire import Session
from handlers.allowance import DEFAULTS, Allowance
from handlers.replies import Reply
from handlers.visit import House
from storage.database import Database
from storage.marks import Marks

NOW = datetime(2027, 2, 2, 10, 0, tzinfo=UTC)
PETR, IVAN = 1, 2

Json = dict[str, Any]


class Clock:
    async def now(self) -> datetime:
        return NOW


class World:
    """Petr runs the village, Ivan lives there; whoever else writes is a stranger."""

    def __init__(self, door: dispatcher.Dispatcher) -> None:
        self.door = door
        self.shown: list[Reply] = []
        self._numbers = itertools.count(1)

    async def writes(self, person: int, text: str) -> Reply:
        return await self._feed(message={**self._message(person), "text": text})

    async def taps(self, person: int, data: str, chat_id: int = 0) -> Reply:
        """In a chat of a group, where one is named."""
        message = {**self._message(person), "text": "…"}
        sender = message["from"]
        if chat_id:
            message["chat"] = {"id": chat_id, "type": "supergroup", "title": "Skupina"}
        tap = {"id": "1", "from": sender, "chat_instance": "1", "data": data, "message": message}
        return await self._feed(callback_query=tap)

    async def _feed(self, **told: Any) -> Reply:
        await self.door.feed({"update_id": next(self._numbers), **told})
        return self.shown.pop()

    def _message(self, person: int) -> Json:
        chat = {"id": person, "type": "private", "first_name": "Kdo"}
        sender = {"id": person, "is_bot": False, "first_name": "Kdo", "language_code": "cs"}
        number = next(self._numbers)
        return {"message_id": number, "date": int(NOW.timestamp()), "chat": chat, "from": sender}


@asynccontextmanager
async def world(database: Database, folder: Path) -> AsyncIterator[World]:
    acquainted = {"coordinator": PETR, "resident": IVAN}
    await demo.fill(database, acquainted, NOW, ZoneInfo("Europe/Prague"))
    bot = Bot("42:AAAA", session=Session(TelegramAPIServer.from_base("http://127.0.0.1:9")))
    house = House(
        marks=Marks(folder / "keys"),
        bot_username="naves_bot",
        public_url="https://naves.example",
        allowance=Allowance(dict.fromkeys(DEFAULTS, "1000000/minute")),
        media=folder / "media",
    )
    door = dispatcher.build(bot=bot, database=database, clock=Clock(), house=house)
    made = World(door)

    async def show(_: Speaker, __: int, ___: Any, ____: int, reply: Reply, _now: datetime) -> None:
        made.shown.append(reply)

    async def answer_tap(_: GroupSpeaker, __: str, reply: Reply) -> None:
        made.shown.append(reply)

    async def speak(_: GroupSpeaker, __: Spot, ___: Reply, ____: datetime) -> None:
        pass

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Speaker, "show", show)
        patched.setattr(GroupSpeaker, "answer_tap", answer_tap)
        patched.setattr(GroupSpeaker, "speak", speak)
        yield made
    await bot.session.close()


def buttons(reply: Reply) -> list[str]:
    """The data of all that can be tapped."""
    return [one.data for screen in reply.screens for row in screen.rows for one in row if one.data]
