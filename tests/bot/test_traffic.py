"""Replies and what speaks first share what Telegram allows; all obey when it has had enough."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Update

from bot import speaking
from bot.clock import Clock
from bot.speaking import Speaker
from bot.traffic import Traffic
from handlers.replies import show
from outreach.pace import EVERYBODY, FREE, Pace
from storage import outreach, people
from storage.database import Database
from tests.handlers.village import PlainSession
from tests.playground.running import Json, Running, playground_running

UPDATE = Update(update_id=1)
NOW = datetime(2027, 2, 1, 10, 0, tzinfo=UTC)


class Stopped(Clock):
    """However slow the machine is, no pause grows shorter meanwhile."""

    async def now(self) -> datetime:
        return NOW


@dataclass
class Stage:
    pg: Running
    pace: Pace
    traffic: Traffic
    speaker: Speaker
    jana: Json

    async def says(self, text: str, update: Update = UPDATE) -> None:
        await self.speaker.speak(update, self.jana["id"], show(text), NOW)

    async def tap(self) -> Update:
        """Jana taps what she was told last."""
        shown = await self.pg.telegram.last(self.jana)
        query = {"id": "1", "from": self.jana, "message": shown, "chat_instance": "1", "data": "x"}
        return Update.model_validate({"update_id": 2, "callback_query": query})


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    async with playground_running() as pg:
        session = PlainSession(api=TelegramAPIServer.from_base(pg.api))
        bot = Bot(pg.token, session=session, default=DefaultBotProperties(parse_mode="HTML"))
        pace = Pace(FREE, lambda: 1000.0)
        traffic = Traffic(database, Stopped(), pace)
        speaker = Speaker(bot, database, traffic)
        yield Stage(pg, pace, traffic, speaker, await pg.telegram.resident())
        await session.close()


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """For how long replies would have waited."""
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        if seconds:
            waits.append(seconds)

    monkeypatch.setattr(speaking, "_wait", wait)
    return waits


async def test_a_reply_takes_a_turn_that_the_sender_would_have(stage: Stage) -> None:
    before = stage.pace.room()
    for _ in range(3):
        await stage.says("Ano.")
    assert stage.pace.room() == before - 3


async def test_a_reply_that_is_asked_to_wait_tells_all_processes(
    stage: Stage, database: Database
) -> None:
    fault = {"kind": "429", "method": "sendMessage", "times": 1, "retry_after": 1}
    await stage.pg.telegram.faults(fault)
    await stage.says("Ano.")
    assert (await stage.pg.telegram.last(stage.jana))["text"] == "Ano."
    assert stage.pace.room() > 0
    async with database.reading() as session:
        refused = await outreach.pauses(session, NOW)
    assert refused == {stage.jana["id"]: NOW + timedelta(seconds=1)}


async def test_a_reply_that_would_have_to_wait_long_is_left_to_the_outbox(
    stage: Stage, database: Database
) -> None:
    async with database.writing() as session:
        await people.arrive(session, stage.jana["id"], "cs", NOW.date())
    await stage.pg.telegram.faults({"kind": "429", "method": "sendMessage", "retry_after": 600})
    await stage.says("Ano.")
    assert len(await stage.pg.telegram.calls("sendMessage")) == 1
    async with database.writing() as session:
        due = await outreach.due(session, outreach.NO_BROADCAST, NOW + timedelta(minutes=1), 10)
    assert due == []
    async with database.writing() as session:
        later = NOW + timedelta(minutes=11)
        (due_then,) = await outreach.due(session, outreach.NO_BROADCAST, later, 10)
    assert due_then.about.startswith("late:")


async def test_a_reply_obeys_what_another_process_was_refused(
    stage: Stage, database: Database, slept: list[float]
) -> None:
    await refuse(database, EVERYBODY, 20)
    await stage.says("Ano.")
    assert slept == []
    await stage.traffic.look()
    await stage.says("Ano.")
    assert slept == [20, 20]


async def test_two_chats_that_others_were_refused_make_all_replies_wait(
    stage: Stage, database: Database, slept: list[float]
) -> None:
    await refuse(database, 5, 20)
    await stage.traffic.look()
    await stage.says("Ano.")
    assert slept == []
    await refuse(database, 6, 10)
    await stage.traffic.look()
    await stage.says("Ano.")
    assert max(slept) == pytest.approx(10)


async def test_who_taps_while_all_wait_is_told_so_at_once(
    stage: Stage, database: Database, slept: list[float]
) -> None:
    await stage.says("Ano?")
    tap = await stage.tap()
    await refuse(database, EVERYBODY, 20)
    await stage.traffic.look()
    await stage.says("Ano.", tap)
    calls = [one["method"] for one in await stage.pg.telegram.calls()]
    assert calls[-2:] == ["answerCallbackQuery", "editMessageText"]
    (answered,) = await stage.pg.telegram.calls("answerCallbackQuery")
    assert "pomalý" in answered["parameters"]["text"]
    assert max(slept) == pytest.approx(20)


async def test_many_taps_in_a_long_pause_leave_one_letter(stage: Stage, database: Database) -> None:
    await stage.says("Ano?")
    tap = await stage.tap()
    async with database.writing() as session:
        await people.arrive(session, stage.jana["id"], "cs", NOW.date())
    await refuse(database, EVERYBODY, 3600)
    await stage.traffic.look()
    for _ in range(3):
        await stage.says("Ano.", tap)
    async with database.writing() as session:
        due = await outreach.due(session, outreach.NO_BROADCAST, NOW + timedelta(hours=2), 10)
    assert len(due) in (1, 2)
    assert not await stage.pg.telegram.calls("editMessageText")


async def refuse(database: Database, chat_id: int, seconds: float) -> None:
    """As another process notes it."""
    async with database.writing() as session:
        await outreach.pause(session, chat_id, NOW + timedelta(seconds=seconds), NOW)
