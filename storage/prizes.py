"""That prizes of contests were handed over."""

from datetime import date, datetime

from sqlalchemy import Column, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import BIG, UNORDERED
from storage.upserts import insert_or_change


class Handover(SQLModel, table=True):
    """When, where and by whom the prize of a work was handed to its authors."""

    __tablename__ = "prize_handover"
    __table_args__ = UNORDERED

    contest_code: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    day: date
    place: str
    giver: str = ""
    noted_by: int | None = Field(default=None, sa_column=Column(BIG))
    noted_at: datetime


async def keep(session: AsyncSession, handover: Handover) -> None:
    """In the place of what was noted before."""
    keys = ("contest_code", "number")
    await insert_or_change(session, Handover, keys, **handover.model_dump())


async def handovers(session: AsyncSession, code: str) -> dict[int, Handover]:
    """By the number of the work."""
    rows = select(Handover).where(col(Handover.contest_code) == code)
    return {one.number: one for one in await session.scalars(rows.order_by(col(Handover.number)))}


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    rows = update(Handover).where(col(Handover.noted_by) == resident_id)
    await session.execute(rows.values(noted_by=None))
