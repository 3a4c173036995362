"""SQLite without a thread between: statements of short transactions run where they are written.

aiosqlite hands every execute, fetch and close to a thread of its own, which costs a tap more than
all its statements together. Here only the commit, which waits for the disk, leaves the event loop.
It speaks the part of aiosqlite's face that SQLAlchemy's dialect uses; long reads keep aiosqlite.
`begin`, `run` and `keep` are for who speaks past SQLAlchemy, and refuse as it would.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable
from typing import Any

from sqlalchemy.exc import DBAPIError

BEGIN = "BEGIN IMMEDIATE"
PATIENCE_S, PAUSE_S = 5.0, 0.005


class Cursor:
    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self.arraysize = cursor.arraysize

    async def __aenter__(self) -> "Cursor":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def execute(self, statement: str, parameters: Iterable[Any] = ()) -> "Cursor":
        self._cursor.execute(statement, parameters)  # type: ignore[arg-type]
        return self

    async def executemany(self, statement: str, parameters: Iterable[Any]) -> "Cursor":
        self._cursor.executemany(statement, parameters)
        return self

    async def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    async def fetchone(self) -> Any:
        return self._cursor.fetchone()

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        return self._cursor.fetchmany(size or self.arraysize)

    async def __aiter__(self) -> AsyncIterator[Any]:
        for row in self._cursor:
            yield row

    async def close(self) -> None:
        self._cursor.close()

    @property
    def description(self) -> Any:
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._cursor.lastrowid


class Connection:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @property
    def isolation_level(self) -> str | None:
        return self._connection.isolation_level

    @property
    def in_transaction(self) -> bool:
        return self._connection.in_transaction

    def cursor(self) -> Cursor:
        return Cursor(self._connection.cursor())

    async def begin(self) -> None:
        """Wait for another process's transaction without holding up everybody here."""
        for _ in range(int(PATIENCE_S / PAUSE_S)):
            try:
                self._connection.execute(BEGIN)
            except sqlite3.OperationalError as refusal:
                if refusal.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise _refused(BEGIN, refusal) from refusal
                await asyncio.sleep(PAUSE_S)
            else:
                return
        self.run(BEGIN)

    def run(self, statement: str, parameters: Iterable[Any] = ()) -> sqlite3.Cursor:
        try:
            return self._connection.execute(statement, parameters)  # type: ignore[arg-type]
        except sqlite3.Error as refusal:
            raise _refused(statement, refusal) from refusal

    async def keep(self) -> None:
        try:
            await self.commit()
        except sqlite3.Error as refusal:
            raise _refused("COMMIT", refusal) from refusal

    async def commit(self) -> None:
        if self._connection.in_transaction:
            await asyncio.to_thread(self._connection.commit)

    async def rollback(self) -> None:
        self._connection.rollback()

    async def close(self) -> None:
        self._connection.close()

    def stop(self) -> None:
        self._connection.close()

    async def create_function(self, *args: Any, **options: Any) -> None:
        self._connection.create_function(*args, **options)


def _refused(statement: str, refusal: sqlite3.Error) -> BaseException:
    return DBAPIError.instance(statement, None, refusal, sqlite3.Error, hide_parameters=True)


async def connect(path: str, **options: Any) -> Connection:
    """A connection in which transactions begin only by BEGIN, and nothing waits in the loop."""
    options |= {"isolation_level": None, "check_same_thread": False, "timeout": 0}
    return Connection(sqlite3.connect(path, **options))
