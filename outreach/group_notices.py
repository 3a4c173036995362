"""What happens to working groups, told to who leads them; a sensitive one is not named."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from groups.chats import Lost, StrangerCame
from groups.nomination import Answered, SeatChanged
from outreach.letters import Letter, post
from storage.group_papers import GroupTask
from storage.groups import AGREED, DECLINED, Member, WorkingGroup
from storage.happenings import Happening
from storage.people import Resident
from texts.content import pick
from texts.formatting import day, escape
from texts.screens import Button, tap
from texts.words import Words, later

CAME = later(
    "Somebody who is not a member has come into the Telegram group of {group}: {name}. Nominate "
    "them, or let them out."
)
LOST = later(
    "I am no longer in the Telegram group of {group}. Nobody there gets my messages until it is "
    "bound again."
)
PUBLIC = later(
    "The Telegram group of {group} has become public, so I write nothing there any more. Make it "
    "private and bind it again."
)
ANSWERS: Mapping[str, str] = {
    AGREED: later("{name} agrees to sit in {group}."),
    DECLINED: later("{name} declines to sit in {group}."),
}
ROLES: Mapping[str, str] = {
    "chair": later("chair"),
    "secretary": later("secretary"),
    "member": later("member"),
    "guest": later("guest"),
}
LEFT = later("{name} has left {group}.")


def told(words: Words, group: WorkingGroup) -> str:
    """How a private letter calls a group: a sensitive one stays unnamed on a locked screen."""
    if group.sensitive:
        return words("your working group")
    return escape(pick(group.name, words.language))


async def _answered(session: AsyncSession, happened: Answered, now: datetime) -> int:
    group, member = happened.group, happened.member
    said = ANSWERS.get(member.state, LEFT)
    about = f"seat:{member.id}:{member.state}"
    name = escape(member.name)
    return await _to(session, happened.told, group, about, said, now, name=name)


async def _seat_changed(session: AsyncSession, happened: SeatChanged, now: datetime) -> int:
    if happened.person is None:
        return 0
    group, member, words = happened.group, happened.member, Words(happened.person.language)
    text = words("You no longer sit in {group}.", group=told(words, group))
    rows = ((Button(words("Working groups"), tap("go", "groups", "")),),)
    if member.state == AGREED:
        role = words(ROLES[member.role])
        text = words("Your role in {group} is now: {role}.", group=told(words, group), role=role)
        rows = ((Button(words("Open the group"), tap("gr", "card", group.code, "")),),)
    about = f"seat-changed:{member.id}:{happened.at:%Y%m%d%H%M%S%f}"
    return int(await post(session, happened.person, about, Letter(text, rows), now))


async def _stranger_came(session: AsyncSession, happened: StrangerCame, now: datetime) -> int:
    group = happened.group
    about = f"stranger:{group.code}:{happened.telegram_id}:{now.date()}"
    name = escape(happened.name)
    return await _to(session, happened.told, group, about, CAME, now, name=name)


async def _lost(session: AsyncSession, happened: Lost, now: datetime) -> int:
    about = f"group-lost:{happened.group.code}:{happened.at:%Y%m%d%H%M}"
    said = PUBLIC if happened.is_public else LOST
    return await _to(session, happened.told, happened.group, about, said, now)


async def _to(
    session: AsyncSession,
    people: Sequence[Resident],
    group: WorkingGroup,
    about: str,
    said: str,
    now: datetime,
    **values: str,
) -> int:
    new = 0
    for person in people:
        words = Words(person.language)
        text = words(said, group=told(words, group), **values)
        rows = ((Button(words("Open the group"), tap("gr", "card", group.code, "")),),)
        letter = Letter(text, rows)
        new += await post(session, person, about, letter, now, quiet_in=group.area_code)
    return new


async def remind(
    session: AsyncSession, task: GroupTask, member: Member, group: WorkingGroup, now: datetime
) -> int:
    """To whoever holds the task; of a sensitive group without saying which or what."""
    person = await session.get(Resident, member.resident_id) if member.resident_id else None
    if person is None or person.blocked or task.due_on is None:
        return 0
    words = Words(person.language)
    values = {"group": told(words, group), "day": day(task.due_on, words.language)}
    if group.sensitive:
        text = words("You have a task in {group} by {day}.", **values)
    else:
        text = words(
            "Your task in the group {group} by {day}: {task}", task=escape(task.text), **values
        )
    rows = ((Button(words("Open the tasks"), tap("gr", "tasks", group.code, "")),),)
    about, letter = f"group-task:{task.id}:{task.reminded_on}", Letter(text, rows)
    return int(await post(session, person, about, letter, now, quiet_in=group.area_code))


TOLD: Mapping[type[Happening], Callable[[AsyncSession, Any, datetime], Awaitable[int]]] = {
    Answered: _answered,
    SeatChanged: _seat_changed,
    StrangerCame: _stranger_came,
    Lost: _lost,
}
