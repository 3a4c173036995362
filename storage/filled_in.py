"""Responses with all their answers, as fast as the database can put them together.

The database gathers the answers of a response into one document, so that a row is a response:
an answer a row takes ten times as long to fetch.
"""

from collections.abc import AsyncIterator
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic_core import from_json
from sqlalchemy import ColumnElement, Select, Text, cast, func, literal, select, type_coerce
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
