"""The bell begins what is due, tells whom it concerns, and keeps the progress up to date."""

from datetime import datetime, timedelta

import pytest

from bot.broadcasting import begin_and_end, follow_dates, rings, show_progress
from outreach import broadcasts, planning
from outreach.audiences import Audience
from outreach.letters import Letter
from outreach.rules import Rules
from storage import audit, outreach
from storage import broadcasts as tables
from storage.database import Database
from storage.jobs import Job
from storage.outreach import Outcome
from tests.outreach.town import RULES, VIZOVICE, Town, built, scheduled, written

HOUR = timedelta(hours=1)
LEASE = timedelta(seconds=10)


class Chat:
    """Shows what it is told, unless it refuses."""

    def __init__(self) -> None:
        self.shown: list[tuple[int, int, Letter]] = []
        self.refuses = False

    async def edit(self, chat_id: int, message_id: int, letter: Letter) -> bool:
        if self.refuses:
            return False
        self.shown.append((chat_id, message_id, letter))
        return True


@pytest.fixture
async def town(database: Database, now: datetime) -> Town:
    return await built(database, now)


async def told(database: Database, now: datetime, to: int) -> list[str]:
    async with database.reading() as session:
        found = await outreach.due(session, outreach.NO_BROADCAST, now, 50)
        return [one.content["text"] for one in found if one.content and one.telegram_id == to]


async def test_what_is_due_begins_once(database: Database, town: Town, now: datetime) -> None:
    number = await scheduled(database, town, now, {"send_at": now + HOUR})
    assert await begin_and_end(database, RULES, now) == {"begun": 0, "ended": 0}
    assert await begin_and_end(database, RULES, now + HOUR) == {"begun": 1, "ended": 0}
    assert await begin_and_end(database, RULES, now + HOUR) == {"begun": 0, "ended": 0}
    async with database.reading() as session:
        job = await session.get_one(Job, f"plan:{number}")
        assert (job.kind, job.payload) == (planning.JOB, {"broadcast": number})


async def test_a_second_person_is_asked_and_the_author_told(
    database: Database, town: Town, now: datetime
) -> None:
    number = await scheduled(database, town, now, {"send_at": now + HOUR})
    await begin_and_end(database, Rules(approval_above=1), now + HOUR)
    for colleague in (town.karel, town.olga):
        (text,) = await told(database, now + HOUR, colleague.telegram_id)
        assert "Jana Ukázková" in text
        assert "Přijďte <b>v\xa0úterý</b>." in text
    assert await told(database, now + HOUR, town.jana.telegram_id) == []
    async with database.reading() as session:
        found = await tables.broadcast(session, number)
        assert found
        assert found.state == tables.WAITING


async def test_the_progress_is_shown_in_one_message_until_the_end(
    database: Database, town: Town, now: datetime
) -> None:
    number = await scheduled(database, town, now)
    chat, shown = Chat(), dict[int, Letter]()
    async with database.writing() as session:
        jana = town.jana
        await broadcasts.show_in(session, jana.id, number, jana.telegram_id, 77)
    assert await show_progress(database, chat, shown, now) == {"shown": 0}
    await begin_and_end(database, RULES, now)
    await planning.plan(database, number, now)
    for sent in range(3):
        async with database.writing() as session:
            due = list(await outreach.due(session, number, now, 1))
            await outreach.claim(session, due, now + LEASE)
            await outreach.settle(session, due, Outcome.SENT, now)
        chat.refuses = sent == 1
        assert await show_progress(database, chat, shown, now) == {"shown": int(sent != 1)}
    chat.refuses = False
    await begin_and_end(database, RULES, now)
    assert await show_progress(database, chat, shown, now) == {"shown": 1}
    assert await show_progress(database, chat, shown, now) == {"shown": 0}
    assert {(chat_id, message) for chat_id, message, _ in chat.shown} == {(1, 77)}
    assert chat.shown[-1][2] != chat.shown[-2][2]
    assert await show_progress(database, chat, shown, now + HOUR) == {"shown": 0}
    assert shown == {}


async def test_a_long_one_ends_with_a_letter_and_a_line_in_the_log_of_acts(
    database: Database, town: Town, now: datetime
) -> None:
    number = await scheduled(database, town, now)
    await begin_and_end(database, RULES, now)
    await planning.plan(database, number, now)
    late = now + timedelta(days=8)
    assert await begin_and_end(database, RULES, late) == {"begun": 0, "ended": 1}
    assert len(await told(database, late, town.jana.telegram_id)) == 1
    async with database.reading() as session:
        noted = {one.action: one.detail for one in await audit.newest(session)}
    assert noted["broadcast_ended"] == {"expired": 3}
    begun = noted["broadcast_begun"]
    assert (begun["author"], begun["people"]) == (town.jana.id, 3)
    assert begun["audience"] == Audience((VIZOVICE,)).to_json()
    assert begun["texts"] == {"cs": "Přijďte <b>v úterý</b>."}


async def test_what_cannot_go_out_comes_back_to_its_author(
    database: Database, town: Town, now: datetime
) -> None:
    number = await scheduled(database, town, now, {"send_at": now + HOUR})
    async with database.writing() as session:
        for one in town.residents:
            (await session.get_one(type(one), one.id)).blocked = True
    await begin_and_end(database, RULES, now + HOUR)
    assert len(await told(database, now + HOUR, town.jana.telegram_id)) == 1
    async with database.writing() as session:
        found = await tables.broadcast(session, number)
        assert found
        assert (found.state, found.send_at) == (tables.DRAFT, None)


async def test_a_draft_that_nobody_sends_stays_where_it_is(
    database: Database, town: Town, now: datetime
) -> None:
    async with database.writing() as session:
        made = await written(session, town, now)
    for ring in rings(database, Chat(), RULES):
        await ring.do(now)
    assert await follow_dates(database, RULES, now) == {"moved": 0}
    async with database.reading() as session:
        found = await tables.broadcast(session, made.id)
        assert found
        assert found.state == tables.DRAFT
