"""Confirming what a working group has voted for: decided, or handed on to who has the last word."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from plans.bodies import Decides
from plans.comments import NoSuchComment
from plans.consultation import Phase, phase
from plans.settling import CommentAnswered, NoSuchVerdict, demand_complete, make_public
from plans.voting import (
    Case,
    NotBeforeYou,
    NotYoursToConfirm,
    Seat,
    VotingEnded,
    WrittenMeanwhile,
    case,
    held,
    noted,
    rules_for,
)
from storage import comments as comment_tables
from storage import groups
from storage import plans as plan_tables
from storage import settling as tables
from storage.comments import DECIDED, RECEIVED, Comment, Referral
from storage.groups import STEERING
from storage.settling import APPROVED, PUBLISHED, TO_VERIFY, Motion

VOTING_ROLES = (groups.CHAIR, groups.SECRETARY, groups.MEMBER)


class NotTheMostVotes(Exception):
    """Another verdict has more votes."""


class TooFewVotes(Exception):
    def __init__(self, cast: int, needed: int) -> None:
        super().__init__(cast, needed)
        self.cast, self.needed = cast, needed


class WindowStillOpen(Exception):
    """The body settles such comments together, once all of them are in."""

    def __init__(self, closes_at: datetime) -> None:
        super().__init__(closes_at)
        self.closes_at = closes_at


class NoSteeringGroup(Exception):
    """The rules want the steering group's word, and there is none in the area."""


async def confirm(
    session: AsyncSession, seat: Seat, number: str, wanted: str, now: datetime, *, seen: str = ""
) -> Motion:
    """Carry the verdict with the most votes; of several such the one who confirms chooses.

    Where the rules want it, it goes on to the steering group or to the office; else it is decided,
    with all that is merged with it. Confirmed twice it is the same. `seen` is the mark of the
    answer that was looked at.
    Raises as `voting.held` does, NotYoursToConfirm, WrittenMeanwhile, NoSuchVerdict, TooFewVotes,
    NotTheMostVotes, ReasonMissing, WordingMissing, WindowStillOpen, NoSteeringGroup.
    """
    together = await tables.merged(session, number, seat.group_code)
    await comment_tables.hold(session, [number, *(one.number for one in together)])
    try:
        found = await held(session, seat, number)
    except VotingEnded as ended:
        return await _confirmed_already(session, seat, number, wanted, ended)
    _demand_confirms(seat, found)
    if seen and seen != found.mark:
        raise WrittenMeanwhile
    await _demand_confirmable(session, found, wanted, now)
    motion = found.motion
    for one in (motion, *await _still_waiting(session, found.merged)):
        one.verdict, one.reason, one.wording = wanted, motion.reason, motion.wording
        one.confirmed_by, one.confirmed_at, one.is_open = seat.resident_id, now, False
        await _carry(session, found, one, now)
        await noted(session, seat, "motion_confirmed", one.number, now, verdict=wanted)
    await session.flush()
    return motion


async def reopen(session: AsyncSession, seat: Seat, number: str, now: datetime) -> Case:
    """Decide anew what this body has decided, as long as nobody has been told.

    Raises NoSuchComment, NotBeforeYou, NotYoursToConfirm.
    """
    found = await comment_tables.comment(session, number, locked=True)
    motion = await tables.motion(session, number, seat.group_code, locked=True)
    settled = await comment_tables.settlement(session, number)
    if found is None or motion is None:
        raise NoSuchComment(number)
    if found.state != DECIDED or motion.state != APPROVED or settled is None:
        raise NotBeforeYou
    rules = await rules_for(session, seat, found)
    if seat.role not in rules.confirms:
        raise NotYoursToConfirm(rules.confirms)
    await session.delete(settled)
    found.state = RECEIVED
    await tables.take_back(session, number)
    await noted(session, seat, "comment_reopened", number, now)
    await session.flush()
    await session.refresh(motion)
    return await case(session, seat, number)


async def publish(
    session: AsyncSession, seat: Seat, number: str, now: datetime
) -> list[CommentAnswered]:
    """Make known what the body has decided, where its rules let it; with what goes with it.

    Raises NoSuchComment, NotBeforeYou, NotYoursToConfirm, NotDecided.
    """
    told, numbers = [], [number, *await tables.carried_with(session, number)]
    await comment_tables.hold(session, numbers)
    for one in numbers:
        found = await comment_tables.comment(session, one, locked=True)
        motion = await tables.motion(session, one, seat.group_code, locked=True)
        if found is None or motion is None:
            raise NoSuchComment(one)
        rules = await rules_for(session, seat, found)
        if rules.publishes != "body" or seat.role not in rules.confirms:
            raise NotYoursToConfirm(rules.confirms if rules.publishes == "body" else ())
        if motion.state not in (APPROVED, PUBLISHED):
            raise NotBeforeYou
        told.append(await make_public(session, found, seat.resident_id, now))
    return told


async def may_publish(session: AsyncSession, seat: Seat, found: Comment) -> bool:
    """Whether who confirms for the body may also make it known."""
    rules = await rules_for(session, seat, found)
    return rules.publishes == "body" and seat.role in rules.confirms


def may_confirm(seat: Seat, found: Case) -> bool:
    return seat.role in found.rules.confirms


async def votes_needed(session: AsyncSession, found: Case) -> int:
    """How many votes have to be cast before anything is confirmed."""
    members = await groups.members(session, found.group.code)
    voting = sum(one.role in VOTING_ROLES for one in members)
    return max(1, -(-voting * found.rules.quorum // 100))


async def _demand_confirmable(
    session: AsyncSession, found: Case, wanted: str, now: datetime
) -> None:
    chosen = found.verdict(wanted)
    if chosen is None:
        raise NoSuchVerdict(wanted)
    cast, needed = sum(found.tally.values()), await votes_needed(session, found)
    if cast < needed:
        raise TooFewVotes(cast, needed)
    if wanted not in found.leading:
        raise NotTheMostVotes
    demand_complete(chosen, found.motion.reason, found.motion.wording)
    await _demand_time(session, found, now)


def _demand_confirms(seat: Seat, found: Case) -> None:
    if not may_confirm(seat, found):
        raise NotYoursToConfirm(found.rules.confirms)


async def _demand_time(session: AsyncSession, found: Case, now: datetime) -> None:
    """Comments on the matter may have to wait until all of them are in."""
    rules = found.rules
    if not rules.waits or found.comment.kind in rules.continuously:
        return
    window = await plan_tables.consultation(session, found.plan.code, found.comment.round)
    if window and phase(window, now) is not Phase.OVER:
        raise WindowStillOpen(window.closes_at)


async def _still_waiting(session: AsyncSession, merged: Sequence[Motion]) -> list[Motion]:
    """What its author has taken back meanwhile is settled with nothing."""
    found = []
    for one in merged:
        comment = await comment_tables.comment(session, one.number, locked=True)
        if comment and comment.state == RECEIVED:
            found.append(one)
    return found


async def _carry(session: AsyncSession, found: Case, motion: Motion, now: datetime) -> None:
    """A motion of the body, confirmed: decided, or before the next one."""
    comment = await comment_tables.comment(session, motion.number, locked=True)
    assert comment is not None
    decides = found.rules.decides
    if decides is Decides.STEERING and found.group.kind != STEERING:
        await _to_steering(session, found, motion, now)
    elif decides is Decides.OFFICE:
        motion.state = TO_VERIFY
        await _leave(session, motion.number)
    else:
        motion.state = APPROVED
        await _decide(session, comment, motion, now)


async def _decide(session: AsyncSession, comment: Comment, motion: Motion, now: datetime) -> None:
    comment.state = DECIDED
    await comment_tables.keep_settlement(
        session,
        motion.number,
        verdict=motion.verdict,
        reason=motion.reason,
        wording=motion.wording,
        decided_by=motion.confirmed_by,
        decided_at=now,
        published_at=None,
    )


async def _to_steering(session: AsyncSession, found: Case, motion: Motion, now: datetime) -> None:
    steering = await steering_group(session, found.plan.area_code)
    motion.state = TO_VERIFY
    onwards = await tables.open_motion(session, motion.number, steering.code, now)
    onwards.verdict, onwards.state = motion.verdict, TO_VERIFY
    onwards.reason, onwards.wording = motion.reason, motion.wording
    onwards.merged_with = motion.merged_with
    referral = await session.get(Referral, motion.number)
    assert referral is not None
    referral.group_code, referral.on_agenda, referral.referred_at = steering.code, None, now


async def steering_group(session: AsyncSession, area_code: str) -> groups.WorkingGroup:
    found = await groups.groups_of(session, [area_code])
    steering: Sequence[groups.WorkingGroup] = [one for one in found if one.kind == STEERING]
    if not steering:
        raise NoSteeringGroup
    return steering[0]


async def _leave(session: AsyncSession, number: str) -> None:
    referral = await session.get(Referral, number)
    if referral:
        await session.delete(referral)


async def _confirmed_already(
    session: AsyncSession, seat: Seat, number: str, wanted: str, ended: VotingEnded
) -> Motion:
    """A repeat is told the same; somebody else's decision is theirs."""
    motion = await tables.motion(session, number, seat.group_code)
    if motion is None or (motion.verdict, motion.confirmed_by) != (wanted, seat.resident_id):
        raise ended
    return motion
