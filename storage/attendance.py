"""Who was there on the day: everybody once a date, with an account, a registration or a name."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Select, UniqueConstraint, func, select, update
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
    came_at: datetime = Field(index=True)


async def came(
    session: AsyncSession, meeting_code: str, nth: int | None = None
) -> list[Attendance]:
    """Everybody who was there, by date and in the order in which they came; or on one date."""
    rows = select(Attendance).where(col(Attendance.meeting_code) == meeting_code)
    if nth is not None:
        rows = rows.where(col(Attendance.nth) == nth)
    return list(await session.scalars(rows.order_by(col(Attendance.nth), col(Attendance.number))))


async def of_resident(session: AsyncSession, code: str, resident_id: int) -> list[Attendance]:
    """On which dates of a meeting somebody was there."""
    rows = select(Attendance).where(
        col(Attendance.meeting_code) == code, col(Attendance.resident_id) == resident_id
    )
    return list(await session.scalars(rows.order_by(col(Attendance.nth))))


async def of_registration(session: AsyncSession, number: int, nth: int) -> Attendance | None:
    rows = select(Attendance).where(
        col(Attendance.registration_number) == number, col(Attendance.nth) == nth
    )
    return (await session.scalars(rows)).one_or_none()


async def present(session: AsyncSession, code: str, nth: int) -> tuple[int, int]:
    """How many entries there are for a date, and how many people they stand for."""
    rows = select(func.count(), func.coalesce(func.sum(col(Attendance.people)), 0)).where(
        col(Attendance.meeting_code) == code, col(Attendance.nth) == nth
    )
    entries, people = (await session.execute(rows)).one()
    return entries, int(people)


async def every_of(session: AsyncSession, resident_id: int) -> list[Attendance]:
    rows = select(Attendance).where(col(Attendance.resident_id) == resident_id)
    return list(await session.scalars(rows.order_by(col(Attendance.number))))


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    """They stay counted, and nobody can tell who it was."""
    mine = update(Attendance).where(col(Attendance.resident_id) == resident_id)
    await session.execute(mine.values(resident_id=None, registration_number=None, name=""))


async def forget_names(session: AsyncSession, codes: Select[Any]) -> int:
    """Of those who were at these meetings; how many there were."""
    named = update(Attendance).where(
        col(Attendance.meeting_code).in_(codes), col(Attendance.name) != ""
    )
    done: Any = await session.execute(named.values(name=""))
    return int(done.rowcount)
