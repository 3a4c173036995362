"""Counting who came: different people and visits, apart, by party and by meeting.

Somebody who comes to all the dates of one meeting visits it once; where dates are chosen one by
one, each is a visit. A person is an account; without one, a name within an area, however it is
accented. Companions without a name are visits; of how many people they are there is only a range.
Entries of which nothing is known any more are as many as on the day with the most of them.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from meetings import keeping
from meetings.documents import date_of
from meetings.keeping import Held, Organiser
from storage import meetings as tables
from storage import visits
from storage.people import PARTIES
from storage.visits import Came
from texts.content import fold
from texts.formatting import PRAGUE

ACCOUNT, NAME, ENTRY = "account", "name", "entry"
NO_PARTY: Final = ""
# Fewer people than this are not told in what everybody may read.
LEAST_PUBLISHED: Final = 5
SECOND_HALF: Final = 7

# An account, a name in an area, or an entry of which nothing is known.
Person = tuple[str, ...]
# A meeting, or one of its dates where they are chosen one by one.
Place = tuple[str, int]


@dataclass(frozen=True)
class Period:
    """From one day to another, both of them in it."""

    first: date
    last: date

    @classmethod
    def half_year(cls, day: date) -> "Period":
        if day.month < SECOND_HALF:
            return cls(date(day.year, 1, 1), date(day.year, 6, 30))
        return cls(date(day.year, SECOND_HALF, 1), date(day.year, 12, 31))

    @property
    def before(self) -> "Period":
        return Period.half_year(self.first - timedelta(days=1))

    @property
    def after(self) -> "Period":
        return Period.half_year(self.last + timedelta(days=1))

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """From the first midnight to the one behind the last day, in Prague."""
        behind = self.last + timedelta(days=1)
        return (
            datetime.combine(self.first, time(), PRAGUE),
            datetime.combine(behind, time(), PRAGUE),
        )


@dataclass(frozen=True)
class Audience:
    """Visits, and how many different people made them, by how sure that is."""

    visits: int = 0
    accounts: int = 0
    names: int = 0
    unnamed_least: int = 0
    unnamed: int = 0

    @property
    def least(self) -> int:
        return self.accounts + self.names + self.unnamed_least

    @property
    def most(self) -> int:
        return self.accounts + self.names + self.unnamed


@dataclass(frozen=True)
class AtMeeting:
    held: Held
    began: datetime
    whole: Audience
    visits_of: Mapping[str, int]


@dataclass(frozen=True)
class Counted:
    period: Period
    whole: Audience
    by_party: Mapping[str, Audience]
    by_meeting: Sequence[AtMeeting]


@dataclass
class _Visit:
    """Somebody at a meeting, with as many others as ever came with them."""

    person: Person
    place: Place
    at: datetime
    party: str = NO_PARTY
    others: int = 0


@dataclass
class _Tally:
    visits: int = 0
    persons: set[Person] = field(default_factory=set)
    unnamed: dict[Place, int] = field(default_factory=lambda: defaultdict(int))

    def audience(self) -> Audience:
        kinds = [one[0] for one in self.persons]
        return Audience(
            self.visits,
            kinds.count(ACCOUNT),
            kinds.count(NAME),
            max(self.unnamed.values(), default=0),
            sum(self.unnamed.values()),
        )


async def count(session: AsyncSession, organiser: Organiser, area: str, period: Period) -> Counted:
    """Of one area, or of all in which this person holds meetings; raises NotYoursToHold."""
    if area:
        organiser.demand(area)
    areas = [area] if area else organiser.areas
    since, until = period.bounds
    came = await visits.between(session, areas, since, until)
    rows = await tables.some(session, sorted({one.meeting_code for one in came}))
    held = {one.code: keeping.read(one) for one in rows}
    return await asyncio.to_thread(counted, period, held, came)


def counted(period: Period, held: Mapping[str, Held], came: Iterable[Came]) -> Counted:
    since, until = period.bounds
    found = [one for one in _visits(held, came) if since <= one.at < until]
    party_of = _parties(found)
    parties = {
        party: _tally([one for one in found if _party(one, party_of) == party])
        for party in (*PARTIES, NO_PARTY)
    }
    return Counted(
        period,
        _tally(found),
        {party: audience for party, audience in parties.items() if audience.visits},
        _by_meeting(held, found, party_of),
    )


def _visits(held: Mapping[str, Held], came: Iterable[Came]) -> list[_Visit]:
    """Each person once at each place, at their first date there."""
    known: dict[tuple[Person, Place], _Visit] = {}
    entries = sorted(came, key=lambda one: (one.at, one.number))
    nobody = _nobody(held, entries)
    for one in entries:
        person, place = nobody.get(one.number) or _person(one), _place(held[one.meeting_code], one)
        visit = known.setdefault((person, place), _Visit(person, place, one.at))
        visit.party = one.party or visit.party
        visit.others = max(visit.others, one.people - 1)
    return list(known.values())


def _nobody(held: Mapping[str, Held], came: Iterable[Came]) -> dict[int, Person]:
    """For whom entries stand that nobody can tell, by number.

    The first of their party on one day may be the first of another: nobody is counted twice.
    """
    untold = [one for one in came if not (one.resident_id or one.name or one.registration_number)]
    met: Counter[tuple[Place, int, str]] = Counter()
    found: dict[int, Person] = {}
    for one in sorted(untold, key=lambda one: -one.people):
        place = _place(held[one.meeting_code], one)
        met[place, one.nth, one.party] += 1
        nth = met[place, one.nth, one.party]
        found[one.number] = (ENTRY, *map(str, place), one.party, str(nth))
    return found


def _person(one: Came) -> Person:
    if one.resident_id is not None:
        return ACCOUNT, str(one.resident_id)
    if one.name:
        return NAME, one.area_code, fold(one.name)
    return ENTRY, f"registration {one.registration_number}"


def _place(held: Held, one: Came) -> Place:
    return one.meeting_code, 0 if held.document.one_for_all else date_of(one.nth)


def _parties(found: Iterable[_Visit]) -> dict[Person, str]:
    """Everybody belongs to one party: that with which they came last."""
    told = sorted((one for one in found if one.party), key=lambda one: one.at)
    return {one.person: one.party for one in told}


def _party(one: _Visit, party_of: Mapping[Person, str]) -> str:
    party = party_of.get(one.person, NO_PARTY)
    return party if party in PARTIES else NO_PARTY


def _tally(found: Iterable[_Visit]) -> Audience:
    made = _Tally()
    for one in found:
        made.visits += 1 + one.others
        unnamed = one.others
        if one.person[0] == ENTRY:
            unnamed += 1
        else:
            made.persons.add(one.person)
        made.unnamed[one.place] += unnamed
    return made.audience()


def _by_meeting(
    held: Mapping[str, Held], found: Sequence[_Visit], party_of: Mapping[Person, str]
) -> list[AtMeeting]:
    at: dict[str, list[_Visit]] = defaultdict(list)
    for one in found:
        at[one.place[0]].append(one)
    made = []
    for code, there in at.items():
        visits_of: dict[str, int] = defaultdict(int)
        for one in there:
            visits_of[_party(one, party_of)] += 1 + one.others
        began = min(one.at for one in there)
        made.append(AtMeeting(held[code], began, _tally(there), dict(visits_of)))
    return sorted(made, key=lambda one: (one.began, one.held.code))


def published(by_party: Mapping[str, Audience]) -> dict[str, Audience | None]:
    """What everybody may read: small groups hidden (None), and never only one of them.

    One alone could be reckoned from the total; the next smallest is hidden with it.
    """
    told = {party: one for party, one in by_party.items() if one.visits}
    hidden = {party for party, one in told.items() if one.least < LEAST_PUBLISHED}
    open_ones = sorted(set(told) - hidden, key=lambda party: (told[party].visits, party))
    if len(hidden) == 1 and open_ones:
        hidden.add(open_ones[0])
    return {party: None if party in hidden else one for party, one in told.items()}
