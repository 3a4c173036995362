"""Who was there, as the office ticks them off: the registered, and those who simply came."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from meetings import keeping, registration
from meetings.documents import date_of
from meetings.hall import (
    HallFull,
    NoRoomFor,
    demand_day,
    demand_room,
    is_late,
    let_in,
    place_of,
)
from meetings.keeping import Held, IsCancelled, Organiser
from meetings.named import NoSuchRegistration, Person
from meetings.registration import TooManyPeople
from storage import attendance as tables
from storage import audit
from storage import meetings as meeting_tables
from storage.attendance import OFFICE, Attendance
from storage.meetings import CANCELLED, COMING, DECLINED, MeetingPlaces, Registration
from storage.people import PARTIES
from texts.content import fold


@dataclass(frozen=True)
class Listed:
    """A line of the office's list: a registration, an entry of who came, or both.

    Or who is neither, and `stayed`: they came in on another day of the date.
    """

    registration: Registration | None
    attendance: Attendance | None
    stayed: Attendance | None = None

    @property
    def name(self) -> str:
        one = self.registration or self.attendance or self.stayed
        return one.name if one else ""

    @property
    def people(self) -> int:
        one = self.attendance or self.registration or self.stayed
        return one.people if one else 0

    @property
    def party(self) -> str:
        told = (self.attendance, self.registration, self.stayed)
        return next((one.party for one in told if one and one.party), "")


async def tick(
    session: AsyncSession, organiser: Organiser, place: tuple[str, int], number: int, when: datetime
) -> Attendance:
    """A registered person has come, the office says; `place` is the meeting and the day."""
    held, places = await _held_by(session, organiser, place)
    mine = await session.get(Registration, number)
    if mine is None or mine.meeting_code != held.code or mine.nth != place_of(held, place[1]):
        raise NoSuchRegistration
    before = await _entries_of(session, mine)
    known = next((one for one in before if one.nth == place[1]), None)
    if known:
        return known
    if mine.state != COMING or is_late(held, place[1], when):
        with _at_the_door():
            await demand_room(session, held, place[1], mine)
    who = organiser.resident_id
    await audit.note(session, when, who, "meeting_ticked_off", held.code, nth=place[1])
    party = mine.party or next((one.party for one in before if one.party), "")
    return await enter(session, mine, place[1], OFFICE, party, when)


async def _entries_of(session: AsyncSession, mine: Registration) -> list[Attendance]:
    """Of somebody registered, on any day, by their account too."""
    found = await tables.with_registration(session, mine.number)
    if mine.resident_id:
        found += await tables.of_resident(session, mine.meeting_code, mine.resident_id)
    return found


async def walk_in(
    session: AsyncSession,
    organiser: Organiser,
    place: tuple[str, int],
    person: Person,
    when: datetime,
) -> Attendance:
    """Somebody who has not registered came in, as places allow.

    Whoever was in under this name on another day of the date is the same person.
    Raises NameMissing, TooManyPeople, NoRoomFor, IsCancelled, NotYoursToHold.
    """
    held, places = await _held_by(session, organiser, place)
    tidy = person.tidy()
    if not 1 <= tidy.people <= registration.MOST_PEOPLE:
        raise TooManyPeople(registration.MOST_PEOPLE)
    before = await _stayed(session, held, place[1], tidy.name)
    if before and before.registration_number:
        return await tick(session, organiser, place, before.registration_number, when)
    party = tidy.party or (before.party if before else "")
    mine = Registration(
        meeting_code=held.code,
        nth=places.nth,
        name=before.name if before else tidy.name,
        party=tidy.party,
        needs=tidy.needs,
        channel=meeting_tables.OFFICE,
        state=DECLINED,
        said_at=when,
    )
    with _at_the_door():
        await let_in(session, held, places, place[1], mine, tidy.people, when)
    await audit.note(session, when, organiser.resident_id, "meeting_walked_in", held.code)
    return await enter(session, mine, place[1], OFFICE, party, when)


async def _stayed(session: AsyncSession, held: Held, nth: int, name: str) -> Attendance | None:
    """Who came in under this name on another day of the date, and not yet on this one."""
    if not held.document.has_days(date_of(nth)):
        return None
    came = [one for one in await tables.came(session, held.code) if fold(one.name) == fold(name)]
    here = {one.registration_number for one in came if one.nth == nth}
    others = (one for one in came if date_of(one.nth) == date_of(nth) and one.nth != nth)
    return next((one for one in others if one.registration_number not in here), None)


async def again(
    session: AsyncSession, organiser: Organiser, place: tuple[str, int], number: int, when: datetime
) -> Attendance:
    """Who came in on another day, with this number, has come; raises what `walk_in` raises."""
    before = await session.get(Attendance, number)
    if before is None or before.meeting_code != place[0]:
        raise NoSuchRegistration
    person = Person(before.name, before.party, before.people)
    return await walk_in(session, organiser, place, person, when)


@contextmanager
def _at_the_door() -> Iterator[None]:
    """Whoever lets people in has no code to scan."""
    try:
        yield
    except HallFull as full:
        raise NoRoomFor(full.held_until, full.left) from None


async def enter(
    session: AsyncSession, mine: Registration, nth: int, channel: str, party: str, when: datetime
) -> Attendance:
    """Note that they came, with a registration that is kept or without."""
    found = Attendance(
        meeting_code=mine.meeting_code,
        nth=nth,
        resident_id=mine.resident_id,
        registration_number=mine.number,
        name=mine.name,
        party=party,
        people=mine.people,
        channel=channel,
        came_at=when,
    )
    session.add(found)
    await session.flush()
    return found


async def take_back(
    session: AsyncSession, organiser: Organiser, place: tuple[str, int], number: int, when: datetime
) -> None:
    """Somebody on this list was ticked off by mistake; the registration stays."""
    await _held_by(session, organiser, place)
    found = await session.get(Attendance, number)
    if found is None or (found.meeting_code, found.nth) != place:
        return
    who, code = organiser.resident_id, found.meeting_code
    await session.delete(found)
    await audit.note(session, when, who, "meeting_attendance_taken_back", code, nth=found.nth)


async def listed(
    session: AsyncSession, organiser: Organiser, code: str, nth: int
) -> Sequence[Listed]:
    """The office's list of a day: who is registered, who came besides, who stays; by name."""
    held = await keeping.held(session, code)
    organiser.demand(held.meeting.area_code)
    demand_day(held, nth)
    said = await meeting_tables.registered(session, code, (COMING,), place_of(held, nth))
    came = await tables.came(session, code, nth)
    by_registration = {one.registration_number: one for one in came if one.registration_number}
    registered = [Listed(one, by_registration.get(one.number)) for one in said]
    known = {one.number for one in said}
    besides = [Listed(None, one) for one in came if one.registration_number not in known]
    here = [*registered, *besides]
    stayed = await _staying(session, held, nth, {fold(one.name) for one in here})
    return sorted([*here, *stayed], key=_by_name)


async def _staying(
    session: AsyncSession, held: Held, nth: int, known: set[str]
) -> Sequence[Listed]:
    """Those who came in on another day of the date by a name that is not on the list yet."""
    if not held.document.has_days(date_of(nth)):
        return ()
    came = await tables.came(session, held.code)
    others = (one for one in came if one.name and date_of(one.nth) == date_of(nth))
    unregistered = {fold(one.name): one for one in others if not one.registration_number}
    return [Listed(None, None, one) for name, one in unregistered.items() if name not in known]


async def say_party(
    session: AsyncSession,
    organiser: Organiser,
    place: tuple[str, int],
    number: int,
    party: str,
    when: datetime,
) -> Attendance:
    """For whom somebody on this list came, as they said; raises NoSuchRegistration."""
    await _held_by(session, organiser, place)
    found = await session.get(Attendance, number)
    if found is None or (found.meeting_code, found.nth) != place:
        raise NoSuchRegistration
    found.party = party if party in PARTIES else ""
    who, code = organiser.resident_id, found.meeting_code
    await audit.note(session, when, who, "meeting_party_said", code, nth=found.nth)
    return found


async def note_printed(
    session: AsyncSession, organiser: Organiser, code: str, nth: int, when: datetime
) -> None:
    """Names have left the house on paper."""
    who = organiser.resident_id
    await audit.note(session, when, who, "meeting_list_printed", code, nth=nth)


async def _held_by(
    session: AsyncSession, organiser: Organiser, place: tuple[str, int]
) -> tuple[Held, MeetingPlaces]:
    held = await keeping.held(session, place[0], locked=True)
    organiser.demand(held.meeting.area_code)
    demand_day(held, place[1])
    if held.meeting.state == CANCELLED and not held.began_before_cancelled(place[1]):
        raise IsCancelled
    return held, await meeting_tables.places(session, held.code, place_of(held, place[1]))


def _by_name(one: Listed) -> tuple[bool, str]:
    return (not one.name, fold(one.name))
