"""What a step costs beside a million stored answers and beside a thousand.

`python -m bench.stored`, on SQLite and, where one can be started, on PostgreSQL. One resident
answers after another, in one process and without HTTP, so that only storage differs.
"""

import asyncio
import secrets
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bench import prepare
from bench.load import FIRST_RESIDENT, STEPS
from storage.columns import random_id
from storage.conversations import known
from storage.database import Database
from storage.surveys import Answer, Response
from surveys import answering
from surveys.answering import Respondent
from surveys.marks import Marks
from tests import postgres

LITTLE, MUCH = 1_000, 1_000_000
RESIDENTS = 60
WARM = 10
BATCH = 1_000


@dataclass
class Cost:
    name: str
    answers: int
    times: list[float]
    cpu_us: float

    def row(self) -> str:
        middle, late = (self.times[int(len(self.times) * part)] * 1e6 for part in (0.5, 0.99))
        return f"{self.name:12}{self.answers:>12,}{middle:>10.0f}{late:>10.0f}{self.cpu_us:>10.0f}"


async def compare() -> str:
    lines = [f"{'':12}{'answers':>12}{'p50 us':>10}{'p99 us':>10}{'CPU us':>10}"]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for answers in (LITTLE, MUCH):
            url = f"sqlite+aiosqlite:///{folder / f'{answers}.db'}"
            lines.append((await _measured("SQLite", url, folder, answers)).row())
        try:
            server = stack.enter_context(postgres.server())
        except postgres.NoPostgres as missing:
            return "\n".join([*lines, f"PostgreSQL is not measured: {missing}"])
        for answers in (LITTLE, MUCH):
            name = await server.make()
            url = server.database(name)
            lines.append((await _measured("PostgreSQL", url, folder, answers)).row())
            await server.drop(name)
    return "\n".join(lines)


async def _measured(name: str, url: str, folder: Path, answers: int) -> Cost:
    code = await prepare.main(url, RESIDENTS)
    database = Database(url)
    for first in range(0, answers // STEPS, BATCH):
        await _fill(database, code, min(BATCH, answers // STEPS - first))
    marks = Marks(folder / "keys")
    now = prepare.moment()
    times: list[float] = []
    for number in range(RESIDENTS):
        if number == WARM:
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
    return Cost(name, answers, sorted(times), cpu_us)


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
    sys.stdout.write(asyncio.run(compare()) + "\n")
