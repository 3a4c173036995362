"""Signs of unfair voting, read from who came and when, and never from what was voted.

They accuse nobody: a class voting together after a lesson looks the same.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from contests.keeping import Runner, of_runner
from contests.voting import demand_open
from storage import ballots

NEW_FOR = timedelta(hours=24)
BURST = timedelta(minutes=10)
BURST_LEAST = 8
HASTE = timedelta(seconds=60)
HASTE_LEAST = 3
LINK_LEAST = 10
# One link that brought so many of a hundred voters is worth a look.
LINK_PERCENT = 50


class Sign(StrEnum):
    """New accounts at once, a vote right after arriving, one link that brought most."""

    BURST = "burst"
    HASTE = "haste"
    LINK = "link"


@dataclass(frozen=True)
class Came:
    """An elector as staff see one: `alias` instead of a name or number of an account."""

    resident_id: int
    alias: str
    arrived_at: datetime | None
    voted_at: datetime
    came_by: str
    is_excluded: bool

    @property
    def is_new(self) -> bool:
        return self.arrived_at is not None and self.voted_at - self.arrived_at < NEW_FOR

    @property
    def is_hasty(self) -> bool:
        return self.arrived_at is not None and self.voted_at - self.arrived_at < HASTE


@dataclass(frozen=True)
class Signal:
    sign: Sign
    electors: tuple[Came, ...]
    link: str = ""


async def signals(
    session: AsyncSession, runner: Runner, code: str, now: datetime
) -> tuple[list[Came], list[Signal]]:
    """Who has voted, and what about it is worth a look; only while people vote."""
    run = await of_runner(session, runner, code)
    demand_open(run, now)
    came = [
        Came(
            one.resident_id,
            alias(code, one.resident_id),
            arrived,
            one.voted_at,
            one.came_by,
            bool(one.excluded_because),
        )
        for one, arrived in await ballots.moments(session, code)
        if one.voted_at is not None
    ]
    return came, found_in([one for one in came if not one.is_excluded])


def found_in(came: Sequence[Came]) -> list[Signal]:
    """`came` in the order of voting."""
    found = []
    if burst := _burst([one for one in came if one.is_new]):
        found.append(Signal(Sign.BURST, tuple(burst)))
    hasty = tuple(one for one in came if one.is_hasty)
    if len(hasty) >= HASTE_LEAST:
        found.append(Signal(Sign.HASTE, hasty))
    for link, count in Counter(one.came_by for one in came if one.came_by).most_common(1):
        if count >= LINK_LEAST and count * 100 >= LINK_PERCENT * len(came):
            brought = tuple(one for one in came if one.came_by == link)
            found.append(Signal(Sign.LINK, brought, link))
    return found


def alias(code: str, resident_id: int) -> str:
    """What an elector is called in one contest; another contest calls them otherwise."""
    return hashlib.sha256(f"{code}:{resident_id}".encode()).hexdigest()[:6].upper()


def _burst(new: Sequence[Came]) -> Sequence[Came]:
    """The most new accounts that voted within ten minutes of one another, if there are many."""
    best: Sequence[Came] = ()
    first = 0
    for last, one in enumerate(new):
        while one.voted_at - new[first].voted_at > BURST:
            first += 1
        if last - first + 1 > len(best):
            best = new[first : last + 1]
    return best if len(best) >= BURST_LEAST else ()
