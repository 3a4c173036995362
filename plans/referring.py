"""Passing comments to working groups: one, a section's, or all by topic; and onto an agenda."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from plans import bodies, keeping
from plans.comments import NoSuchComment
from plans.consultation import NoSuchPlan
from plans.documents import Section
from plans.running import Runner
from plans.settling import KeptForStaff
from plans.voting import NotBeforeYou, NotYoursToConfirm, Seat
from storage import audit, groups, places
from storage import comments as comment_tables
from storage import plans as plan_tables
from storage import settling as tables
from storage.comments import RECEIVED, STAFF_ONLY, Comment, Referral
from storage.groups import WORKING, WorkingGroup
from storage.plans import Plan


class NoSuchGroup(LookupError):
    """There is none in the area of the plan."""


class SettledMeanwhile(Exception):
    """It is decided or taken back, so there is nothing to pass on."""


async def refer(
    session: AsyncSession, runner: Runner, number: str, group_code: str, now: datetime
) -> Referral:
    """Pass a comment to a group; from another group it is taken over.

    Raises NoSuchComment, NotYoursToRun, NoSuchGroup, KeptForStaff, SettledMeanwhile.
    """
    found = await comment_tables.comment(session, number, locked=True)
    if found is None:
        raise NoSuchComment(number)
    plan = await _plan(session, runner, found.plan_code)
    group = await _group(session, plan, group_code)
    _demand_passable(found)
    referral = await _refer(session, found, group, now)
    await audit.note(session, now, runner.resident_id, "comment_referred", number, group=group.code)
    return referral


async def refer_section(
    session: AsyncSession,
    runner: Runner,
    code: str,
    sections: Collection[str],
    group_code: str,
    now: datetime,
) -> int:
    """Pass all comments on these sections that nobody has yet; how many they were."""
    plan = await _plan(session, runner, code)
    group = await _group(session, plan, group_code)
    found = await tables.unreferred(session, code, sections)
    for one in found:
        await _refer(session, one, group, now)
    told = {"group": group.code, "sections": sorted(sections), "comments": len(found)}
    await audit.note(session, now, runner.resident_id, "section_referred", code, **told)
    return len(found)


async def refer_by_topics(
    session: AsyncSession, runner: Runner, code: str, now: datetime
) -> dict[str, int]:
    """Pass every comment that nobody has to the group that its section names, or shares topics
    with; how many went to whom."""
    plan = await _plan(session, runner, code)
    fitting = await _fitting(session, plan)
    counts: dict[str, int] = {}
    for one in await tables.unreferred(session, code):
        group = fitting.get(one.section_id)
        if group:
            await _refer(session, one, group, now)
            counts[group.code] = counts.get(group.code, 0) + 1
    await audit.note(session, now, runner.resident_id, "comments_referred", code, **counts)
    return counts


async def refer_new(session: AsyncSession, found: Comment, now: datetime) -> None:
    """Pass a comment that has just come, where the rules of the area say so."""
    plan = await plan_tables.plan(session, found.plan_code)
    assert plan is not None
    area = await places.area(session, plan.area_code)
    if bodies.rules_of(area, plan_key=plan.key).refers != "by_topics" or found.confidential:
        return
    group = (await _fitting(session, plan)).get(found.section_id)
    if group and await comment_tables.referral(session, found.number) is None:
        await _refer(session, found, group, now)
        await audit.note(session, now, None, "comment_referred", found.number, group=group.code)


async def recall(session: AsyncSession, runner: Runner, number: str, now: datetime) -> None:
    """Take a comment back from the group that has it; what was written and voted there stays."""
    found = await comment_tables.comment(session, number, locked=True)
    if found is None:
        raise NoSuchComment(number)
    await _plan(session, runner, found.plan_code)
    referral = await comment_tables.referral(session, number)
    if referral is None or found.state != RECEIVED:
        return
    await session.delete(referral)
    await tables.close_motions(session, number)
    await audit.note(session, now, runner.resident_id, "comment_recalled", number)
    await session.flush()


async def put_on_agenda(
    session: AsyncSession, who: Runner | Seat, number: str, day: date | None, now: datetime
) -> Referral:
    """The meeting that it waits for, set by staff of the area or by whoever leads the group.

    Raises NoSuchComment, NotYoursToRun, NotBeforeYou, NotYoursToConfirm.
    """
    found = await comment_tables.comment(session, number, locked=True)
    referral = await comment_tables.referral(session, number)
    if found is None or referral is None:
        raise NoSuchComment(number)
    if isinstance(who, Runner):
        await _plan(session, who, found.plan_code)
    elif who.group_code != referral.group_code:
        raise NotBeforeYou
    elif not who.leads:
        raise NotYoursToConfirm((groups.CHAIR, groups.SECRETARY))
    if referral.on_agenda != day:
        referral.on_agenda = day
        told = {"group": referral.group_code, "day": day.isoformat() if day else None}
        await audit.note(session, now, who.resident_id, "comment_on_agenda", number, **told)
        await session.flush()
    return referral


def fits(section: Section, group: WorkingGroup) -> int:
    """How well a group fits a section: named by it, or by so many shared topics."""
    if section.group and section.group in (group.key, group.code):
        return 1000
    return len(set(group.topics) & {*section.topics, *section.target_groups})


def best(section: Section, some: Sequence[WorkingGroup]) -> WorkingGroup | None:
    """The group that fits a section best; none where two fit alike or none at all."""
    ranked = sorted(some, key=lambda one: (-fits(section, one), one.key))
    if not ranked or not fits(section, ranked[0]):
        return None
    if len(ranked) > 1 and fits(section, ranked[0]) == fits(section, ranked[1]):
        return None
    return ranked[0]


async def _fitting(session: AsyncSession, plan: Plan) -> dict[str, WorkingGroup]:
    version = plan.public_version or plan.version
    found = await groups.groups_of(session, [plan.area_code])
    working = [one for one in found if one.kind == WORKING]
    sections = await keeping.sections(session, plan.code, version)
    chosen = {one.id: best(one, working) for one in sections}
    return {id: group for id, group in chosen.items() if group}


async def _refer(
    session: AsyncSession, found: Comment, group: WorkingGroup, now: datetime
) -> Referral:
    referral = await comment_tables.referral(session, found.number)
    if referral and referral.group_code == group.code:
        return referral
    await tables.close_motions(session, found.number)
    if referral is None:
        referral = Referral(number=found.number, group_code=group.code, referred_at=now)
        session.add(referral)
    referral.group_code, referral.referred_at, referral.on_agenda = group.code, now, None
    await tables.open_motion(session, found.number, group.code, now)
    return referral


def _demand_passable(found: Comment) -> None:
    if found.state != RECEIVED:
        raise SettledMeanwhile
    if found.confidential or found.release == STAFF_ONLY:
        raise KeptForStaff


async def _plan(session: AsyncSession, runner: Runner, code: str) -> Plan:
    plan = await plan_tables.plan(session, code)
    if plan is None:
        raise NoSuchPlan(code)
    runner.demand(plan.area_code)
    return plan


async def _group(session: AsyncSession, plan: Plan, group_code: str) -> WorkingGroup:
    found = await groups.group(session, group_code)
    if found is None or found.ended_at or found.area_code != plan.area_code:
        raise NoSuchGroup(group_code)
    return found
