"""Rows held until the transaction ends, and read anew: what was seen before may be old by then."""

from typing import Any, TypeVar

from sqlalchemy import Select
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
