"""One way to the tables: whole or not at all, fairly, and refused when there is no room."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from storage import people
from storage.database import Database, is_full, take_turn
from storage.people import Resident

TODAY = date(2027, 2, 1)


async def count(database: Database) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(Resident)) or 0


async def test_what_fails_leaves_nothing_behind(database: Database) -> None:
    async def fail() -> None:
        async with database.writing() as session:
            await people.arrive(session, 1, "cs", TODAY)
            raise ValueError("changed my mind")

    with pytest.raises(ValueError, match="changed my mind"):
        await fail()
    assert await count(database) == 0


async def test_many_who_arrive_at_once_all_get_in(database: Database) -> None:
    async def arrive(telegram_id: int) -> None:
        async with database.writing() as session:
            await people.arrive(session, telegram_id, "cs", TODAY)

    await asyncio.gather(*(arrive(number % 50) for number in range(100)))
    assert await count(database) == 50


async def test_one_resident_is_handled_by_one_process_at_a_time(postgres_url: str) -> None:
    first, second = Database(postgres_url), Database(postgres_url)
    order: list[str] = []
    has_turn = asyncio.Event()

    async def slowly() -> None:
        async with first.writing() as session:
            await take_turn(session, 42)
            has_turn.set()
            await asyncio.sleep(0.05)
            order.append("first")

    async def meanwhile() -> None:
        await has_turn.wait()
        async with second.writing() as session:
            await take_turn(session, 42)
            order.append("second")

    await asyncio.gather(slowly(), meanwhile())
    assert order == ["first", "second"]
    await first.close()
    await second.close()


async def test_a_full_disk_is_told_from_other_failures(sqlite_url: str) -> None:
    database = Database(sqlite_url)

    async def fill_up() -> None:
        async with database.writing() as session:
            pages = await session.scalar(text("PRAGMA page_count"))
            await session.execute(text(f"PRAGMA max_page_count={pages}"))
            for number in range(10_000):
                await people.arrive(session, number, "cs", TODAY)

    with pytest.raises(OperationalError) as refused:
        await fill_up()
    assert is_full(refused.value)
    assert not is_full(ValueError("something else"))
    assert await count(database) == 0
    await database.close()


async def test_writing_is_refused_as_by_a_full_disk_while_there_is_too_little_room(
    sqlite_url: str,
) -> None:
    room = [False]
    database = Database(sqlite_url, lambda: room[0])
    with pytest.raises(OSError, match="No space left") as refused:
        async with database.writing():
            pass
    assert is_full(refused.value)
    room[0] = True
    async with database.writing() as session:
        await people.arrive(session, 1, "cs", TODAY)
    assert await count(database) == 1
    await database.close()


async def test_a_database_that_is_away_does_not_answer() -> None:
    database = Database("postgresql+asyncpg://nobody@127.0.0.1:1/naves")
    assert not await database.answers()
    await database.close()
