"""Responses with all their answers, as fast as the database can put them together.

The database gathers the answers of a response into one document, so that a row is a response:
an answer a row takes ten times as long to fetch.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic_core import from_json
from sqlalchemy import (
    ColumnElement,
    Connection,
    Function,
    Select,
    Table,
    Text,
    case,
    cast,
    func,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlmodel import col

from storage.surveys import Answer, Response

# So many at once; whoever else runs in the process has a turn in between.
SOME = 500


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
MANY = 5_000
SAID, SKIPPED = "true", "null"
RESPONSES: Table = Response.__table__  # type: ignore[attr-defined]
ANSWERS: Table = Answer.__table__  # type: ignore[attr-defined]


class Alike(NamedTuple):
    """Responses that came the same way and gave the same answers, as JSON, to some questions.

    `told` are the other answers of all of them, each as the id of its question, TO and JSON.
    """

    people: int
    channel: str
    decided: tuple[str | None, ...]
    told: Sequence[str]


async def some_responses(session: AsyncSession, code: str) -> AsyncIterator[list[Whole]]:
    """All responses to a survey in the order of their random keys, some at a time."""
    dialect = session.get_bind().dialect.name
    rows = _statement(dialect).where(col(Response.survey_code) == code)
    found = await session.stream(rows.order_by(col(Response.id)).execution_options(yield_per=SOME))
    async for part in found.partitions(SOME):
        # One document of many is read faster than many documents.
        answers = from_json(f"[{','.join(row[-1] or '{}' for row in part)}]")
        yield [(Filled(*row[:-1]), given) for row, given in zip(part, answers, strict=True)]


async def every_response(session: AsyncSession, code: str) -> AsyncIterator[Whole]:
    async for part in some_responses(session, code):
        for whole in part:
            yield whole


async def finished_alike(
    session: AsyncSession, code: str, by: Sequence[str], untold: Collection[str]
) -> AsyncIterator[Alike]:
    """All finished responses, to be counted; answers to questions that are `untold` are SAID."""
    connection = await session.connection()
    rows = _told(connection.dialect.name, by, untold).where(
        RESPONSES.c.survey_code == code, RESPONSES.c.finished
    )
    async for part in _bare_rows(connection, rows):
        alike: dict[tuple[Any, ...], list[str | None]] = {}
        for row in part:
            alike.setdefault(row[1:], []).append(row[0])
        for (channel, *decided), texts in alike.items():
            yield Alike(len(texts), channel, (*decided,), _parted(texts))


async def _bare_rows(
    connection: AsyncConnection, statement: Select[Any]
) -> AsyncIterator[Sequence[Any]]:
    """Rows as the driver gives them; some are fetched while those before are looked at.

    SQLAlchemy's own rows take half as long again.
    """

    cursor: Any = await connection.run_sync(_begin, statement)
    coming = asyncio.ensure_future(connection.run_sync(_fetch, cursor))
    try:
        while part := await coming:
            coming = asyncio.ensure_future(connection.run_sync(_fetch, cursor))
            # So that it begins before the part is looked at.
            await asyncio.sleep(0)
            yield part
    finally:
        await coming
        await connection.run_sync(_end, cursor)


def _begin(connection: Connection, statement: Select[Any]) -> Any:
    whole = {"literal_binds": True}
    compiled = statement.compile(dialect=connection.dialect, compile_kwargs=whole)
    cursor = connection.connection.cursor(server_side=True)
    cursor.execute(str(compiled))
    return cursor


def _fetch(_: Connection, cursor: Any) -> Sequence[Any]:
    rows: Sequence[Any] = cursor.fetchmany(MANY)
    return rows


def _end(_: Connection, cursor: Any) -> None:
    cursor.close()


def _parted(texts: Sequence[str | None]) -> Sequence[str]:
    """One text of many is parted faster than many texts."""
    told = BETWEEN.join(filter(None, texts))
    return told.split(BETWEEN) if told else ()


def _told(dialect: str, by: Sequence[str], untold: Collection[str]) -> Select[Any]:
    question = ANSWERS.c.question_id
    value: ColumnElement[Any] = func.coalesce(_as_text(dialect), SKIPPED)
    is_untold = question.in_(sorted(untold)) & (value != SKIPPED)
    told = case((is_untold, SAID), else_=value) if untold else value
    whole = _joined(dialect, question + TO + told)
    columns = (
        whole.filter(question.not_in(by)) if by else whole,
        RESPONSES.c.channel,
        *(func.max(cast(value, Text)).filter(question == one) for one in by),
    )
    answered = RESPONSES.outerjoin(ANSWERS, ANSWERS.c.response_id == RESPONSES.c.id)
    made: Select[Any] = select(*columns).select_from(answered).group_by(RESPONSES.c.id)
    return made


def _joined(dialect: str, what: ColumnElement[Any]) -> Function[str]:
    if dialect == "postgresql":
        return func.string_agg(what, literal(BETWEEN))
    return func.group_concat(what, BETWEEN)


def _as_text(dialect: str) -> ColumnElement[Any]:
    value = ANSWERS.c.value
    return cast(value, Text) if dialect == "postgresql" else type_coerce(value, Text)


@lru_cache
def _statement(dialect: str) -> Select[Any]:
    gathered = _gathered_by_postgres() if dialect == "postgresql" else _gathered_by_sqlite()
    answers = select(gathered).where(col(Answer.response_id) == col(Response.id))
    return select(
        col(Response.id),
        col(Response.version),
        col(Response.channel),
        col(Response.helped),
        col(Response.finished),
        answers.correlate(Response).scalar_subquery(),
    )


def _gathered_by_postgres() -> ColumnElement[str]:
    return cast(func.jsonb_object_agg(col(Answer.question_id), col(Answer.value)), Text)


def _gathered_by_sqlite() -> ColumnElement[str]:
    """Put together as text: ids need no escaping, and values are JSON already."""
    value = func.coalesce(type_coerce(col(Answer.value), Text), "null")
    pair = literal('"') + col(Answer.question_id) + literal('":') + value
    return literal("{") + func.group_concat(pair, ",") + literal("}")
