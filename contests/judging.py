"""The jury: named people, invited by a one-time link, who give points while the public votes.

Nobody sees points before the vote is over but the juror who gave them. Only those count who gave
points to every work: otherwise a work would lose by being passed over.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from contests.documents import LINE_LENGTH
from contests.keeping import Run, Runner, announced, of_runner, run
from contests.moderating import numbers, on_the_ballot
from contests.stages import Stage
from contests.voting import NotOnTheBallot, demand_open
from storage import audit
from storage import contests as entries
from storage import judging as tables
from storage.contests import HANDED_IN
from storage.judging import Juror

JURY_LIMIT = 20
INVITING = (Stage.DRAFT, Stage.WAITING, Stage.ENTERING, Stage.CHECKING, Stage.VOTING)


class NoSuchJuror(LookupError):
    """Nobody judges under this link, or no longer."""


class JurorIsAuthor(Exception):
    """Whoever has handed a work in does not judge the others."""


class JurorUnnamed(Exception):
    """A juror needs a name."""


class JuryFull(Exception):
    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class JuryClosed(Exception):
    """The vote is over, or was called off: nobody comes to the jury any more."""


class BadPoints(Exception):
    """More points than the brief allows."""


@dataclass(frozen=True)
class Seat:
    """A juror with how many works they have given points to; never how many points."""

    juror: Juror
    done: int
    of: int

    @property
    def is_whole(self) -> bool:
        return self.of > 0 and self.done == self.of


def link_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def invite(
    session: AsyncSession, runner: Runner, code: str, name: str, token: str, now: datetime
) -> Juror:
    """A juror by name, with a link of this token; the same token again is the same juror."""
    found = await _open(session, runner, code, now)
    known = await tables.juror_by_link(session, link_hash(token))
    if known is not None:
        return known
    named = " ".join(name.split())[:LINE_LENGTH]
    if not named:
        raise JurorUnnamed
    if len(await tables.jurors(session, found.code)) >= JURY_LIMIT:
        raise JuryFull(JURY_LIMIT)
    made = Juror(
        contest_code=code,
        name=named,
        token_hash=link_hash(token),
        invited_by=runner.resident_id,
        invited_at=now,
    )
    session.add(made)
    await audit.note(session, now, runner.resident_id, "juror_invited", code, name=named)
    await session.flush()
    return made


async def offered(
    session: AsyncSession, token: str, resident_id: int, when: datetime
) -> tuple[Run, Juror]:
    """What a link offers to this person; raises NoSuchJuror, JuryClosed, JurorIsAuthor."""
    found = await tables.juror_by_link(session, link_hash(token))
    if found is None or found.resident_id not in (None, resident_id):
        raise NoSuchJuror
    told = await run(session, found.contest_code)
    if told.stage(when) not in INVITING:
        raise JuryClosed
    await _demand_no_author(session, told.code, resident_id)
    return told, found


async def accept(
    session: AsyncSession, token: str, resident_id: int, when: datetime
) -> tuple[Run, Juror]:
    """The link is used up; the same person may say so again. Raises what `offered` raises."""
    told, found = await offered(session, token, resident_id, when)
    if found.resident_id is None:
        if await tables.juror_of(session, told.code, resident_id):
            raise NoSuchJuror
        found.resident_id, found.agreed_at = resident_id, when
        await audit.note(session, when, resident_id, "juror_agreed", told.code, name=found.name)
        await session.flush()
    return told, found


async def remove(
    session: AsyncSession, runner: Runner, code: str, juror_id: int, now: datetime
) -> None:
    """Out of the jury with all the points they gave, before the vote is over."""
    await _open(session, runner, code, now)
    found = await tables.juror(session, juror_id, locked=True)
    if found is None or found.contest_code != code:
        return
    await tables.remove(session, found)
    await audit.note(session, now, runner.resident_id, "juror_removed", code, name=found.name)


async def jury(session: AsyncSession, found: Run) -> list[Seat]:
    """Everybody on it, and how far they are."""
    jurors = await tables.jurors(session, found.code)
    given = await tables.given(session, [one.id for one in jurors])
    works = set(numbers(await on_the_ballot(session, found)))
    return [Seat(one, len(works & given[one.id].keys()), len(works)) for one in jurors]


async def judges(session: AsyncSession, code: str, resident_id: int) -> bool:
    return await tables.juror_of(session, code, resident_id) is not None


async def points(
    session: AsyncSession, code: str, resident_id: int, when: datetime
) -> Mapping[int, int]:
    """What this juror has given so far; raises NoSuchJuror, VotingClosed."""
    juror = await _juror(session, code, resident_id, when)
    return (await tables.given(session, [juror.id]))[juror.id]


async def give(
    session: AsyncSession,
    code: str,
    resident_id: int,
    given: tuple[int, int],
    when: datetime,
) -> Mapping[int, int]:
    """Points for a work, in the place of those given before; all that stands then.

    Raises NoSuchJuror, VotingClosed, NotOnTheBallot, BadPoints, JurorIsAuthor.
    """
    juror = await _juror(session, code, resident_id, when)
    found = await announced(session, code)
    number, many = given
    if number not in numbers(await on_the_ballot(session, found)):
        raise NotOnTheBallot(number)
    if not 0 <= many <= found.document.voting.points:
        raise BadPoints
    await _demand_no_author(session, code, resident_id)
    await tables.give(session, juror.id, number, many)
    return (await tables.given(session, [juror.id]))[juror.id]


async def sums(session: AsyncSession, found: Run) -> dict[int, int]:
    """The points of all jurors whose sheet is whole, by work; nothing where there is none."""
    whole = [one.juror.id for one in await jury(session, found) if one.is_whole]
    given = await tables.given(session, whole)
    works: Sequence[int] = numbers(await on_the_ballot(session, found))
    told: Counter[int] = Counter()
    for sheet in given.values():
        told.update({number: sheet[number] for number in works})
    return {number: told[number] for number in works} if whole else {}


async def _juror(session: AsyncSession, code: str, resident_id: int, when: datetime) -> Juror:
    demand_open(await announced(session, code), when)
    juror = await tables.juror_of(session, code, resident_id)
    if juror is None:
        raise NoSuchJuror
    return juror


async def _open(session: AsyncSession, runner: Runner, code: str, now: datetime) -> Run:
    found = await of_runner(session, runner, code, locked=True)
    if found.stage(now) not in INVITING:
        raise JuryClosed
    return found


async def _demand_no_author(session: AsyncSession, code: str, resident_id: int) -> None:
    own = await entries.of_resident(session, code, resident_id)
    if any(one.state in HANDED_IN for one in own):
        raise JurorIsAuthor
