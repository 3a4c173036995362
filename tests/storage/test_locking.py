"""A row that is locked is read anew, so that nobody decides by what was true before they waited."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import select

from storage import locking
from storage.database import Database
from storage.people import Resident

TODAY = date(2027, 2, 1)
JANA = 7


@pytest.fixture
async def region(postgres_url: str) -> AsyncIterator[Database]:
    """PostgreSQL alone: on SQLite nobody writes while another one does."""
    made = Database(postgres_url)
    async with made.writing() as session:
        session.add(Resident(id=JANA, telegram_id=7, language="cs", arrived_on=TODAY))
    yield made
    await made.close()


async def elsewhere(region: Database, language: str) -> None:
    async with region.writing() as session:
        jana = await session.get(Resident, JANA)
        assert jana is not None
        jana.language = language


async def test_a_row_seen_before_is_read_anew_once_it_is_locked(region: Database):
    async with region.writing() as session:
        seen = await session.get(Resident, JANA)
        await elsewhere(region, "uk")
        assert seen is not None
        assert seen.language == "cs"
        locked = await locking.row(session, Resident, JANA)
        assert locked is seen
        assert seen.language == "uk"


async def test_rows_found_by_a_question_are_read_anew_too(region: Database):
    async with region.writing() as session:
        seen = await session.get(Resident, JANA)
        await elsewhere(region, "uk")
        found = (await session.scalars(locking.held(select(Resident)))).one()
        assert found is seen
        assert found.language == "uk"


async def test_what_was_changed_here_and_not_yet_written_stays(region: Database):
    async with region.writing() as session:
        seen = await session.get(Resident, JANA)
        assert seen is not None
        seen.language = "en"
        await locking.row(session, Resident, JANA)
        assert seen.language == "en"
