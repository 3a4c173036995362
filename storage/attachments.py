"""What was sent as an answer: each lies beside the answer that names it."""

from collections.abc import AsyncIterator
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    LargeBinary,
    Select,
    column,
    delete,
    func,
    select,
    table,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import UNORDERED, big_key
from storage.upserts import insert_or_change


class Attachment(SQLModel, table=True):
    """`name` is the hash of the content and what it is; nothing tells who sent it, or when."""

    __table_args__ = UNORDERED

    response_id: int = Field(sa_column=big_key())
    question_id: str = Field(primary_key=True)
    name: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Listed(NamedTuple):
    question_id: str
    name: str
    size: int


async def keep(
    session: AsyncSession, response_id: int, question_id: str, name: str, content: bytes
) -> None:
    await insert_or_change(
        session,
        Attachment,
        ("response_id", "question_id"),
        response_id=response_id,
        question_id=question_id,
        name=name,
        content=content,
    )


async def drop(session: AsyncSession, response_id: int, question_id: str) -> None:
    await session.execute(
        delete(Attachment).where(
            col(Attachment.response_id) == response_id, col(Attachment.question_id) == question_id
        )
    )


async def drop_all(session: AsyncSession, *response_ids: int) -> None:
    rows = delete(Attachment).where(col(Attachment.response_id).in_(response_ids))
    await session.execute(rows)


async def of_survey(session: AsyncSession, code: str) -> AsyncIterator[Attachment]:
    """Those of responses that count, in the order of their names, which says nothing of whose."""
    counting = col(Attachment.response_id).in_(_counting(code))
    # Each may be of ten megabytes.
    rows = select(Attachment).where(counting).execution_options(yield_per=2)
    async for attachment in await session.stream_scalars(rows.order_by(col(Attachment.name))):
        yield attachment


async def count(session: AsyncSession, code: str) -> int:
    """How many different ones were handed in."""
    named = select(col(Attachment.question_id), col(Attachment.name)).where(_handed_in(code))
    ones = named.distinct().subquery()
    return await session.scalar(select(func.count()).select_from(ones)) or 0


async def some(session: AsyncSession, code: str, *, skip: int, most: int) -> list[Listed]:
    """So many of those handed in, by question, else in the order of their names."""
    told = (col(Attachment.question_id), col(Attachment.name))
    rows = select(*told, func.length(col(Attachment.content))).where(_handed_in(code)).distinct()
    found = await session.execute(rows.order_by(*told).offset(skip).limit(most))
    return [Listed(*row) for row in found]


async def content(session: AsyncSession, code: str, name: str) -> bytes | None:
    """Of one that was handed in."""
    named = col(Attachment.name) == name
    rows = select(col(Attachment.content)).where(_handed_in(code), named).limit(1)
    found: bytes | None = await session.scalar(rows)
    return found


def _handed_in(code: str) -> ColumnElement[bool]:
    return col(Attachment.response_id).in_(_counting(code).where(_RESPONSE.c.finished))


def _counting(code: str) -> Select[Any]:
    ids = select(_RESPONSE.c.id)
    return ids.where(_RESPONSE.c.survey_code == code, _RESPONSE.c.ended_at.is_(None))


_RESPONSE = table(
    "response",
    *(column("id"), column("survey_code"), column("ended_at"), column("finished", Boolean)),
)
