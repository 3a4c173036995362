"""Migrations go up, down and up on both databases, and match the tables in code."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import migrations
from storage.tables import metadata
from tests import postgres


@pytest.fixture(params=("sqlite", "postgresql"))
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database without a single table."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    name = await server.make()
    yield server.database(name)
    await server.drop(name)


async def test_up_down_and_up_again_ends_at_the_newest(empty: str) -> None:
    await migrations.upgrade(empty)
    await migrations.downgrade(empty)
    assert await migrations.version(empty) is None
    await migrations.upgrade(empty)
    assert await migrations.version(empty) == migrations.newest()


async def test_a_migrated_database_has_just_the_tables_in_code(empty: str) -> None:
    await migrations.upgrade(empty)
    assert await migrations.differences(empty) == []


async def test_migrating_twice_changes_nothing(empty: str) -> None:
    await migrations.upgrade(empty)
    await migrations.upgrade(empty)
    assert await migrations.version(empty) == migrations.newest()


async def test_tables_that_must_not_keep_the_order_of_arrival_do_not(tmp_path: Path) -> None:
    path = tmp_path / "naves.db"
    await migrations.upgrade(f"sqlite+aiosqlite:///{path}")
    with sqlite3.connect(path) as file:
        rows = file.execute("SELECT name FROM pragma_table_list WHERE wr").fetchall()
    unordered = {
        table.name
        for table in metadata.tables.values()
        if table.kwargs.get("sqlite_with_rowid") is False
    }
    assert {name for (name,) in rows if not name.startswith("sqlite_")} == unordered
