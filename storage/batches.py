"""SQLite's writers, one after another in a transaction that they share, committed for them all.

Waiting for the disk costs more than most of what is written, so writers who queue meanwhile go into
one transaction, each behind a savepoint of its own: what one of them is refused harms no other.
Each goes on only when the commit is done; when it fails, all of them hear so.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

# So many writers' work is lost together if the machine fails; none of them was told it was kept.
MOST_WRITERS = 32


class Batch:
    """One shared transaction; `committed` tells its writers how it ended."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        self.writers = 0
        self.committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def is_alive(self) -> bool:
        """SQLite may undo a whole transaction at an error such as a full disk."""
        raw = await self.connection.get_raw_connection()
        driver: Any = raw.driver_connection
        return bool(driver.in_transaction)


class Batches:
    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._turn = asyncio.Lock()
        self._queue = 0
        self._batch: Batch | None = None

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        async with self._turn_taken():
            batch = self._batch or await self._open()
            try:
                async with _savepoint(batch.connection) as session:
                    yield session
                batch.writers += 1
            except BaseException as error:
                if not await batch.is_alive():
                    await self._end(batch, error)
                raise
            finally:
                if self._batch and (not self._queue or batch.writers >= MOST_WRITERS):
                    await self._commit(batch)
        await asyncio.shield(batch.committed)

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Nobody writes while the block runs, and nothing is left uncommitted."""
        async with self._turn_taken():
            if self._batch:
                await self._commit(self._batch)
            yield

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
        connection = await self._engine.connect()
        try:
            await connection.begin()
        except BaseException:
            await connection.close()
            raise
        self._batch = Batch(connection)
        return self._batch

    async def _commit(self, batch: Batch) -> None:
        try:
            if not await batch.is_alive():
                raise OperationalError("COMMIT", {}, Exception("the transaction was undone"))
            await batch.connection.commit()
        except BaseException as error:
            await self._end(batch, error)
            if not isinstance(error, Exception):
                raise
        else:
            await self._end(batch, None)

    async def _end(self, batch: Batch, error: BaseException | None) -> None:
        self._batch = None
        if error is None:
            batch.committed.set_result(None)
        else:
            batch.committed.set_exception(error)
            # Whoever is refused at once does not wait to hear it from here.
            batch.committed.exception()
            await batch.connection.rollback()
        await batch.connection.close()


@asynccontextmanager
async def _savepoint(connection: AsyncConnection) -> AsyncIterator[AsyncSession]:
    session = AsyncSession(
        connection, join_transaction_mode="create_savepoint", expire_on_commit=False
    )
    cause: BaseException | None = None
    try:
        async with session, session.begin():
            try:
                yield session
                await session.flush()
            except BaseException as error:
                cause = error
                raise
    except OperationalError as error:
        # Where the whole transaction was undone its savepoints are gone; what undid it is told.
        raise (cause if "no such savepoint" in str(error.orig) else None) or error from None
