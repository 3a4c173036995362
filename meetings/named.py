"""Registering by name: by the office for people without a phone, or by oneself on the web."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from meetings import keeping, registration
from meetings.keeping import Held, IsCancelled, Organiser
from meetings.registration import NEEDS_LENGTH, Answered, NoSuchDate, RegistrationOver
from storage import audit
from storage import meetings as tables
from storage.meetings import (
    CANCELLED,
    COMING,
    DECLINED,
    OFFICE,
    WAITING,
    WEB,
    MeetingPlaces,
    Registration,
)
from storage.people import PARTIES

NAME_LENGTH = 100


class NameMissing(Exception):
    """Who has no account is known by a name."""


class NoSuchRegistration(LookupError):
    pass


@dataclass(frozen=True)
class Person:
    """Whom a registration is for, as they or the office wrote it."""

    name: str
    party: str = ""
    people: int = 1
    needs: str = ""

    def tidy(self) -> "Person":
        """Without what does not fit; raises NameMissing."""
        name = " ".join(self.name.split())[:NAME_LENGTH]
        if not name:
            raise NameMissing
        party = self.party if self.party in PARTIES else ""
        return Person(name, party, self.people, self.needs.strip()[:NEEDS_LENGTH])


async def enter(
    session: AsyncSession,
    organiser: Organiser,
    place: tuple[str, int],
    person: Person,
    when: datetime,
    *,
    reserved: bool = False,
) -> Answered:
    """Register somebody at the office; `reserved` gives one of its own places.

    Raises NotYoursToHold, NoSuchDate, IsCancelled, RegistrationOver, NameMissing, TooManyPeople,
    NotEnoughPlaces.
    """
    held, places = await _held_by(session, organiser, place, when)
    mine = _new(held, place, person.tidy(), OFFICE, when)
    mine.from_reserved = reserved
    said = await registration.say(session, held, places, mine, (COMING, person.people), when)
    await _note(session, organiser, "meeting_registered", mine, when)
    return said


async def change(
    session: AsyncSession,
    organiser: Organiser,
    number: int,
    person: Person,
    when: datetime,
    *,
    reserved: bool = False,
) -> Answered:
    """Say otherwise what stands in a registration of the office or of the web."""
    held, places, mine = await _named(session, organiser, number, when)
    tidy = person.tidy()
    promoted: tuple[registration.Promoted, ...] = ()
    if mine.from_reserved != reserved:
        left = await registration.say(session, held, places, mine, (DECLINED, mine.people), when)
        promoted, mine.from_reserved = left.promoted, reserved
    mine.name, mine.party, mine.needs = tidy.name, tidy.party, tidy.needs
    said = await registration.say(session, held, places, mine, (COMING, person.people), when)
    await _note(session, organiser, "meeting_registration_changed", mine, when)
    return Answered(held, mine, (*promoted, *said.promoted), said.before)


async def strike_out(
    session: AsyncSession, organiser: Organiser, code: str, number: int, when: datetime
) -> Answered:
    """Whoever was registered by name for this meeting does not come; the next has their place."""
    held, places, mine = await _named(session, organiser, number, when)
    if held.code != code:
        raise NoSuchRegistration
    said = await registration.say(session, held, places, mine, (DECLINED, mine.people), when)
    await _note(session, organiser, "meeting_registration_struck_out", mine, when)
    return said


async def register(
    session: AsyncSession,
    place: tuple[str, int],
    person: Person,
    receipt_hash: str,
    when: datetime,
) -> Answered:
    """Register oneself without an account; the same receipt again changes nothing.

    Raises NoSuchMeeting and what `enter` raises.
    """
    held = await keeping.announced(session, place[0], locked=True)
    registration.demand_open(held, place[1], when)
    places = await tables.places(session, *place)
    known = await tables.of_receipt(session, receipt_hash)
    if known:
        return Answered(held, known, (), await registration.before(session, known))
    mine = _new(held, place, person.tidy(), WEB, when)
    mine.receipt_hash = receipt_hash
    return await registration.say(session, held, places, mine, (COMING, person.people), when)


async def say_otherwise(
    session: AsyncSession, receipt_hash: str, person: Person, wish: str, when: datetime
) -> Answered:
    """Change one's own registration by its receipt, or take it back."""
    mine = await own(session, receipt_hash)
    held = await keeping.announced(session, mine.meeting_code, locked=True)
    registration.demand_before_start(held, mine.nth, when)
    places = await tables.places(session, mine.meeting_code, mine.nth)
    await session.refresh(mine)
    if not registration.gives_up(mine, wish, person.people):
        registration.demand_open(held, mine.nth, when)
    tidy = person.tidy()
    mine.name, mine.party, mine.needs = tidy.name, tidy.party, tidy.needs
    people = person.people if wish == COMING else mine.people
    return await registration.say(session, held, places, mine, (wish, people), when)


async def own(session: AsyncSession, receipt_hash: str) -> Registration:
    """Raises NoSuchRegistration."""
    found = await tables.of_receipt(session, receipt_hash)
    if found is None:
        raise NoSuchRegistration
    return found


async def on_list(
    session: AsyncSession, organiser: Organiser, code: str, nth: int
) -> Sequence[Registration]:
    """All who come or wait, for those who hold the meeting."""
    held = await keeping.held(session, code)
    organiser.demand(held.meeting.area_code)
    return await tables.registered(session, code, (COMING, WAITING), nth)


async def _held_by(
    session: AsyncSession, organiser: Organiser, place: tuple[str, int], when: datetime
) -> tuple[Held, MeetingPlaces]:
    """The office may register until the end: people come without having said so."""
    held = await keeping.held(session, place[0], locked=True)
    organiser.demand(held.meeting.area_code)
    if place[1] not in held.document.nths:
        raise NoSuchDate(place[1])
    if held.meeting.state == CANCELLED:
        raise IsCancelled
    ends = max((one.end for one in held.document.dates_of(place[1])), default=None)
    if ends and when >= ends:
        raise RegistrationOver(ends)
    return held, await tables.places(session, *place)


def _new(
    held: Held, place: tuple[str, int], person: Person, channel: str, when: datetime
) -> Registration:
    return Registration(
        meeting_code=held.code,
        nth=place[1],
        name=person.name,
        party=person.party,
        needs=person.needs,
        channel=channel,
        state=DECLINED,
        said_at=when,
    )


async def _named(
    session: AsyncSession, organiser: Organiser, number: int, when: datetime
) -> tuple[Held, MeetingPlaces, Registration]:
    """One of those without an account: what others have said is theirs to change."""
    found = await session.get(Registration, number)
    if found is None or found.resident_id is not None:
        raise NoSuchRegistration
    held, places = await _held_by(session, organiser, (found.meeting_code, found.nth), when)
    await session.refresh(found)
    return held, places, found


async def _note(
    session: AsyncSession, organiser: Organiser, action: str, mine: Registration, when: datetime
) -> None:
    """Without the name: the audit outlives it."""
    who, what = organiser.resident_id, mine.meeting_code
    await audit.note(session, when, who, action, what, registration=mine.number)
