"""Who was there on the day: everybody once a date, with an account, a registration or a name."""

from datetime import datetime

from sqlalchemy import Column, UniqueConstraint, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import BIG, numbered

# How somebody was checked in: the code at the door, or the list of the office.
QR, OFFICE = "qr", "office"


class Attendance(SQLModel, table=True):
    """`nth` is the date, from one; a meeting without dates has only the first.

    Who was forgotten stays counted, without account, registration and name.
    """

    __table_args__ = (
        UniqueConstraint("meeting_code", "nth", "resident_id", name="uq_attendance_resident"),
        UniqueConstraint(
            "meeting_code", "nth", "registration_number", name="uq_attendance_registration"
        ),
        {"sqlite_autoincrement": True},
    )

    number: int = Field(default=None, sa_column=numbered())
    meeting_code: str = Field(foreign_key="meeting.code")
    nth: int
    resident_id: int | None = Field(default=None, sa_column=Column(BIG, index=True))
    registration_number: int | None = Field(default=None, sa_column=Column(BIG, index=True))
    name: str = ""
    party: str = ""
    people: int = 1
    channel: str = OFFICE
    came_at: datetime


async def came(session: AsyncSession, meeting_code: str) -> list[Attendance]:
    """Everybody who was there, by date and in the order in which they came."""
    rows = select(Attendance).where(col(Attendance.meeting_code) == meeting_code)
    return list(await session.scalars(rows.order_by(col(Attendance.nth), col(Attendance.number))))
