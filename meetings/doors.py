"""The door of a meeting: whoever scans its code on the day is there."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from meetings import keeping
from meetings.attendance import enter
from meetings.documents import date_of
from meetings.hall import (
    day_on,
    demand_day,
    demand_room,
    is_late,
    let_in,
    place_of,
)
from meetings.keeping import Held, IsCancelled, Organiser
from storage import attendance as tables
from storage import audit, rooms
from storage import meetings as meeting_tables
from storage.attendance import QR, Attendance
from storage.codes import random_code
from storage.meetings import CANCELLED, COMING, DECLINED, WAITING, MeetingPlaces, Registration
from storage.people import PARTIES, Resident
from storage.rooms import Room
from texts.formatting import PRAGUE

DOOR_LENGTH = 8


class NoSuchDoor(LookupError):
    """The code is of no meeting, or a newer one has taken its place."""


class NotToday(Exception):
    """The code at the door holds on the day of the meeting only."""

    def __init__(self, day: date | None) -> None:
        super().__init__(day)
        self.day = day


class NotThere(Exception):
    """Only those who have checked in may do this."""


@dataclass(frozen=True)
class CheckedIn:
    """Somebody who is there; `asks_party` while nobody knows for whom they came."""

    held: Held
    attendance: Attendance
    asks_party: bool


async def open_door(
    session: AsyncSession, organiser: Organiser, code: str, nth: int, now: datetime
) -> Room:
    """The room with the code of the door, which is one for all the days of a date."""
    return await open_room(session, organiser, code, date_of(nth), now)


async def open_room(
    session: AsyncSession, organiser: Organiser, code: str, nth: int, now: datetime
) -> Room:
    """The room of a day; raises NotYoursToHold, NoSuchDate."""
    held = await keeping.held(session, code)
    organiser.demand(held.meeting.area_code)
    demand_day(held, nth)
    return await rooms.make_room(session, code, nth, _door_code(), now)


async def change_door(
    session: AsyncSession, organiser: Organiser, code: str, nth: int, now: datetime
) -> Room:
    """A new code; posters with the old one no longer hold."""
    found = await open_door(session, organiser, code, nth, now)
    found.door_code = _door_code()
    await audit.note(session, now, organiser.resident_id, "meeting_door_changed", code, nth=nth)
    await session.flush()
    return found


async def check_in(
    session: AsyncSession, resident: Resident, door_code: str, when: datetime
) -> CheckedIn:
    """Whoever scans the code is there; somebody who is there already only comes in again.

    Raises NoSuchDoor, NotToday, IsCancelled, HallFull.
    """
    room = await rooms.by_door(session, door_code.upper())
    if room is None:
        raise NoSuchDoor(door_code)
    held = await keeping.announced(session, room.meeting_code, locked=True)
    today = _today(held, room.nth, when)
    places = await meeting_tables.places(session, held.code, place_of(held, today))
    before = await tables.of_resident(session, held.code, resident.id)
    found = next((one for one in before if one.nth == today), None)
    if found is None:
        party = resident.party or next((one.party for one in before if one.party), "")
        mine = await _admit(session, held, places, today, resident.id, when)
        found = await enter(session, mine, today, QR, party, when)
    return CheckedIn(held, found, not found.party)


async def say_party(
    session: AsyncSession, resident_id: int, code: str, nth: int, party: str
) -> Attendance:
    """For whom somebody came, said once at the door; raises NotThere."""
    found = await demand_present(session, code, nth, resident_id)
    if party in PARTIES:
        found.party = party
    await session.flush()
    return found


async def demand_present(
    session: AsyncSession, code: str, nth: int, resident_id: int
) -> Attendance:
    """Raises NotThere."""
    mine = await tables.of_resident(session, code, resident_id)
    found = next((one for one in mine if one.nth == nth), None)
    if found is None:
        raise NotThere
    return found


async def _admit(
    session: AsyncSession,
    held: Held,
    places: MeetingPlaces,
    nth: int,
    resident_id: int,
    when: datetime,
) -> Registration:
    """The registration with which somebody comes in, which is not kept where they have none."""
    known = await meeting_tables.registration(session, held.code, places.nth, resident_id)
    mine = known or Registration(
        meeting_code=held.code,
        nth=places.nth,
        resident_id=resident_id,
        state=DECLINED,
        said_at=when,
    )
    if mine.state == COMING:
        if is_late(held, nth, when):
            await demand_room(session, held, nth, mine)
        return mine
    people = mine.people if mine.state == WAITING else 1
    await let_in(session, held, places, nth, mine, people, when)
    return mine


def _today(held: Held, nth: int, when: datetime) -> int:
    """The day on which somebody scans the code of its date."""
    if held.meeting.state == CANCELLED:
        raise IsCancelled
    found = day_on(held, nth, when)
    if found is None:
        date = held.document.days.get(date_of(nth))
        raise NotToday(date.start.astimezone(PRAGUE).date() if date else None)
    return found


def _door_code() -> str:
    return random_code(DOOR_LENGTH)
