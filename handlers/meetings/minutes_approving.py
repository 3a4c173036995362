"""Approving minutes: those who were there are told, tasks go to the working group that met."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from groups import tasks
from groups.running import Actor
from handlers.meetings.scribes import group_of, scribe_of
from meetings import minuting
from meetings.keeping import Held
from meetings.minutes import Task
from meetings.minuting import MinutesApproved
from outreach.group_incoming import actor_of
from outreach.notices import tell
from storage import groups
from storage.groups import WorkingGroup
from storage.people import Resident
from texts.content import pick
from texts.formatting import day


async def approve(
    session: AsyncSession, person: Resident, code: str, because: str, now: datetime
) -> tuple[MinutesApproved, int]:
    """The version, and how many people are told of it; what is refused, minuting says."""
    scribe = await scribe_of(session, person.id)
    approved = await minuting.approve(session, scribe, code, because, now)
    told = await tell(session, approved, now)
    group = await group_of(session, approved.held)
    if group is not None and group.ended_at is None:
        actor = await actor_of(session, person)
        for one in approved.version.minutes.tasks:
            await _give(session, actor, group, approved.held, one, now)
    return approved, told


async def _give(
    session: AsyncSession, actor: Actor, group: WorkingGroup, held: Held, one: Task, now: datetime
) -> None:
    """A task that the group has already stays as the group has led it since."""
    if not actor.leads(group):
        return
    members = await groups.members(session, group.code)
    by_name = {member.name: member.id for member in members}
    when = held.document.when
    title = pick(held.document.title, group.language)
    source = f"{title}, {day(when[0].start, group.language)}" if when else title
    await tasks.give(
        session,
        actor,
        group.code,
        one.what[: tasks.TEXT_LENGTH],
        now,
        task_id=one.id,
        member_id=by_name.get(one.who),
        holder=one.who,
        due_on=one.due,
        source=source,
    )
