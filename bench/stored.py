"""What a step costs beside a million stored answers and beside a thousand.

`python -m bench.stored`, on SQLite and, where one can be started, on PostgreSQL. One resident
answers after another, in one process and without HTTP, so that only storage differs. CPU is that
of the bot; what PostgreSQL itself does lies in the time.
"""

import asyncio
import json
import secrets
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import insert, text

from bench import prepare
from bench.load import FIRST_RESIDENT, STEPS
from storage.columns import random_id
from storage.conversations import known
from storage.database import Database
from storage.marks import Marks
from storage.surveys import Answer, Response
from surveys import answering
from surveys.answering import Respondent
from tests import postgres

LITTLE, MUCH = 1_000, 1_000_000
ROUNDS = 3
RESIDENTS = 60
WARM = 10
BATCH = 1_000


@dataclass
class Store:
    """A filled database, and what a step beside it has cost so far."""

    name: str
    answers: int
    url: str
    code: str
    folder: Path
    times: list[float] = field(default_factory=list)
    cpu_us: list[float] = field(default_factory=list)

    def quantile_us(self, part: float) -> float:
        return sorted(self.times)[int(len(self.times) * part)] * 1e6

    def row(self, little: "Store") -> str:
        cpu_us, least = median(self.cpu_us), median(little.cpu_us)
        return (
            f"{self.name:12}{self.answers:>12,}{self.quantile_us(0.5):>10.0f}"
            f"{self.quantile_us(0.5) / little.quantile_us(0.5):>10.2f}"
            f"{self.quantile_us(0.99):>10.0f}{cpu_us:>10.0f}{cpu_us / least:>10.2f}"
        )


async def compare() -> str:
    head = ("answers", "p50 us", "x little", "p99 us", "CPU us", "x little")
    lines = [f"{'':12}{head[0]:>12}" + "".join(f"{name:>10}" for name in head[1:])]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        urls = [f"sqlite+aiosqlite:///{folder / f'{answers}.db'}" for answers in (LITTLE, MUCH)]
        lines += await _compared("SQLite", urls, folder)
        try:
            server = stack.enter_context(postgres.server())
        except postgres.NoPostgres as missing:
            return "\n".join([*lines, f"PostgreSQL is not measured: {missing}"])
        names = [await server.make() for _ in (LITTLE, MUCH)]
        lines += await _compared("PostgreSQL", [server.database(name) for name in names], folder)
        for name in names:
            await server.drop(name)
    return "\n".join(lines)


async def _compared(name: str, urls: list[str], folder: Path) -> list[str]:
    """Asked in turn, so that whatever else the machine does falls upon all alike."""
    stores = [
        await _filled(name, answers, url, folder / f"{name}-{answers}")
        for answers, url in zip((LITTLE, MUCH), urls, strict=True)
    ]
    for number in range(ROUNDS):
        for store in stores:
            await _ask(store, number)
    return [store.row(stores[0]) for store in stores]


async def _filled(name: str, answers: int, url: str, folder: Path) -> Store:
    code = await prepare.main(url, RESIDENTS * ROUNDS)
    database = Database(url)
    for first in range(0, answers // STEPS, BATCH):
        await _fill(database, code, min(BATCH, answers // STEPS - first))
    if not database.is_sqlite:
        # What autovacuum does to a table that has grown, soon after.
        async with database.alone() as connection:
            await connection.execute(text("VACUUM ANALYZE"))
    await database.close()
    return Store(name, answers, url, code, folder)


async def _ask(store: Store, number: int) -> None:
    """By a process that has filled nothing, as a server that has just started."""
    told = (store.url, store.code, str(store.folder), str(number * RESIDENTS))
    command = (sys.executable, "-m", "bench.stored", *told)
    asked = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    said, _ = await asked.communicate()
    cost = json.loads(said)
    store.times += cost["times"]
    store.cpu_us.append(cost["cpu_us"])


async def measure(url: str, code: str, folder: Path, first: int) -> dict[str, Any]:
    """One resident after another answers everything; the first few only warm up."""
    database, marks, now = Database(url), Marks(folder), prepare.moment()
    times: list[float] = []
    for number in range(first, first + RESIDENTS):
        if number == first + WARM:
            times, before = [], time.process_time()
        for step in range(STEPS):
            begun = time.perf_counter()
            async with database.writing() as session:
                found = await known(session, FIRST_RESIDENT + number + 1)
                assert found
                who = Respondent(str(found[0].telegram_id), found[0].id)
                question, option = f"q{step + 1}", str(number % 5)
                await answering.answer(session, marks, code, who, question, option, now)
            times.append(time.perf_counter() - begun)
    cpu_us = (time.process_time() - before) / len(times) * 1e6
    await database.close()
    return {"times": times, "cpu_us": cpu_us}


async def _fill(database: Database, code: str, responses: int) -> None:
    """So many people's whole responses, kept as a tap would keep them."""
    rows: list[dict[str, Any]] = [
        {
            "id": random_id(),
            "survey_code": code,
            "mark": secrets.token_bytes(32),
            "version": 1,
            "channel": "telegram",
            "helped": False,
            "finished": True,
            "day": prepare.moment().date(),
        }
        for _ in range(responses)
    ]
    given = [
        {"response_id": row["id"], "question_id": f"q{n}", "value": str(n % 5)}
        for row in rows
        for n in range(1, STEPS + 1)
    ]
    async with database.writing() as session:
        await session.execute(insert(Response), rows)
        await session.execute(insert(Answer), given)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        url, code, folder, first = sys.argv[1:]
        sys.stdout.write(json.dumps(asyncio.run(measure(url, code, Path(folder), int(first)))))
    else:
        sys.stdout.write(asyncio.run(compare()) + "\n")
