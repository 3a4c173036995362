"""From a scheduled broadcast to letters, and from the last letter to a report that adds up."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Select, select
from sqlalchemy.dialects import sqlite
from sqlmodel import col

from bot.broadcasting import begin_and_end
from outreach import audiences, broadcasts, planning, progress
from outreach.audiences import Audience, Criterion
from outreach.happened import ApprovalWanted, SentBack
from outreach.progress import Report
from outreach.rules import Rules
from people import forgetting, profile
from storage import broadcasts as tables
from storage import outreach, people
from storage import surveys as kept_surveys
from storage.broadcasts import Broadcast
from storage.database import Database
from storage.outreach import Letter, Outcome
from storage.people import Resident
from tests.outreach.town import RULES, Town, built, scheduled, settled, survey

LEASE = timedelta(seconds=10)
HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)


@pytest.fixture
async def town(database: Database, now: datetime) -> Town:
    return await built(database, now)


@pytest.fixture(autouse=True)
def _small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "WINDOW", 2)


async def begun(database: Database, broadcast_id: int, now: datetime) -> Broadcast:
    await begin_and_end(database, RULES, now)
    await planning.plan(database, broadcast_id, now)
    return await standing(database, broadcast_id)


async def standing(database: Database, broadcast_id: int) -> Broadcast:
    async with database.reading() as session:
        found = await tables.broadcast(session, broadcast_id)
        assert found
        return found


async def letters(database: Database, broadcast_id: int) -> Sequence[Letter]:
    async with database.reading() as session:
        rows = select(Letter).where(Letter.broadcast_id == broadcast_id)  # type: ignore[arg-type]
        return (await session.scalars(rows)).all()


async def sent(database: Database, broadcast_id: int, now: datetime, most: int = 1000) -> int:
    async with database.writing() as session:
        due = list(await outreach.due(session, broadcast_id, now, most))
        await outreach.claim(session, due, now + LEASE)
        return await outreach.settle(session, due, Outcome.SENT, now)


async def reported(database: Database, broadcast_id: int, now: datetime) -> Report:
    async with database.reading() as session:
        found = await tables.broadcast(session, broadcast_id)
        assert found
        return await progress.report(session, found, now)


async def test_everybody_of_the_audience_gets_one_letter(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        ivan = await settled(session, 150, town.jana.area_code or "orp-vizovice", now)
        ivan.blocked = True
        eva = await settled(session, 151, "orp-vizovice", now)
        await profile.set_news(session, eva, "none")
        await people.arrive(session, 152, "cs", now.date())
    number = await scheduled(database, town, now)
    found = await begun(database, number, now)
    assert (found.state, found.recipients) == (tables.SENDING, 3)
    assert {one.resident_id for one in await letters(database, number)} == {
        one.id for one in town.residents
    }
    assert await planning.plan(database, number, now) == 0
    assert len(await letters(database, number)) == 3


async def test_who_wants_nothing_still_gets_what_the_law_asks_to_be_told(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        for one in town.residents:
            found = await session.get_one(Resident, one.id)
            await profile.set_news(session, found, "none")
    number = await scheduled(database, town, now, {"statutory": True})
    assert (await begun(database, number, now)).recipients == 3
    assert not any(one.unasked for one in await letters(database, number))


async def test_planning_goes_on_where_it_was_killed(
    database: Database, town: Town, now: datetime
) -> None:
    number = await scheduled(database, town, now)
    await begin_and_end(database, RULES, now)
    async with database.writing() as session:
        assert await planning._plan_some(session, number, 2, now) is not None
    assert await planning.plan(database, number, now) == 3
    assert (await standing(database, number)).recipients == 3


async def test_paused_while_it_is_planned_nothing_goes_out_before_it_is_resumed(
    database: Database, town: Town, now: datetime
) -> None:
    number = await scheduled(database, town, now)
    await begin_and_end(database, RULES, now)
    async with database.writing() as session:
        await broadcasts.pause(session, town.jana.id, number, now)
    await planning.plan(database, number, now)
    found = await standing(database, number)
    assert (found.state, found.is_planned) == (tables.PAUSED, True)
    async with database.writing() as session:
        resumed = await broadcasts.resume(session, town.jana.id, number, now)
        assert resumed.state == tables.SENDING


async def test_the_final_report_adds_up(database: Database, town: Town, now: datetime) -> None:
    number = await scheduled(database, town, now)
    await begun(database, number, now)
    async with database.writing() as session:
        gone = await session.get_one(Resident, town.residents[0].id)
        await forgetting.forget(session, gone)
    assert await sent(database, number, now) == 2
    await begin_and_end(database, RULES, now)
    found = await reported(database, number, now)
    assert found.is_over
    assert found.counts == {Outcome.SENT: 2, Outcome.FORGOTTEN: 1}
    assert (found.recipients, found.waiting) == (3, 0)


async def test_stopped_is_stopped_for_good(database: Database, town: Town, now: datetime) -> None:
    number = await scheduled(database, town, now)
    await begun(database, number, now)
    async with database.writing() as session:
        (late,) = await outreach.due(session, number, now, 1)
        await outreach.claim(session, [late], now + LEASE)
    async with database.writing() as session:
        await broadcasts.stop(session, town.jana.id, number, now)
        assert (await broadcasts.stop(session, town.jana.id, number, now)).state == tables.STOPPED
        for step in (broadcasts.resume, broadcasts.pause):
            with pytest.raises(broadcasts.NotInThisState):
                await step(session, town.jana.id, number, now)
    await begin_and_end(database, RULES, now)
    assert (await standing(database, number)).ended_at is None
    async with database.writing() as session:
        await outreach.settle(session, [late], Outcome.SENT, now)
        assert await outreach.due(session, number, now, 10) == []
    await planning.plan(database, number, now)
    await begin_and_end(database, RULES, now)
    found = await reported(database, number, now)
    assert (found.state, found.is_over) == (tables.STOPPED, True)
    assert found.counts == {Outcome.SENT: 1, Outcome.STOPPED: 2}


async def test_stopped_while_it_is_planned(database: Database, town: Town, now: datetime) -> None:
    number = await scheduled(database, town, now)
    await begin_and_end(database, RULES, now)
    async with database.writing() as session:
        await planning._plan_some(session, number, 2, now)
    async with database.writing() as session:
        await broadcasts.stop(session, town.jana.id, number, now)
    await planning.plan(database, number, now)
    await begin_and_end(database, RULES, now)
    found = await reported(database, number, now)
    assert found.state == tables.STOPPED
    assert found.is_over
    assert sum(found.counts.values()) == found.recipients < 3


async def test_what_waits_too_long_expires_with_its_reason(
    database: Database, town: Town, now: datetime
) -> None:
    number = await scheduled(database, town, now)
    await begun(database, number, now)
    async with database.writing() as session:
        held, broken, _ = await outreach.due(session, number, now, 10)
        await outreach.hold(session, [held], now + WEEK, Outcome.OVER_BUDGET)
        await outreach.hold(session, [broken], now + WEEK, Outcome.REFUSED)
    assert (await reported(database, number, now)).held == 2
    await begin_and_end(database, RULES, now + WEEK)
    found = await reported(database, number, now + WEEK)
    assert found.state == tables.FINISHED
    assert found.counts == {Outcome.OVER_BUDGET: 1, Outcome.REFUSED: 1, Outcome.EXPIRED: 1}


async def test_a_repeating_one_leaves_its_next_one_scheduled(
    database: Database, town: Town, now: datetime
) -> None:
    number = await scheduled(database, town, now, {"repeats": "weekly"})
    late = now + timedelta(days=6)
    await begun(database, number, late)
    async with database.writing() as session:
        (following,) = await tables.in_states(session, tables.SCHEDULED)
        assert (following.send_at, following.series) == (now + WEEK, number)
        assert (following.texts, following.recipients) == ({"cs": "Přijďte <b>v úterý</b>."}, 0)
        await broadcasts.stop(session, town.jana.id, number, late)
    assert (await standing(database, following.id)).state == tables.STOPPED


async def test_whose_author_has_lost_the_power_waits_for_somebody_who_has_it(
    database: Database, town: Town, now: datetime
) -> None:
    number = await scheduled(database, town, now, {"send_at": now + HOUR})
    async with database.writing() as session:
        for role in await people.roles(session, town.jana.id):
            await people.revoke(session, role)
    async with database.writing() as session:
        happened = await planning.begin(session, number, now + HOUR, RULES)
        assert isinstance(happened, ApprovalWanted)
        assert {one.id for one in happened.approvers} == {town.karel.id, town.olga.id}
    assert (await standing(database, number)).state == tables.WAITING


async def test_what_has_grown_beyond_the_limit_waits_for_a_second_person(
    database: Database, town: Town, now: datetime
) -> None:
    number = await scheduled(database, town, now, {"send_at": now + HOUR})
    async with database.writing() as session:
        happened = await planning.begin(session, number, now + HOUR, Rules(approval_above=2))
        assert isinstance(happened, ApprovalWanted)
    async with database.writing() as session:
        await broadcasts.approve(session, town.karel.id, number, now + HOUR)
        assert await planning.begin(session, number, now + HOUR, Rules(approval_above=2)) is None
    assert (await standing(database, number)).state == tables.PLANNING


async def test_a_crowd_that_has_shrunk_is_not_written_to(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        code = await survey(session, now.date(), now.date() + WEEK, now)
        for n in range(20):
            person = await settled(session, 500 + n, "orp-vizovice", now)
            await kept_surveys.keep_turnout(session, code, person.id, True)
    crowd = Audience(("orp-vizovice",), (Criterion("took_part", (code,)),))
    number = await scheduled(database, town, now, {"audience": crowd, "send_at": now + HOUR})
    async with database.writing() as session:
        last = await session.get_one(Resident, person.id)
        last.blocked = True
    async with database.writing() as session:
        happened = await planning.begin(session, number, now + HOUR, RULES)
        assert isinstance(happened, SentBack)
    assert (await standing(database, number)).state == tables.DRAFT


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("areas", [(), ("orp-vizovice",)])
async def test_the_last_step_of_planning_is_as_short_as_the_first(
    database: Database, town: Town, now: datetime, areas: tuple[str, ...]
) -> None:
    async with database.writing() as session:
        for n in range(300):
            await settled(session, 1000 + n, "orp-vizovice", now)
        keys = sorted(await session.scalars(select(col(Resident.id))))
    people_there = audiences.query(Audience(areas)).with_only_columns(col(Resident.id))
    first = tables.within(people_there, keys[0], keys[20])
    last = tables.within(people_there, keys[-21], keys[-1])
    assert effort(database, last) < effort(database, first) * 1.5


def effort(database: Database, statement: Select[int]) -> int:
    """How many steps SQLite's machine takes."""
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    written = statement.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    connection = sqlite3.connect(database.url.removeprefix("sqlite+aiosqlite:///"))
    connection.set_progress_handler(count, 1)
    connection.execute(str(written)).fetchall()
    connection.close()
    return steps
