"""Writes whole tables anew in the order of their keys, leaving no older copy of a row in the files.

A database keeps more than its rows: places and transactions tell in which order rows came, and
what was deleted or changed stays readable in its files for a while.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, Table, insert, literal_column, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.schema import CreateTableAs

from storage.database import Database
from storage.tables import metadata

LOCK_PATIENCE = "3s"


class StillRead(Exception):
    """Somebody still reads what was there before, so it cannot be removed yet; try again later."""


async def rewrite(database: Database, names: Sequence[str]) -> None:
    """Rewrite these tables; SQLite can do it only with all of them at once."""
    if database.is_sqlite:
        async with database.alone() as connection:
            await connection.execute(text("VACUUM"))
        await empty_journal(database)
        return
    for name in names:
        async with database.writing() as session:
            await _renew(session, metadata.tables[name])


async def empty_journal(database: Database) -> None:
    """Leave nothing in SQLite's write-ahead log, which holds pages as they once were."""
    if not database.is_sqlite:
        return
    async with database.alone() as connection:
        busy, *_ = (await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))).one()
    if busy:
        raise StillRead


async def _renew(session: AsyncSession, table: Table) -> None:
    """TRUNCATE begins an empty file; VACUUM FULL would carry over what older snapshots still see.

    Who waits for the lock makes everybody else wait behind, so nobody waits long.
    """
    aside = f"aside_{table.name}"
    names = [column.name for column in table.columns]
    values = [literal_column(column.name, column.type) for column in table.columns]
    keys = [literal_column(key.name, key.type) for key in table.primary_key]
    kept: Select[Any] = select(*values).select_from(text(aside)).order_by(*keys)
    await session.execute(text(f"SET LOCAL lock_timeout = '{LOCK_PATIENCE}'"))
    await session.execute(text(f"LOCK TABLE {table.name} IN ACCESS EXCLUSIVE MODE"))
    await session.execute(CreateTableAs(select(table), aside, temporary=True))
    await session.execute(text(f"TRUNCATE {table.name}"))
    await session.execute(insert(table).from_select(names, kept))
    await session.execute(text(f"DROP TABLE {aside}"))
    # What is known of the columns is of before, values that are gone and their order included.
    await session.execute(text(f"ANALYZE {table.name}"))
    if await session.scalar(select(table).limit(1)) is None:
        await _forget_columns(session, table)


async def _forget_columns(session: AsyncSession, table: Table) -> None:
    """ANALYZE leaves what it knew of a table that is empty now; a new type of a column does not."""
    dialect = session.get_bind().dialect
    for column in table.columns:
        if not (column.primary_key or column.foreign_keys):
            told = f"ALTER COLUMN {column.name} TYPE {column.type.compile(dialect)}"
            await session.execute(text(f"ALTER TABLE {table.name} {told}"))
