"""Looking at what was handed in: accepted, returned or rejected with a reason, shortlisted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from contests import pictures
from contests.entering import Handed, NoSuchEntry, handed
from contests.keeping import REASON_LENGTH, Run, Runner, of_runner
from contests.stages import Stage
from storage import audit
from storage import contests as tables
from storage.contests import (
    ACCEPTED,
    AWAITED,
    HANDED_IN,
    ON_PAPER,
    REJECTED,
    RETURNED,
    SENT,
    Entry,
)
from storage.happenings import Happening


class VerdictTooLate(Exception):
    """Once the vote has begun, what people choose from stands."""


class ReasonNeeded(Exception):
    pass


class ConsentMissing(Exception):
    """Somebody under age has no guardian who agrees yet."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(names)
        self.names = names


class AlreadyJudged(Exception):
    """A colleague was first; `state` is what they decided."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


@dataclass(frozen=True)
class EntryJudged(Happening):
    """The author hears what became of the work."""

    handed: Handed


VERDICTS = (ACCEPTED, RETURNED, REJECTED)


async def shown(session: AsyncSession, runner: Runner, code: str, number: int) -> Handed:
    """An entry with its authors, for those who run the contest; raises NoSuchEntry."""
    await of_runner(session, runner, code)
    entry = await tables.by_number(session, code, number)
    if entry is None:
        raise NoSuchEntry(number)
    return await handed(session, entry)


async def alike(session: AsyncSession, entry: Entry) -> list[Entry]:
    """Entries of the same contest whose pictures look like this one."""
    others = await tables.entries(session, entry.contest_code, HANDED_IN)
    return [
        one
        for one in others
        if one.id != entry.id and one.look and pictures.are_alike(one.look, entry.look)
    ]


async def judge(
    session: AsyncSession,
    runner: Runner,
    place: tuple[str, int],
    verdict: str,
    because: str,
    now: datetime,
) -> EntryJudged | None:
    """Accept, return or reject what waits; the same again changes nothing.

    `place` is the contest's code and the entry's number. Raises NoSuchEntry, VerdictTooLate,
    ReasonNeeded, ConsentMissing, AlreadyJudged, NotYoursToRun.
    """
    code, number = place
    run = await of_runner(session, runner, code)
    entry = await tables.by_number(session, code, number, locked=True)
    if entry is None or verdict not in VERDICTS:
        raise NoSuchEntry(number)
    told = because.strip()[:REASON_LENGTH]
    if (entry.state, entry.because) == (verdict, told):
        return None
    if run.stage(now) not in (Stage.ENTERING, Stage.CHECKING):
        raise VerdictTooLate
    if entry.state not in (SENT, ACCEPTED):
        raise AlreadyJudged(entry.state)
    if verdict != ACCEPTED and not told:
        raise ReasonNeeded
    found = await handed(session, entry)
    _demand_consent(found, verdict)
    entry.state, entry.because = verdict, told
    entry.is_shortlisted = False
    entry.revision += 1
    await audit.note(session, now, runner.resident_id, f"entry_{verdict}", f"{code}:{number}")
    await session.flush()
    return EntryJudged(found)


async def consent_on_paper(
    session: AsyncSession, runner: Runner, place: tuple[str, int], now: datetime
) -> Handed:
    """The office holds what the guardians have signed; noted with who says so."""
    found = await shown(session, runner, *place)
    for one in found.authors:
        if one.consent == AWAITED:
            one.consent, one.consent_at = ON_PAPER, now
    about = f"{place[0]}:{place[1]}"
    await audit.note(session, now, runner.resident_id, "entry_consent_on_paper", about)
    await session.flush()
    return found


async def on_the_ballot(session: AsyncSession, run: Run) -> list[Entry]:
    """What people vote on: the shortlist where one was confirmed, else everything accepted."""
    accepted = await tables.entries(session, run.code, (ACCEPTED,))
    is_confirmed = run.document.shortlist and run.contest.shortlisted_at
    chosen = [one for one in accepted if one.is_shortlisted] if is_confirmed else []
    return chosen or accepted


def numbers(entries: Collection[Entry]) -> list[int]:
    return [one.number for one in entries if one.number is not None]


def _demand_consent(found: Handed, verdict: str) -> None:
    awaited = [one.name for one in found.authors if one.consent == AWAITED]
    if verdict == ACCEPTED and awaited:
        raise ConsentMissing(awaited)
