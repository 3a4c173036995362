"""Dates that a reminder may hang on: the tables know them, and they may move."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from outreach import moments
from storage import meetings, surveys
from storage.broadcasts import Broadcast

SURVEY, MEETING = "survey", "meeting"
OPENS, CLOSES, STARTS = "opens", "closes", "starts"


def anchor(kind: str, code: str, date: str) -> str:
    """How a broadcast keeps the date it hangs on: `survey:ABCDE:closes`."""
    return f"{kind}:{code}:{date}"


async def date_of(session: AsyncSession, anchor: str) -> datetime | None:
    """The date as it is now; None when there is nothing to remind of (any more)."""
    kind, _, rest = anchor.partition(":")
    code, _, date = rest.partition(":")
    return await KINDS[kind](session, code, date) if kind in KINDS else None


async def moment(session: AsyncSession, broadcast: Broadcast, zone: ZoneInfo) -> datetime | None:
    """When a reminder has to go out; None for what is not one, or has lost its date."""
    date = await date_of(session, broadcast.anchor)
    return moments.local_offset(date, broadcast.offset_minutes, zone) if date else None


async def _survey(session: AsyncSession, code: str, date: str) -> datetime | None:
    found = await surveys.survey(session, code)
    if found is None or found.state != surveys.RELEASED or found.closes_at <= found.opens_at:
        return None
    return {OPENS: found.opens_at, CLOSES: found.closes_at}.get(date)


async def _meeting(session: AsyncSession, code: str, date: str) -> datetime | None:
    """The start of the first date; a cancelled meeting has none."""
    found = await meetings.meeting(session, code)
    if found is None or found.state != meetings.ANNOUNCED or date != STARTS:
        return None
    return min((one.starts_at for one in await meetings.dates(session, code)), default=None)


# A feature with dates adds itself here, a line each.
KINDS: dict[str, Callable[[AsyncSession, str, str], Awaitable[datetime | None]]] = {
    SURVEY: _survey,
    MEETING: _meeting,
}
