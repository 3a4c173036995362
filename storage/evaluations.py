"""Evaluations of plans: what was done of each section in a period, and who says so."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage import locking
from storage.columns import BIG, UNORDERED
from storage.upserts import insert_or_keep

OPEN, APPROVED = "open", "approved"
DRAFTED, HANDED_OVER, RETURNED = "drafted", "handed_over", "returned"


class Evaluation(SQLModel, table=True):
    """What became of one version of a plan in a period, such as a year; final once approved."""

    __table_args__ = UNORDERED

    plan_code: str = Field(primary_key=True, foreign_key="plan.code")
    period: str = Field(primary_key=True)
    version: int
    state: str = OPEN
    begun_by: int | None = Field(default=None, sa_column=Column(BIG))
    begun_at: datetime
    approved_by: int | None = Field(default=None, sa_column=Column(BIG))
    approved_at: datetime | None = None


class Assessment(SQLModel, table=True):
    """How far one section was fulfilled; `remark` is what the steering group says to it."""

    __table_args__ = UNORDERED

    plan_code: str = Field(primary_key=True, foreign_key="plan.code")
    period: str = Field(primary_key=True)
    section_id: str = Field(primary_key=True)
    grade: str
    text: str = ""
    state: str = DRAFTED
    remark: str = ""
    drafted_by: int | None = Field(default=None, sa_column=Column(BIG))
    drafted_at: datetime


async def evaluation(
    session: AsyncSession, plan_code: str, period: str, *, locked: bool = False
) -> Evaluation | None:
    return await locking.row(session, Evaluation, (plan_code, period), locked=locked)


async def begin(session: AsyncSession, plan_code: str, period: str, **values: Any) -> bool:
    """Whether it had not been begun."""
    return await insert_or_keep(
        session, Evaluation, plan_code=plan_code, period=period, state=OPEN, **values
    )


async def of_plan(session: AsyncSession, plan_code: str) -> list[Evaluation]:
    """The newest period first."""
    rows = select(Evaluation).where(col(Evaluation.plan_code) == plan_code)
    return list(await session.scalars(rows.order_by(col(Evaluation.period).desc())))


async def assessments(session: AsyncSession, plan_code: str, period: str) -> dict[str, Assessment]:
    """By section."""
    rows = select(Assessment).where(
        col(Assessment.plan_code) == plan_code, col(Assessment.period) == period
    )
    return {one.section_id: one for one in await session.scalars(rows)}


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    """What a group said of its plan stays; the account that wrote it down is gone."""
    for column in (Evaluation.begun_by, Evaluation.approved_by):
        rows = update(Evaluation).where(col(column) == resident_id)
        await session.execute(rows.values({column: None}))
    drafted = update(Assessment).where(col(Assessment.drafted_by) == resident_id)
    await session.execute(drafted.values(drafted_by=None))
