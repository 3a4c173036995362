"""Only one process polls and rings the bell; when it goes, the next takes over."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from bot import leader


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leader, "HEARTBEAT_SECONDS", 0.02)
    monkeypatch.setattr(leader, "PATIENCE_SECONDS", 60)


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


class Polling:
    """Somebody's duty, counting how many do it at once."""

    def __init__(self) -> None:
        self.doing: list[str] = []

    def of(self, who: str) -> leader.Duty:
        @asynccontextmanager
        async def duty() -> AsyncIterator[None]:
            self.doing.append(who)
            try:
                yield
            finally:
                self.doing.remove(who)

        return duty


async def test_two_processes_never_hold_the_lock_together(database_url: str) -> None:
    ours, theirs = (leader.lock(database_url, "polling") for _ in range(2))
    assert await ours.take()
    assert not await theirs.take()
    await ours.let_go()
    assert await theirs.take()
    await theirs.let_go()


async def test_locks_of_different_names_do_not_meet(database_url: str) -> None:
    polling, bell = leader.lock(database_url, "polling"), leader.lock(database_url, "bell")
    assert await polling.take()
    assert await bell.take()
    await polling.let_go()
    await bell.let_go()


@pytest.mark.usefixtures("quick")
async def test_the_next_takes_over_when_the_leader_goes(database_url: str) -> None:
    polling = Polling()
    async with asyncio.TaskGroup() as group:
        tasks = {}
        for who in ("first", "second"):
            held = leader.lock(database_url, "polling")
            tasks[who] = group.create_task(leader.lead(polling.of(who), held, "polling"))
            await until(lambda: bool(polling.doing))
        assert polling.doing == ["first"]
        tasks["first"].cancel()
        await until(lambda: polling.doing == ["second"])
        tasks["second"].cancel()
    assert polling.doing == []


@pytest.mark.usefixtures("quick")
async def test_who_loses_the_connection_stops_at_once(postgres_url: str) -> None:
    polling = Polling()
    async with asyncio.TaskGroup() as group:
        held = leader.lock(postgres_url, "polling")
        task = group.create_task(leader.lead(polling.of("first"), held, "polling"))
        await until(lambda: polling.doing == ["first"])
        other = leader.lock(postgres_url, "polling")
        await _end_other_connections(postgres_url)
        async with asyncio.timeout(60):
            while not await other.take():
                await _end_other_connections(postgres_url)
        await until(lambda: polling.doing == [])
        task.cancel()
    await other.let_go()


async def test_who_is_stopped_while_asking_for_the_lock_leaves_no_connection(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking = asyncio.Event()

    async def slowly(_connection: object, _query: str, *_: object) -> None:
        asking.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncpg.Connection, "fetchval", slowly)
    held = leader.PostgresLock(postgres_url, "polling")
    task = asyncio.ensure_future(held.take())
    await asking.wait()
    connection = held._connection
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert connection.is_closed()


async def _end_other_connections(url: str) -> None:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(address)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await connection.close()
