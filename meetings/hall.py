"""Who may come in: never more people than places, and registered places are held for a while.

A registered place is held until a quarter of an hour after the start; then whoever stands at the
door may have it. Where a date is longer than a day people come in on each of its days, and whoever
was there on another one has the places that they filled then.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from meetings import registration
from meetings.documents import FIRST_DAY, Unit, date_of
from meetings.keeping import Held
from meetings.registration import NoSuchDate, units
from storage import attendance
from storage.meetings import COMING, MeetingPlaces, Registration
from texts.formatting import PRAGUE

HELD_FOR = timedelta(minutes=15)


class HallFull(Exception):
    """Fewer places are `left` than are wanted; until `held_until` some are held for others."""

    def __init__(self, held_until: datetime | None, left: int) -> None:
        super().__init__(held_until, left)
        self.held_until, self.left = held_until, left


class NotOnToday(Exception):
    """A clerk keeps the list on the days of the meeting only."""


class NoRoomFor(HallFull):
    """The same, of people whom somebody at the door wants to let in."""


def place_of(held: Held, nth: int) -> int:
    """What one registers for to be there on this day."""
    return date_of(nth) if date_of(nth) in held.document.nths else 0


def days_of(held: Held) -> Sequence[int]:
    """The days on which people can come; a meeting without a date has one all the same."""
    return tuple(held.document.days) or (FIRST_DAY,)


def day_on(held: Held, nth: int, when: datetime) -> int | None:
    """The day of the same date that is on; None while there is none."""
    today, days = when.astimezone(PRAGUE).date(), held.document.days_of(date_of(nth))
    return next((one for one, day in days.items() if day.is_on(today)), None)


def is_on(held: Held, when: datetime) -> bool:
    """Whether one of its days is today."""
    today = when.astimezone(PRAGUE).date()
    return any(one.is_on(today) for one in held.document.when)


def day_around(when: datetime) -> tuple[datetime, datetime]:
    """From the last midnight here to the next one."""
    today = when.astimezone(PRAGUE).date()
    since, until = (datetime.combine(today + timedelta(days=n), time(), PRAGUE) for n in (0, 1))
    return since, until


def usual_day(held: Held, when: datetime) -> int:
    """The day which the office means most likely: today's, else the next, else the last."""
    days = held.document.days.items()
    return next((nth for nth, one in days if when <= one.end), days_of(held)[-1])


def demand_day(held: Held, nth: int) -> None:
    if nth not in days_of(held):
        raise NoSuchDate(nth)


def _siblings(held: Held, nth: int) -> Sequence[int]:
    """The days of the date to which this one belongs, itself among them."""
    return tuple(held.document.days_of(date_of(nth))) or (nth,)


async def let_in(
    session: AsyncSession,
    held: Held,
    places: MeetingPlaces,
    nth: int,
    mine: Registration,
    people: int,
    when: datetime,
) -> None:
    """So many come in who have not registered; they are registered where a place is free.

    Before places are free for all, there has to be one that nobody is registered for. Nobody
    queues by coming in, and nobody is registered who was there on another day without it.
    """
    had, room = await _had(session, held, nth, mine), await _room(session, held, nth)
    if room is not None:
        left = room if is_late(held, nth, when) else min(room, _unheld(held, places))
        wanted = _more(held, nth, had, people)
        if wanted > max(left, 0):
            raise HallFull(_held_until(held, nth) if wanted <= room else None, max(left, 0))
    if not had.keys() - {nth} and _is_free(held, places, people):
        await registration.say(session, held, places, mine, (COMING, people), when)
    mine.people = people


async def demand_room(session: AsyncSession, held: Held, nth: int, mine: Registration) -> None:
    """There has to be room among those who are inside already."""
    room = await _room(session, held, nth)
    if room is None:
        return
    had = await _had(session, held, nth, mine)
    if _more(held, nth, had, mine.people) > max(room, 0):
        raise HallFull(None, max(room, 0))


async def _room(session: AsyncSession, held: Held, nth: int) -> int | None:
    """How many places those who came in have left; None where none are counted."""
    capacity = held.document.capacity
    if capacity is None:
        return None
    filled = await attendance.filling(session, held.code, _siblings(held, nth))
    return capacity - _filled(held, filled)


async def _had(
    session: AsyncSession, held: Held, nth: int, mine: Registration
) -> Mapping[int, int]:
    """How many places somebody fills, on each day of the date on which they were there."""
    found = await attendance.filled_by(session, held.code, _siblings(held, nth), mine)
    return {day: _filled(held, filled) for day, filled in found.items()}


def _more(held: Held, nth: int, had: Mapping[int, int], people: int) -> int:
    """How many places besides those that they have so many take who come in."""
    return max(had.get(nth, 0) + units(held, people) - max(had.values(), default=0), 0)


def _filled(held: Held, filled: tuple[int, int]) -> int:
    """How many places so many entries and people fill."""
    entries, people = filled
    return entries if held.document.unit is Unit.FAMILY else people


def _is_free(held: Held, places: MeetingPlaces, people: int) -> bool:
    return held.document.open_places is None or units(held, people) <= _unheld(held, places)


def _unheld(held: Held, places: MeetingPlaces) -> int:
    """How many places nobody is registered for, or waits for."""
    return 0 if places.waiting else (held.document.open_places or 0) - places.taken


def _held_until(held: Held, nth: int) -> datetime | None:
    starts = next((one.start for one in held.document.dates_of(date_of(nth))), None)
    return starts + HELD_FOR if starts else None


def is_late(held: Held, nth: int, when: datetime) -> bool:
    """Whether places are no longer held for those who are registered."""
    until = _held_until(held, nth)
    return until is not None and when >= until
