"""What happens to working groups by the clock: tasks reminded of, chats of nobody's group left."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Protocol

from bot.schedule import Counts, Ring
from groups import tasks
from groups.chats import UNBOUND_LASTS
from outreach import group_notices
from outreach.letters import Letter
from storage import unbound_chats
from storage.database import Database
from texts.formatting import PRAGUE
from texts.words import Words

# Tasks are reminded of in the morning, not in the middle of the night.
FROM_HOUR, TO_HOUR = 8, 18
LEFT_AT_ONCE = 20


class Leaving(Protocol):
    async def renew(self, chat_id: int, letter: Letter) -> int | None: ...

    async def leave(self, chat_id: int) -> bool: ...


def rings(database: Database, sender: Leaving) -> Sequence[Ring]:
    return (
        Ring("group_tasks", 900, partial(remind_of_tasks, database)),
        Ring("unbound_chats", 3600, partial(leave_unbound, database, sender)),
    )


async def remind_of_tasks(database: Database, now: datetime) -> Counts:
    local = now.astimezone(PRAGUE)
    if not FROM_HOUR <= local.hour < TO_HOUR:
        return {"reminders": 0}
    async with database.writing() as session:
        due = await tasks.due_reminders(session, local.date())
        told = [
            await group_notices.remind(session, task, member, group, now)
            for task, member, group in due
        ]
    return {"reminders": sum(told)}


async def leave_unbound(database: Database, sender: Leaving, now: datetime) -> Counts:
    """A chat that no working group has made its own is left with a word: others may read there."""
    async with database.reading() as session:
        waiting = await unbound_chats.waiting_since(session, now - UNBOUND_LASTS, LEFT_AT_ONCE)
    left = 0
    for one in waiting:
        words = Words(one.language)
        text = words(
            "Nobody has bound this chat to a working group, so I am leaving it. Who leads a group "
            "can invite me again at any time."
        )
        said = await sender.renew(one.chat_id, Letter(text))
        if said is not None and await sender.leave(one.chat_id):
            left += 1
            async with database.writing() as session:
                await unbound_chats.drop(session, one.chat_id)
    return {"left": left}
