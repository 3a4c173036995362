"""Replies and what speaks first share what Telegram allows; all obey when it has had enough."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Update

from bot.clock import Clock
from bot.speaking import Speaker
from bot.traffic import Traffic
from handlers.replies import show
from outreach.pace import FREE, Pace
from storage import outreach, people
from storage.database import Database
from tests.handlers.village import PlainSession
from tests.playground.running import Json, Running, playground_running

UPDATE = Update(update_id=1)


@dataclass
class Stage:
    pg: Running
    pace: Pace
    speaker: Speaker
    jana: Json

    async def says(self, text: str) -> None:
        await self.speaker.speak(UPDATE, self.jana["id"], show(text), datetime.now(UTC))


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    async with playground_running() as pg:
        session = PlainSession(api=TelegramAPIServer.from_base(pg.api))
        bot = Bot(pg.token, session=session, default=DefaultBotProperties(parse_mode="HTML"))
        pace = Pace(FREE, lambda: 1000.0)
        speaker = Speaker(bot, database, Traffic(database, Clock(), pace))
        yield Stage(pg, pace, speaker, await pg.telegram.resident())
        await session.close()


async def test_a_reply_takes_a_turn_that_the_sender_would_have(stage: Stage) -> None:
    before = stage.pace.room()
    for _ in range(3):
        await stage.says("Ano.")
    assert stage.pace.room() == before - 3


async def test_a_reply_that_is_asked_to_wait_pauses_all_that_speak_first(
    stage: Stage, database: Database
) -> None:
    fault = {"kind": "429", "method": "sendMessage", "times": 1, "retry_after": 1}
    await stage.pg.telegram.faults(fault)
    before = datetime.now(UTC)
    await stage.says("Ano.")
    assert (await stage.pg.telegram.last(stage.jana))["text"] == "Ano."
    assert stage.pace.room() == 0
    async with database.reading() as session:
        until = await outreach.paused_until(session)
    assert until
    assert until >= before + timedelta(seconds=1)


async def test_a_reply_that_would_have_to_wait_long_is_left_to_the_outbox(
    stage: Stage, database: Database
) -> None:
    now = datetime.now(UTC)
    async with database.writing() as session:
        await people.arrive(session, stage.jana["id"], "cs", now.date())
    await stage.pg.telegram.faults({"kind": "429", "method": "sendMessage", "retry_after": 600})
    await stage.says("Ano.")
    assert len(await stage.pg.telegram.calls("sendMessage")) == 1
    async with database.writing() as session:
        due = await outreach.due(session, outreach.NO_BROADCAST, now + timedelta(minutes=1), 10)
    assert [one.about for one in due] == ["late:1"]
