"""Who was there on the day: everybody once a day, with an account, a registration or a name."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    UniqueConstraint,
    and_,
    case,
    func,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import BIG, numbered
from storage.meetings import Registration

# How somebody was checked in: the code at the door, or the list of the office.
QR, OFFICE = "qr", "office"
# The second day of a date has a number so much greater than the first, the third twice as much.
NEXT_DAY = 1000


class Attendance(SQLModel, table=True):
    """`nth` is the day, by its number in the document; a meeting without dates has only the first.

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
    """Everybody who was there, in the order in which they were noted; or on one day."""
    rows = select(Attendance).where(col(Attendance.meeting_code) == meeting_code)
    if nth is not None:
        rows = rows.where(col(Attendance.nth) == nth)
    return list(await session.scalars(rows.order_by(col(Attendance.number))))


async def days(session: AsyncSession, code: str) -> set[int]:
    """On which days anybody was there."""
    rows = select(col(Attendance.nth)).where(col(Attendance.meeting_code) == code).distinct()
    return set(await session.scalars(rows))


async def of_resident(session: AsyncSession, code: str, resident_id: int) -> list[Attendance]:
    """On which days of a meeting somebody was there, the first one first."""
    rows = select(Attendance).where(
        col(Attendance.meeting_code) == code, col(Attendance.resident_id) == resident_id
    )
    return list(await session.scalars(rows.order_by(col(Attendance.number))))


async def with_registration(session: AsyncSession, number: int) -> list[Attendance]:
    """On which days somebody was there with their registration, the first one first."""
    rows = select(Attendance).where(col(Attendance.registration_number) == number)
    return list(await session.scalars(rows.order_by(col(Attendance.number))))


async def present(session: AsyncSession, code: str, nth: int) -> tuple[int, int]:
    """How many entries there are for a day, and how many people they stand for."""
    rows = select(func.count(), func.coalesce(func.sum(col(Attendance.people)), 0)).where(
        col(Attendance.meeting_code) == code, col(Attendance.nth) == nth
    )
    entries, people = (await session.execute(rows)).one()
    return entries, int(people)


async def filling(session: AsyncSession, code: str, days: Sequence[int]) -> tuple[int, int]:
    """How many entries and people fill the places of days for which a place is the same.

    Somebody who came on several of them fills as many as on the day on which they were the most.
    """
    account, registered = col(Attendance.resident_id), col(Attendance.registration_number)
    who = case((account.is_not(None), account), else_=-registered)
    called = case((who.is_(None), col(Attendance.name)))
    people: ColumnElement[int] = func.sum(col(Attendance.people))
    daily = (
        select(
            who.label("who"),
            called.label("called"),
            func.count().label("entries"),
            people.label("people"),
        )
        .where(col(Attendance.meeting_code) == code, col(Attendance.nth).in_(days))
        .group_by(who, called, col(Attendance.nth))
        .subquery()
    )
    each = (
        select(func.max(daily.c.entries).label("entries"), func.max(daily.c.people).label("people"))
        .group_by(daily.c.who, daily.c.called)
        .subquery()
    )
    rows = select(
        func.coalesce(func.sum(each.c.entries), 0), func.coalesce(func.sum(each.c.people), 0)
    )
    entries, there = (await session.execute(rows)).one()
    return int(entries), int(there)


async def filled_by(
    session: AsyncSession, code: str, days: Sequence[int], mine: Registration
) -> dict[int, tuple[int, int]]:
    """How many entries and people somebody is, on each of these days on which they were there.

    They are known by account, registration or name.
    """
    whose: ColumnElement[bool]
    if mine.resident_id:
        whose = col(Attendance.resident_id) == mine.resident_id
    elif mine.number:
        whose = col(Attendance.registration_number) == mine.number
    else:
        whose = and_(
            col(Attendance.name) == mine.name, col(Attendance.registration_number).is_(None)
        )
    people: ColumnElement[int] = func.sum(col(Attendance.people))
    rows = (
        select(col(Attendance.nth), func.count(), people)
        .where(col(Attendance.meeting_code) == code, col(Attendance.nth).in_(days), whose)
        .group_by(col(Attendance.nth))
    )
    found = await session.execute(rows)
    return {nth: (entries, int(there)) for nth, entries, there in found}


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
