"""All rows of all tables as lines of text and back, the same for SQLite and for PostgreSQL."""

import base64
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Date,
    DateTime,
    LargeBinary,
    Table,
    TypeDecorator,
    delete,
    insert,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import metadata

AT_ONCE = 500
# Where each resident stands in a survey tells of their answers; nobody misses it afterwards.
LEFT_OUT = ("conversation", "heard")
# The day of a response beside the days on which residents came would point at some of them.
BLANKED = {"response": {"day": None}}


def tables() -> Sequence[Table]:
    """Those that are copied; those that others point at before those that point at them."""
    return [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]


async def freeze(session: AsyncSession) -> None:
    """From here on the session sees the database as it is now, whatever others write."""
    if session.get_bind().dialect.name == "postgresql":
        await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        # Tables rewritten meanwhile would look empty from an older snapshot.
        names = ", ".join(table.name for table in tables())
        await session.execute(text(f"LOCK TABLE {names} IN ACCESS SHARE MODE"))


async def lines(session: AsyncSession, table: Table) -> AsyncIterator[str]:
    """One line a row in the order of the key, which tells nothing of when a row was made."""
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=AT_ONCE)
    result = await session.stream(query)
    async for row in result.mappings():
        kept = {**row, **BLANKED.get(table.name, {})}
        values = {name: _plain(value) for name, value in kept.items()}
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":"))


async def put_back(session: AsyncSession, table: Table, kept: Iterable[str]) -> int:
    count = 0
    batch: list[dict[str, Any]] = []
    for line in kept:
        batch.append(_row(table, json.loads(line)))
        if len(batch) == AT_ONCE:
            count += await _insert(session, table, batch)
            batch = []
    return count + await _insert(session, table, batch)


async def is_empty(session: AsyncSession) -> bool:
    for table in metadata.sorted_tables:
        if (await session.execute(select(1).select_from(table).limit(1))).first():
            return False
    return True


async def empty(session: AsyncSession) -> None:
    for table in reversed(metadata.sorted_tables):
        await session.execute(delete(table))


async def _insert(session: AsyncSession, table: Table, rows: list[dict[str, Any]]) -> int:
    if rows:
        await session.execute(insert(table), rows)
    return len(rows)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, date):
        return value.isoformat()
    return value


def _row(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    return {name: _typed(table.c[name].type, value) for name, value in values.items()}


def _typed(kind: Any, value: Any) -> Any:
    bare = kind.impl if isinstance(kind, TypeDecorator) else kind
    if value is None:
        return None
    if isinstance(bare, LargeBinary):
        return base64.b64decode(value)
    if isinstance(bare, DateTime):
        return datetime.fromisoformat(value)
    if isinstance(bare, Date):
        return date.fromisoformat(value)
    return value
