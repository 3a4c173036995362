"""SQLite's writers, one after another in a transaction that they share, committed for them all.

Waiting for the disk costs more than most of what is written, so writers who queue meanwhile go into
one transaction, each behind a savepoint of its own: what one of them is refused harms no other.
Each goes on only when the commit is done; when it fails, all of them hear so. A batch is open as
long as the last commit took: a slow disk is waited for seldom, and a fast one keeps nobody back.

The connection stays for good, and to SQLAlchemy it is in one transaction without end; the real ones
are begun and committed beneath it, and a session costs nothing until it is used (storage/lean.py).
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from storage import inline, lean

# So many writers' work is lost together if the machine fails; none of them was told it was kept.
MOST_WRITERS = 32
# Fewer would have the disk waited for too often, however fast it is.
FEW_WRITERS = 8


class Batch:
    """One shared transaction; `committed` tells its writers how it ended."""

    def __init__(self, connection: AsyncConnection, driver: inline.Connection) -> None:
        self.connection = connection
        self.driver = driver
        self.session: AsyncSession | None = None
        self.writers = 0
        self.opened = time.monotonic()
        self.committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def is_alive(self) -> bool:
        """SQLite may undo a whole transaction at an error such as a full disk."""
        return self.driver.in_transaction


class Batches:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._turn = asyncio.Lock()
        self._queue = 0
        self._connection: AsyncConnection | None = None
        self._batch: Batch | None = None
        self._commit_s = 0.0

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        async with self._turn_taken():
            batch = self._batch or await self._open()
            try:
                async with _savepoint(batch) as session:
                    yield session
                batch.writers += 1
            except BaseException as error:
                if not batch.is_alive:
                    await self._end(batch, error)
                raise
            finally:
                if self._batch and self._is_due(batch):
                    await self._commit(batch)
        await asyncio.shield(batch.committed)

    def _is_due(self, batch: Batch) -> bool:
        if not self._queue or batch.writers >= MOST_WRITERS:
            return True
        return batch.writers >= FEW_WRITERS and time.monotonic() - batch.opened > self._commit_s

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Nobody writes while the block runs, and nothing is left uncommitted."""
        async with self._turn_taken():
            if self._batch:
                await self._commit(self._batch)
            yield

    async def close(self) -> None:
        async with self.alone():
            await self._disconnect()

    @asynccontextmanager
    async def _turn_taken(self) -> AsyncIterator[None]:
        self._queue += 1
        try:
            await self._turn.acquire()
        except asyncio.CancelledError:
            self._queue -= 1
            self._see_to_those_who_wait()
            raise
        self._queue -= 1
        try:
            yield
        finally:
            self._turn.release()

    def _see_to_those_who_wait(self) -> None:
        """A batch was left open for a writer who has gone; somebody has to commit it."""
        if self._batch and not self._queue:
            asyncio.ensure_future(self._commit_left_over())

    async def _commit_left_over(self) -> None:
        async with self.alone():
            pass

    async def _open(self) -> Batch:
        connection = self._connection or await self._connect()
        driver: inline.Connection = (await connection.get_raw_connection()).driver_connection  # type: ignore[assignment]
        await driver.begin()
        self._batch = Batch(connection, driver)
        return self._batch

    async def _connect(self) -> AsyncConnection:
        connection = await self._engine.connect()
        await connection.begin()
        self._connection = connection
        return connection

    async def _commit(self, batch: Batch) -> None:
        began = time.monotonic()
        try:
            if not batch.is_alive:
                raise OperationalError("COMMIT", {}, Exception("the transaction was undone"))
            await batch.driver.keep()
        except BaseException as error:
            await self._end(batch, error)
            if not isinstance(error, Exception):
                raise
        else:
            self._commit_s = time.monotonic() - began
            await self._end(batch, None)

    async def _end(self, batch: Batch, error: BaseException | None) -> None:
        self._batch = None
        if error is None:
            batch.committed.set_result(None)
        else:
            batch.committed.set_exception(error)
            # Whoever is refused at once does not wait to hear it from here.
            batch.committed.exception()
            await self._disconnect()

    async def _disconnect(self) -> None:
        """Undo what is not committed; the next writer connects anew."""
        if self._connection:
            await self._connection.close()
            self._connection = None


@asynccontextmanager
async def _savepoint(batch: Batch) -> AsyncIterator[AsyncSession]:
    batch.driver.run("SAVEPOINT writer")
    session, batch.session = batch.session or _session(batch), None
    try:
        yield session
        if session.in_transaction():
            await session.commit()
            await session.close()
        else:
            # Nothing has gone through it, so the next writer may have it.
            batch.session = session
        batch.driver.run("RELEASE writer")
    except BaseException:
        await _undo(batch, session)
        raise


def _session(batch: Batch) -> AsyncSession:
    return AsyncSession(
        batch.connection,
        join_transaction_mode="create_savepoint",
        expire_on_commit=False,
        info={lean.DRIVER: batch.driver},
    )


async def _undo(batch: Batch, session: AsyncSession) -> None:
    """Where SQLite undid the whole transaction, its savepoints are gone already."""
    try:
        await session.close()
    except OperationalError:
        if batch.is_alive:
            raise
    if batch.is_alive:
        batch.driver.run("ROLLBACK TO writer")
        batch.driver.run("RELEASE writer")
