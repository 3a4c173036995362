"""How long it takes to count an audience, to write its letters, and to stop them again.

    python -m bench.planning [--people 1000000] [--only sqlite|postgresql]

It prints a table and judges nothing. PostgreSQL is the one in TEST_DATABASE_URL, or one of its own.
`CPU` is our own process's, `pause` the longest time for which its event loop served nobody else,
`memory` what was added.
"""

import argparse
import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import uvloop
from sqlalchemy import text

from outreach import attention, audiences, broadcasts, planning
from outreach.audiences import Audience, Criterion
from outreach.rules import Rules
from people.roles import ADMINISTRATOR
from storage import broadcasts as tables
from storage import migrations, people
from storage.database import Database
from storage.places import Area, AreaMunicipality, Municipality
from tests import postgres
from texts import privacy

KINDS = ("sqlite", "postgresql")
MUNICIPALITIES = 6000
IN_DISTRICT = 16
NOW = datetime(2027, 2, 1, 10, tzinfo=UTC)
RULES = Rules(approval_above=10**9)
# Keys spread over all that they may be, as random ones are.
SPREAD = 2**53 // 10**7

RESIDENTS = f"""
INSERT INTO resident (id, telegram_id, language, municipality, arrived_on, seen_on, news, agreed_to,
                      blocked)
SELECT CAST(n AS BIGINT) * {SPREAD}, n, 'cs', CAST(500000 + n % {MUNICIPALITIES} AS VARCHAR),
       '2027-01-01', '2027-01-01', 'all', '{privacy.VERSION}', {{false}}
FROM ({{numbers}}) AS numbers
"""
NUMBERS = {
    "sqlite": "WITH RECURSIVE some(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM some "
    "WHERE n < {last}) SELECT n FROM some",
    "postgresql": "SELECT n FROM generate_series(1, {last}) AS n",
}
AUDIENCES = {
    "everybody": Audience(),
    "a district": Audience(("district",)),
    "a district, two wishes": Audience(
        ("district",),
        (Criterion("language", ("cs", "uk")), Criterion("party", ("provider",), without=True)),
    ),
}


async def measure(kind: str, database: Database, size: int) -> None:
    await _settle(kind, database, size)
    async with database.writing() as session:
        author = await people.arrive(session, 10**9, "cs", NOW.date())
        role = {"role": ADMINISTRATOR, "area_code": "", "group_code": "", "name": ""}
        await people.grant(session, author.id, **role, now=NOW)
    for name, audience in AUDIENCES.items():
        await _timed(f"{kind}: count {name}", _count(database, audience))
        number = await _scheduled(database, author.id, audience)
        await _timed(f"{kind}: write to {name}", planning.plan(database, number, NOW))
        await _timed(f"{kind}: who of {name} waits", _waiting(database, audience))
        async with database.writing() as session:
            await broadcasts.stop(session, author.id, number, NOW)
        await _timed(f"{kind}: stop {name}", planning.wind_up(database, NOW))
        async with database.writing() as session:
            await planning.end(session, number, NOW)


async def _settle(kind: str, database: Database, size: int) -> None:
    numbers = NUMBERS[kind].format(last=size)
    false = "0" if kind == "sqlite" else "false"
    async with database.writing() as session:
        session.add(Area(code="district", name={}))
        for n in range(MUNICIPALITIES):
            code = str(500000 + n)
            session.add(Municipality(code=code, name=code, folded=code, district="", population=1))
        await session.flush()
        session.add_all(
            AreaMunicipality(area_code="district", municipality_code=str(500000 + n))
            for n in range(IN_DISTRICT)
        )
        await session.execute(text(RESIDENTS.format(numbers=numbers, false=false)))
    async with database.alone() as connection:
        await connection.execute(text("ANALYZE"))


async def _scheduled(database: Database, author_id: int, audience: Audience) -> int:
    async with database.writing() as session:
        made = await broadcasts.draft(session, author_id, "", NOW)
        await broadcasts.change(
            session, author_id, made.id, NOW, texts={"cs": "Zpráva"}, audience=audience
        )
        await broadcasts.send(session, author_id, made.id, NOW, RULES)
        await planning.begin(session, made.id, NOW, RULES)
        found = await tables.broadcast(session, made.id)
        assert found
        assert found.state == tables.PLANNING
        return made.id


async def _count(database: Database, audience: Audience) -> int:
    async with database.reading() as session:
        return (await audiences.count(session, audience)).people


async def _waiting(database: Database, audience: Audience) -> int:
    async with database.reading() as session:
        count, _ = await attention.waiting(session, audience, NOW, RULES)
        return count


async def _timed(what: str, work: Awaitable[object]) -> None:
    before = _memory_mb()
    async with _watched() as pauses:
        started, used = time.monotonic(), time.process_time()
        found = await work
        took, used = time.monotonic() - started, time.process_time() - used
    told = found if isinstance(found, int) else "–"
    sys.stdout.write(
        f"{what:42} {told!s:>9} {took:8.2f} s   CPU {used:6.2f} s"
        f"   pause {max(pauses, default=0) * 1000:5.0f} ms"
        f"   memory {_memory_mb() - before:+5.0f} MB\n"
    )
    sys.stdout.flush()


@asynccontextmanager
async def _watched() -> AsyncIterator[list[float]]:
    """How late a task was that wanted to be called each hundredth of a second."""
    pauses: list[float] = []

    async def watch() -> None:
        while True:
            called = time.monotonic()
            await asyncio.sleep(0.01)
            pauses.append(time.monotonic() - called - 0.01)

    task = asyncio.ensure_future(watch())
    try:
        yield pauses
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def _run(kinds: list[str], size: int) -> None:
    with ExitStack() as stack:
        server = stack.enter_context(postgres.server()) if "postgresql" in kinds else None
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="naves-bench-")))
        for kind in kinds:
            name = await server.make() if server and kind == "postgresql" else None
            url = f"sqlite+aiosqlite:///{folder / 'naves.db'}"
            if server and name:
                url = server.database(name)
            await migrations.upgrade(url)
            database = Database(url)
            try:
                await measure(kind, database, size)
            finally:
                await database.close()
                if server and name:
                    await server.drop(name)


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--people", type=int, default=1_000_000)
    reader.add_argument("--only", choices=KINDS)
    given = reader.parse_args()
    uvloop.run(_run([given.only] if given.only else list(KINDS), given.people))
