"""How long it takes to count a survey's results and to write its rows, and with how much memory.

    python -m bench.exporting [--sizes 1000,10000,100000] [--only sqlite|postgresql]

It prints a table and judges nothing. The survey is examples/surveys/obyvatele-2027.yaml, a
written answer in each response. Results are counted while rows lie as people came, files written
when closing has put them in order. Every row is measured in a process of its own; `memory` is what
was added above the idle program. PostgreSQL is the one in TEST_DATABASE_URL, or one of its own.
"""

import argparse
import asyncio
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, aclosing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from handlers.surveys import row_words
from storage import filled_in, migrations, places, rewriting
from storage import surveys as tables
from storage.columns import random_id
from storage.database import Database
from storage.places import Area
from storage.surveys import Answer, Response
from surveys import closing, exporting, interim, library, life, outcome, statistics_files
from surveys.definitions import Definition, Question
from surveys.files.reading import read
from tests import postgres
from texts.words import Words

KINDS = ("sqlite", "postgresql")
SIZES = (1_000, 10_000, 100_000)
SOURCE = Path(__file__).parents[1] / "examples" / "surveys" / "obyvatele-2027.yaml"
FILES = exporting.FORMATS
NOW = datetime(2027, 2, 1, 10, tzinfo=UTC)
MUNICIPALITIES = 16
SOME = 5_000
WORDS = ("autobus", "lékař", "večer", "děti", "senior", "pomoc", "byt", "služba", "obec", "cesta")


async def settle(url: str, size: int) -> str:
    """A survey with so many responses, which nobody has put in order yet; its code."""
    await migrations.upgrade(url)
    database, definition = Database(url), read(SOURCE.read_text("utf-8"))
    async with database.writing() as session:
        session.add(Area(code=definition.area, name={"cs": "Území"}))
        await session.flush()
        for code in _municipalities():
            await places.keep_municipality(
                session, code, name=code, folded=code, district="", population=1000
            )
            await places.put_in_area(session, definition.area, code)
        survey = await life.keep(session, definition, NOW)
        survey.state = tables.CLOSED
    for start in range(0, size, SOME):
        responses, answers = _some(definition, survey.code, min(SOME, size - start))
        async with database.writing() as session:
            await session.execute(insert(Response), responses)
            await session.execute(insert(Answer), answers)
    async with database.writing() as session:
        await outcome.freeze(session, survey.code, NOW)
    if not database.is_sqlite:
        # By itself it looks at tables that have grown within a minute.
        async with database.alone() as connection:
            await connection.execute(text("ANALYZE"))
    await database.close()
    return survey.code


async def put_in_order(url: str) -> None:
    """What closing does with the rows."""
    database = Database(url)
    await rewriting.rewrite(database, closing.TOLD_MORE)
    await database.close()


def _municipalities() -> Iterator[str]:
    return (str(500_000 + place) for place in range(MUNICIPALITIES))


def _some(definition: Definition, code: str, size: int) -> tuple[list[Any], list[Any]]:
    responses, answers = [], []
    for _ in range(size):
        key = random_id()
        responses.append(
            {"id": key, "survey_code": code, "version": 1, "channel": "telegram", "helped": False}
            | {"finished": True, "mark": None, "resident_id": None, "day": None}
        )
        answers += [
            {"response_id": key, "question_id": question.id, "value": _value(question)}
            for question in definition.questions
        ]
    return responses, answers


def _value(question: Question) -> Any:
    match question.type:
        case "codelist":
            return random.choice(tuple(_municipalities()))
        case "multi":
            return random.sample([one.id for one in question.options if not one.exclusive], 2)
        case "scale":
            return random.choice(question.points)
        case "text":
            return " ".join(random.choices(WORDS, k=12))
        case _:
            return random.choice(question.options).id


async def measure(url: str, code: str, what: str, folder: Path) -> None:
    """Say seconds, CPU and memory above what the program needs anyway."""
    database, words = Database(url), Words("cs")
    async with database.reading() as session:
        survey = await library.survey(session, code)
        definition = await library.definition(session, code, survey.version)
        async with aclosing(filled_in.some_responses(session, code)) as parts:
            await anext(parts)
    _memory()
    idle, began, cpu = _memory(), time.perf_counter(), time.process_time()
    if what == "results":
        async with database.reading() as session:
            lists = await library.lists(session, definition)
            await interim.counted(session, code, definition, lists)
    else:
        wish = row_words.wish(words, (what,))
        await exporting.export(database, code, folder / what, wish, None, NOW)
    took, worked = time.perf_counter() - began, time.process_time() - cpu
    _say(f"{took:8.2f} s {worked:8.2f} s {_memory() - idle:8.0f} MB")
    await database.close()


def _say(told: str) -> None:
    sys.stdout.write(f"{told}\n")
    sys.stdout.flush()


def _memory() -> float:
    """The most that was taken since the last look."""
    told = Path("/proc/self/status").read_text()
    Path("/proc/self/clear_refs").write_text("5")
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def _rows() -> Sequence[str]:
    return ("results", *(one for one in FILES if one != "sav" or statistics_files.can_write()))


def _all(kind: str, url: str, size: int, folder: Path) -> None:
    code = asyncio.run(settle(url, size))
    for what in _rows():
        if what == FILES[0]:
            asyncio.run(put_in_order(url))
        asked = [sys.executable, "-m", "bench.exporting", "--one", url, code, what, str(folder)]
        told = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()
        _say(f"{kind:<11} {size:>8} {what:<8} {told}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--only", choices=KINDS)
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        url, code, what, folder = options.one
        asyncio.run(measure(url, code, what, Path(folder)))
        return
    random.seed(1)
    _say(f"{'database':<11} {'responses':>8} {'what':<8} {'time':>8}   {'CPU':>8}   {'memory':>8}")
    for kind in KINDS if options.only is None else (options.only,):
        for size in map(int, options.sizes.split(",")):
            with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
                url = f"sqlite+aiosqlite:///{folder}/naves.db"
                if kind == "postgresql":
                    server = stack.enter_context(postgres.server())
                    url = server.database(asyncio.run(server.make()))
                _all(kind, url, size, Path(folder))


if __name__ == "__main__":
    main()
