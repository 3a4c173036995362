"""Tasks of a working group: who is to do what until when, and from which meeting it comes."""

from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from groups.membership import NoSuchMember
from groups.running import Actor, NotYoursToLead, found, led_by
from storage import audit
from storage import group_papers as papers
from storage import groups as tables
from storage.group_papers import TASK_DONE, TASK_DROPPED, TASK_OPEN, GroupTask
from storage.groups import AGREED, Member, WorkingGroup

TEXT_LENGTH = 500
SOURCE_LENGTH = 120
# Who holds a task is reminded so long before its day, and again each week after it.
BEFORE = timedelta(days=2)
AGAIN_AFTER = timedelta(days=7)


class NoSuchTask(LookupError):
    """There is no such task, or it has ended."""


class TaskUnclear(Exception):
    """A task says what is to be done, in a few sentences."""


async def give(
    session: AsyncSession,
    actor: Actor,
    code: str,
    text: str,
    now: datetime,
    *,
    task_id: int,
    member_id: int | None = None,
    holder: str = "",
    due_on: date | None = None,
    source: str = "",
) -> GroupTask:
    """Set a task to a member, or by name to somebody else; the same id is the same task."""
    await led_by(session, actor, code)
    standing = await papers.task(session, task_id)
    if standing is not None:
        return standing
    told = " ".join(text.split())
    if not told or len(told) > TEXT_LENGTH:
        raise TaskUnclear
    member = await _member(session, code, member_id) if member_id else None
    made = GroupTask(
        id=task_id,
        group_code=code,
        member_id=member.id if member else None,
        holder=member.name if member else holder.strip(),
        text=told,
        due_on=due_on,
        source=source.strip()[:SOURCE_LENGTH],
        made_by=actor.resident_id,
        made_at=now,
    )
    session.add(made)
    await audit.note(session, now, actor.resident_id, "task_given", code, task=task_id, text=told)
    return made


async def move(
    session: AsyncSession, actor: Actor, task_id: int, due_on: date | None, now: datetime
) -> GroupTask:
    """Give a task another day; its holder may be reminded anew."""
    task = await _led(session, actor, task_id)
    task.due_on, task.reminded_on = due_on, None
    told = due_on.isoformat() if due_on else None
    await audit.note(
        session, now, actor.resident_id, "task_moved", task.group_code, task=task_id, due=told
    )
    return task


async def assign(
    session: AsyncSession, actor: Actor, task_id: int, member_id: int, now: datetime
) -> GroupTask:
    task = await _led(session, actor, task_id)
    member = await _member(session, task.group_code, member_id)
    task.member_id, task.holder, task.reminded_on = member.id, member.name, None
    await audit.note(
        session, now, actor.resident_id, "task_assigned", task.group_code, task=task_id
    )
    return task


async def done(session: AsyncSession, actor: Actor, task_id: int, now: datetime) -> GroupTask:
    """Who holds it, or who leads the group, says that it is done; saying so twice is once."""
    task = await papers.task(session, task_id, locked=True)
    if task is None or task.state == TASK_DROPPED:
        raise NoSuchTask
    group = await found(session, task.group_code)
    own = {one.member_id for one in actor.seats}
    if task.member_id not in own and not actor.leads(group):
        raise NotYoursToLead(group.code)
    if task.state == TASK_OPEN:
        task.state, task.ended_at = TASK_DONE, now
        await audit.note(
            session, now, actor.resident_id, "task_done", task.group_code, task=task_id
        )
    return task


async def drop(session: AsyncSession, actor: Actor, task_id: int, now: datetime) -> GroupTask:
    """The task is not to be done any more."""
    task = await _led(session, actor, task_id)
    task.state, task.ended_at = TASK_DROPPED, now
    await audit.note(session, now, actor.resident_id, "task_dropped", task.group_code, task=task_id)
    return task


async def open_tasks(session: AsyncSession, group_code: str) -> list[GroupTask]:
    """The soonest due first, those without a day last."""
    return await papers.tasks(session, group_code)


async def overdue(session: AsyncSession, group_code: str, today: date) -> list[GroupTask]:
    """Open tasks whose day has passed, the oldest first."""
    return [one for one in await open_tasks(session, group_code) if is_overdue(one, today)]


def is_overdue(task: GroupTask, today: date) -> bool:
    return task.state == TASK_OPEN and task.due_on is not None and task.due_on < today


async def due_reminders(
    session: AsyncSession, today: date
) -> list[tuple[GroupTask, Member, WorkingGroup]]:
    """Tasks whose holders are to be reminded today, who are marked as reminded by asking."""
    wanted = []
    for task in await papers.tasks_to_remind(session, today + BEFORE, today):
        if task.reminded_on and today - task.reminded_on < AGAIN_AFTER and task.due_on != today:
            continue
        group = await tables.group(session, task.group_code)
        member = await tables.member(session, task.member_id) if task.member_id else None
        if group is None or group.ended_at or member is None or member.state != AGREED:
            continue
        task.reminded_on = today
        wanted.append((task, member, group))
    await session.flush()
    return wanted


async def _led(session: AsyncSession, actor: Actor, task_id: int) -> GroupTask:
    task = await papers.task(session, task_id, locked=True)
    if task is None or task.state != TASK_OPEN:
        raise NoSuchTask
    await led_by(session, actor, task.group_code)
    return task


async def _member(session: AsyncSession, code: str, member_id: int) -> Member:
    member = await tables.member(session, member_id)
    if member is None or member.group_code != code or member.state != AGREED:
        raise NoSuchMember
    return member
