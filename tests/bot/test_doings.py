"""A survey whose end has come is closed by the worker, and those who run surveys hear of it."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import doings, schedule, work
from bot.clock import Clock
from people import roles
from storage import jobs, people
from storage import surveys as tables
from storage.database import Database
from storage.marks import Marks
from storage.outreach import Letter
from storage.places import Area
from surveys import life
from surveys.definitions import Definition
from tests.surveys.samples import BUSES

ANA, PETR, EVA = 7001, 7002, 7003


class Later(Clock):
    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self.moment = moment

    async def now(self) -> datetime:
        return self.moment


@pytest.fixture
async def survey(database: Database, now: datetime) -> tables.Survey:
    """Ana's village asks about buses; Petr coordinates there, Eva elsewhere."""
    async with database.writing() as session:
        for area in ("orp-vizovice", "hlucinsko-zapad"):
            session.add(Area(code=area, name={"cs": area}))
        await session.flush()
        kept = await life.keep(session, Definition.model_validate(BUSES, strict=False), now)
        await life.release(session, kept.code)
        for person, area in ((PETR, "orp-vizovice"), (EVA, "hlucinsko-zapad")):
            resident = await people.arrive(session, person, "cs", now.date())
            await people.grant(
                session,
                resident.id,
                role=roles.COORDINATOR,
                area_code=area,
                group_code="",
                name="…",
                now=now,
            )
        return kept


async def test_the_coordinator_of_the_area_hears_that_a_survey_has_closed(
    database: Database, survey: tables.Survey, tmp_path: Path
) -> None:
    marks = Marks(tmp_path)
    mark = marks.of(survey.code, str(ANA))
    async with database.writing() as session:
        await tables.begin_response(session, survey.code, mark, version=1)
    clock = Later(survey.closes_at + timedelta(hours=1))
    await schedule.close_due_surveys(database, clock.moment)
    worker = work.Worker(database, clock, doings.table(marks), doings.tell)
    async with asyncio.TaskGroup() as group:
        group.create_task(worker.run())
        await _closed(database, survey.code)
        worker.stop()
    async with database.reading() as session:
        letters = list(await session.scalars(select(Letter)))
    assert [letter.telegram_id for letter in letters] == [PETR]
    assert not marks.exists(survey.code)


async def _closed(database: Database, code: str) -> None:
    async with asyncio.timeout(60):
        while True:
            async with database.reading() as session:
                job = await jobs.job(session, f"close:{code}")
            if job and job.state == jobs.DONE:
                return
            await asyncio.sleep(0.02)
