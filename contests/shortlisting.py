"""The shortlist: members of the group that the brief names tick works, who leads it confirms.

Those who run the contest may confirm on its behalf, which is noted. Until something is
confirmed, everything that was accepted goes to the vote.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from contests.documents import Shortlist
from contests.keeping import Run, Runner, run
from contests.stages import Stage
from storage import audit, judging
from storage import contests as tables
from storage.contests import ACCEPTED, Entry
from storage.happenings import Happening
from storage.people import Resident
from texts.content import fold

OPEN = (Stage.ENTERING, Stage.CHECKING)


class NoShortlist(Exception):
    """The brief knows no shortlist."""


class ShortlistFull(Exception):
    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class ShortlistClosed(Exception):
    """The vote has begun: what people choose from stands."""


class NotYoursToChoose(Exception):
    """Only members of the group that the brief names choose, and who leads it confirms."""

    def __init__(self, group: str) -> None:
        super().__init__(group)
        self.group = group


class NothingChosen(Exception):
    """A shortlist needs a work at least."""


@dataclass(frozen=True)
class Group:
    """A working group in which somebody sits, by all the names that a brief may call it."""

    area_code: str
    names: frozenset[str]
    leads: bool

    def is_named(self, area_code: str, rule: Shortlist) -> bool:
        return self.area_code == area_code and fold(rule.group) in {fold(one) for one in self.names}


@dataclass(frozen=True)
class Chooser:
    """Somebody with the groups in which they have a say."""

    resident_id: int
    groups: Sequence[Group] = ()

    def chooses(self, found: Run) -> bool:
        return bool(self._seats(found))

    def leads(self, found: Run) -> bool:
        return any(one.leads for one in self._seats(found))

    def _seats(self, found: Run) -> list[Group]:
        rule, area = found.document.shortlist, found.contest.area_code
        return [one for one in self.groups if rule and one.is_named(area, rule)]


@dataclass(frozen=True)
class Choice:
    """A work with how many members have ticked it."""

    entry: Entry
    ticks: int


@dataclass(frozen=True)
class ShortlistAsked(Happening):
    """The group is asked to choose."""

    run: Run
    told: tuple[Resident, ...]


@dataclass(frozen=True)
class ShortlistConfirmed(Happening):
    """Those who run the contest hear which works people will vote on."""

    run: Run
    numbers: tuple[int, ...]


async def tick(
    session: AsyncSession,
    chooser: Chooser,
    place: tuple[str, int],
    on: bool,
    now: datetime,
) -> list[int]:
    """What this member has ticked then; the same again changes nothing.

    Raises NoShortlist, NotYoursToChoose, ShortlistClosed, ShortlistFull.
    """
    code, number = place
    found, rule = await chosen_by(session, chooser, code, now)
    before = await judging.ticked_by(session, code, chooser.resident_id)
    if not on:
        await judging.untick(session, code, chooser.resident_id, number)
    elif number not in before:
        if len(before) >= rule.most:
            raise ShortlistFull(rule.most)
        await _accepted(session, found, number)
        await judging.tick(session, code, chooser.resident_id, number)
    return await judging.ticked_by(session, code, chooser.resident_id)


async def chosen_by(
    session: AsyncSession, chooser: Chooser, code: str, now: datetime
) -> tuple[Run, Shortlist]:
    """The contest, for a member of its group while they choose."""
    found, rule = await _open(session, code, now)
    if not chooser.chooses(found):
        raise NotYoursToChoose(rule.group)
    return found, rule


async def confirmable(
    session: AsyncSession, who: Chooser | Runner, code: str, now: datetime
) -> tuple[Run, Shortlist]:
    """The contest, locked, for who leads its group or runs the contest."""
    found, rule = await _open(session, code, now, locked=True)
    if isinstance(who, Runner):
        who.demand(found.contest.area_code)
    elif not who.leads(found):
        raise NotYoursToChoose(rule.group)
    return found, rule


async def tally(session: AsyncSession, found: Run) -> list[Choice]:
    """Every work that may go to the vote, the most ticked first."""
    counts = await judging.ticks(session, found.code)
    entries = await tables.entries(session, found.code, (ACCEPTED,))
    choices = [Choice(one, counts.get(one.number or 0, 0)) for one in entries]
    return sorted(choices, key=lambda one: (-one.ticks, one.entry.number or 0))


async def put(
    session: AsyncSession,
    who: Chooser | Runner,
    place: tuple[str, int],
    on: bool,
    now: datetime,
) -> Run:
    """A work on the shortlist or off it, which is then to be confirmed anew."""
    found, rule = await confirmable(session, who, place[0], now)
    entry = await _accepted(session, found, place[1])
    if entry.is_shortlisted == on:
        return found
    if on and len(await _listed(session, found)) >= rule.most:
        raise ShortlistFull(rule.most)
    entry.is_shortlisted, found.contest.shortlisted_at = on, None
    await session.flush()
    return found


async def take_most_ticked(
    session: AsyncSession, who: Chooser | Runner, code: str, now: datetime
) -> Run:
    """What most have ticked; works equal on the last place are left for people to decide."""
    found, rule = await confirmable(session, who, code, now)
    choices = await tally(session, found)
    wanted = most_ticked({one.entry.number or 0: one.ticks for one in choices}, rule.most)
    for one in choices:
        one.entry.is_shortlisted = one.entry.number in wanted
    found.contest.shortlisted_at = None
    await session.flush()
    return found


def most_ticked(ticks: Mapping[int, int], most: int) -> set[int]:
    """At most so many works, each ticked more often than any that is left out."""
    given = {number: count for number, count in ticks.items() if count}
    if len(given) <= most:
        return set(given)
    first_out = sorted(given.values(), reverse=True)[most]
    return {number for number, count in given.items() if count > first_out}


async def confirm(
    session: AsyncSession, who: Chooser | Runner, code: str, now: datetime
) -> ShortlistConfirmed | None:
    """From now on this is what people vote on; the same again changes nothing.

    Raises what `confirmable` raises, NothingChosen.
    """
    found, _ = await confirmable(session, who, code, now)
    if found.contest.shortlisted_at:
        return None
    listed = await _listed(session, found)
    if not listed:
        raise NothingChosen
    found.contest.shortlisted_at = now
    numbers = tuple(one.number or 0 for one in listed)
    told = {"entries": list(numbers), "on_behalf": isinstance(who, Runner)}
    await audit.note(session, now, who.resident_id, "shortlist_confirmed", code, **told)
    await session.flush()
    return ShortlistConfirmed(found, numbers)


async def _open(
    session: AsyncSession, code: str, now: datetime, *, locked: bool = False
) -> tuple[Run, Shortlist]:
    found = await run(session, code, locked=locked)
    if found.document.shortlist is None:
        raise NoShortlist
    if found.stage(now) not in OPEN:
        raise ShortlistClosed
    return found, found.document.shortlist


async def _accepted(session: AsyncSession, found: Run, number: int) -> Entry:
    entry = await tables.by_number(session, found.code, number)
    if entry is None or entry.state != ACCEPTED:
        raise NothingChosen
    return entry


async def _listed(session: AsyncSession, found: Run) -> list[Entry]:
    accepted = await tables.entries(session, found.code, (ACCEPTED,))
    return [one for one in accepted if one.is_shortlisted]
