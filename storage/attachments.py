"""Photos and voices that are answers: each lies beside the answer that names it."""

from collections.abc import AsyncIterator

from sqlalchemy import Column, LargeBinary, column, delete, select, table
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
    response = table("response", column("id"), column("survey_code"), column("ended_at"))
    rows = (
        select(Attachment)
        .join(response, response.c.id == col(Attachment.response_id))
        .where(response.c.survey_code == code, response.c.ended_at.is_(None))
        .order_by(col(Attachment.name))
        .execution_options(yield_per=10)
    )
    async for attachment in await session.stream_scalars(rows):
        yield attachment
