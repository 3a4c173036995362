"""A working group as who may see it sees it: members, what is amiss, what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from groups import composition, tasks
from groups.composition import Warned
from groups.membership import Seat
from groups.running import Actor, NotYoursToLead, found
from storage import group_papers, places
from storage import groups as tables
from storage.group_papers import GroupRules, GroupTask
from storage.groups import AGREED, DECLINED, NOMINATED, Member, WorkingGroup
from storage.places import Area


@dataclass(frozen=True)
class Overview:
    """`seat` is the reader's own, None for staff who do not sit there."""

    group: WorkingGroup
    area: Area | None
    members: Sequence[Member]
    waiting: Sequence[Member]
    parties: Mapping[str, int]
    warnings: Sequence[Warned]
    municipalities: Mapping[str, str]
    tasks: Sequence[GroupTask]
    overdue: Sequence[GroupTask]
    rules: GroupRules | None
    seat: Seat | None
    leads: bool
    runs: bool


async def look(session: AsyncSession, actor: Actor, code: str, today: date) -> Overview:
    """Raises NoSuchGroup, NotYoursToLead."""
    group = await found(session, code)
    if not actor.sees(group):
        raise NotYoursToLead(code)
    every = await tables.members(session, code, (AGREED, NOMINATED, DECLINED))
    members = [one for one in every if one.state == AGREED]
    lie_in = await places.municipalities(session, group.area_code)
    names = {one.code: one.name for one in lie_in}
    waiting = await tasks.open_tasks(session, code)
    return Overview(
        group=group,
        area=await places.area(session, group.area_code),
        members=members,
        waiting=[one for one in every if one.state != AGREED],
        parties=composition.parties(members),
        warnings=composition.warnings(group.kind, members, list(names)),
        municipalities=names,
        tasks=waiting,
        overdue=[one for one in waiting if tasks.is_overdue(one, today)],
        rules=await group_papers.rules(session, code),
        seat=next((one for one in actor.seats if one.group_code == code), None),
        leads=actor.leads(group),
        runs=actor.runs(group.area_code),
    )


async def visible(session: AsyncSession, actor: Actor) -> list[WorkingGroup]:
    """Every group that this person sits in or runs."""
    return [one for one in await tables.groups_of(session, None) if actor.sees(one)]
