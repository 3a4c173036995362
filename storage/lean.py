"""Statements of the hot path, run by SQLite's driver itself instead of by SQLAlchemy's session.

What a tap reads and writes takes SQLite microseconds and the session ten times as long. SQLAlchemy
still builds the statements and converts the values, only once for each statement. A session that
has already been used, or one on PostgreSQL, runs them itself, so that it misses nothing.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import CursorResult, Executable, Select
from sqlalchemy.dialects.sqlite.aiosqlite import dialect as sqlite_dialect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel

from storage.inline import Connection

# Where a session's `info` keeps the connection that its statements may take.
DRIVER = "driver"
DIALECT = sqlite_dialect()

Row = Sequence[Any]
Convert = Callable[[Any], Any] | None


async def rows(session: AsyncSession, statement: Select[Any], **values: Any) -> Sequence[Row]:
    driver = _driver(session)
    if driver is None:
        return cast(Sequence[Row], (await session.execute(statement, values)).all())
    return _prepared(statement, tuple(values)).rows(driver, values)


async def change(session: AsyncSession, statement: Executable, **values: Any) -> int:
    """How many rows were written."""
    driver = _driver(session)
    prepared = _prepared(statement, tuple(values)) if driver else None
    if driver and prepared and prepared.is_whole:
        return prepared.run(driver, values).rowcount
    result = cast(CursorResult[Any], await session.execute(statement, values))
    return result.rowcount


def as_read(table: type[SQLModel]) -> Callable[..., Any]:
    """Makes a row of these columns something to read like the mapped one, and never to change."""
    return namedtuple(table.__name__, table.__table__.columns.keys())  # type: ignore[attr-defined]


def _driver(session: AsyncSession) -> Connection | None:
    return None if session.in_transaction() else session.info.get(DRIVER)


class _Prepared:
    """A statement as SQLite's driver takes it, with what converts the values on both ways."""

    def __init__(self, statement: Any, names: tuple[str, ...]) -> None:
        compiled: SQLCompiler = statement.compile(dialect=DIALECT, column_keys=names)
        # Values that SQLAlchemy makes itself, such as a column's default, are left to it.
        self.is_whole = not (compiled.insert_prefetch or compiled.update_prefetch)
        self._text = str(compiled)
        self._given = [
            (name, compiled.binds[name].value, _writer(compiled.binds[name].type))
            for name in compiled.positiontup or ()
        ]
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        readers = [(place, _reader(column.type)) for place, column in enumerate(columns)]
        self._read = [(place, convert) for place, convert in readers if convert]

    def run(self, driver: Connection, values: dict[str, Any]) -> sqlite3.Cursor:
        given = [
            convert(values.get(name, own)) if convert else values.get(name, own)
            for name, own, convert in self._given
        ]
        return driver.run(self._text, given)

    def rows(self, driver: Connection, values: dict[str, Any]) -> list[Row]:
        return [self._converted(row) for row in self.run(driver, values)]

    def _converted(self, row: Row) -> Row:
        cells = list(row)
        for place, convert in self._read:
            cells[place] = convert(cells[place])
        return cells


@lru_cache
def _prepared(statement: Executable, names: tuple[str, ...]) -> _Prepared:
    return _Prepared(statement, names)


def _writer(kind: TypeEngine[Any]) -> Convert:
    return kind.dialect_impl(DIALECT).bind_processor(DIALECT)


def _reader(kind: TypeEngine[Any]) -> Convert:
    return kind.dialect_impl(DIALECT).result_processor(DIALECT, None)
