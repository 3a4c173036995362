"""Settling by a working group: members vote on the verdict, whoever leads the group confirms."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from plans import bodies
from plans.bodies import Rules
from plans.codelists import Verdict, named, verdicts_of
from plans.comments import PART_LENGTH, CommentTooLong, NoSuchComment
from plans.settling import NoSuchVerdict, NotReadYet, demand_short
from storage import audit, groups, places
from storage import comments as comment_tables
from storage import plans as plan_tables
from storage import settling as tables
from storage.comments import RECEIVED, RELEASED, UNREAD, WITHDRAWN, Comment, Referral
from storage.groups import AT_ONCE, BY_SECRETARY, WorkingGroup
from storage.places import Area
from storage.plans import Plan
from storage.settling import DRAFT, TO_VERIFY, Motion, Note
from texts.personal_data import masked
from texts.similar import alike

MOST_COMPARED = 200
MARK_LENGTH = 8
# Said in the place of a text, these take it away.
NOTHING = ("-", "–")


class Seat(Protocol):
    """Somebody who acts as a member of a group."""

    @property
    def member_id(self) -> int: ...
    @property
    def resident_id(self) -> int: ...
    @property
    def group_code(self) -> str: ...
    @property
    def area_code(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def leads(self) -> bool: ...
    @property
    def votes(self) -> bool: ...


class NotBeforeYou(Exception):
    """It lies before another body, or before none."""


class TakenBack(NotBeforeYou):
    """Its author has taken it back; nobody settles it."""


class ReadAgainFirst(NoSuchComment):
    """Its author has changed it, and nobody has read yet what it says now."""


class GuestsOnlyListen(Exception):
    """Guests neither vote nor write the group's answer."""


class NotYoursToConfirm(Exception):
    """The body's rules say whose it is; `roles` are theirs."""

    def __init__(self, roles: Sequence[str]) -> None:
        super().__init__(*roles)
        self.roles = tuple(roles)


class VotingEnded(Exception):
    """It has been confirmed: as what (`told` in the languages of the area), and when."""

    def __init__(self, number: str, verdict: str, told: Mapping[str, str], when: datetime) -> None:
        super().__init__(number, verdict)
        self.number, self.verdict, self.told, self.when = number, verdict, told, when


class WrittenMeanwhile(Exception):
    """Somebody else has written the answer anew since it was looked at."""


class CannotMerge(Exception):
    """Another plan's, or itself one with which others are settled."""


class GoesWith(Exception):
    """It is settled together with another comment, on which one votes."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


@dataclass(frozen=True)
class Case:
    """A comment as the body that settles it sees it."""

    comment: Comment
    plan: Plan
    area: Area
    group: WorkingGroup
    rules: Rules
    motion: Motion
    referral: Referral | None
    verdicts: tuple[Verdict, ...]
    tally: Mapping[str, int]
    own_vote: str
    merged: Sequence[Motion]
    notes: Sequence[Note]
    proposed: Motion | None

    @property
    def mark(self) -> str:
        """The same as long as nobody has written the answer anew; short enough for a button."""
        told = f"{self.motion.reason}\0{self.motion.wording}"
        return hashlib.sha256(told.encode()).hexdigest()[:MARK_LENGTH]

    @property
    def leading(self) -> tuple[str, ...]:
        """The verdicts with the most votes."""
        most = max(self.tally.values(), default=0)
        return tuple(one.id for one in self.verdicts if most and self.tally.get(one.id) == most)

    def verdict(self, wanted: str) -> Verdict | None:
        return named(self.verdicts, wanted)


async def case(session: AsyncSession, seat: Seat, number: str, *, locked: bool = False) -> Case:
    """What a member sees of a comment that lies before their group.

    Raises NoSuchComment, NotBeforeYou, VotingEnded.
    """
    found = await comment_tables.comment(session, number, locked=locked)
    motion = await tables.motion(session, number, seat.group_code, locked=locked)
    if found is None or motion is None:
        raise NoSuchComment(number)
    await _demand_open(session, found, motion)
    if not readable(found, await _group(session, seat), leads=seat.leads):
        is_changed = await comment_tables.edits(session, number) and not found.confidential
        raise ReadAgainFirst(number) if is_changed else NoSuchComment(number)
    return await _case(session, seat, found, motion)


async def held(session: AsyncSession, seat: Seat, number: str) -> Case:
    """The case, held until the transaction ends, of somebody who may work on it.

    Raises as `case` does, GuestsOnlyListen, NotReadYet, GoesWith.
    """
    found = await case(session, seat, number, locked=True)
    if not seat.votes:
        raise GuestsOnlyListen
    if not readable(found.comment, found.group):
        raise NotReadYet
    if found.motion.merged_with:
        raise GoesWith(found.motion.merged_with)
    return found


async def vote(session: AsyncSession, seat: Seat, number: str, wanted: str, now: datetime) -> Case:
    """Be for a verdict; until it is confirmed one may be for another.

    Raises NoSuchComment, NotBeforeYou, GuestsOnlyListen, VotingEnded, NoSuchVerdict.
    """
    found = await held(session, seat, number)
    if found.verdict(wanted) is None:
        raise NoSuchVerdict(wanted)
    if found.own_vote != wanted:
        place = (number, seat.group_code, seat.member_id)
        await tables.keep_vote(session, place, wanted, now)
        await noted(session, seat, "comment_voted", number, now, verdict=wanted)
    return await case(session, seat, number)


async def demand_unchanged(session: AsyncSession, seat: Seat, number: str, mark: str) -> None:
    """The answer is as somebody saw it who now acts on it; raises as `held`, WrittenMeanwhile."""
    if (await held(session, seat, number)).mark != mark:
        raise WrittenMeanwhile


async def write(
    session: AsyncSession, seat: Seat, number: str, reason: str, wording: str, now: datetime
) -> Case:
    """Write what would be answered; an empty part stays as it is, a dash takes it away.

    Raises as `held` does, AnswerTooLong.
    """
    found = await held(session, seat, number)
    motion = found.motion
    changed = _part(reason, motion.reason), _part(wording, motion.wording)
    demand_short(*changed)
    if changed != (motion.reason, motion.wording):
        motion.reason, motion.wording = changed
        motion.state = DRAFT
        await noted(session, seat, "motion_written", number, now)
        await session.flush()
    return await case(session, seat, number)


def _part(told: str, was: str) -> str:
    told = told.strip()
    return "" if told in NOTHING else told or was


async def hand_in(session: AsyncSession, seat: Seat, number: str, now: datetime) -> Case:
    """The reason is written; somebody else may verify it."""
    found = await held(session, seat, number)
    if found.motion.state == DRAFT:
        found.motion.state = TO_VERIFY
        await noted(session, seat, "motion_handed_in", number, now)
        await session.flush()
    return await case(session, seat, number)


async def give_to(
    session: AsyncSession, seat: Seat, number: str, member_id: int | None, now: datetime
) -> Case:
    """Name who prepares the answer: oneself, or anybody for whoever leads the group."""
    found = await held(session, seat, number)
    if member_id != seat.member_id and not seat.leads:
        raise NotYoursToConfirm((groups.CHAIR, groups.SECRETARY))
    member = await groups.member(session, member_id) if member_id else None
    if member_id and (member is None or member.group_code != seat.group_code):
        raise NotBeforeYou
    found.motion.evaluator_id = member_id
    await noted(session, seat, "motion_given", number, now, member=member_id)
    await session.flush()
    return await case(session, seat, number)


async def note(session: AsyncSession, seat: Seat, number: str, text: str, now: datetime) -> Case:
    """Tell the others something that nobody outside reads; also after the end."""
    found = await comment_tables.comment(session, number)
    motion = await tables.motion(session, number, seat.group_code)
    if found is None or motion is None:
        raise NoSuchComment(number)
    if len(text) > PART_LENGTH:
        raise CommentTooLong(PART_LENGTH)
    session.add(
        Note(
            number=number,
            group_code=seat.group_code,
            resident_id=seat.resident_id,
            text=text.strip(),
            written_at=now,
        )
    )
    await session.flush()
    return await _case(session, seat, found, motion)


async def release(session: AsyncSession, seat: Seat, number: str, now: datetime) -> Case:
    """Whoever leads a group that reads for itself lets its members and others read a comment."""
    found = await case(session, seat, number, locked=True)
    if not seat.leads or found.group.release not in (BY_SECRETARY, AT_ONCE):
        raise NotYoursToConfirm(())
    if found.comment.release == UNREAD:
        found.comment.release, found.comment.shown = RELEASED, masked(found.comment.text)
        found.comment.released_at = now
        await noted(session, seat, "comment_read", number, now, release=RELEASED)
        await session.flush()
    return await case(session, seat, number)


async def similar(session: AsyncSession, seat: Seat, number: str) -> list[Comment]:
    """What lies before the same body and says nearly the same about the same section."""
    found = await case(session, seat, number)
    others = await tables.beside(session, found.comment, seat.group_code, MOST_COMPARED)
    texts = [found.comment.shown, *(one.shown for one in others)]
    together = next((places for places in alike(texts) if 0 in places), [])
    return [others[place - 1] for place in together if place]


async def merge(
    session: AsyncSession, seat: Seat, number: str, others: Sequence[str], now: datetime
) -> Case:
    """Settle the others together with this one; each author is told."""
    found = {one: await held(session, seat, one) for one in sorted({number, *others})}
    first = found.pop(number)
    for other, one in found.items():
        if one.merged or one.comment.plan_code != first.comment.plan_code:
            raise CannotMerge
        one.motion.merged_with = number
        await noted(session, seat, "comment_merged", other, now, into=number)
    await session.flush()
    return await case(session, seat, number)


async def part(session: AsyncSession, seat: Seat, number: str, now: datetime) -> Case:
    """Settle by itself what was to be settled with another."""
    found = await case(session, seat, number, locked=True)
    if not seat.votes:
        raise GuestsOnlyListen
    found.motion.merged_with = None
    await noted(session, seat, "comment_parted", number, now)
    await session.flush()
    return await case(session, seat, number)


async def rules_for(session: AsyncSession, seat: Seat, found: Comment) -> Rules:
    """The rules by which this body settles comments on that plan."""
    plan, group = await plan_tables.plan(session, found.plan_code), await _group(session, seat)
    assert plan
    return bodies.rules_of(await places.area(session, plan.area_code), group.key, plan.key)


def readable(found: Comment, group: WorkingGroup, *, leads: bool = False) -> bool:
    """Whether members of the group may read a comment that lies before it."""
    if found.release != UNREAD or found.confidential:
        return found.release == RELEASED
    return group.release == AT_ONCE or (leads and group.release == BY_SECRETARY)


def releases_of(group: WorkingGroup) -> tuple[str, ...]:
    """Comments of which releases wait for the group's members."""
    return (RELEASED, UNREAD) if group.release == AT_ONCE else (RELEASED,)


async def _case(session: AsyncSession, seat: Seat, found: Comment, motion: Motion) -> Case:
    plan, group = await plan_tables.plan(session, found.plan_code), await _group(session, seat)
    assert plan
    area = await places.area(session, plan.area_code)
    assert area
    own = await tables.vote(session, found.number, seat.group_code, seat.member_id)
    before = [one for one in await tables.motions(session, found.number) if one is not motion]
    return Case(
        comment=found,
        plan=plan,
        area=area,
        group=group,
        rules=bodies.rules_of(area, group.key, plan.key),
        motion=motion,
        referral=await session.get(Referral, found.number),
        verdicts=verdicts_of(area),
        tally=await tables.tally(session, found.number, seat.group_code),
        own_vote=own.verdict if own else "",
        merged=await tables.merged(session, found.number, seat.group_code),
        notes=await tables.notes(session, found.number, seat.group_code),
        proposed=next((one for one in before if one.confirmed_at), None),
    )


async def noted(
    session: AsyncSession, seat: Seat, action: str, number: str, now: datetime, **detail: object
) -> None:
    told = {"group": seat.group_code, **detail}
    await audit.note(session, now, seat.resident_id, action, number, **told)


async def _group(session: AsyncSession, seat: Seat) -> WorkingGroup:
    found = await groups.group(session, seat.group_code)
    assert found is not None
    return found


async def _demand_open(session: AsyncSession, found: Comment, motion: Motion) -> None:
    if motion.is_open and found.state == RECEIVED:
        return
    if found.state == WITHDRAWN:
        raise TakenBack
    settled = await comment_tables.settlement(session, found.number)
    when = settled.decided_at if settled else motion.confirmed_at
    if when is None:
        raise NotBeforeYou
    verdict = settled.verdict if settled else motion.verdict
    plan = await plan_tables.plan(session, found.plan_code)
    area = await places.area(session, plan.area_code) if plan else None
    known = named(verdicts_of(area), verdict)
    raise VotingEnded(found.number, verdict, known.text if known else {"en": verdict}, when)
