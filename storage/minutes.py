"""Minutes of meetings: as they are being written, and every version that was approved."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage import locking
from storage.columns import BIG, document


class Minutes(SQLModel, table=True):
    """What is being written, as `meetings.minutes.Minutes` gives it.

    `version` is the newest one approved, none is zero; `revision` counts every change, so that of
    two who write at once the second sees the first.
    """

    meeting_code: str = Field(primary_key=True, foreign_key="meeting.code")
    content: dict[str, Any] = Field(sa_column=document())
    version: int = 0
    revision: int = 1
    written_by: int | None = Field(default=None, sa_column=Column(BIG))
    changed_at: datetime


class MinutesVersion(SQLModel, table=True):
    """An approved version, which never changes; `because` says why the one before was corrected."""

    __tablename__ = "minutes_version"

    meeting_code: str = Field(primary_key=True, foreign_key="meeting.code")
    version: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_column=document())
    because: str = ""
    approved_as: str = ""
    approved_by: int | None = Field(default=None, sa_column=Column(BIG))
    approved_at: datetime


async def minutes(session: AsyncSession, code: str, *, locked: bool = False) -> Minutes | None:
    return await locking.row(session, Minutes, code, locked=locked)


async def versions(session: AsyncSession, code: str) -> list[MinutesVersion]:
    """The newest first."""
    rows = select(MinutesVersion).where(col(MinutesVersion.meeting_code) == code)
    return list(await session.scalars(rows.order_by(col(MinutesVersion.version).desc())))


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    """Minutes stay; who wrote and approved them is forgotten as an account."""
    written = update(Minutes).where(col(Minutes.written_by) == resident_id)
    await session.execute(written.values(written_by=None))
    approved = update(MinutesVersion).where(col(MinutesVersion.approved_by) == resident_id)
    await session.execute(approved.values(approved_by=None))
