"""Passing comments to working groups: one, a section's, or all by topic; and onto an agenda."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from plans.comments import NoSuchComment
from plans.consultation import NoSuchPlan
from plans.fitting import fitting, pass_on
from plans.running import Runner
from plans.settling import KeptForStaff
from plans.voting import NotBeforeYou, NotYoursToConfirm, Seat
from storage import audit, groups
from storage import comments as comment_tables
from storage import plans as plan_tables
from storage import settling as tables
from storage.comments import RECEIVED, STAFF_ONLY, Comment, Referral
from storage.groups import WorkingGroup
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
    referral = await pass_on(session, found, group, now)
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
        await pass_on(session, one, group, now)
    told = {"group": group.code, "sections": sorted(sections), "comments": len(found)}
    await audit.note(session, now, runner.resident_id, "section_referred", code, **told)
    return len(found)


async def refer_by_topics(
    session: AsyncSession, runner: Runner, code: str, now: datetime
) -> dict[str, int]:
    """Pass every comment that nobody has to the group that its section names, or shares topics
    with; how many went to whom."""
    plan = await _plan(session, runner, code)
    found = await fitting(session, plan)
    counts: dict[str, int] = {}
    for one in await tables.unreferred(session, code):
        group = found.get(one.section_id)
        if group:
            await pass_on(session, one, group, now)
            counts[group.code] = counts.get(group.code, 0) + 1
    await audit.note(session, now, runner.resident_id, "comments_referred", code, **counts)
    return counts


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
