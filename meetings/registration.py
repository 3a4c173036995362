"""Saying that one comes: places that cannot be given twice, and a queue whose order is kept.

Chat, web and office go through the same door; only the office has reserved places to give.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from meetings.documents import Unit
from meetings.keeping import Held, IsCancelled, announced
from storage import meetings as tables
from storage.happenings import Happening
from storage.meetings import (
    CANCELLED,
    COMING,
    DECLINED,
    MAYBE,
    WAITING,
    MeetingPlaces,
    Registration,
)

MOST_PEOPLE = 6
NEEDS_LENGTH = 300
WISHES = (COMING, MAYBE, DECLINED)
# Minutes before the start at which one can be reminded: a week, a day, two hours.
REMINDERS = (7 * 24 * 60, 24 * 60, 2 * 60)


class RegistrationOver(Exception):
    """The day to register by has passed, or the meeting has begun."""

    def __init__(self, ended_at: datetime) -> None:
        super().__init__(ended_at)
        self.ended_at = ended_at


class NoSuchDate(LookupError):
    pass


class TooManyPeople(Exception):
    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class NotEnoughPlaces(Exception):
    """Somebody who has a place wants more of them than are left."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


@dataclass(frozen=True)
class Promoted(Happening):
    """A place has become free for somebody who waited."""

    held: Held
    registration: Registration


@dataclass(frozen=True)
class Answered:
    """What somebody's word came to; `before` stand so many in the queue."""

    held: Held
    registration: Registration
    promoted: tuple[Promoted, ...] = ()
    before: int = 0


@dataclass(frozen=True)
class Left:
    """Of one date: places that are free for everybody, and how many wait for one."""

    places: int
    waiting: int

    @property
    def is_full(self) -> bool:
        return bool(self.waiting) or not self.places


async def answer(
    session: AsyncSession,
    resident_id: int,
    place: tuple[str, int],
    wish: str,
    people: int,
    when: datetime,
) -> Answered:
    """Come, perhaps come or not come to a date of a meeting; `place` is its code and the date.

    Whoever finds no place waits. The same again changes nothing, and what one says anew counts.
    Raises NoSuchMeeting, NoSuchDate, IsCancelled, RegistrationOver, TooManyPeople, NotEnoughPlaces.
    """
    code, nth = place
    found = await announced(session, code, locked=True)
    demand_before_start(found, nth, when)
    places = await tables.places(session, code, nth)
    known = await tables.registration(session, code, nth, resident_id)
    if not gives_up(known, wish, people):
        demand_open(found, nth, when)
    mine = known or Registration(
        meeting_code=code, nth=nth, resident_id=resident_id, state=DECLINED, said_at=when
    )
    return await say(session, found, places, mine, (wish, people), when)


async def say(
    session: AsyncSession,
    held: Held,
    places: MeetingPlaces,
    mine: Registration,
    said: tuple[str, int],
    when: datetime,
) -> Answered:
    """Keep a wish and for how many, and move up who can; whoever calls holds the places."""
    wish, people = said
    if wish not in WISHES:
        raise NoSuchDate(wish)
    if not 1 <= people <= MOST_PEOPLE:
        raise TooManyPeople(MOST_PEOPLE)
    _seat(held, places, mine, wish, people)
    mine.of_sequence, mine.said_at = held.meeting.sequence, when
    session.add(mine)
    await session.flush()
    promoted = await _promote(session, held, places)
    return Answered(held, mine, promoted, await before(session, mine))


async def note_needs(
    session: AsyncSession, resident_id: int, place: tuple[str, int], needs: str
) -> Registration:
    """What somebody needs in order to come: a ramp, an interpreter; raises NoSuchDate."""
    found = await tables.registration(session, *place, resident_id)
    if found is None:
        raise NoSuchDate(place)
    found.needs = needs.strip()[:NEEDS_LENGTH]
    await session.flush()
    return found


async def remind(
    session: AsyncSession, resident_id: int, place: tuple[str, int], minutes: int, on: bool
) -> Registration:
    """Whether to be reminded so long before it starts; raises NoSuchDate."""
    found = await tables.registration(session, *place, resident_id)
    if found is None:
        raise NoSuchDate(place)
    others = {one for one in found.reminders if one != minutes}
    found.reminders = sorted({*others, minutes} if on else others, reverse=True)
    await session.flush()
    return found


async def fill(session: AsyncSession, held: Held) -> list[Promoted]:
    """Give places that a change has made to those who wait."""
    promoted: list[Promoted] = []
    for nth in held.document.nths:
        places = await tables.places(session, held.code, nth)
        promoted += await _promote(session, held, places)
    return promoted


async def give_up(session: AsyncSession, resident_id: int) -> list[Promoted]:
    """Take somebody who is being forgotten out of every meeting; others move up."""
    promoted: list[Promoted] = []
    for mine in await tables.of_resident(session, resident_id):
        found = await announced(session, mine.meeting_code, locked=True)
        places = await tables.places(session, mine.meeting_code, mine.nth)
        await session.refresh(mine)
        _leave(found, places, mine)
        await session.delete(mine)
        await session.flush()
        if found.meeting.state != CANCELLED:
            promoted += await _promote(session, found, places)
    return promoted


def has_begun(held: Held, nth: int, now: datetime) -> bool:
    """Whether it is too late even to give a place up; raises NoSuchDate."""
    begins = _begins_at(held, nth)
    return begins is not None and now >= begins


def may_answer(held: Held, nth: int, mine: Registration | None, now: datetime) -> bool:
    """Whether one may still register, or has and may change it or give it up."""
    until = held.document.registration_until
    has = mine is not None and mine.state in (COMING, WAITING)
    is_ahead = held.meeting.state != CANCELLED and not has_begun(held, nth, now)
    return is_ahead and (has or until is None or now < until)


def open_dates(held: Held, now: datetime) -> tuple[int, ...]:
    """For which dates one may still register."""
    return tuple(nth for nth in held.document.nths if may_answer(held, nth, None, now))


async def left(
    session: AsyncSession, some: Sequence[Held], now: datetime
) -> Mapping[str, Mapping[int, Left]]:
    """By meeting, and by date for which one may still register; nothing where none are counted."""
    counted = [one for one in some if one.document.open_places is not None]
    taken = await tables.places_of(session, [one.code for one in counted])
    return {
        one.code: {nth: _left(one, taken.get((one.code, nth))) for nth in open_dates(one, now)}
        for one in counted
    }


def _left(held: Held, taken: MeetingPlaces | None) -> Left:
    open_places = held.document.open_places or 0
    if taken is None:
        return Left(open_places, 0)
    return Left(max(open_places - taken.taken, 0), taken.waiting)


def would_wait(held: Held, left: Left | None, mine: Registration | None) -> bool:
    """Whether somebody who says now that they come finds no place; `left` is None for no limit."""
    if left is None or (mine and mine.state == COMING):
        return False
    return left.is_full or units(held, mine.people if mine else 1) > left.places


def units(held: Held, people: int) -> int:
    """How many places so many people take: a family one, whoever comes along."""
    return 1 if held.document.unit is Unit.FAMILY else people


def gives_up(mine: Registration | None, wish: str, people: int) -> bool:
    """Whether what is said takes no place that one does not have yet."""
    has = mine is not None and mine.state in (COMING, WAITING) and people <= mine.people
    return wish != COMING or has


def demand_open(held: Held, nth: int, when: datetime) -> None:
    demand_before_start(held, nth, when)
    until = held.document.registration_until
    if until and when >= until:
        raise RegistrationOver(until)


def demand_before_start(held: Held, nth: int, when: datetime) -> None:
    """It is neither cancelled nor has it begun."""
    begins = _begins_at(held, nth)
    if held.meeting.state == CANCELLED:
        raise IsCancelled
    if begins and when >= begins:
        raise RegistrationOver(begins)


def _begins_at(held: Held, nth: int) -> datetime | None:
    """None while there is no date yet."""
    if nth not in held.document.nths:
        raise NoSuchDate(nth)
    return min((one.start for one in held.document.dates_of(nth)), default=None)


def _seat(held: Held, places: MeetingPlaces, mine: Registration, wish: str, people: int) -> None:
    """Give, take back or queue; nobody overtakes those who wait already."""
    if wish != COMING:
        _leave(held, places, mine)
        mine.state, mine.people = wish, people
        return
    if mine.from_reserved:
        _seat_reserved(held, places, mine, people)
        return
    _demand_possible(held, people)
    if mine.state == WAITING:
        mine.people = people
        return
    wanted = units(held, people) - _held_now(held, mine)
    capacity = held.document.open_places
    left = None if capacity is None else capacity - places.taken
    if left is None or (wanted <= left and (mine.state == COMING or not places.waiting)):
        places.taken += wanted
        mine.state, mine.people = COMING, people
    elif mine.state == COMING:
        raise NotEnoughPlaces(max(left, 0))
    else:
        places.queued += 1
        mine.state, mine.people, mine.turn = WAITING, people, places.queued
        places.waiting += 1


def _seat_reserved(held: Held, places: MeetingPlaces, mine: Registration, people: int) -> None:
    """A place of those which the office keeps; there is no queue for them."""
    wanted = units(held, people) - _held_now(held, mine)
    left = held.document.reserved - places.given
    if held.document.capacity is not None and wanted > left:
        raise NotEnoughPlaces(max(left, 0))
    places.given += wanted
    mine.state, mine.people = COMING, people


def _demand_possible(held: Held, people: int) -> None:
    """Who wants more places than there are would wait for ever, and all others behind them."""
    capacity = held.document.open_places
    if capacity is not None and units(held, people) > max(capacity, 1):
        raise TooManyPeople(max(capacity, 1))


def _held_now(held: Held, mine: Registration) -> int:
    return units(held, mine.people) if mine.state == COMING else 0


def _leave(held: Held, places: MeetingPlaces, mine: Registration) -> None:
    if mine.from_reserved:
        places.given -= _held_now(held, mine)
        return
    places.taken -= _held_now(held, mine)
    if mine.state == WAITING:
        places.waiting -= 1
    mine.turn = None


async def _promote(
    session: AsyncSession, held: Held, places: MeetingPlaces
) -> tuple[Promoted, ...]:
    """Places that are free go to those who wait, in their order; nobody is passed over."""
    promoted = []
    capacity = held.document.open_places
    while places.waiting:
        following = await tables.first_waiting(session, held.code, places.nth)
        if following is None:
            break
        needed = units(held, following.people)
        if capacity is not None and places.taken + needed > capacity:
            break
        places.taken += needed
        places.waiting -= 1
        following.state, following.turn = COMING, None
        await session.flush()
        promoted.append(Promoted(held, following))
    return tuple(promoted)


async def before(session: AsyncSession, mine: Registration) -> int:
    if mine.state != WAITING:
        return 0
    queue = await tables.registered(session, mine.meeting_code, (WAITING,), mine.nth)
    return [one.number for one in queue].index(mine.number)
