"""Insert-or-keep and insert-or-change, spoken in the dialect at hand.

Statements are built once for each table and set of columns: building costs more than running.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import CursorResult, Select, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from storage import lean


async def insert_or_keep(session: AsyncSession, table: type[SQLModel], **values: Any) -> bool:
    """Whether the row is new; a row that stands already is left as it is."""
    return bool(await lean.change(session, _keeping(_dialect(session), table), **values))


async def insert_all_or_keep(
    session: AsyncSession, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]
) -> int:
    """How many of the rows are new; all are written by one statement, so let them be some."""
    if not rows:
        return 0
    statement = _insert(_dialect(session), table).values(rows).on_conflict_do_nothing()
    result = await session.execute(statement)
    return cast(CursorResult[Any], result).rowcount


async def insert_or_change(
    session: AsyncSession, table: type[SQLModel], keys: tuple[str, ...], **values: Any
) -> None:
    statement = _changing(_dialect(session), table, keys, tuple(values))
    await lean.change(session, statement, **values)


async def insert_from(
    session: AsyncSession, table: type[SQLModel], names: tuple[str, ...], rows: Select[Any]
) -> int:
    """Insert what a query finds, as columns of these names; how many rows are new."""
    statement = _insert(_dialect(session), table).from_select(names, rows, include_defaults=False)
    result = await session.execute(statement.on_conflict_do_nothing())
    return cast(CursorResult[Any], result).rowcount


def _dialect(session: AsyncSession) -> str:
    return session.get_bind().dialect.name


def _insert(dialect: str, table: type[SQLModel]) -> Any:
    rows: Table = table.__table__  # type: ignore[attr-defined]
    return postgresql.insert(rows) if dialect == "postgresql" else sqlite.insert(rows)


@lru_cache
def _keeping(dialect: str, table: type[SQLModel]) -> Any:
    return _insert(dialect, table).on_conflict_do_nothing()


@lru_cache
def _changing(
    dialect: str, table: type[SQLModel], keys: tuple[str, ...], names: tuple[str, ...]
) -> Any:
    statement = _insert(dialect, table)
    changed = {name: statement.excluded[name] for name in names if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)
