"""How long it takes to make the map of a debate, to take a stance in one, and to close it.

    python -m bench.debates [--people 2000] [--statements 900] [--only sqlite|postgresql]

It prints a table and judges nothing. PostgreSQL is the one in TEST_DATABASE_URL, or one of its own.
`CPU` is our own process's, `memory` what was added.
"""

import argparse
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import uvloop

from debates import changing, closing, keeping, mapping, taking
from debates.documents import MOST_STATEMENTS, Debate
from debates.keeping import Runner
from debates.taking import Who
from storage import debates as tables
from storage import migrations
from storage.columns import random_id
from storage.database import Database
from storage.debates import ACCEPTED, Statement
from storage.marks import Marks
from storage.places import Area
from storage.stances import AGREE, CHAT, DISAGREE, PASS, Participant, Stance
from tests import postgres

KINDS = ("sqlite", "postgresql")
NOW = datetime(2027, 3, 1, 10, tzinfo=UTC)
OPERATOR = Runner(None, None)
EACH_ANSWERS = 112
TAPS = 500
AT_ONCE = 2000

Said = list[tuple[int, int, int]]


async def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=2000)
    options.add_argument("--statements", type=int, default=900)
    options.add_argument("--only", choices=KINDS)
    asked = options.parse_args()
    said = _said(asked.people, asked.statements)
    _print("", "", "seconds", "CPU", "memory")
    _measured("map", f"{asked.people} x {asked.statements}", said, asked.statements)
    for kind in [asked.only] if asked.only else KINDS:
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            url = await _made(kind, Path(folder), stack)
            await _in_database(kind, Database(url), Path(folder), said, asked.statements)


def _said(people: int, statements: int) -> Said:
    """Two camps, each with its own mind about each statement."""
    chance = random.Random(1)
    minds = [[chance.random() for _ in range(statements)] for _ in range(2)]
    return [
        (person, number + 1, _value(chance, minds[person % 2][number]))
        for person in range(people)
        for number in chance.sample(range(statements), min(EACH_ANSWERS, statements))
    ]


def _value(chance: random.Random, agrees: float) -> int:
    if chance.random() < 0.15:
        return PASS
    return AGREE if chance.random() < agrees else DISAGREE


async def _made(kind: str, folder: Path, stack: ExitStack) -> str:
    if kind == "sqlite":
        url = f"sqlite+aiosqlite:///{folder / 'naves.db'}"
    else:
        server = stack.enter_context(postgres.server())
        url = server.database(await server.make())
    await migrations.upgrade(url)
    return url


async def _in_database(
    kind: str, database: Database, folder: Path, said: Said, statements: int
) -> None:
    marks = Marks(folder / "survey-keys")
    code = await _debate(database, statements)
    await _kept(database, marks, code, said)
    started, cpu = time.perf_counter(), _cpu()
    chance = random.Random(2)
    for tap in range(TAPS):
        who = Who(str(10**9 + tap % 50), None)
        async with database.writing() as session:
            stance = (1 + tap // 50, chance.choice((AGREE, DISAGREE)))
            await taking.take(session, marks, code, who, stance, NOW)
    told = f"{TAPS} stances among {len(said)}"
    _print(kind, told, _seconds(started), f"{_cpu() - cpu:.2f}", "")
    started, cpu, memory = time.perf_counter(), _cpu(), _memory()
    await closing.close(database, marks, code, NOW + timedelta(days=60))
    _print(kind, "closing", _seconds(started), f"{_cpu() - cpu:.2f}", _added(memory))
    await database.close()


async def _debate(database: Database, statements: int) -> str:
    document = Debate.model_validate(
        {
            "key": "bench",
            "area": "orp",
            "title": {"cs": "Debata"},
            "opens": date(2027, 3, 1),
            "closes": date(2027, 3, 31),
            "statements": [{"cs": f"Výrok číslo {n}."} for n in range(MOST_STATEMENTS)],
        }
    )
    async with database.writing() as session:
        session.add(Area(code="orp", name={"cs": "Vizovicko"}))
        await session.flush()
        run = await changing.keep(session, OPERATOR, document, NOW)
        await keeping.release(session, OPERATOR, run.code, NOW)
        for number in range(MOST_STATEMENTS + 1, statements + 1):
            text = {"cs": f"Výrok číslo {number}."}
            kept = {"debate_code": run.code, "number": number, "text": text}
            session.add(Statement(**kept, state=ACCEPTED, is_seed=False))
    return run.code


async def _kept(database: Database, marks: Marks, code: str, said: Said) -> None:
    """As many taps would have left them."""
    ids: dict[int, int] = {}
    stances = []
    for person, number, value in said:
        ids.setdefault(person, random_id())
        stances.append({"participant_id": ids[person], "number": number, "value": value})
    answered = len(said) // len(ids)
    people = [
        {"id": id, "debate_code": code, "mark": mark, "channel": CHAT, "answered": answered}
        for id, mark in ((id, marks.of(taking.folder(code), str(who))) for who, id in ids.items())
    ]
    async with database.writing() as session:
        for table, rows in ((Participant, people), (Stance, stances)):
            for some in _in_parts(rows):
                await session.execute(table.__table__.insert(), some)  # type: ignore[attr-defined]
        counts = Counter((number, value) for _, number, value in said)
        for one in await tables.statements(session, code):
            one.agrees, one.disagrees = counts[one.number, AGREE], counts[one.number, DISAGREE]
            one.passes = counts[one.number, PASS]


def _in_parts(rows: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    return (rows[at : at + AT_ONCE] for at in range(0, len(rows), AT_ONCE))


def _measured(what: str, size: str, said: Said, statements: int) -> None:
    started, cpu, memory = time.perf_counter(), _cpu(), _memory()
    found = mapping.mapped(said, range(1, statements + 1), 5)
    told = f"{size}, {len(said)} stances, {len(found.groups)} groups"
    _print(what, told, _seconds(started), f"{_cpu() - cpu:.2f}", _added(memory))


def _print(*cells: str) -> None:
    what, size, seconds, cpu, memory = cells
    sys.stdout.write(f"{what:<12}{size:<44}{seconds:>10}{cpu:>10}{memory:>12}\n")


def _seconds(started: float) -> str:
    return f"{time.perf_counter() - started:.2f}"


def _cpu() -> float:
    return time.process_time()


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _added(before: int) -> str:
    return f"{(_memory() - before) // 1024} MB"


if __name__ == "__main__":
    uvloop.run(main())
