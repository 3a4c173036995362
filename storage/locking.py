"""What is held until the transaction ends: rows, and what many use at once until somebody ends it.

Rows are read anew: what was seen before may be old by then.
"""

from typing import Any, TypeVar

from sqlalchemy import Select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

Table = TypeVar("Table", bound=SQLModel)
Rows = TypeVar("Rows", bound=Select[Any])


async def row(
    session: AsyncSession, table: type[Table], key: Any, *, locked: bool = True
) -> Table | None:
    """The row of this key; unless it is `locked`, a session gives the one it has read already."""
    return await session.get(table, key, with_for_update=locked or None, populate_existing=locked)


def held(rows: Rows) -> Rows:
    return rows.with_for_update().execution_options(populate_existing=True)


async def share(session: AsyncSession, name: str) -> None:
    """Hold it beside others that share it; nobody has it alone meanwhile."""
    await _hold(session, "SELECT pg_advisory_xact_lock_shared(hashtextextended(:name, 0))", name)


async def alone(session: AsyncSession, name: str) -> None:
    """Wait for everybody who holds it, and let nobody else begin."""
    await _hold(session, "SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))", name)


async def _hold(session: AsyncSession, statement: str, name: str) -> None:
    """SQLite needs none: there one transaction writes at a time."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text(statement), {"name": name})
