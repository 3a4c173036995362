"""Writers who share a transaction: told only when it is kept, harmed by nobody else's failure."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from storage import inline, people
from storage.database import Database
from storage.people import Resident

TODAY = date(2027, 2, 1)


class Refused(Exception):
    pass


@pytest.fixture
async def village(sqlite_url: str) -> AsyncIterator[Database]:
    made = Database(sqlite_url)
    yield made
    await made.close()


async def arrive(village: Database, number: int, *, refuse: bool = False) -> None:
    async with village.writing() as session:
        await people.arrive(session, number, "cs", TODAY)
        if refuse:
            raise Refused


async def residents(village: Database) -> int:
    async with village.reading() as session:
        return await session.scalar(select(func.count()).select_from(Resident)) or 0


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A one for each time that the disk is waited for."""
    counted: list[int] = []
    real = inline.Connection.commit

    async def counting(connection: inline.Connection) -> None:
        if connection.in_transaction:
            counted.append(1)
        await real(connection)

    monkeypatch.setattr(inline.Connection, "commit", counting)
    return counted


async def test_many_who_write_at_once_wait_for_the_disk_together(
    village: Database, commits: list[int]
) -> None:
    await asyncio.gather(*(arrive(village, number) for number in range(1, 101)))
    assert await residents(village) == 100
    assert len(commits) < 20


async def test_whoever_is_told_is_kept(village: Database) -> None:
    async def arrive_and_look(number: int) -> bool:
        await arrive(village, number)
        async with village.reading() as session:
            return await people.by_telegram_id(session, number) is not None

    assert all(await asyncio.gather(*(arrive_and_look(number) for number in range(1, 41))))


async def test_one_who_is_refused_takes_nobody_along(village: Database) -> None:
    coming = [arrive(village, number, refuse=number % 3 == 0) for number in range(1, 31)]
    came = await asyncio.gather(*coming, return_exceptions=True)
    assert sum(isinstance(one, Refused) for one in came) == 10
    assert await residents(village) == 20


async def test_when_the_disk_fills_up_nobody_is_told_that_they_are_kept(village: Database) -> None:
    async with village.writing() as session:
        pages = await session.scalar(text("PRAGMA page_count"))
        await session.execute(text(f"PRAGMA max_page_count={pages + 2}"))
    came = await asyncio.gather(
        *(arrive(village, number) for number in range(1, 1001)), return_exceptions=True
    )
    kept = sum(one is None for one in came)
    assert all(one is None or isinstance(one, OperationalError) for one in came)
    assert kept < len(came)
    assert await residents(village) == kept


async def test_one_who_gives_up_waiting_holds_up_nobody(village: Database) -> None:
    inside, leave = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with village.writing() as session:
            await people.arrive(session, 1, "cs", TODAY)
            inside.set()
            await leave.wait()

    first = asyncio.ensure_future(slow())
    await inside.wait()
    impatient = asyncio.ensure_future(arrive(village, 2))
    await asyncio.sleep(0)
    impatient.cancel()
    leave.set()
    await asyncio.wait_for(first, 60)
    await asyncio.gather(impatient, return_exceptions=True)
    assert await residents(village) == 1


async def test_one_who_gives_up_inside_leaves_nothing(village: Database) -> None:
    inside = asyncio.Event()

    async def slow() -> None:
        async with village.writing() as session:
            await people.arrive(session, 1, "cs", TODAY)
            inside.set()
            await asyncio.sleep(3600)

    impatient = asyncio.ensure_future(slow())
    await inside.wait()
    impatient.cancel()
    await asyncio.gather(impatient, return_exceptions=True)
    await asyncio.wait_for(arrive(village, 2), 60)
    assert await residents(village) == 1


async def test_vacuum_finds_nothing_uncommitted(village: Database) -> None:
    async def tidy() -> None:
        async with village.alone() as connection:
            await connection.execute(text("VACUUM"))

    await asyncio.gather(*(arrive(village, number) for number in range(1, 11)), tidy(), tidy())
    assert await residents(village) == 10
