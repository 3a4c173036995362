"""Who came to the meetings of a time, with the moment of each date, for counting."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, and_, exists, func, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.attendance import NEXT_DAY, Attendance
from storage.meetings import Meeting, MeetingDate

SOME = 1000


class Came(NamedTuple):
    """One entry; `at` is when the date began, or when somebody came where there is none."""

    number: int
    meeting_code: str
    area_code: str
    nth: int
    resident_id: int | None
    registration_number: int | None
    name: str
    party: str
    people: int
    at: datetime


async def between(
    session: AsyncSession, area_codes: Sequence[str] | None, since: datetime, until: datetime
) -> list[Came]:
    """Everybody at meetings of these areas (of all when None) with a date in [since, until).

    All dates of such a meeting are told, so that whoever came before is not counted once more.
    """
    at = func.coalesce(col(MeetingDate.starts_at), col(Attendance.came_at))
    rows = (
        select(
            col(Attendance.number),
            col(Attendance.meeting_code),
            col(Meeting.area_code),
            col(Attendance.nth),
            col(Attendance.resident_id),
            col(Attendance.registration_number),
            col(Attendance.name),
            col(Attendance.party),
            col(Attendance.people),
            at.label("at"),
        )
        .join(Meeting, col(Meeting.code) == col(Attendance.meeting_code))
        .outerjoin(MeetingDate, _IS_ITS_DATE)
        .where(col(Attendance.meeting_code).in_(_held_between(since, until)))
    )
    if area_codes is not None:
        rows = rows.where(col(Meeting.area_code).in_(area_codes))
    found = await session.stream(rows.order_by(at, col(Attendance.number)))
    return [Came._make(row) async for row in found.yield_per(SOME)]


_IS_ITS_DATE = and_(
    col(MeetingDate.meeting_code) == col(Attendance.meeting_code),
    col(MeetingDate.nth) == col(Attendance.nth) % NEXT_DAY,
)


def _held_between(since: datetime, until: datetime) -> CompoundSelect[Any]:
    """The codes of meetings to which somebody came in this time, as a query.

    Dates and arrivals are looked for apart, each by its own index.
    """
    begun, came_at = col(MeetingDate.starts_at), col(Attendance.came_at)
    meeting_code = col(Attendance.meeting_code)
    dated = select(meeting_code).join(MeetingDate, _IS_ITS_DATE)
    undated = select(meeting_code).where(~exists().where(_IS_ITS_DATE))
    return union(
        dated.where(begun >= since, begun < until),
        undated.where(came_at >= since, came_at < until),
    )
