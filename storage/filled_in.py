"""Responses with all their answers, as fast as the database can put them together.

The database gathers the answers of a response into one document, so that a row is a response:
an answer a row takes ten times as long to fetch.
"""

import asyncio
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Iterator,
    Sequence,
)
from contextlib import aclosing, asynccontextmanager
from typing import Any, NamedTuple

from pydantic_core import from_json
from sqlalchemy import Select, Table, Text, case, cast, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from storage.surveys import Answer, Response

# So many at once; whoever else runs in the process has a turn in between.
SOME, MANY = 500, 5_000


class Filled(NamedTuple):
    """A response as it is counted and handed out; its id says nothing of whose it is, or when."""

    id: int
    version: int
    channel: str
    helped: bool
    finished: bool


Whole = tuple[Filled, dict[str, Any]]
# JSON writes this letter in another way, and an id has no colon.
BETWEEN, TO = "\x1f", ":"
SAID, SKIPPED = "true", "null"
Fetch = Callable[[int], Awaitable[Sequence[Any]]]
RESPONSES: Table = Response.__table__  # type: ignore[attr-defined]
ANSWERS: Table = Answer.__table__  # type: ignore[attr-defined]
ANSWERED = RESPONSES.outerjoin(ANSWERS, ANSWERS.c.response_id == RESPONSES.c.id)
# Answers are kept as JSON, so both databases hand them out as they stand.
QUESTION, VALUE = ANSWERS.c.question_id, cast(ANSWERS.c.value, Text)


class Alike(NamedTuple):
    """Responses that came the same way and gave the same answers, as JSON, to some questions.

    `told` are the other answers of all of them, each as the id of its question, TO and JSON.
    """

    people: int
    channel: str
    decided: tuple[str | None, ...]
    told: Sequence[str]


async def some_responses(session: AsyncSession, code: str) -> AsyncGenerator[list[Whole], None]:
    """All responses that count, or may yet, in the order of their random keys, some at a time."""
    counting = (RESPONSES.c.survey_code == code, RESPONSES.c.ended_at.is_(None))
    rows = _whole().where(*counting).order_by(RESPONSES.c.id)
    async with aclosing(_bare_rows(session, rows, SOME)) as parts:
        async for part in parts:
            # One document of many is read faster than many documents.
            answers = from_json(f"[{','.join(row[-1] or '{}' for row in part)}]")
            yield [(_filled(*row[:-1]), given) for row, given in zip(part, answers, strict=True)]


async def every_response(session: AsyncSession, code: str) -> AsyncGenerator[Whole, None]:
    async with aclosing(some_responses(session, code)) as parts:
        async for part in parts:
            for whole in part:
                yield whole


async def finished_alike(
    session: AsyncSession,
    code: str,
    by: Sequence[str],
    untold: Collection[str],
    without: int = 0,
) -> AsyncGenerator[Alike, None]:
    """All finished responses, to be counted; answers to questions that are `untold` are SAID.

    The last few by their random keys may be left out.
    """
    finished = (RESPONSES.c.survey_code == code, RESPONSES.c.finished)
    last = select(RESPONSES.c.id).where(*finished).order_by(RESPONSES.c.id.desc()).limit(without)
    rows = _told(by, untold).where(*finished)
    if without:
        rows = rows.where(RESPONSES.c.id.not_in(last))
    async with aclosing(_bare_rows(session, rows, MANY)) as parts:
        async for part in parts:
            for alike in _gathered(part):
                yield alike


async def _bare_rows(
    session: AsyncSession, statement: Select[Any], size: int
) -> AsyncGenerator[Sequence[Any], None]:
    """Rows as the driver gives them; some are fetched while those before are looked at.

    SQLAlchemy's own rows take half as long again. Whoever may stop before the end closes this: the
    session can do nothing else until what is being fetched has come.
    """
    async with _fetching(await session.connection(), statement) as fetch:
        coming = asyncio.ensure_future(fetch(size))
        try:
            while part := await coming:
                coming = asyncio.ensure_future(fetch(size))
                # So that it begins before the part is looked at.
                await asyncio.sleep(0)
                yield part
        finally:
            await coming


@asynccontextmanager
async def _fetching(connection: AsyncConnection, statement: Select[Any]) -> AsyncIterator[Fetch]:
    """SQLAlchemy would ask PostgreSQL's driver for fifty rows before each part, and wait."""
    whole = {"literal_binds": True}
    asked = str(statement.compile(dialect=connection.dialect, compile_kwargs=whole))
    driver: Any = (await connection.get_raw_connection()).driver_connection
    if connection.dialect.name == "postgresql":
        async with driver.transaction():
            yield (await driver.cursor(asked)).fetch
    else:
        async with driver.cursor() as cursor:
            await cursor.execute(asked)
            yield cursor.fetchmany


def _gathered(rows: Sequence[Any]) -> Iterator[Alike]:
    alike: dict[tuple[Any, ...], list[str | None]] = {}
    for row in rows:
        alike.setdefault(row[1:], []).append(row[0])
    for (channel, *decided), texts in alike.items():
        yield Alike(len(texts), channel, (*decided,), _parted(texts))


def _parted(texts: Sequence[str | None]) -> Sequence[str]:
    """One text of many is parted faster than many texts."""
    told = BETWEEN.join(filter(None, texts))
    return told.split(BETWEEN) if told else ()


def _told(by: Sequence[str], untold: Collection[str]) -> Select[Any]:
    is_untold = QUESTION.in_(sorted(untold)) & (VALUE != SKIPPED)
    told = QUESTION + TO + case((is_untold, SAID), else_=VALUE)
    columns = (
        func.aggregate_strings(told, BETWEEN).filter(QUESTION.not_in(by)),
        RESPONSES.c.channel,
        *(func.max(VALUE).filter(ANSWERS.c.question_id == one) for one in by),
    )
    return select(*columns).select_from(ANSWERED).group_by(RESPONSES.c.id)


def _whole() -> Select[Any]:
    """Documents are put together as text: ids need no escaping, and values are JSON already."""
    pair = literal('"') + QUESTION + literal('":') + func.coalesce(VALUE, SKIPPED)
    document = literal("{") + func.aggregate_strings(pair, ",") + literal("}")
    columns = (RESPONSES.c[name] for name in Filled._fields)
    return select(*columns, document).select_from(ANSWERED).group_by(RESPONSES.c.id)


def _filled(key: int, version: int, channel: str, helped: object, finished: object) -> Filled:
    """SQLite's driver knows no booleans."""
    return Filled(key, version, channel, bool(helped), bool(finished))
