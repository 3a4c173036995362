"""One way to the tables, on SQLite and on PostgreSQL: short transactions, one writer at a time."""

import errno
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext
from typing import Any

from sqlalchemy import event, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from storage import inline, lean
from storage.batches import Batches

# FULL: what was acknowledged survives a power cut. secure_delete: what was deleted is overwritten.
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
)


class Database:
    """Sessions for reading and for writing.

    `writing()` begins at once, commits when the block ends well and rolls back when it does not.
    On SQLite writers queue fairly: left to SQLite's own busy handler they starve.
    While `has_room` says no, writing is refused just as a full disk would refuse it.
    """

    def __init__(self, url: str, has_room: Callable[[], bool] = lambda: True) -> None:
        self.url = url
        self._has_room = has_room
        self.is_sqlite = url.startswith("sqlite")
        self._reader = _sqlite_reader(url) if self.is_sqlite else _postgres(url)
        self._writer = _sqlite_writer(url) if self.is_sqlite else self._reader
        self._glancer = _sqlite_glancer(url) if self.is_sqlite else self._reader
        self._batches = Batches(self._writer) if self.is_sqlite else None
        self._glance: inline.Connection | None = None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(self._reader, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def glancing(self) -> AsyncIterator[AsyncSession]:
        """Reading a few rows: on SQLite no thread lies between, so long reads would hold us up."""
        known = {lean.DRIVER: await self._glance_driver()} if self.is_sqlite else {}
        async with AsyncSession(self._glancer, expire_on_commit=False, info=known) as session:
            yield session

    async def _glance_driver(self) -> inline.Connection:
        if self._glance is None:
            self._glance = await inline.connect(make_url(self.url).database or "")
            self._glance.run("PRAGMA query_only=ON")
        return self._glance

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        if not self._has_room():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        writing = self._batches.writing() if self._batches else self._transaction()
        async with writing as session:
            yield session

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncSession]:
        async with AsyncSession(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[AsyncConnection]:
        """A bare connection outside any transaction, for VACUUM and the like."""
        options = {"no_begin": True} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        async with (
            self._batches.alone() if self._batches else nullcontext(),
            self._reader.execution_options(**options).connect() as connection,
        ):
            yield connection

    async def answers(self) -> bool:
        """Whether the database can be reached at all."""
        try:
            async with self.reading() as session:
                await session.execute(text("SELECT 1"))
        except (DBAPIError, OSError):
            return False
        return True

    async def close(self) -> None:
        if self._batches:
            await self._batches.close()
        if self._glance:
            await self._glance.close()
            self._glance = None
        for engine in (self._writer, self._glancer, self._reader):
            await engine.dispose()


async def take_turn(session: AsyncSession, key: int) -> None:
    """Wait until no other process handles the same resident; held until the transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def is_full(error: BaseException) -> bool:
    """Whether the disk (or the database's quota) has no room left."""
    told = str(getattr(error, "orig", error)).lower()
    return "disk is full" in told or "no space left" in told or "diskfull" in told


def _postgres(url: str) -> AsyncEngine:
    return create_async_engine(
        url, pool_size=20, max_overflow=10, pool_pre_ping=True, hide_parameters=True
    )


def _sqlite_reader(url: str) -> AsyncEngine:
    """Long reads go on beside everything else, each in a thread of its own."""
    engine = create_async_engine(url, pool_size=5, max_overflow=5, hide_parameters=True)
    return _prepared(engine, "BEGIN", (*PRAGMAS, "PRAGMA busy_timeout=5000"))


def _sqlite_glancer(url: str) -> AsyncEngine:
    engine = create_async_engine(
        url, hide_parameters=True, connect_args={"async_creator_fn": inline.connect}
    )
    return _prepared(engine, "BEGIN", (*PRAGMAS, "PRAGMA query_only=ON"))


def _sqlite_writer(url: str) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"async_creator_fn": inline.connect},
    )
    return _prepared(engine, "", PRAGMAS)


def _prepared(engine: AsyncEngine, begin: str, pragmas: tuple[str, ...]) -> AsyncEngine:
    """Transactions start with `begin`, or where it is empty by whoever shares them out."""

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        if connection.isolation_level is not None:
            connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Any) -> None:
        if begin and not connection.get_execution_options().get("no_begin"):
            connection.exec_driver_sql(begin)

    return engine
