"""Announced meetings reach those near them who follow their topics, each once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from meetings import keeping
from meetings.documents import Meeting
from meetings.keeping import Held, MeetingsAnnounced, Organiser
from outreach import meeting_news
from outreach.notices import tell
from storage import people
from storage.database import Database
from storage.jobs import Job
from storage.outreach import Letter
from storage.people import Resident
from tests.outreach.town import VIZOVICE, built

NOW = datetime(2027, 2, 1, 11, tzinfo=UTC)
OPERATOR = Organiser(None, None)


async def announced(database: Database, key: str, *topics: str, **more: object) -> Held:
    starts = NOW + timedelta(days=30)
    fields = {
        "key": key,
        "area": VIZOVICE,
        "kind": "seminar",
        "title": {"cs": f"Setkání {key}"},
        "topics": topics,
        "when": [{"start": starts, "end": starts + timedelta(hours=1)}],
        **more,
    }
    async with database.writing() as session:
        held, _ = await keeping.keep(session, OPERATOR, Meeting.model_validate(fields), NOW)
        held, _ = await keeping.announce(session, OPERATOR, held.code, NOW)
    return held


async def told_of(database: Database, *found: Held) -> int:
    async with database.writing() as session:
        return await tell(session, MeetingsAnnounced(found), NOW)


async def letters(database: Database) -> list[Letter]:
    async with database.reading() as session:
        return list(await session.scalars(select(Letter)))


@pytest.fixture
async def town(database: Database) -> Database:
    """Four in Vizovice and five in Zlín follow seniors; one of the four wants no messages."""
    made = await built(database, NOW, size=4)
    async with database.writing() as session:
        for one in (*made.residents, *made.strangers):
            await people.set_topic(session, one.id, "seniori", True)
        await people.set_topic(session, made.residents[0].id, "rodiny", True)
        spared = await session.get(Resident, made.residents[3].id)
        assert spared
        spared.news = "none"
    return database


async def test_of_many_meetings_at_once_comes_one_letter(town: Database) -> None:
    of_seniors = await announced(town, "a", "seniori")
    of_families = await announced(town, "b", "rodiny", "postizeni")
    assert await told_of(town, of_seniors, of_families) == 3
    assert await told_of(town, of_seniors, of_families) == 0
    texts = sorted(str(one.content) for one in await letters(town))
    assert sum("Setkání a" in one for one in texts) == 3
    assert sum("Setkání b" in one for one in texts) == 1
    assert {one.quiet_in for one in await letters(town)} == {VIZOVICE}


async def test_what_is_not_for_everybody_or_about_nothing_is_told_to_nobody(
    town: Database,
) -> None:
    closed = await announced(town, "a", "seniori", is_public=False)
    about_nothing = await announced(town, "b")
    assert await told_of(town, closed, about_nothing) == 0


async def test_letters_to_many_are_a_job_that_may_begin_again(
    town: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meeting_news, "AT_ONCE", 2)
    held = await announced(town, "a", "seniori")
    assert await told_of(town, held) == 3
    assert await letters(town) == []
    async with town.reading() as session:
        [job] = await session.scalars(select(Job))
    area, codes = job.payload["area"], job.payload["meetings"]
    assert await meeting_news.tell_followers(town, area, codes, NOW) == 3
    assert await meeting_news.tell_followers(town, area, codes, NOW) == 0
    assert len(await letters(town)) == 3
