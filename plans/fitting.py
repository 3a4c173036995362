"""Which working group fits a section of a plan, and passing a comment to it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from plans import bodies, keeping
from plans.consultation import STEERING
from plans.documents import Section
from storage import audit, groups, places
from storage import comments as comment_tables
from storage import plans as plan_tables
from storage import settling as tables
from storage.comments import RECEIVED, STAFF_ONLY, Comment, Referral
from storage.groups import WORKING, WorkingGroup
from storage.plans import Plan

# A group that a section names fits it better than any number of topics.
NAMED = 1000


def fits(section: Section, group: WorkingGroup) -> int:
    """How well a group fits a section: named by it, or by so many shared topics."""
    if section.group and section.group in (group.key, group.code):
        return NAMED
    return len(set(group.topics) & {*section.topics, *section.target_groups})


def best(section: Section, some: Sequence[WorkingGroup]) -> WorkingGroup | None:
    """The group that fits a section best; none where two fit alike or none at all."""
    ranked = sorted(some, key=lambda one: (-fits(section, one), one.key))
    if not ranked or not fits(section, ranked[0]):
        return None
    if len(ranked) > 1 and fits(section, ranked[0]) == fits(section, ranked[1]):
        return None
    return ranked[0]


async def fitting(session: AsyncSession, plan: Plan) -> dict[str, WorkingGroup]:
    """The group for each section of a plan that has one."""
    version = plan.public_version or plan.version
    found = await groups.groups_of(session, [plan.area_code])
    working = [one for one in found if one.kind == WORKING]
    sections = await keeping.sections(session, plan.code, version)
    chosen = {one.id: best(one, working) for one in sections}
    return {id: group for id, group in chosen.items() if group}


async def pass_on(
    session: AsyncSession, found: Comment, group: WorkingGroup, now: datetime
) -> Referral:
    """Lay a comment before a group; from another one it is taken over."""
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


async def pass_on_new(session: AsyncSession, found: Comment, now: datetime) -> None:
    """Pass on what has just come, or been released, where the rules of the area say so.

    What the steering group says among itself is passed on by hand alone.
    """
    if found.round == STEERING:
        return
    plan = await plan_tables.plan(session, found.plan_code)
    assert plan is not None
    area = await places.area(session, plan.area_code)
    if bodies.rules_of(area, plan_key=plan.key).refers != "by_topics":
        return
    if found.confidential or found.state != RECEIVED or found.release == STAFF_ONLY:
        return
    group = (await fitting(session, plan)).get(found.section_id)
    if group and await comment_tables.referral(session, found.number) is None:
        await pass_on(session, found, group, now)
        await audit.note(session, now, None, "comment_referred", found.number, group=group.code)
