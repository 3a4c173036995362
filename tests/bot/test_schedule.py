"""The bell rings, the tables say what is due, and stopping waits for what has begun."""

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot import schedule
from bot.clock import Clock
from storage import conversations, jobs
from storage.database import Database
from storage.places import Area
from storage.surveys import RELEASED, Survey

PRAGUE = ZoneInfo("Europe/Prague")


@pytest.fixture
async def survey(database: Database, now: datetime) -> str:
    """A poll about buses that closed at midnight."""
    async with database.writing() as session:
        session.add(Area(code="orp-vizovice", name={"cs": "ORP Vizovice"}))
        await session.flush()
        session.add(
            Survey(
                code="BUSES",
                key="autobusy-2027",
                area_code="orp-vizovice",
                state=RELEASED,
                opens_at=now - timedelta(days=30),
                closes_at=now,
                delete_answers_at=now + timedelta(days=365),
            )
        )
    return "BUSES"


async def test_a_survey_whose_end_has_passed_is_asked_to_close_once(
    database: Database, survey: str, now: datetime
) -> None:
    soon, later = now + timedelta(minutes=5), now + timedelta(minutes=20)
    assert await schedule.close_due_surveys(database, soon) == {"surveys": 0, "retention": 0}
    assert await schedule.close_due_surveys(database, later) == {"surveys": 1, "retention": 0}
    assert await schedule.close_due_surveys(database, later) == {"surveys": 0, "retention": 0}
    async with database.reading() as session:
        asked = await jobs.job(session, f"close:{survey}")
    assert asked is not None
    assert asked.payload == {"code": survey}


async def test_what_was_heard_is_forgotten_after_two_days(
    database: Database, now: datetime
) -> None:
    async with database.writing() as session:
        for update_id, age in ((1, 1), (2, 3)):
            heard_at = now - timedelta(days=age)
            await conversations.keep_heard(session, update_id, 7, {}, None, heard_at)
    await schedule.forget_old(database, now)
    async with database.reading() as session:
        assert await conversations.heard(session, 1)
        assert not await conversations.heard(session, 2)


async def test_stopping_waits_for_a_ring_that_has_begun() -> None:
    begun, ended = asyncio.Event(), []

    async def slowly(_now: datetime) -> schedule.Counts:
        begun.set()
        await asyncio.sleep(0.05)
        ended.append(True)
        return {}

    ring = schedule.Ring("slow", 60, slowly)
    async with schedule.ringing([ring], Clock(), PRAGUE):
        await begun.wait()
    assert ended == [True]


async def test_a_ring_that_fails_rings_again() -> None:
    rung = asyncio.Event()
    times: list[datetime] = []

    async def badly(now: datetime) -> schedule.Counts:
        times.append(now)
        if len(times) > 1:
            rung.set()
        raise ValueError

    ring = schedule.Ring("bad", 0.05, badly)
    async with schedule.ringing([ring], Clock(), PRAGUE), asyncio.timeout(60):
        await rung.wait()
    assert len(times) >= 2
