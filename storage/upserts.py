"""Insert-or-keep and insert-or-change, spoken in the dialect at hand."""

from typing import Any, cast

from sqlalchemy import CursorResult, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel


def _insert(session: AsyncSession, table: type[SQLModel]) -> Any:
    dialect = session.get_bind().dialect.name
    rows: Table = table.__table__  # type: ignore[attr-defined]
    return postgresql.insert(rows) if dialect == "postgresql" else sqlite.insert(rows)


async def insert_or_keep(session: AsyncSession, table: type[SQLModel], **values: Any) -> bool:
    """Whether the row is new; a row that stands already is left as it is."""
    statement = _insert(session, table).values(**values).on_conflict_do_nothing()
    result = cast(CursorResult[Any], await session.execute(statement))
    return bool(result.rowcount)


async def insert_or_change(
    session: AsyncSession, table: type[SQLModel], keys: tuple[str, ...], **values: Any
) -> None:
    statement = _insert(session, table).values(**values)
    changed = {name: statement.excluded[name] for name in values if name not in keys}
    await session.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))
