"""Certificates of attendance: what stands on them but for the name, and whether they still hold."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage import locking
from storage.columns import BIG, document


class Certificate(SQLModel, table=True):
    """The name is printed and kept nowhere: `initials` are shown, `name_mark` tells it again.

    `content` is what else was printed. One person has at most one certificate of a meeting that
    holds; `whose` names them by account or by their line on the list of the office.
    """

    number: str = Field(primary_key=True)
    meeting_code: str = Field(foreign_key="meeting.code", index=True)
    whose: str
    resident_id: int | None = Field(default=None, sa_column=Column(BIG, index=True))
    initials: str
    name_mark: str
    minutes: int
    content: dict[str, Any] = Field(sa_column=document())
    issued_by: int | None = Field(default=None, sa_column=Column(BIG))
    issued_at: datetime
    revoked_at: datetime | None = None
    revoked_because: str = ""
    replaced_by: str | None = None


async def certificate(
    session: AsyncSession, number: str, *, locked: bool = False
) -> Certificate | None:
    return await locking.row(session, Certificate, number, locked=locked)


async def holding(session: AsyncSession, meeting_code: str, whose: str) -> Certificate | None:
    """The certificate of this person that has not been revoked."""
    rows = select(Certificate).where(
        col(Certificate.meeting_code) == meeting_code,
        col(Certificate.whose) == whose,
        col(Certificate.revoked_at).is_(None),
    )
    return (await session.scalars(rows)).first()


async def taken_away(session: AsyncSession, meeting_code: str) -> set[str]:
    """Whose certificate was revoked for a reason, without another one in its place."""
    rows = select(col(Certificate.whose)).where(
        col(Certificate.meeting_code) == meeting_code,
        col(Certificate.revoked_because) != "",
        col(Certificate.replaced_by).is_(None),
    )
    return set(await session.scalars(rows))


async def of_meeting(session: AsyncSession, meeting_code: str) -> list[Certificate]:
    """The newest first."""
    rows = select(Certificate).where(col(Certificate.meeting_code) == meeting_code)
    ordered = rows.order_by(col(Certificate.issued_at).desc(), col(Certificate.number))
    return list(await session.scalars(ordered))


async def of_resident(session: AsyncSession, resident_id: int) -> list[Certificate]:
    rows = select(Certificate).where(col(Certificate.resident_id) == resident_id)
    return list(await session.scalars(rows.order_by(col(Certificate.issued_at))))


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    """What was issued can still be verified by its number; it points at nobody."""
    own = update(Certificate).where(col(Certificate.resident_id) == resident_id)
    await session.execute(own.values(resident_id=None, whose="", name_mark=""))
    issued = update(Certificate).where(col(Certificate.issued_by) == resident_id)
    await session.execute(issued.values(issued_by=None))
