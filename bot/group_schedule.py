"""What happens to working groups by the clock: whoever holds a task is reminded of it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from bot.schedule import Counts, Ring
from groups import tasks
from outreach import group_notices
from storage.database import Database
from texts.formatting import PRAGUE

# Tasks are reminded of in the morning, not in the middle of the night.
FROM_HOUR, TO_HOUR = 8, 18


def rings(database: Database) -> Sequence[Ring]:
    return (Ring("group_tasks", 900, partial(remind_of_tasks, database)),)


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
