"""Does what takes longer than a tap may: claims a job, does it, resumes it after a kill."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from storage import jobs
from storage.database import Database
from storage.jobs import Job
from web.references import new_reference

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=30)
RENEW_SECONDS = 10.0
LOOK_SECONDS = 1.0
MOST_ATTEMPTS = 5

Result = dict[str, Any] | None


@dataclass(frozen=True)
class Work:
    """One job in hand; `progress` may be told as often as one likes."""

    job: Job
    database: Database
    clock: Clock

    async def progress(self, done: int, total: int) -> None:
        until = await self.clock.now() + LEASE
        async with self.database.writing() as session:
            await jobs.progress(session, self.job.id, done, total, until)


Doing = Callable[[Work], Awaitable[Result]]
# Writes the letters that tell whoever asked for the job; in the transaction that settles it.
Telling = Callable[[AsyncSession, Job, datetime], Awaitable[None]]


class Worker:
    """`run()` until `stop()`; a job in hand is done to its end.

    A job may be done twice when its worker was killed in between, so doing it again must be safe.
    """

    def __init__(
        self, database: Database, clock: Clock, doings: Mapping[str, Doing], tell: Telling
    ) -> None:
        self._database = database
        self._clock = clock
        self._doings = doings
        self._tell = tell
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        while not self._stopping.is_set():
            if not await self._do_next():
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), LOOK_SECONDS)

    async def _do_next(self) -> bool:
        """Whether there was anything to do."""
        try:
            async with self._database.writing() as session:
                job = await jobs.claim(session, await self._clock.now(), LEASE)
            if job is not None:
                await self._do(job)
        except (SQLAlchemyError, OSError) as error:
            log.warning("Jobs cannot be looked at.", error=error)
            return False
        return job is not None

    async def _do(self, job: Job) -> None:
        started = time.monotonic()
        try:
            if job.attempts > MOST_ATTEMPTS:
                raise GaveUp
            async with self._renewed(job):
                result = await self._doings[job.kind](Work(job, self._database, self._clock))
        except Exception:
            await self._failed(job)
            return
        await self._settle(job, jobs.DONE, result=result)
        log.info("A job is done.", job=job.kind, ms=_since(started), attempts=job.attempts)

    async def _failed(self, job: Job) -> None:
        reference = new_reference()
        log.exception("A job failed.", job=job.kind, reference=reference, attempts=job.attempts)
        if job.attempts >= MOST_ATTEMPTS:
            await self._settle(job, jobs.FAILED, error=reference)
            return
        # Still leased, so that nobody takes it before the pause is over.
        pause = timedelta(seconds=5 * 2**job.attempts)
        async with self._database.writing() as session:
            until = await self._clock.now() + pause
            await jobs.progress(session, job.id, job.done, job.total, until)

    async def _settle(
        self, job: Job, state: str, *, result: Result = None, error: str | None = None
    ) -> None:
        async with self._database.writing() as session:
            await jobs.settle(session, job.id, state, result=result, error=error)
            settled = await jobs.job(session, job.id)
            assert settled is not None
            await self._tell(session, settled, await self._clock.now())

    @asynccontextmanager
    async def _renewed(self, job: Job) -> AsyncIterator[None]:
        """Keep the lease while the job runs; a killed worker keeps nothing."""
        renewing = asyncio.ensure_future(self._renew(job))
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    async def _renew(self, job: Job) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            until = await self._clock.now() + LEASE
            async with self._database.writing() as session:
                await jobs.renew(session, job.id, until)


class GaveUp(Exception):
    """The job has been begun too often and never reached its end."""


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
