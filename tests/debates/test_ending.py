"""A debate whose end has come is closed by the worker, and whoever waits for the result hears."""

import asyncio
from pathlib import Path

from sqlalchemy import select

from bot import doings, schedule, work
from debates import keeping, proposing, retention, taking
from debates.taking import Who
from people import roles
from storage import jobs, people
from storage.database import Database
from storage.debate_listeners import Listener
from storage.debates import COUNTING, UNREAD, Debate
from storage.outreach import Letter
from storage.stances import AGREE, Stance
from tests.bot.test_doings import Later
from tests.debates.village_debate import DAY, NOW, VillageDebate, chat, released
from tests.plans.test_keeping import area

__all__ = ["area"]

PETR, EVA, KAREL = 7002, 7003, 7004


async def test_staff_listeners_and_proposers_hear_of_the_end(
    database: Database, tmp_path: Path, area: None
):
    debate = await released(database, tmp_path)
    async with database.writing() as session:
        petr = await people.arrive(session, PETR, "cs", NOW.date())
        eva = await people.arrive(session, EVA, "uk", NOW.date())
        karel = await people.arrive(session, KAREL, "cs-easy", NOW.date())
        await people.grant(
            session,
            petr.id,
            role=roles.COORDINATOR,
            area_code="orp-vizovice",
            group_code="",
            name="…",
            now=NOW,
        )
        await taking.listen(session, debate.code, eva.id, NOW)
        own = ("Na návsi má být pítko.", "cs")
        who = Who(str(KAREL), karel.id)
        await proposing.propose(session, debate.marks, debate.code, who, own, NOW)
    for one in range(6):
        await debate.says(chat(100 + one), {1: AGREE})
    await worked(debate, f"debate:{debate.code}")
    assert (await debate.results()).participants == 6
    told = {one.telegram_id: one.content for one in await debate.rows(Letter)}
    assert told.keys() == {PETR, EVA, KAREL}
    assert f"db:result:{debate.code}" in str(told[EVA])
    assert "Omlouváme se" in str(told[KAREL])
    assert (await debate.statement(6)).state == UNREAD
    assert await debate.rows(Listener) == []
    await worked(debate, f"stances:{debate.code}", days=60)
    assert await debate.rows(Stance) == []
    assert (await debate.statement(6)).text == {}


async def test_a_closing_that_was_broken_off_is_done_to_its_end(
    database: Database, tmp_path: Path, area: None
):
    debate = await released(database, tmp_path)
    for one in range(6):
        await debate.says(chat(100 + one), {1: AGREE})
    async with database.writing() as session:
        run = await keeping.run(session, debate.code, locked=True)
        run.debate.state, run.debate.closed_at = COUNTING, run.debate.closes_at
    assert await debate.closed() == 6
    assert (await debate.results()).participants == 6


async def test_what_is_promised_to_people_is_never_given_up() -> None:
    assert {keeping.JOB, retention.JOB} <= {*schedule.NEVER_GIVEN_UP}


async def worked(debate: VillageDebate, job_id: str, days: int = 0) -> None:
    """What the clock asks for is done by the worker."""
    async with debate.database.reading() as session:
        end = (await session.scalars(select(Debate.closes_at))).one()
    clock = Later(end + DAY + days * DAY)
    await schedule.close_due_debates(debate.database, clock.moment)
    worker = work.Worker(debate.database, clock, doings.table(debate.marks), doings.tell)
    async with asyncio.TaskGroup() as group:
        group.create_task(worker.run())
        await _done(debate.database, job_id)
        worker.stop()


async def _done(database: Database, job_id: str) -> None:
    async with asyncio.timeout(120):
        while True:
            async with database.reading() as session:
                job = await jobs.job(session, job_id)
            if job and job.state == jobs.DONE:
                return
            await asyncio.sleep(0.02)
