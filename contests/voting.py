"""Voting: one ballot each, changed as often as one likes, and nobody can tell whose it was.

That somebody has voted is one row, what was voted another; between them stands only a mark, made
with a key that is destroyed when the vote ends (`contests.closing`).
"""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from contests.documents import Method, Voting
from contests.keeping import Run, Runner, announced, demand_living, of_runner
from contests.moderating import ReasonNeeded, numbers, on_the_ballot
from contests.stages import Stage
from storage import audit, ballots
from storage.ballots import Elector
from storage.contests import ANNOUNCED, Entry
from storage.happenings import Happening
from storage.marks import Marks

CAME_BY_LENGTH = 20


class VotingClosed(Exception):
    """One cannot vote now; `opens_at` says from when, where that is still to come."""

    def __init__(self, opens_at: datetime | None, ended_at: datetime) -> None:
        super().__init__(opens_at, ended_at)
        self.opens_at, self.ended_at = opens_at, ended_at


class NotOnTheBallot(LookupError):
    """No such entry is voted on."""


class TooManyChoices(Exception):
    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class ExcludedFromVote(Exception):
    def __init__(self, because: str) -> None:
        super().__init__(because)
        self.because = because


class NoSuchElector(LookupError):
    pass


@dataclass(frozen=True)
class Voter:
    """Who votes: `token` makes their mark, the rest is kept with the turnout."""

    token: str
    resident_id: int
    municipality: str | None = None


@dataclass(frozen=True)
class ElectorExcluded(Happening):
    run: Run
    resident_id: int
    because: str


async def arrive(session: AsyncSession, code: str, resident_id: int, link: str) -> None:
    """Note by which of the contest's links somebody came; kept only while people may vote."""
    run = await announced(session, code)
    if run.contest.state == ANNOUNCED:
        await ballots.keep_arrival(session, code, resident_id, link[:CAME_BY_LENGTH])


async def ballot(
    session: AsyncSession, marks: Marks, code: str, token: str, when: datetime
) -> list[int]:
    """What this voter has marked so far; raises NoSuchContest, VotingClosed."""
    run = await announced(session, code)
    demand_open(run, when)
    return await ballots.ballot_of(session, code, _mark(marks, code, token))


async def vote(
    session: AsyncSession,
    marks: Marks,
    code: str,
    voter: Voter,
    choice: tuple[int, bool],
    when: datetime,
) -> list[int]:
    """The ballot as it then stands, in the order of choice; the same again changes nothing.

    `choice` is an entry and whether it is to be marked or its mark taken away. Raises
    NoSuchContest, VotingClosed, NotOnTheBallot, OnlyFromTheArea, TooManyChoices,
    ExcludedFromVote.
    """
    await ballots.hold(session, code)
    run = await announced(session, code)
    demand_open(run, when)
    if choice[0] not in numbers(await on_the_ballot(session, run)):
        raise NotOnTheBallot(choice[0])
    await demand_living(session, run, run.document.voting.who, voter.municipality)
    elector = await ballots.elector(session, code, voter.resident_id)
    if elector is not None and elector.excluded_because:
        raise ExcludedFromVote(elector.excluded_because)
    mark = _mark(marks, code, voter.token)
    chosen = marked(run.document.voting, await ballots.ballot_of(session, code, mark), *choice)
    await _keep(session, marks, (code, mark), chosen)
    await _note_turnout(session, code, voter, elector, bool(chosen), when)
    return chosen


def marked(rules: Voting, before: Sequence[int], number: int, on: bool) -> list[int]:
    """A ballot with an entry marked or not; raises TooManyChoices."""
    if not on:
        return [one for one in before if one != number]
    if number in before:
        return list(before)
    if rules.method is Method.ONE:
        return [number]
    if rules.method is Method.UP_TO and len(before) >= rules.most:
        raise TooManyChoices(rules.most)
    return [*before, number]


def shuffled(run: Run, entries: Sequence[Entry], token: str) -> list[Entry]:
    """In an order of this voter's own, the same each time they look."""
    seed = hashlib.sha256(f"{run.code}:{token}".encode()).digest()
    mixed = list(entries)
    random.Random(seed).shuffle(mixed)
    return mixed


def receipt(marks: Marks, code: str, token: str) -> str:
    """The code by which a voter can check that their ballot was counted; kept only as a hash."""
    return marks.receipt(_folder(code), _mark(marks, code, token))


def receipt_hash(code: str, receipt_code: str) -> str:
    told = receipt_code.strip().upper()
    return hashlib.sha256(f"{code}:{told}".encode()).hexdigest()


async def exclude(
    session: AsyncSession,
    marks: Marks,
    runner: Runner,
    code: str,
    elector: tuple[int, str],
    because: str,
    now: datetime,
) -> ElectorExcluded | None:
    """Take an elector out while people vote, with a reason; what they voted is shown to nobody.

    `elector` is the resident and the token that makes their mark. The exclusion is counted
    openly in the result. Raises NotYoursToRun, VotingClosed, ReasonNeeded, NoSuchElector.
    """
    run = await of_runner(session, runner, code)
    demand_open(run, now)
    if not because.strip():
        raise ReasonNeeded
    resident_id, token = elector
    found = await ballots.elector(session, code, resident_id)
    if found is None:
        raise NoSuchElector(resident_id)
    if found.excluded_because:
        return None
    mark = _mark(marks, code, token)
    await ballots.take_back(session, code, mark, receipt_hash(code, receipt(marks, code, token)))
    found.excluded_because, found.excluded_by = because.strip()[:200], runner.resident_id
    await audit.note(session, now, runner.resident_id, "elector_excluded", code, reason=because)
    await session.flush()
    return ElectorExcluded(run, resident_id, found.excluded_because)


async def forget(session: AsyncSession, marks: Marks, resident_id: int, token: str) -> None:
    """Take the ballots of somebody who is being forgotten out of every vote that is still open."""
    for code in await ballots.open_votes_of(session, resident_id):
        hashed = receipt_hash(code, receipt(marks, code, token))
        await ballots.take_back(session, code, _mark(marks, code, token), hashed)
    await ballots.forget_elector(session, resident_id)


def demand_open(run: Run, when: datetime) -> None:
    here = run.stage(when)
    if here is Stage.VOTING:
        return
    is_before = here in (Stage.WAITING, Stage.ENTERING, Stage.CHECKING)
    opens = run.document.vote_from if is_before else None
    raise VotingClosed(opens, run.document.vote_until)


async def _keep(
    session: AsyncSession, marks: Marks, place: tuple[str, bytes], chosen: Sequence[int]
) -> None:
    code, mark = place
    hashed = receipt_hash(code, marks.receipt(_folder(code), mark))
    if not chosen:
        await ballots.take_back(session, code, mark, hashed)
        return
    await ballots.cast(session, code, mark, chosen)
    await ballots.keep_receipt(session, code, hashed)


async def _note_turnout(
    session: AsyncSession,
    code: str,
    voter: Voter,
    elector: Elector | None,
    has_voted: bool,
    when: datetime,
) -> None:
    if not has_voted:
        if elector is not None:
            await session.delete(elector)
        return
    if elector is None:
        session.add(
            Elector(
                contest_code=code,
                resident_id=voter.resident_id,
                municipality=voter.municipality,
                voted_at=when,
                came_by=await ballots.came_by(session, code, voter.resident_id),
            )
        )
    await session.flush()


def _mark(marks: Marks, code: str, token: str) -> bytes:
    return marks.of(_folder(code), token)


def _folder(code: str) -> str:
    """How the keys of a contest are called beside those of surveys."""
    return f"contest-{code}"
