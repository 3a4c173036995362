"""One process at a time does what must not be done twice: it holds a lock the others wait for.

The lock only saves work. What must be right even when two believe they lead stands in the tables.
"""

import asyncio
import fcntl
import os
import zlib
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Protocol

import asyncpg
import structlog
from sqlalchemy.engine import make_url

log = structlog.get_logger(__name__)

HEARTBEAT_SECONDS = 1.0
PATIENCE_SECONDS = 5.0
# A machine that vanished without a word holds the lock for half a minute, not for two hours.
KEEPALIVE = {
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}

# How it shows that the database, or the way to it, has gone.
LOST = (
    *(OSError, TimeoutError, asyncpg.PostgresError),
    *(asyncpg.InterfaceError, asyncpg.InternalClientError),
)

Duty = Callable[[], AbstractAsyncContextManager[Any]]


class Lock(Protocol):
    async def take(self) -> bool: ...

    async def is_held(self) -> bool: ...

    async def let_go(self) -> None: ...


class FileLock:
    """For SQLite: the file beside the database can be locked by one process of the machine."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    async def take(self) -> bool:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    async def is_held(self) -> bool:
        return self._file is not None

    async def let_go(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


class PostgresLock:
    """An advisory lock on a connection of its own: gone with the process, whatever ended it."""

    def __init__(self, url: str, name: str) -> None:
        self._url = make_url(url).set(drivername="postgresql")
        # Below nought, because the accounts of residents are locked by numbers above it.
        self._number = -1 - zlib.crc32(name.encode())
        self._connection: Any = None

    async def take(self) -> bool:
        address = self._url.render_as_string(hide_password=False)
        self._connection = await asyncpg.connect(
            address, timeout=PATIENCE_SECONDS, server_settings=KEEPALIVE
        )
        is_ours = False
        try:
            asking = "SELECT pg_try_advisory_lock($1)"
            is_ours = bool(await self._connection.fetchval(asking, self._number))
        finally:
            if not is_ours:
                await self.let_go()
        return is_ours

    async def is_held(self) -> bool:
        try:
            await self._connection.fetchval("SELECT 1", timeout=PATIENCE_SECONDS)
        except LOST:
            return False
        return True

    async def let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()


def lock(database_url: str, name: str) -> Lock:
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return FileLock(Path(f"{url.database}.{name}.lock"))
    return PostgresLock(database_url, name)


async def lead(duty: Duty, held: Lock, name: str) -> None:
    """Stand by until the lock is ours, do the duty while it is; until cancelled."""
    while True:
        if await _taken(held):
            log.info("This process leads.", duty=name)
            try:
                async with duty():
                    await _while_held(held)
            except Exception:
                log.exception("What the leader does has failed; trying anew.", duty=name)
            finally:
                await held.let_go()
            log.warning("This process leads no more.", duty=name)
        await asyncio.sleep(HEARTBEAT_SECONDS)


async def _taken(held: Lock) -> bool:
    try:
        return await held.take()
    except LOST as error:
        log.warning("The leader's lock cannot be reached.", error=error)
        return False


async def _while_held(held: Lock) -> None:
    while await held.is_held():  # noqa: ASYNC110  # only asking tells
        await asyncio.sleep(HEARTBEAT_SECONDS)
