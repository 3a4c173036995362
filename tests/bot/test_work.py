"""Long work is claimed by one worker, resumed after a kill, given up after five attempts."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot import work
from bot.clock import Clock
from bot.work import Worker
from storage import jobs
from storage.database import Database
from storage.jobs import Job

WHEN = datetime(2027, 2, 1, 10, 0, tzinfo=UTC)


class Hands(Clock):
    """A clock whose hands the test moves."""

    def __init__(self) -> None:
        super().__init__()
        self.moment = WHEN

    async def now(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(work, "RENEW_SECONDS", 0.01)


async def ask(database: Database, name: str) -> None:
    async with database.writing() as session:
        await jobs.ask_for(session, name, "count", {"to": 3}, WHEN)


async def job(database: Database, name: str) -> Job:
    async with database.reading() as session:
        found = await jobs.job(session, name)
        assert found is not None
        return found


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


class Office:
    """Somebody who works at counting, and the letters that say it is done."""

    def __init__(self, database: Database, clock: Hands, count: work.Doing) -> None:
        self.told: list[tuple[str, str]] = []
        self.worker = Worker(database, clock, {"count": count}, self._tell)

    async def _tell(self, _session: AsyncSession, settled: Job, _now: datetime) -> None:
        self.told.append((settled.id, settled.state))

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.worker.run())
            yield
            self.worker.stop()


async def to_the_end(in_hand: work.Work) -> dict[str, Any]:
    for done in range(in_hand.job.payload["to"]):
        await in_hand.progress(done + 1, in_hand.job.payload["to"])
    return {"counted": in_hand.job.payload["to"]}


async def test_a_job_is_done_once_and_told(database: Database, clock: Hands) -> None:
    await ask(database, "count:a")
    await ask(database, "count:a")
    office = Office(database, clock, to_the_end)
    async with office.working():
        await until(lambda: bool(office.told))
    assert office.told == [("count:a", jobs.DONE)]
    done = await job(database, "count:a")
    assert (done.done, done.total, done.result) == (3, 3, {"counted": 3})


async def test_two_workers_share_the_jobs(database: Database, clock: Hands) -> None:
    for number in range(12):
        await ask(database, f"count:{number}")
    offices = [Office(database, clock, to_the_end) for _ in range(2)]
    async with offices[0].working(), offices[1].working():
        await until(lambda: sum(len(office.told) for office in offices) == 12)
    assert len({name for office in offices for name, _ in office.told}) == 12


async def test_a_job_whose_worker_was_killed_is_resumed(database: Database, clock: Hands) -> None:
    await ask(database, "count:a")
    async with database.writing() as session:
        await jobs.claim(session, WHEN, work.LEASE)
    office = Office(database, clock, to_the_end)
    async with office.working():
        await asyncio.sleep(0.05)
        assert office.told == []
        clock.moment = WHEN + work.LEASE + timedelta(seconds=1)
        await until(lambda: bool(office.told))
    assert (await job(database, "count:a")).attempts == 2


async def test_a_running_job_keeps_its_lease(database: Database, clock: Hands) -> None:
    await ask(database, "count:a")
    may_end = asyncio.Event()

    async def slowly(_in_hand: work.Work) -> None:
        clock.moment = WHEN + 2 * work.LEASE
        await may_end.wait()

    async def lease() -> datetime | None:
        return (await job(database, "count:a")).leased_until

    office = Office(database, clock, slowly)
    async with office.working():
        await until(lambda: clock.moment > WHEN)
        async with asyncio.timeout(60):
            while await lease() != clock.moment + work.LEASE:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        may_end.set()


async def test_a_job_that_always_fails_is_given_up_with_a_reference(
    database: Database, clock: Hands
) -> None:
    await ask(database, "count:a")

    async def badly(_in_hand: work.Work) -> None:
        raise ValueError

    def told_after_some_days() -> bool:
        clock.moment += timedelta(days=1)
        return bool(office.told)

    office = Office(database, clock, badly)
    async with office.working():
        await until(told_after_some_days)
    failed = await job(database, "count:a")
    assert (failed.state, failed.attempts) == (jobs.FAILED, work.MOST_ATTEMPTS)
    assert failed.error
    assert office.told == [("count:a", jobs.FAILED)]


async def test_stopping_lets_a_job_in_hand_end(database: Database, clock: Hands) -> None:
    await ask(database, "count:a")
    begun = asyncio.Event()

    async def slowly(in_hand: work.Work) -> dict[str, Any]:
        begun.set()
        await asyncio.sleep(0.05)
        return await to_the_end(in_hand)

    office = Office(database, clock, slowly)
    async with office.working():
        await begun.wait()
    assert office.told == [("count:a", jobs.DONE)]
