"""From ballots to a result: what people counted is added, equals decided, the rest frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from contests import judging, slips
from contests.counting import MIN_CELL, Standing, Voices, ranks, standing
from contests.documents import Origin
from contests.keeping import Run, Runner, of_runner, read, run
from contests.moderating import ReasonNeeded, numbers, on_the_ballot
from contests.voting import NotOnTheBallot
from storage import audit, ballots
from storage import contests as tables
from storage.ballots import ContestResult
from storage.contests import ANNOUNCED, COUNTING, PUBLISHED
from storage.happenings import Happening

# What is a ballot each.
CAST = (Origin.ONLINE, Origin.SLIP)
# What is entered by people, and only while votes are counted.
ENTERED = (Origin.HALL, Origin.PAPER, Origin.JURY)
MOST_VOTES = 1_000_000


class NotCounting(Exception):
    """The vote is not over, or its result is out: nothing is shown, entered or decided now."""


class StillClosing(Exception):
    """The vote is over, and what led from voters to ballots is just being destroyed."""


class TieOpen(Exception):
    """A group has to decide between equals first."""

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__(numbers)
        self.numbers = numbers


class NotATie(Exception):
    """What was decided between is not equal."""


class BadCount(Exception):
    """No number of votes."""


@dataclass(frozen=True)
class ResultPublished(Happening):
    run: Run
    result: Mapping[str, Any]


@dataclass(frozen=True)
class TieAwaited(Happening):
    """The result should be out, and a group has to decide between equals first."""

    run: Run
    numbers: tuple[int, ...]


async def enter_counted(
    session: AsyncSession,
    runner: Runner,
    code: str,
    origin: Origin,
    counted: Mapping[int, int],
    now: datetime,
) -> None:
    """Keep what was counted in the hall, on paper or by the jury, votes by entry; audited.

    With other votes other works may be equal, so what was decided between them no longer holds.
    Raises NotCounting, NotOnTheBallot, BadCount, MoreThanTheBox.
    """
    found = await _counting(session, runner, code, now)
    before = await ballots.counted(session, code)
    works = numbers(await on_the_ballot(session, found))
    for number, votes in counted.items():
        if origin not in ENTERED or not 0 <= votes <= MOST_VOTES:
            raise BadCount
        if number not in works:
            raise NotOnTheBallot(number)
        await ballots.keep_counted(session, code, origin, number, votes)
        told = {"origin": origin.value, "entry": number, "votes": votes}
        await audit.note(session, now, runner.resident_id, "votes_entered", code, **told)
    await slips.demand_covered(session, found)
    if await ballots.counted(session, code) != before:
        found.contest.tie_order, found.contest.tie_because = [], ""


async def preview(session: AsyncSession, runner: Runner, code: str, now: datetime) -> Standing:
    """How it stands, for those who count; raises NotCounting, StillClosing."""
    found = await _counting(session, runner, code, now)
    return await _standing(session, found)


async def decide(
    session: AsyncSession,
    runner: Runner,
    code: str,
    order: Sequence[int],
    because: str,
    now: datetime,
) -> Standing:
    """Which of equals a group puts first, the better first; the result says so.

    Those not named stay equal behind them. Raises NotCounting, NotATie, ReasonNeeded.
    """
    found = await _counting(session, runner, code, now)
    if not because.strip():
        raise ReasonNeeded
    before = await _standing(session, found)
    if not order or not any(set(order) <= set(equals) for equals in before.undecided):
        raise NotATie
    contest = found.contest
    contest.tie_order = [*contest.tie_order, *order]
    contest.tie_because = "\n".join(filter(None, [contest.tie_because, because.strip()[:300]]))
    await audit.note(session, now, runner.resident_id, "tie_decided", code, reason=because)
    await session.flush()
    return await _standing(session, found)


async def publish(
    session: AsyncSession, runner: Runner, code: str, now: datetime
) -> ResultPublished | None:
    """Freeze the result and let everybody see it; a second time changes nothing.

    Raises NotCounting, TieOpen.
    """
    found = await of_runner(session, runner, code, locked=True)
    if found.contest.state == PUBLISHED:
        return None
    if found.contest.state != COUNTING:
        raise NotCounting
    stands = await _standing(session, found)
    if stands.undecided:
        raise TieOpen(stands.undecided[0])
    content = await _content(session, found, stands)
    session.add(ContestResult(contest_code=code, content=content, published_at=now))
    found.contest.state, found.contest.changed_at = PUBLISHED, now
    await audit.note(session, now, runner.resident_id, "contest_published", code)
    await session.flush()
    return ResultPublished(found, content)


async def publish_due(session: AsyncSession, now: datetime) -> list[ResultPublished | TieAwaited]:
    """Results whose day has come; where equals are undecided it waits for people."""
    published: list[ResultPublished | TieAwaited] = []
    for one in await tables.due_to_publish(session, now):
        try:
            told = await publish(session, Runner(None, None), one.code, now)
        except TieOpen as tie:
            published.append(TieAwaited(read(one), tuple(tie.numbers)))
            continue
        if told:
            published.append(told)
    return published


async def result(session: AsyncSession, code: str) -> Mapping[str, Any] | None:
    """What was published; nothing before that, whoever asks."""
    found = await ballots.result(session, code)
    return found.content if found else None


async def ballot_file(session: AsyncSession, code: str) -> Mapping[str, Any]:
    """All that is needed to count again, with nothing of who voted; raises NotCounting."""
    found = await run(session, code)
    if found.contest.state not in (COUNTING, PUBLISHED):
        raise NotCounting
    return {
        "contest": code,
        "title": dict(found.document.title),
        "voting": found.document.voting.model_dump(mode="json"),
        "prized": prized(found),
        "entries": numbers(await on_the_ballot(session, found)),
        "tie_order": found.contest.tie_order,
        "counted": {
            origin: {str(number): votes for number, votes in sorted(counts.items())}
            for origin, counts in (await _counted(session, found)).items()
        },
        "ballots": [choices async for choices in ballots.ballots(session, code)],
        "slip_ballots": [one async for one in ballots.ballots(session, code, Origin.SLIP)],
        "receipts": [hashed async for hashed in ballots.receipts(session, code)],
        "excluded": len(await ballots.excluded(session, code)),
    }


def prized(found: Run) -> int:
    """The last place with a prize; the first is one in any case."""
    return max((one.place for one in found.document.prizes), default=1)


async def _counting(session: AsyncSession, runner: Runner, code: str, now: datetime) -> Run:
    found = await of_runner(session, runner, code, locked=True)
    if found.contest.state == ANNOUNCED and now >= found.document.vote_until:
        raise StillClosing
    if found.contest.state != COUNTING:
        raise NotCounting
    return found


async def _standing(session: AsyncSession, found: Run) -> Standing:
    voices = Voices(found.document.voting, numbers(await on_the_ballot(session, found)))
    for way in CAST:
        async for choices in ballots.ballots(session, found.code, way):
            voices.add_ballot(choices, way)
    for origin, votes in (await _counted(session, found)).items():
        voices.add_counted(Origin(origin), votes)
    return standing(voices, prized(found), ranks(found.contest.tie_order))


async def _counted(session: AsyncSession, found: Run) -> dict[str, dict[int, int]]:
    """What people counted, and what jurors gave in the chat: both stand under the jury."""
    counted = await ballots.counted(session, found.code)
    for number, points in (await judging.sums(session, found)).items():
        jury = counted.setdefault(Origin.JURY.value, {})
        jury[number] = jury.get(number, 0) + points
    return counted


async def _content(session: AsyncSession, found: Run, stands: Standing) -> dict[str, Any]:
    contest = found.contest
    return {
        "places": [
            {
                "place": one.place,
                "number": one.number,
                "score": float(round(one.score, 6)),
                "points": {origin.value: str(points) for origin, points in one.points.items()},
            }
            for one in stands.places
        ],
        "winners": list(stands.winners),
        "voices": {origin.value: count for origin, count in stands.voices.items()},
        "turnout": merged(await ballots.turnout(session, contest.code)),
        "slips": await slips.used(session, contest.code),
        "excluded": await ballots.excluded(session, contest.code),
        "jurors": [one.juror.name for one in await judging.jury(session, found) if one.is_whole],
        "tie_because": contest.tie_because,
    }


def merged(turnout: Mapping[str | None, int], least: int = MIN_CELL) -> dict[str, int]:
    """Turnout by municipality with those below the least put together under "".

    The smallest that could be shown joins them where they alone would still be too few.
    """
    shown = {code: count for code, count in turnout.items() if code and count >= least}
    rest = sum(turnout.values()) - sum(shown.values())
    while shown and 0 < rest < least:
        smallest = min(shown, key=lambda code: (shown[code], code))
        rest += shown.pop(smallest)
    return {**dict(sorted(shown.items())), **({"": rest} if rest else {})}
