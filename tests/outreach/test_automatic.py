"""A survey speaks of itself: once each, when it is time, and not when it is told to be silent."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.broadcasting import begin_and_end, follow_dates
from outreach import automatic, broadcasts, planning, reminders
from outreach.rules import Rules
from storage import broadcasts as tables
from storage import outreach
from storage import surveys as kept_surveys
from storage.broadcasts import Broadcast
from storage.database import Database
from surveys import life
from tests.outreach.town import RULES, Town, built, survey
from texts.formatting import moment

DAY = timedelta(days=1)


@pytest.fixture
async def town(database: Database, now: datetime) -> Town:
    return await built(database, now, size=25)


async def kept_up(
    database: Database, town: Town, code: str, now: datetime, rules: Rules = RULES
) -> list[Broadcast]:
    async with database.writing() as session:
        await automatic.keep_up(session, town.jana.id, code, now, rules)
        return await automatic.of_survey(session, code)


async def released(database: Database, now: datetime) -> str:
    """From the eighth to the twentieth of February."""
    async with database.writing() as session:
        return await survey(session, (now + 7 * DAY).date(), (now + 19 * DAY).date(), now)


async def moves(session: AsyncSession, code: str, by: timedelta) -> None:
    found = await session.get_one(kept_surveys.Survey, code)
    found.closes_at += by
    await session.flush()


def days(found: list[Broadcast]) -> list[tuple[str, str]]:
    return [
        (one.automatic, moment(one.send_at, "cs").replace("\xa0", " "))
        for one in found
        if one.send_at
    ]


async def test_there_is_one_of_each_however_often_it_is_asked_for(
    database: Database, town: Town, now: datetime
) -> None:
    code = await released(database, now)
    await kept_up(database, town, code, now)
    assert days(await kept_up(database, town, code, now)) == [
        ("opens_today", "8. 2. 2027, 9:00"),
        ("half_way", "17. 2. 2027, 9:00"),
        ("closes_tomorrow", "19. 2. 2027, 9:00"),
    ]


async def test_what_was_sent_is_not_sent_again_when_the_end_moves(
    database: Database, town: Town, now: datetime
) -> None:
    code = await released(database, now)
    opened, half_way, closing = await kept_up(database, town, code, now)
    assert closing.send_at
    await begin_and_end(database, RULES, closing.send_at)
    assert await planning.plan(database, closing.id, closing.send_at) > 0
    async with database.writing() as session:
        await moves(session, code, 3 * DAY)
    await follow_dates(database, RULES, closing.send_at + timedelta(hours=1))
    again = await kept_up(database, town, code, closing.send_at + timedelta(hours=1))
    assert [one.automatic for one in again].count("closes_tomorrow") == 1


async def test_they_go_with_the_dates_and_nobody_is_bothered_with_that(
    database: Database, town: Town, now: datetime
) -> None:
    code = await released(database, now)
    await kept_up(database, town, code, now)
    async with database.writing() as session:
        await moves(session, code, 2 * DAY)
    assert await follow_dates(database, RULES, now) == {"moved": 0}
    found = days(await kept_up(database, town, code, now))
    assert found[1:] == [
        ("half_way", "19. 2. 2027, 9:00"),
        ("closes_tomorrow", "21. 2. 2027, 9:00"),
    ]
    async with database.reading() as session:
        assert await outreach.due(session, outreach.NO_BROADCAST, now + 99 * DAY, 10) == []


async def test_one_that_fell_with_its_date_comes_back_with_it(
    database: Database, town: Town, now: datetime
) -> None:
    code = await released(database, now)
    await kept_up(database, town, code, now)
    async with database.writing() as session:
        await moves(session, code, -8 * DAY)
    then = now + 10 * DAY
    await follow_dates(database, RULES, then)
    left = await kept_up(database, town, code, then)
    assert "half_way" not in [one.automatic for one in left]
    async with database.writing() as session:
        await moves(session, code, 8 * DAY)
    back = await kept_up(database, town, code, then)
    assert "half_way" in [one.automatic for one in back]


async def test_a_survey_opened_during_its_first_day_says_so_at_once(
    database: Database, town: Town, now: datetime
) -> None:
    code = await released(database, now)
    noon = now + 7 * DAY + timedelta(hours=5)
    [opened, *_] = await kept_up(database, town, code, noon)
    assert opened.send_at
    assert noon < opened.send_at < noon + timedelta(minutes=3)
    await begin_and_end(database, RULES, opened.send_at)
    assert await planning.plan(database, opened.id, opened.send_at) > 0


async def test_silence_calls_off_what_has_not_gone_out(
    database: Database, town: Town, now: datetime
) -> None:
    code = await released(database, now)
    await kept_up(database, town, code, now)
    async with database.writing() as session:
        await automatic.switch(session, town.jana.id, code, False, now, RULES)
    assert await kept_up(database, town, code, now) == []
    async with database.writing() as session:
        await automatic.switch(session, town.jana.id, code, True, now, RULES)
    assert len(await kept_up(database, town, code, now)) == 3


async def test_what_somebody_stopped_stays_stopped(
    database: Database, town: Town, now: datetime
) -> None:
    code = await released(database, now)
    [opened, *_] = await kept_up(database, town, code, now)
    async with database.writing() as session:
        await broadcasts.stop(session, town.jana.id, opened.id, now)
    states = {one.automatic: one.state for one in await kept_up(database, town, code, now)}
    assert (len(states), states["opens_today"]) == (3, tables.STOPPED)


async def test_what_was_prepared_by_hand_is_not_prepared_again(
    database: Database, town: Town, now: datetime
) -> None:
    code = await released(database, now)
    async with database.writing() as session:
        made = await reminders.ready(session, town.jana.id, code, "closes_tomorrow", now)
        await broadcasts.send(session, town.jana.id, made.id, now, RULES)
    found = await kept_up(database, town, code, now)
    assert [one.automatic for one in found] == ["opens_today", "half_way"]


async def test_too_few_to_stay_unknown_are_quietly_left_alone(
    database: Database, now: datetime
) -> None:
    """Of three people nobody may learn from a count who has not answered."""
    small = await built(database, now, size=3)
    code = await released(database, now)
    *_, closing = await kept_up(database, small, code, now)
    assert closing.send_at
    await begin_and_end(database, RULES, closing.send_at)
    async with database.reading() as session:
        found = await tables.broadcast(session, closing.id)
        assert found
        assert found.state == tables.VOID
        assert await outreach.due(session, outreach.NO_BROADCAST, closing.send_at, 10) == []


async def test_many_wait_for_a_second_person(database: Database, town: Town, now: datetime) -> None:
    code = await released(database, now)
    few = Rules(approval_above=10)
    states = {one.automatic: one.state for one in await kept_up(database, town, code, now, few)}
    assert states["opens_today"] == tables.WAITING


async def test_what_has_ended_says_nothing(database: Database, town: Town, now: datetime) -> None:
    code = await released(database, now)
    async with database.writing() as session:
        await life.close_now(session, code, now)
    assert await kept_up(database, town, code, now + DAY) == []


async def test_of_a_short_survey_nobody_hears_twice_on_its_first_day(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        code = await survey(session, (now + 7 * DAY).date(), (now + 8 * DAY).date(), now)
    assert [one.automatic for one in await kept_up(database, town, code, now)] == ["opens_today"]
