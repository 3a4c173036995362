"""The day on which a plan's draft is heard: meetings say it, the consultation keeps to it."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from meetings import keeping
from meetings.keeping import Held
from plans.consultation import PRAGUE, PUBLIC
from storage import meetings, plans


async def day_of(session: AsyncSession, plan_code: str) -> date | None:
    """The day of the first meeting that hears the draft; None where none is announced."""
    found = await _first(session, plan_code)
    return _day(found) if found else None


async def keep_day(session: AsyncSession, *plan_codes: str) -> None:
    """The window of the public says on which day the draft is heard, and at which meeting.

    A day that no meeting has said stays.
    """
    for code in {one for one in plan_codes if one}:
        window = await plans.consultation(session, code, PUBLIC)
        if window is None:
            continue
        found = await _first(session, code)
        if found:
            window.hearing = {"day": _day(found).isoformat(), "meeting": found.code}
        elif window.hearing and "meeting" in window.hearing:
            window.hearing = None
    await session.flush()


async def _first(session: AsyncSession, plan_code: str) -> Held | None:
    found = map(keeping.read, await meetings.hearing(session, plan_code))
    return min((one for one in found if one.document.when), key=_day, default=None)


def _day(held: Held) -> date:
    return held.document.when[0].start.astimezone(PRAGUE).date()
