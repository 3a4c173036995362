"""Broadcasts by the clock: begun when they are due, followed, ended, and shown while they run."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.schedule import Counts, Ring
from outreach import notices, planning, progress, reminders
from outreach.letters import Letter
from outreach.rules import Rules
from storage import broadcasts as tables
from storage import people
from storage.broadcasts import Broadcast
from storage.database import Database
from texts.words import Words

# What has just ended is shown once more with its last numbers.
SHOWN_AFTER = timedelta(seconds=30)


class Showing(Protocol):
    async def edit(self, chat_id: int, message_id: int, letter: Letter) -> bool: ...


def rings(database: Database, sender: Showing, rules: Rules) -> Sequence[Ring]:
    shown: dict[int, Letter] = {}
    return (
        Ring("broadcasts", 1, partial(begin_and_end, database, rules)),
        Ring("reminders", 10, partial(follow_dates, database, rules)),
        Ring("progress", 3, partial(show_progress, database, sender, shown)),
    )


async def begin_and_end(database: Database, rules: Rules, now: datetime) -> Counts:
    async with database.reading() as session:
        due = await tables.due(session, now)
    for broadcast_id in due:
        async with database.writing() as session:
            happened = await planning.begin(session, broadcast_id, now, rules)
            if happened:
                await notices.tell(session, happened, now)
    wound_up = await planning.wind_up(database, now)
    for broadcast_id in wound_up:
        async with database.writing() as session:
            ended = await planning.end(session, broadcast_id, now)
            if ended:
                await notices.tell(session, ended, now)
    return {"begun": len(due), "ended": len(wound_up)}


async def follow_dates(database: Database, rules: Rules, now: datetime) -> Counts:
    async with database.writing() as session:
        moved = await reminders.follow(session, now, rules.zone)
        for happened in moved:
            await notices.tell(session, happened, now)
    return {"moved": len(moved)}


async def show_progress(
    database: Database, sender: Showing, shown: dict[int, Letter], now: datetime
) -> Counts:
    """Edit the message of each broadcast that runs, where it would say something new."""
    async with database.reading() as session:
        found = await tables.shown(session, now - SHOWN_AFTER)
        letters = [(one, await _letter(session, one, now)) for one in found]
    for broadcast_id in set(shown) - {one.id for one in found}:
        del shown[broadcast_id]
    edited = 0
    for one, letter in letters:
        if one.shown_in is None or one.shown_as is None or shown.get(one.id) == letter:
            continue
        if await sender.edit(one.shown_in, one.shown_as, letter):
            shown[one.id] = letter
            edited += 1
    return {"shown": edited}


async def _letter(session: AsyncSession, broadcast: Broadcast, now: datetime) -> Letter:
    watching = await people.by_telegram_id(session, broadcast.shown_in or 0)
    report = await progress.report(session, broadcast, now)
    return progress.letter(report, Words(watching.language if watching else "cs"))
