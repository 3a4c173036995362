"""Batches of printed questionnaires: how many were printed, never which codes stood on them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import BIG
from storage.upserts import insert_or_keep


class PaperBatch(SQLModel, table=True):
    """`copies` is 0 for a master that is copied elsewhere.

    `entered` counts questionnaires, `compared` and `differing` answers entered a second time.
    """

    __tablename__ = "paper_batch"

    survey_code: str = Field(primary_key=True, foreign_key="survey.code")
    number: int = Field(primary_key=True)
    language: str
    copies: int
    made_at: datetime
    made_by: int = Field(sa_column=Column(BIG, nullable=False))
    entered: int = 0
    compared: int = 0
    differing: int = 0


async def next_batch(session: AsyncSession, code: str) -> int:
    """Batches are counted from one in each survey."""
    newest = select(func.max(PaperBatch.number)).where(col(PaperBatch.survey_code) == code)
    return (await session.scalar(newest) or 0) + 1


async def keep_batch(session: AsyncSession, code: str, number: int, **values: Any) -> bool:
    """Whether the batch is new."""
    return await insert_or_keep(session, PaperBatch, survey_code=code, number=number, **values)


async def count(
    session: AsyncSession,
    code: str,
    number: int,
    *,
    entered: int = 0,
    compared: int = 0,
    differing: int = 0,
) -> None:
    """Add to what has been entered of a batch."""
    await session.execute(
        update(PaperBatch)
        .where(col(PaperBatch.survey_code) == code, col(PaperBatch.number) == number)
        .values(
            entered=col(PaperBatch.entered) + entered,
            compared=col(PaperBatch.compared) + compared,
            differing=col(PaperBatch.differing) + differing,
        )
    )


async def batches(session: AsyncSession, code: str) -> list[PaperBatch]:
    rows = select(PaperBatch).where(col(PaperBatch.survey_code) == code)
    return list(await session.scalars(rows.order_by(col(PaperBatch.number))))
