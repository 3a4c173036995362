"""A vote on the web by whoever was given a slip in the hall, and has no account.

A slip is good for one vote: on the web by its code, or in the box by its number. Its code is spent
in the same moment in which a ballot is cast, and the ballot tells of neither.
"""

import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from contests.documents import Method, Origin, Voting
from contests.keeping import Run, Runner, announced, of_runner
from contests.moderating import numbers, on_the_ballot
from contests.stages import Stage
from contests.voting import NotOnTheBallot, TooManyChoices, demand_open, receipt_hash
from storage import audit, ballots
from storage import slips as tables
from storage.codes import random_code
from storage.contests import Entry
from storage.slips import IN_THE_BOX, ON_THE_WEB

# So many slips a contest has at most.
MOST = 3000
RECEIPT_HALF = 4


class NoSuchSlip(LookupError):
    """No slip of this contest has this code."""


class SlipSpent(Exception):
    """The slip has been voted with already; `used` says how."""

    def __init__(self, used: str) -> None:
        super().__init__(used)
        self.used = used


class NothingMarked(Exception):
    """A ballot without a mark is none."""


class SlipsDoNotDecide(Exception):
    """By the brief votes with slips on the web would count for nothing."""


class SlipsClosed(Exception):
    """Slips are printed before the vote is over, and the box told of until the result is out."""


class TooManySlips(Exception):
    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class NoNumbers(Exception):
    """What was written are no numbers of slips."""


class UnknownSlips(Exception):
    """Slips of these numbers have not been printed."""

    def __init__(self, unknown: Sequence[int]) -> None:
        super().__init__(unknown)
        self.unknown = unknown


class MoreThanTheBox(Exception):
    """The slips found in the box, so many, cannot carry as many votes."""

    def __init__(self, slips: int) -> None:
        super().__init__(slips)
        self.slips = slips


@dataclass(frozen=True)
class Box:
    """What was found in the box: so many count, `aside` were used on the web already."""

    count: int
    aside: tuple[int, ...]


def hashed(secret: str, code: str, slip_code: str) -> str:
    """All that is kept of a slip's code; without the secret nobody can try codes out on it."""
    return hmac.digest(secret.encode(), f"slip:{code}:{slip_code}".encode(), "sha256").hex()


def fresh_receipt() -> str:
    """By chance, for no mark is there to make it of; shown once, kept as a hash."""
    letters = random_code(2 * RECEIPT_HALF)
    return f"{letters[:RECEIPT_HALF]}-{letters[RECEIPT_HALF:]}"


def may_be_printed(run: Run) -> bool:
    """Whether votes with slips on the web decide anything."""
    return Origin.PUBLIC in run.document.voting.decides


async def enlist(
    session: AsyncSession, runner: Runner, code: str, hashes: Sequence[str], now: datetime
) -> range:
    """Slips of codes with these hashes; their numbers, which follow those of before.

    Raises NotYoursToRun, SlipsDoNotDecide, SlipsClosed, TooManySlips.
    """
    run = await of_runner(session, runner, code, locked=True)
    if not may_be_printed(run):
        raise SlipsDoNotDecide
    if run.stage(now) not in (Stage.CHECKING, Stage.VOTING):
        raise SlipsClosed
    before = sum((await tables.counted(session, code)).values())
    if before + len(hashes) > MOST:
        raise TooManySlips(MOST)
    await tables.add(session, code, before + 1, hashes)
    await audit.note(session, now, runner.resident_id, "slips_printed", code, slips=len(hashes))
    return range(before + 1, before + len(hashes) + 1)


async def used(session: AsyncSession, code: str) -> dict[str, int]:
    """How many slips were printed, used on the web, found in the box; empty without any."""
    counted = await tables.counted(session, code)
    if not counted:
        return {}
    told = {used: counted.get(used, 0) for used in (ON_THE_WEB, IN_THE_BOX)}
    return {"printed": sum(counted.values()), **told}


async def offered(
    session: AsyncSession, code: str, code_hash: str, when: datetime
) -> tuple[Run, list[Entry]]:
    """What a slip may be used for, in an order of its own.

    Raises NoSuchContest, VotingClosed, NoSuchSlip, SlipSpent.
    """
    run = await announced(session, code)
    demand_open(run, when)
    slip = await tables.of_code(session, code, code_hash)
    if slip is None:
        raise NoSuchSlip
    if slip.used:
        raise SlipSpent(slip.used)
    return run, [one for one in await on_the_ballot(session, run) if one.look]


async def vote(
    session: AsyncSession,
    code: str,
    code_hash: str,
    choices: Sequence[int],
    receipt_code: str,
    when: datetime,
) -> None:
    """Spend the slip and cast a ballot, both or neither; the same form again changes nothing.

    Raises NoSuchContest, VotingClosed, NoSuchSlip, SlipSpent, NothingMarked, TooManyChoices,
    NotOnTheBallot.
    """
    await ballots.hold(session, code)
    run = await announced(session, code)
    demand_open(run, when)
    demand_fit(run.document.voting, numbers(await on_the_ballot(session, run)), choices)
    kept = receipt_hash(code, receipt_code)
    if await tables.spend(session, code, code_hash):
        await ballots.cast_unmarked(session, code, choices)
        await ballots.keep_receipt(session, code, kept)
        return
    slip = await tables.of_code(session, code, code_hash)
    if slip is None:
        raise NoSuchSlip
    if slip.used != ON_THE_WEB or not await ballots.is_counted(session, code, kept):
        raise SlipSpent(slip.used)


def demand_fit(rules: Voting, works: Collection[int], choices: Sequence[int]) -> None:
    """Raises NothingMarked, NotOnTheBallot, TooManyChoices."""
    if not choices:
        raise NothingMarked
    for number in choices:
        if number not in works:
            raise NotOnTheBallot(number)
    most = {Method.ONE: 1, Method.UP_TO: rules.most}.get(rules.method, len(works))
    if len(choices) > most or len(set(choices)) < len(choices):
        raise TooManyChoices(most)


async def put_in_box(
    session: AsyncSession, runner: Runner, code: str, found: Collection[int], now: datetime
) -> Box:
    """The numbers of all slips found in the box, in the place of those told before; audited.

    From then on they cannot be used on the web. Raises NotYoursToRun, SlipsClosed, UnknownSlips,
    MoreThanTheBox.
    """
    run = await of_runner(session, runner, code, locked=True)
    if run.stage(now) not in (Stage.VOTING, Stage.COUNTING):
        raise SlipsClosed
    printed = sum((await tables.counted(session, code)).values())
    unknown = sorted(number for number in found if not 1 <= number <= printed)
    if unknown:
        raise UnknownSlips(unknown)
    await tables.put_in_box(session, code, found)
    await demand_covered(session, run)
    counted = len(await tables.numbers(session, code, IN_THE_BOX))
    aside = set(found) & set(await tables.numbers(session, code, ON_THE_WEB))
    told = {"slips": counted, "aside": len(aside)}
    await audit.note(session, now, runner.resident_id, "slips_in_box", code, **told)
    return Box(counted, tuple(sorted(aside)))


async def demand_covered(session: AsyncSession, run: Run) -> None:
    """No more votes from the hall than its slips can carry; raises MoreThanTheBox.

    Where no slips with codes were printed, the hall votes as it likes.
    """
    counted = await tables.counted(session, run.code)
    if not counted:
        return
    box = counted.get(IN_THE_BOX, 0)
    hall = (await ballots.counted(session, run.code)).get(Origin.HALL, {})
    works = len(numbers(await on_the_ballot(session, run)))
    each, together = carried(run.document.voting, works)
    if any(votes > box * each for votes in hall.values()) or sum(hall.values()) > box * together:
        raise MoreThanTheBox(box)


def carried(rules: Voting, works: int) -> tuple[int, int]:
    """How much a slip gives at most to one work, and to all of them together."""
    return {
        Method.ONE: (1, 1),
        Method.UP_TO: (1, rules.most),
        Method.APPROVAL: (1, works),
        Method.RANKING: (works, works * (works + 1) // 2),
    }[rules.method]
