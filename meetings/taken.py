"""What people have of a meeting already, places and days, and no change takes from them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from meetings.documents import FIRST_DAY, Meeting, Unit, When, date_of
from storage import attendance
from storage import meetings as tables
from storage.meetings import DECLINED, MeetingPlaces
from texts.formatting import PRAGUE


class FewerPlaces(Exception):
    """More people have a place already."""

    def __init__(self, taken: int) -> None:
        super().__init__(taken)
        self.taken = taken


class DatesTaken(Exception):
    """People have registered for a date, or were there on a day, that would be gone."""


async def demand_free_from(session: AsyncSession, code: str, nth: int) -> None:
    """Dates from this one on change their numbers: nobody may have chosen or been at any of them.

    Raises DatesTaken.
    """
    counted = await tables.counts(session, code)
    if any(chosen >= nth and state != DECLINED for chosen, state in counted):
        raise DatesTaken
    if any(date_of(day) >= nth for day in await attendance.days(session, code)):
        raise DatesTaken


async def demand_room(session: AsyncSession, code: str, before: Meeting, after: Meeting) -> None:
    """Nobody who has a place, or was there on a day, loses it by a change; changes nothing.

    Raises DatesTaken, FewerPlaces.
    """
    counted = await tables.counts(session, code)
    if {nth for nth, state in counted if state != DECLINED} - set(after.nths):
        raise DatesTaken
    await _demand_days(session, code, before, after)
    if after.open_places is None:
        return
    seated = await tables.seated(session, code, by_family=after.unit is Unit.FAMILY)
    for taken, given in seated.values():
        if taken > after.open_places or given > after.reserved:
            raise FewerPlaces(taken + given)


async def count_anew(
    session: AsyncSession, places: Sequence[MeetingPlaces], document: Meeting
) -> None:
    """A place is for something else from now on: a family, or one person of it."""
    for one in places:
        by_family = document.unit is Unit.FAMILY
        seated = await tables.seated(session, one.meeting_code, by_family=by_family)
        one.taken, one.given = seated.get(one.nth, (0, 0))


async def _demand_days(session: AsyncSession, code: str, before: Meeting, after: Meeting) -> None:
    """A day on which people were there stays; where there are several, as the day that it was."""
    gone = {nth for nth in before.days if not _stands(nth, before, after)}
    if gone & await attendance.days(session, code):
        raise DatesTaken


def _stands(nth: int, before: Meeting, after: Meeting) -> bool:
    date = date_of(nth)
    several = before.has_days(date) or after.has_days(date)
    if not several:
        return nth in after.days or nth == FIRST_DAY
    return nth in after.days and _day(after.days[nth]) == _day(before.days[nth])


def _day(one: When) -> date:
    return one.start.astimezone(PRAGUE).date()
