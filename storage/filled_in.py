"""Responses with all their answers, as fast as the database can put them together.

The database gathers the answers of a response into one document, so that a row is a response:
an answer a row takes ten times as long to fetch.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic_core import from_json
from sqlalchemy import (
    ColumnElement,
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
from sqlalchemy.ext.asyncio import AsyncSession
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
# JSON writes this letter in another way, and an id has no comma.
BETWEEN, COMMA = "\x1f", ","
MANY = 2_000
SAID, SKIPPED = "true", "null"
RESPONSES: Table = Response.__table__  # type: ignore[attr-defined]
ANSWERS: Table = Answer.__table__  # type: ignore[attr-defined]


class Sheet(NamedTuple):
    """Responses with answers to the same questions: of each question all answers, as JSON."""

    channels: Sequence[str]
    answers: Mapping[str, Sequence[str]]


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


async def finished_sheets(
    session: AsyncSession, code: str, untold: Collection[str]
) -> AsyncIterator[Sheet]:
    """All finished responses, to be counted; answers to questions that are `untold` are SAID."""
    connection = await session.connection()
    rows = _by_question(connection.dialect.name, untold).where(
        RESPONSES.c.survey_code == code, RESPONSES.c.finished
    )
    found = await connection.stream(rows.execution_options(yield_per=MANY))
    async for part in found.partitions(MANY):
        alike: dict[str, list[Any]] = {}
        for row in part:
            alike.setdefault(row[1] or "", []).append(row)
        for ids, same in alike.items():
            yield _sheet(ids, same)


def _sheet(ids: str, rows: Sequence[Any]) -> Sheet:
    channels = [row[0] for row in rows]
    names = ids.split(COMMA) if ids else []
    # One text of many is parted faster than many texts.
    told = BETWEEN.join([row[2] for row in rows if ids]).split(BETWEEN)
    return Sheet(channels, {name: told[at :: len(names)] for at, name in enumerate(names)})


def _by_question(dialect: str, untold: Collection[str]) -> Select[Any]:
    question = ANSWERS.c.question_id
    value: ColumnElement[Any] = func.coalesce(_as_text(dialect), SKIPPED)
    is_untold = question.in_(sorted(untold)) & (value != SKIPPED)
    told = case((is_untold, SAID), else_=value) if untold else value
    columns = (
        RESPONSES.c.channel,
        _joined(dialect, question, COMMA),
        _joined(dialect, told, BETWEEN),
    )
    answered = RESPONSES.outerjoin(ANSWERS, ANSWERS.c.response_id == RESPONSES.c.id)
    made: Select[Any] = select(*columns).select_from(answered).group_by(RESPONSES.c.id)
    return made


def _joined(dialect: str, what: ColumnElement[Any], between: str) -> ColumnElement[str]:
    """In whatever order the answers are read: it is the same for ids and values of a response."""
    if dialect == "postgresql":
        return func.string_agg(what, literal(between))
    return func.group_concat(what, between)


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
