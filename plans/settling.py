"""Settling comments: read and released by a person, decided with a reason, then published once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from plans.codelists import Verdict, named, verdicts_of
from plans.comments import PART_LENGTH, CommentSettled, CommentTooLong, NoSuchComment, own
from plans.consultation import NoSuchPlan
from plans.fitting import pass_on_new
from plans.running import Runner
from storage import audit, comment_files, places
from storage import comments as tables
from storage import plans as plan_tables
from storage import settling as motions
from storage.comments import (
    DECIDED,
    PUBLISHED,
    RECEIVED,
    RELEASED,
    SPOKEN,
    STAFF_ONLY,
    UNREAD,
    WITHDRAWN,
    WRITTEN_DOWN,
    Comment,
    Settlement,
)
from storage.happenings import Happening
from storage.plans import Plan
from texts.personal_data import masked

# A reason and a new wording fit one message together, with what they are about.
ANSWER_LENGTH = 1800


class KeptForStaff(Exception):
    """Its author wished that only staff read it."""


class NotReadYet(Exception):
    """Nobody settles a comment before somebody has read it."""


class NoSuchVerdict(LookupError):
    pass


class AnswerTooLong(Exception):
    """A reason or a wording that would not fit the message to its author."""

    def __init__(self, told: int, most: int) -> None:
        super().__init__(told, most)
        self.told, self.most = told, most


class ReasonMissing(Exception):
    pass


class WordingMissing(Exception):
    pass


class DecidedAlready(Exception):
    """A colleague was faster, and decided otherwise."""


class WithAGroup(Exception):
    """It was passed to a working group, whose it is to decide until it is taken back."""

    def __init__(self, group_code: str) -> None:
        super().__init__(group_code)
        self.group_code = group_code


class NotDecided(Exception):
    """There is nothing to publish yet."""


class EchoedAlready(Exception):
    """The author has said what they think of the answer."""


@dataclass(frozen=True)
class Queue:
    """How many comments of a plan wait for which step."""

    plan: Plan
    unread: int
    unsettled: int
    decided: int
    published: int
    with_groups: int = 0

    @property
    def for_office(self) -> int:
        """What has been read and lies before no group."""
        return self.unsettled - self.with_groups


@dataclass(frozen=True)
class CommentAnswered(Happening):
    """A settlement is published; its author hears of it, and whoever joined."""

    comment: Comment
    joined: tuple[int, ...]


async def queues(session: AsyncSession, runner: Runner) -> list[Queue]:
    """Of every plan of the reader's areas that has comments."""
    areas = list(runner.areas) if runner.areas is not None else None
    plans = await plan_tables.plans_of(session, areas)
    found = [_counted(one, await tables.counts(session, one.code)) for one in plans]
    return [one for one in found if one.unread + one.unsettled + one.decided + one.published]


async def queue(session: AsyncSession, runner: Runner, code: str) -> Queue:
    """Raises NoSuchPlan, NotYoursToRun."""
    plan = await _plan(session, runner, code)
    counted = _counted(plan, await tables.counts(session, code))
    return replace(counted, with_groups=await motions.read_and_referred(session, code))


async def next_unread(session: AsyncSession, runner: Runner, code: str) -> Comment | None:
    await _plan(session, runner, code)
    found = await tables.unread(session, code, 1)
    return found[0] if found else None


async def next_unsettled(session: AsyncSession, runner: Runner, code: str) -> Comment | None:
    await _plan(session, runner, code)
    found = await motions.for_office(session, code, 1)
    return found[0] if found else None


async def see(session: AsyncSession, runner: Runner, number: str) -> Comment:
    """A comment of one's own area, held until the transaction ends.

    Raises NoSuchComment, NotYoursToRun.
    """
    found = await tables.comment(session, number, locked=True)
    if found is None:
        raise NoSuchComment(number)
    await _plan(session, runner, found.plan_code)
    return found


async def release(
    session: AsyncSession, runner: Runner, number: str, how: str, now: datetime
) -> Comment:
    """Let others read it, without what tells of people, or keep it for staff.

    Raises NoSuchComment, NotYoursToRun, KeptForStaff, CommentSettled.
    """
    found = await see(session, runner, number)
    if how not in (RELEASED, STAFF_ONLY):
        raise ValueError(how)
    if found.state in (WITHDRAWN, SPOKEN, WRITTEN_DOWN):
        raise CommentSettled
    if how == RELEASED and found.confidential:
        raise KeptForStaff
    if found.release == how:
        return found
    found.release, found.shown = how, masked(found.text) if how == RELEASED else ""
    found.released_at = now if how == RELEASED else None
    await audit.note(session, now, runner.resident_id, "comment_read", number, release=how)
    await session.flush()
    await pass_on_new(session, found, now)
    return found


async def show_photo(
    session: AsyncSession, runner: Runner, number: str, shown: bool, now: datetime
) -> None:
    """Let everybody who reads the comment see its photo, or staff alone.

    Raises NoSuchComment, NotYoursToRun.
    """
    await see(session, runner, number)
    photo = await comment_files.file(session, number, comment_files.PHOTO)
    if photo is None:
        raise NoSuchComment(number)
    if photo.shown != shown:
        photo.shown = shown
        who = runner.resident_id
        await audit.note(session, now, who, "comment_photo_shown", number, shown=shown)
        await session.flush()


async def verdicts(session: AsyncSession, found: Comment) -> tuple[Verdict, ...]:
    plan = await plan_tables.plan(session, found.plan_code)
    return verdicts_of(await places.area(session, plan.area_code) if plan else None)


async def verdict(session: AsyncSession, found: Comment, wanted: str) -> Verdict:
    chosen = named(await verdicts(session, found), wanted)
    if chosen is None:
        raise NoSuchVerdict(wanted)
    return chosen


async def settle(
    session: AsyncSession,
    runner: Runner,
    number: str,
    told: tuple[str, str, str],
    now: datetime,
) -> Settlement:
    """Decide by a verdict, a reason and a changed wording; told to nobody yet.

    Raises NoSuchComment, NotYoursToRun, NotReadYet, NoSuchVerdict, ReasonMissing, WordingMissing,
    CommentTooLong, CommentSettled, DecidedAlready, WithAGroup.
    """
    found = await see(session, runner, number)
    wanted, reason, wording = told[0], told[1].strip(), told[2].strip()
    demand_complete(await verdict(session, found, wanted), reason, wording)
    await _demand_here(session, found)
    if found.release == UNREAD:
        raise NotReadYet
    known = await tables.settlement(session, number)
    if known and found.state != RECEIVED:
        if (known.verdict, known.reason, known.wording) != (wanted, reason, wording):
            raise DecidedAlready
        return known
    if found.state != RECEIVED:
        raise CommentSettled
    found.state = DECIDED
    made = Settlement(
        number=number,
        verdict=wanted,
        reason=reason,
        wording=wording,
        decided_by=runner.resident_id,
        decided_at=now,
    )
    session.add(made)
    await audit.note(session, now, runner.resident_id, "comment_decided", number, verdict=wanted)
    await session.flush()
    return made


async def reopen(session: AsyncSession, runner: Runner, number: str, now: datetime) -> Comment:
    """Decide anew, as long as nobody has been told."""
    found = await see(session, runner, number)
    known = await tables.settlement(session, number)
    if found.state != DECIDED or known is None:
        raise NotDecided
    found.state = RECEIVED
    await session.delete(known)
    await motions.take_back(session, number)
    await audit.note(session, now, runner.resident_id, "comment_reopened", number)
    await session.flush()
    return found


async def publish(
    session: AsyncSession, runner: Runner, number: str, now: datetime
) -> CommentAnswered:
    """Make the settlement known, for good; raises NoSuchComment, NotYoursToRun, NotDecided."""
    found = await see(session, runner, number)
    return await make_public(session, found, runner.resident_id, now)


async def publish_together(
    session: AsyncSession, runner: Runner, number: str, now: datetime
) -> list[CommentAnswered]:
    """With everything that was settled together with it."""
    numbers = [number, *await motions.carried_with(session, number)]
    await tables.hold(session, numbers)
    return [await publish(session, runner, one, now) for one in numbers]


async def make_public(
    session: AsyncSession, found: Comment, actor_id: int, now: datetime
) -> CommentAnswered:
    """What may be published by somebody who has been asked for their power; raises NotDecided."""
    known = await tables.settlement(session, found.number)
    if known is None or found.state not in (DECIDED, PUBLISHED):
        raise NotDecided
    if found.state == DECIDED:
        found.state, known.published_at = PUBLISHED, now
        await motions.mark_published(session, found.number)
        await audit.note(session, now, actor_id, "comment_published", found.number)
        await session.flush()
    return CommentAnswered(found, tuple(await tables.joined(session, found.number)))


async def publish_all(
    session: AsyncSession, runner: Runner, code: str, now: datetime
) -> list[CommentAnswered]:
    await _plan(session, runner, code)
    waiting = [one.number for one in await tables.decided(session, code)]
    return [await publish(session, runner, number, now) for number in waiting]


async def echoes(
    session: AsyncSession, runner: Runner, code: str
) -> list[tuple[Comment, tables.Echo]]:
    """What authors said to the answers, the newest first."""
    await _plan(session, runner, code)
    return await tables.echoes(session, code)


async def echo(
    session: AsyncSession,
    resident_id: int,
    number: str,
    understood: bool,
    text: str,
    now: datetime,
) -> None:
    """What the author says to the answer, once; raises NoSuchComment, NotDecided, EchoedAlready."""
    found = await own(session, resident_id, number)
    await keep_echo(session, found, understood, text, now)


async def keep_echo(
    session: AsyncSession, found: Comment, understood: bool, text: str, now: datetime
) -> None:
    """Raises NotDecided, CommentTooLong, EchoedAlready."""
    number = found.number
    if found.state != PUBLISHED:
        raise NotDecided
    if len(text) > PART_LENGTH:
        raise CommentTooLong(PART_LENGTH)
    if await tables.keep_echo(session, number, understood, text.strip(), now):
        return
    known = await tables.echo(session, number)
    if known and (known.understood, known.text) != (understood, text.strip()):
        raise EchoedAlready


async def _demand_here(session: AsyncSession, found: Comment) -> None:
    referral = await tables.referral(session, found.number)
    if referral and found.state == RECEIVED:
        raise WithAGroup(referral.group_code)


def demand_complete(chosen: Verdict, reason: str, wording: str) -> None:
    """Raises ReasonMissing, WordingMissing, AnswerTooLong."""
    if chosen.reason and not reason:
        raise ReasonMissing
    if chosen.wording and not wording:
        raise WordingMissing
    demand_short(reason, wording)


def demand_short(*parts: str) -> None:
    """Raises AnswerTooLong."""
    longest = max(map(len, parts), default=0)
    if longest > ANSWER_LENGTH:
        raise AnswerTooLong(longest, ANSWER_LENGTH)


async def _plan(session: AsyncSession, runner: Runner, code: str) -> Plan:
    plan = await plan_tables.plan(session, code)
    if plan is None:
        raise NoSuchPlan(code)
    runner.demand(plan.area_code)
    return plan


def _counted(plan: Plan, counts: dict[tuple[str, str], int]) -> Queue:
    def of(states: Sequence[str], releases: Sequence[str]) -> int:
        return sum(n for (state, how), n in counts.items() if state in states and how in releases)

    read = (RELEASED, STAFF_ONLY)
    everything = (UNREAD, *read)
    return Queue(
        plan,
        unread=of((RECEIVED,), (UNREAD,)),
        unsettled=of((RECEIVED,), read),
        decided=of((DECIDED,), everything),
        published=of((PUBLISHED,), everything),
    )
