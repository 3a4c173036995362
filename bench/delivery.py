"""How fast the outbox is emptied, what a kill leaves uncertain, and what piles of letters cost.

    python -m bench.delivery [--letters 600] [--paid 10000] [--rows 5000000] [--kills 3]
                             [--only limits|paid|kills|takeover|pile]

It prints tables and judges nothing. PostgreSQL is the one in TEST_DATABASE_URL, or one of its own.
"""

import argparse
import asyncio
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uvloop
from sqlalchemy import make_url, text

from bench.answering import ROOT, free_port, running
from outreach.delivery import Delivery
from outreach.pace import FREE, PAID, Pace, Rate
from outreach.rules import Rules
from outreach.sender import Sender
from outreach.uploads import Uploads
from storage import migrations, outreach
from storage.broadcasts import PAUSED, SENDING
from storage.database import Database
from storage.outreach import Outcome
from tests import postgres
from tests.resilience.broadcasting import NOON, Broadcasting, broadcasting, leads, write_broadcast

TOKEN = "1000000001:playground-test"
KINDS = ("sqlite", "postgresql")
UNBOUND = Rate(1_000_000, 100_000)
FEW_ROWS = 10_000
BATCH = 30
BATCHES = 100
TELEGRAMS_LIMITS = {"chat": {"rate": 1, "burst": 3}, "overall": {"rate": 30, "burst": 30}}

SETTLED = """
INSERT INTO letter (about, resident_id, broadcast_id, telegram_id, unasked, state, outcome,
                    attempts, failures, uncertain, due_at, settled_at)
SELECT 'broadcast:' || (n / 100000 + 1000), n, n / 100000 + 1000, n, {true}, 'settled', 'sent',
       1, 0, 0, '{now}', '{now}'
FROM ({numbers}) AS numbers
"""
NUMBERS = {
    "sqlite": "WITH RECURSIVE some(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM some "
    "WHERE n < {last}) SELECT n FROM some",
    "postgresql": "SELECT n FROM generate_series({first}, {last}) AS n",
}
DUE = """
SELECT * FROM letter WHERE state = 'waiting' AND settled_at IS NULL AND broadcast_id = {number}
AND due_at <= '2027-02-01 11:00:00{zone}' ORDER BY due_at LIMIT 30
"""
AT_ONCE = 500_000


async def limits(url: str, folder: Path, letters: int) -> None:
    """At Telegram's own limits with nobody chatting."""
    async with broadcasting(url, folder, letters, limits=TELEGRAMS_LIMITS) as scene:
        await scene.start_worker()
        await scene.until_arrived(1 / letters)
        started, before = time.monotonic(), _arrived(scene)
        await scene.until_settled()
        rate = (_arrived(scene) - before) / (time.monotonic() - started)
        refused = await scene.calls(429)
        _say(f"{letters} letters", f"{rate:.2f}/s, {rate / 30:.1%} of 30/s", f"{refused} × 429")


async def paid(url: str, folder: Path, letters: int) -> None:
    """To a Bot API that answers at once: at the paid pace, and as fast as it goes."""
    first = 1
    for name, rate in (("free", FREE), ("paid", PAID), ("unbound", UNBOUND)):
        count = min(letters, 300) if rate is FREE else letters
        people, first = range(first, first + count), first + count
        database = Database(url)
        number = await write_broadcast(database, people)
        with _stub() as api:
            uploads = Uploads(database, 1, folder)
            sender = Sender(TOKEN, api, uploads, Pace(rate), paid=rate is not FREE)
            await sender.open()
            seconds, cpu_s = await _emptied(Delivery(database, sender, _noon, Rules()))
            await sender.close()
        async with database.reading() as session:
            tally = await outreach.tally(session, number)
        await database.close()
        told = f"{count / seconds:.0f}/s", f"{cpu_s / count * 1e6:.0f} µs CPU a letter"
        _say(f"{name}, {count} letters", *told, _told(tally))


async def kills(url: str, folder: Path, letters: int, times: int) -> None:
    """SIGKILL in the midst, several times."""
    async with broadcasting(url, folder, letters) as scene:
        for kill in range(times):
            worker = await scene.start_worker()
            await scene.until_arrived((kill + 1) / (times + 1))
            await scene.kill(worker)
        await scene.start_worker()
        tally = await scene.until_settled()
        arrived = scene.arrived.values()
        doubles = sum(count - 1 for count in arrived if count)
        missing = sum(count == 0 for count in arrived)
        told = _told(tally), f"{doubles} came twice, {missing} never"
        _say(f"{letters} letters, {times} kills", *told)


async def takeover(url: str, folder: Path) -> None:
    """From the kill of the leading worker to the first letter of the one that stood by."""
    async with broadcasting(url, folder, 300) as scene:
        await scene.move(PAUSED)
        workers = [await scene.start_worker() for _ in range(2)]
        for worker in workers:
            await scene.until_up(worker)
        await scene.move(SENDING)
        await scene.until_arrived(0.3)
        await scene.kill(next(filter(leads, workers)))
        started, before = time.monotonic(), _arrived(scene)
        while _arrived(scene) == before:  # noqa: ASYNC110  # the worker is elsewhere
            await asyncio.sleep(0.02)
        _say(
            "two workers, the leader killed",
            f"the other sends after {time.monotonic() - started:.1f} s",
        )


async def pile(url: str, rows: int) -> None:
    """What claiming and settling costs beside so many letters that have gone out."""
    database = Database(url)
    number, written = 1, 0
    for size in (FEW_ROWS, rows):
        await _pile_up(database, written, size)
        written = size
        number = await write_broadcast(database, range(size * 10, size * 10 + BATCH * BATCHES))
        _say(f"{size} settled letters, the query for what waits", await _asked(database, number))
        spent = [await _one_batch(database, number) for _ in range(BATCHES)]
        spent_ms = sorted(seconds * 1000 for seconds in spent)
        told = f"fastest {spent_ms[0]:.2f} ms", f"median {statistics.median(spent_ms):.2f} ms"
        _say(f"{size} settled letters, {BATCH} claimed and settled", *told)
        _say("the query when nothing waits any more", await _asked(database, number))
    await database.close()


async def _one_batch(database: Database, number: int) -> float:
    started = time.monotonic()
    async with database.writing() as session:
        letters = await outreach.due(session, number, NOON, BATCH)
        await outreach.claim(session, letters, NOON + timedelta(seconds=10))
    async with database.writing() as session:
        assert await outreach.settle(session, letters, Outcome.SENT, NOON) == BATCH
    return time.monotonic() - started


async def _asked(database: Database, number: int) -> str:
    """How the database finds what is due, and in what time of its own."""
    zone = "" if database.is_sqlite else "+00"
    query = DUE.format(number=number, zone=zone)
    if database.is_sqlite:
        return _timed_by_sqlite(database, query)
    explaining = text(f"EXPLAIN (ANALYZE, BUFFERS) {query} FOR UPDATE SKIP LOCKED")
    async with database.reading() as session:
        lines = [row[0].strip() for row in await session.execute(explaining)]
    told = [line for line in lines if line.startswith(("Buffers", "Execution Time"))]
    (found,) = [line.split(" on ")[0].removeprefix("->  ") for line in lines if "Index" in line][:1]
    return ", ".join((found, told[0], told[-1]))


def _timed_by_sqlite(database: Database, query: str) -> str:
    """Without a driver's threads between; the fastest of some."""
    with closing(sqlite3.connect(make_url(database.url).database or "")) as connection:
        (*_, plan) = connection.execute(f"EXPLAIN QUERY PLAN {query}").fetchone()
        times = [_seconds(lambda: connection.execute(query).fetchall()) for _ in range(BATCHES)]
    return f"{plan}, {min(times) * 1000:.3f} ms"


def _seconds(run: Callable[[], Any]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


async def _pile_up(database: Database, first: int, last: int) -> None:
    kind = "sqlite" if database.is_sqlite else "postgresql"
    true = "1" if database.is_sqlite else "true"
    for begin in range(first, last, AT_ONCE):
        end = min(begin + AT_ONCE, last) - 1
        numbers = NUMBERS[kind].format(first=begin, last=end)
        moment = "2027-01-20 11:00:00.000000" + ("" if database.is_sqlite else "+00")
        async with database.writing() as session:
            await session.execute(text(SETTLED.format(true=true, now=moment, numbers=numbers)))
    async with database.alone() as connection:
        await connection.execute(text("ANALYZE letter"))


async def _emptied(delivery: Delivery) -> tuple[float, float]:
    """Seconds of the clock and of the processor."""
    started, cpu = time.monotonic(), time.process_time()
    while await delivery.turn():  # noqa: ASYNC110  # a turn is what is awaited
        await asyncio.sleep(0.1)
    return time.monotonic() - started, time.process_time() - cpu


async def _noon() -> datetime:
    return NOON


def _arrived(scene: Broadcasting) -> int:
    return sum(scene.arrived.values())


@contextmanager
def _stub() -> Iterator[str]:
    port, news = free_port(), free_port()
    with running((sys.executable, "-m", "bench.stub", str(port), str(news)), ROOT, {}, port):
        yield f"http://127.0.0.1:{port}"


def _say(*told: str) -> None:
    sys.stdout.write("  " + " · ".join(told) + "\n")
    sys.stdout.flush()


def _told(tally: dict[Outcome, int]) -> str:
    return ", ".join(f"{outcome} {count}" for outcome, count in sorted(tally.items()))


@asynccontextmanager
async def _database(kind: str, server: postgres.Server | None) -> AsyncIterator[tuple[str, Path]]:
    """A new database with its tables, and a folder."""
    with tempfile.TemporaryDirectory(prefix="naves-bench-") as name:
        folder = Path(name)
        made = await server.make() if server else ""
        url = server.database(made) if server else f"sqlite+aiosqlite:///{folder / 'naves.db'}"
        await migrations.upgrade(url)
        yield url, folder
        if server:
            await server.drop(made)


async def main(asked: argparse.Namespace) -> None:
    benches: dict[str, Callable[[str, Path], Awaitable[None]]] = {
        "limits": lambda url, folder: limits(url, folder, asked.letters),
        "paid": lambda url, folder: paid(url, folder, asked.paid),
        "kills": lambda url, folder: kills(url, folder, asked.letters, asked.kills),
        "takeover": takeover,
        "pile": lambda url, _: pile(url, asked.rows),
    }
    sys.stdout.write(f"Delivery, {datetime.now(UTC):%Y-%m-%d}\n")
    with ExitStack() as stack:
        server = stack.enter_context(postgres.server())
        for name, bench in benches.items():
            for kind in KINDS if asked.only in (None, name) else ():
                if name == "takeover" and kind == "sqlite":
                    continue
                sys.stdout.write(f"{name}, {kind}\n")
                async with AsyncExitStack() as own:
                    found = _database(kind, server if kind == "postgresql" else None)
                    await bench(*await own.enter_async_context(found))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--letters", type=int, default=600)
    parser.add_argument("--paid", type=int, default=10_000)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--only", choices=("limits", "paid", "kills", "takeover", "pile"))
    uvloop.run(main(parser.parse_args()))
