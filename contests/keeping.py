"""Bringing contests in, changing, announcing and cancelling them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from contests.documents import Contest as Document
from contests.documents import Who
from contests.stages import Stage, stage
from storage import audit, places
from storage import contests as tables
from storage.codes import free_code
from storage.contests import ANNOUNCED, CANCELLED, DRAFT, Contest
from storage.happenings import Happening

CODE_LENGTH = 5
REASON_LENGTH = 300


class NoSuchContest(LookupError):
    pass


class NotYoursToRun(Exception):
    """The contest belongs to an area in which this person runs none."""

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self.area = area


class ContestOfAnotherArea(Exception):
    """Another contest of another area has this key."""


class ContestChangedSince(Exception):
    """A colleague has changed it since it was looked at."""


class RulesStand(Exception):
    """People have entered or voted by these rules; `field` may not be changed any more."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class ContestOver(Exception):
    """It is being counted, has its result, or was called off."""


class OnlyFromTheArea(Exception):
    """The brief lets only those enter or vote who say that they live in the area."""

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self.area = area


class NothingToVoteOn(Exception):
    """The day of the announcement has passed."""


@dataclass(frozen=True)
class Runner:
    """Somebody with the areas in which they run contests; None means all of them."""

    resident_id: int | None
    areas: Sequence[str] | None

    def demand(self, area: str) -> None:
        if self.areas is not None and area not in self.areas:
            raise NotYoursToRun(area)


@dataclass(frozen=True)
class Run:
    """A contest with its document read."""

    contest: Contest
    document: Document

    @property
    def code(self) -> str:
        return self.contest.code

    def stage(self, when: datetime) -> Stage:
        return stage(self.contest, self.document, when)


@dataclass(frozen=True)
class ContestCancelled(Happening):
    run: Run


async def keep(session: AsyncSession, runner: Runner, document: Document, now: datetime) -> Run:
    """Keep a brief as a new contest, or change the one of its key; the same one changes nothing.

    Raises NotYoursToRun, ContestOfAnotherArea, RulesStand, ContestOver.
    """
    runner.demand(document.area)
    known = await tables.by_key(session, document.key)
    if known is None:
        return await _new(session, runner, document, now)
    return await change(session, runner, known.code, known.revision, document, now)


async def change(
    session: AsyncSession,
    runner: Runner,
    code: str,
    revision: int,
    document: Document,
    now: datetime,
) -> Run:
    """Change what was looked at in this revision; raises ContestChangedSince for another one.

    What people have relied on stands: the rules of entering once somebody has entered, those of
    the vote from its first moment. Dates can only be put off.
    """
    before = await run(session, code, locked=True)
    one = before.contest
    runner.demand(one.area_code)
    if document.area != one.area_code:
        raise ContestOfAnotherArea
    if document == before.document:
        return before
    if one.revision != revision:
        raise ContestChangedSince
    _demand_standing(before, document, now)
    one.content = document.model_dump(mode="json")
    one.vote_until, one.results_at = document.vote_until, document.results_at
    one.revision += 1
    one.changed_at = now
    await audit.note(session, now, runner.resident_id, "contest_changed", code)
    return Run(one, document)


async def announce(session: AsyncSession, runner: Runner, code: str, now: datetime) -> Run:
    """Let people see it, and enter from its day on; a second time changes nothing."""
    found = await run(session, code, locked=True)
    runner.demand(found.contest.area_code)
    if found.contest.state == CANCELLED:
        raise ContestOver
    if found.contest.state != DRAFT:
        return found
    if found.document.enter_until <= now:
        raise NothingToVoteOn
    found.contest.state, found.contest.changed_at = ANNOUNCED, now
    await audit.note(session, now, runner.resident_id, "contest_announced", code)
    return found


async def cancel(
    session: AsyncSession, runner: Runner, code: str, because: str, now: datetime
) -> ContestCancelled | None:
    """Call it off for good; what is to be told, if anybody knew of it and has not heard."""
    found = await run(session, code, locked=True)
    one = found.contest
    runner.demand(one.area_code)
    if one.state == CANCELLED:
        return None
    if found.stage(now) in (Stage.COUNTING, Stage.PUBLISHED):
        raise ContestOver
    was_known = one.state == ANNOUNCED
    one.state, one.cancelled_because = CANCELLED, because.strip()[:REASON_LENGTH]
    one.revision += 1
    one.changed_at = now
    await audit.note(session, now, runner.resident_id, "contest_cancelled", code)
    return ContestCancelled(found) if was_known else None


async def run(session: AsyncSession, code: str, *, locked: bool = False) -> Run:
    """Raises NoSuchContest."""
    found = await tables.contest(session, code, locked=locked)
    if found is None:
        raise NoSuchContest(code)
    return read(found)


async def announced(session: AsyncSession, code: str) -> Run:
    """A contest that people may know of; raises NoSuchContest."""
    found = await run(session, code)
    if found.contest.state == DRAFT:
        raise NoSuchContest(code)
    return found


async def of_runner(
    session: AsyncSession, runner: Runner, code: str, *, locked: bool = False
) -> Run:
    """Raises NoSuchContest, NotYoursToRun."""
    found = await run(session, code, locked=locked)
    runner.demand(found.contest.area_code)
    return found


async def demand_living(
    session: AsyncSession, found: Run, who: Who, municipality: str | None
) -> None:
    """Take people's word for where they live; raises OnlyFromTheArea."""
    area = found.contest.area_code
    if who is Who.ANYBODY:
        return
    if municipality is None or area not in await places.areas_of(session, municipality):
        raise OnlyFromTheArea(area)


def read(contest: Contest) -> Run:
    return Run(contest, Document.model_validate(contest.content))


async def _new(session: AsyncSession, runner: Runner, document: Document, now: datetime) -> Run:
    made = Contest(
        code=await free_code(session, Contest, CODE_LENGTH),
        key=document.key,
        area_code=document.area,
        content=document.model_dump(mode="json"),
        vote_until=document.vote_until,
        results_at=document.results_at,
        made_by=runner.resident_id,
        made_at=now,
        changed_at=now,
    )
    session.add(made)
    await session.flush()
    await audit.note(session, now, runner.resident_id, "contest_made", made.code)
    return Run(made, document)


def _demand_standing(before: Run, after: Document, now: datetime) -> None:
    """Whoever entered or voted did so by rules; these do not change behind their backs."""
    here, document = before.stage(now), before.document
    if here in (Stage.COUNTING, Stage.PUBLISHED, Stage.CANCELLED):
        raise ContestOver
    if here is Stage.DRAFT:
        return
    if before.contest.numbered:
        _demand_same(document, after, ("works", "categories", "schools", "licence", "under_age"))
    if here is Stage.VOTING:
        _demand_same(document, after, ("voting", "shortlist", "jury", "vote_from"))
    for field in ("enter_until", "vote_until"):
        if getattr(after, field) < getattr(document, field):
            raise RulesStand(field)


def _demand_same(before: Document, after: Document, fields: Sequence[str]) -> None:
    for field in fields:
        if getattr(before, field) != getattr(after, field):
            raise RulesStand(field)
