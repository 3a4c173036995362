"""Reminders go with the date they remind of: moved with it, void without it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.broadcasting import begin_and_end, follow_dates
from outreach import anchors, broadcasts, planning, reminders
from outreach.blockers import Reason
from outreach.broadcasts import CannotBeSent
from people.roles import NotAllowed
from storage import broadcasts as tables
from storage import outreach
from storage import surveys as kept_surveys
from storage.broadcasts import Broadcast
from storage.database import Database
from storage.outreach import Outcome
from surveys import life
from tests.outreach.town import RULES, Town, built, survey
from texts.formatting import moment
from texts.words import LANGUAGES

DAY = timedelta(days=1)


@pytest.fixture
async def town(database: Database, now: datetime) -> Town:
    return await built(database, now, size=25)


async def reminder(
    session: AsyncSession, town: Town, now: datetime, name: str = "closes_tomorrow"
) -> Broadcast:
    """One of a survey from the eighth to the twentieth of February, sent by Jana."""
    code = await survey(session, (now + 7 * DAY).date(), (now + 19 * DAY).date(), now)
    made = await reminders.ready(session, town.jana.id, code, name, now)
    sent, _ = await broadcasts.send(session, town.jana.id, made.id, now, RULES)
    return sent


async def postponed(session: AsyncSession, one: Broadcast, by: timedelta) -> None:
    found = await session.get_one(kept_surveys.Survey, one.anchor.split(":")[1])
    found.closes_at += by
    await session.flush()


async def told(database: Database, now: datetime) -> list[str]:
    """What the outbox holds for Jana, oldest first."""
    async with database.reading() as session:
        found = await outreach.due(session, outreach.NO_BROADCAST, now, 10)
        return [one.content["text"] for one in found if one.content]


async def standing(database: Database, number: int) -> Broadcast:
    async with database.reading() as session:
        found = await tables.broadcast(session, number)
        assert found
        return found


@pytest.mark.parametrize(
    ("name", "at"), [("opens_today", "8. 2. 2027, 9:00"), ("closes_tomorrow", "19. 2. 2027, 9:00")]
)
async def test_a_ready_reminder_only_has_to_be_sent(
    database: Database, town: Town, now: datetime, name: str, at: str
) -> None:
    async with database.writing() as session:
        sent = await reminder(session, town, now, name)
        assert sent.send_at
        assert moment(sent.send_at, "cs").replace("\xa0", " ") == at
        assert set(sent.texts) == set(LANGUAGES)
        assert sent.state == tables.SCHEDULED


async def test_a_reminder_moves_with_its_date_and_says_so(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        sent = await reminder(session, town, now)
        before, number = sent.send_at, sent.id
        await postponed(session, sent, 3 * DAY)
    assert await follow_dates(database, RULES, now) == {"moved": 1}
    assert await follow_dates(database, RULES, now) == {"moved": 0}
    found = await standing(database, number)
    assert before
    assert found.send_at == before + 3 * DAY
    assert len(await told(database, now)) == 1


async def test_a_date_moved_at_the_last_moment_is_not_overtaken(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        sent = await reminder(session, town, now)
        await postponed(session, sent, 3 * DAY)
    assert sent.send_at
    await begin_and_end(database, RULES, sent.send_at)
    assert (await standing(database, sent.id)).state == tables.SCHEDULED
    await follow_dates(database, RULES, sent.send_at)
    await begin_and_end(database, RULES, sent.send_at + 3 * DAY)
    assert (await standing(database, sent.id)).state == tables.PLANNING


async def test_a_survey_closed_early_needs_no_reminder(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        sent = await reminder(session, town, now)
        await life.close_now(session, sent.anchor.split(":")[1], now + 8 * DAY)
        number = sent.id
    await follow_dates(database, RULES, now + 8 * DAY)
    assert (await standing(database, number)).state == tables.VOID
    assert len(await told(database, now + 8 * DAY)) == 1
    await begin_and_end(database, RULES, now + 30 * DAY)
    assert (await standing(database, number)).recipients == 0


async def test_what_is_still_on_its_way_is_void_with_its_date(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        sent = await reminder(session, town, now)
        number, code = sent.id, sent.anchor.split(":")[1]
    assert sent.send_at
    later = sent.send_at
    await begin_and_end(database, RULES, later)
    await planning.plan(database, number, later)
    async with database.writing() as session:
        await life.close_now(session, code, later)
    await follow_dates(database, RULES, later)
    await begin_and_end(database, RULES, later)
    async with database.reading() as session:
        assert await outreach.tally(session, number) == {Outcome.EXPIRED: 25}
    assert (await standing(database, number)).state == tables.FINISHED


async def test_a_date_that_is_too_near_or_gone_is_named_before_the_button(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        code = await survey(session, now.date(), now.date(), now)
        late = await reminders.ready(session, town.jana.id, code, "opens_today", now)
        with pytest.raises(CannotBeSent) as refused:
            await broadcasts.send(session, town.jana.id, late.id, now, RULES)
        assert [one.reason for one in refused.value.blockers] == [Reason.IN_THE_PAST]
        nothing = anchors.anchor(anchors.SURVEY, "NIKDO", anchors.CLOSES)
        await broadcasts.change(session, town.jana.id, late.id, now, anchor=nothing)
        with pytest.raises(CannotBeSent) as refused:
            await broadcasts.send(session, town.jana.id, late.id, now, RULES)
        assert [one.reason for one in refused.value.blockers] == [Reason.NOTHING_TO_REMIND_OF]


async def test_of_an_area_that_is_not_theirs_nobody_gets_a_ready_reminder(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        code = await survey(session, now.date(), now.date() + DAY, now)
        with pytest.raises(NotAllowed):
            await reminders.ready(session, town.zora.id, code, "opens_today", now)
