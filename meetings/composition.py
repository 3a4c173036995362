"""Of which parties those are who are registered for a meeting, or who are there; who is missing.

Users, providers and commissioners all belong at the table: a warning, never a prohibition.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from meetings import keeping
from meetings.hall import demand_day, place_of
from meetings.keeping import Organiser
from storage import attendance, people
from storage import meetings as tables
from storage.meetings import COMING
from storage.people import PARTIES, TRIAD


@dataclass(frozen=True)
class Composition:
    """How many people of each party; "" are those who have not said."""

    people: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.people.values())

    @property
    def missing(self) -> tuple[str, ...]:
        """Of the triad, once anybody is there at all."""
        return tuple(one for one in TRIAD if not self.people.get(one)) if self.total else ()


async def of_registered(
    session: AsyncSession, organiser: Organiser, code: str, nth: int
) -> Composition:
    """Of those who have said that they come; who has an account has said it in their profile."""
    held = await keeping.held(session, code)
    organiser.demand(held.meeting.area_code)
    demand_day(held, nth)
    said = await tables.registered(session, code, (COMING,), place_of(held, nth))
    ids = [one.resident_id for one in said if one.resident_id]
    parties = await people.parties_of(session, ids)
    told = [(one.party or parties.get(one.resident_id or 0, ""), one.people) for one in said]
    return _counted(told)


async def of_present(
    session: AsyncSession, organiser: Organiser, code: str, nth: int
) -> Composition:
    """Of those who are there."""
    held = await keeping.held(session, code)
    organiser.demand(held.meeting.area_code)
    demand_day(held, nth)
    came = await attendance.came(session, code, nth)
    return _counted((one.party, one.people) for one in came)


def _counted(told: Iterable[tuple[str, int]]) -> Composition:
    counts: Counter[str] = Counter()
    for party, people_there in told:
        counts[party if party in PARTIES else ""] += people_there
    return Composition({one: counts[one] for one in (*PARTIES, "") if counts[one]})
