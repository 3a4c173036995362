"""From a scheduled broadcast to letters, and from the last letter to the report.

All of it is done by the clock, a little at a time, and may be begun again after a kill.
"""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from outreach import (
    anchors,
    attention,
    audiences,
    automatic,
    blockers,
    broadcasts,
    moments,
    progress,
    records,
)
from outreach.blockers import Reason
from outreach.happened import ApprovalWanted, Ended, SentBack
from outreach.rules import Rules
from people.roles import NotAllowed
from storage import broadcasts as tables
from storage import jobs, outreach
from storage.broadcasts import Broadcast
from storage.database import Database
from storage.outreach import Outcome

# So many letters are written or ended in one short transaction, and so many residents looked at.
WINDOW, WIDEST = 2500, 25_000
JOB = "plan_broadcast"
# How a letter ends by what it was held for.
STOPPED = dict.fromkeys(("", Outcome.OVER_BUDGET, Outcome.REFUSED), Outcome.STOPPED)
EXPIRED = {
    "": Outcome.EXPIRED,
    Outcome.OVER_BUDGET: Outcome.OVER_BUDGET,
    Outcome.REFUSED: Outcome.REFUSED,
}


async def begin(
    session: AsyncSession, broadcast_id: int, now: datetime, rules: Rules
) -> ApprovalWanted | SentBack | None:
    """Let a broadcast begin whose moment has come; everything is asked once more before that."""
    found = await tables.held(session, broadcast_id)
    if found is None or found.state != tables.SCHEDULED or not found.send_at or found.send_at > now:
        return None
    if found.anchor and await anchors.moment(session, found, rules.zone) != found.send_at:
        # Its date has moved just now; the reminders' own ring sees to it.
        return None
    rules = await attention.in_area(session, found.area_code, rules)
    if found.expires_at and found.expires_at <= now:
        return await _send_back(session, found, (blockers.Blocker(Reason.IN_THE_PAST),), now)
    if await _needs_approval(session, found, rules):
        found.state = tables.WAITING
        return await records.approval_wanted(session, found)
    blocking = await blockers.blocking(session, found, found.send_at, rules)
    if blocking:
        return await _send_back(session, found, blocking, now)
    found.state, found.started_at = tables.PLANNING, now
    await session.flush()
    said = await records.said(session, found)
    await records.note(session, now, None, "broadcast_begun", found, author=found.author_id, **said)
    await _schedule_next(session, found, now, rules)
    await jobs.ask_for(session, f"plan:{found.id}", JOB, {"broadcast": found.id}, now)
    return None


async def plan(database: Database, broadcast_id: int, now: datetime) -> int:
    """Write a letter for everybody in the audience; how many recipients there are."""
    recipients, window = 0, WINDOW
    while True:
        async with database.writing() as session:
            found = await _plan_some(session, broadcast_id, window, now)
        if found is None:
            return recipients
        window = _next_window(window, found - recipients)
        recipients = found
        # SQLite's statements run in the event loop; others are let in between.
        await asyncio.sleep(0)


async def wind_up(database: Database, now: datetime) -> list[int]:
    """End letters that are stopped or too late; the broadcasts that have none left."""
    async with database.reading() as session:
        running = await tables.unended(session)
    ended = []
    for one in running:
        is_late = one.is_planned and one.expires_at is not None and one.expires_at <= now
        if one.state == tables.STOPPED or is_late:
            ending = STOPPED if one.state == tables.STOPPED else EXPIRED
            await _end_letters(database, one.id, ending, now)
        async with database.reading() as session:
            if one.state != tables.PLANNING and not await _has_letters(session, one.id):
                ended.append(one.id)
    return ended


async def end(session: AsyncSession, broadcast_id: int, now: datetime) -> Ended | None:
    """Note the end of a broadcast of which no letter is left; once."""
    found = await tables.held(session, broadcast_id)
    if found is None or found.ended_at or found.state not in (tables.STOPPED, *tables.RUNNING):
        return None
    if found.state != tables.STOPPED and not found.is_planned:
        return None
    if await _has_letters(session, found.id):
        return None
    if found.state != tables.STOPPED:
        found.state = tables.FINISHED
    found.ended_at = now
    await session.flush()
    report = await progress.report(session, found, now)
    shown = audiences.rounded if report.rounded else int
    counts = {outcome.value: shown(count) for outcome, count in report.counts.items()}
    await records.note(session, now, None, "broadcast_ended", found, **counts)
    return Ended(found, await records.author(session, found), report)


async def _has_letters(session: AsyncSession, broadcast_id: int) -> bool:
    return await tables.has_letters(session, broadcast_id, outreach.WAITING, outreach.SENDING)


def _next_window(window: int, written: int) -> int:
    """So many residents that about a windowful of letters comes of them; keys are random."""
    return max(WINDOW, min(WIDEST, WINDOW * window // max(written, 1)))


async def _plan_some(
    session: AsyncSession, broadcast_id: int, window: int, now: datetime
) -> int | None:
    """Look at the next residents; the recipients so far, None when there is nothing left to do."""
    found = await tables.held(session, broadcast_id)
    if found is None or found.is_planned or found.state not in (tables.PLANNING, tables.PAUSED):
        return None
    up_to = await tables.window_end(session, found.planned_up_to, window)
    if up_to is None:
        found.is_planned = True
        if found.state == tables.PLANNING:
            found.state = tables.SENDING
        await session.flush()
        return None
    people = audiences.query(records.audience_of(found), unasked=not found.statutory)
    found.recipients += await tables.write_letters(session, found, people, up_to, now)
    found.planned_up_to = up_to
    await session.flush()
    return found.recipients


async def _needs_approval(session: AsyncSession, found: Broadcast, rules: Rules) -> bool:
    """Whether it has grown beyond what one may send, or its author may no longer send anything."""
    if found.approved_by is not None:
        return False
    try:
        await broadcasts.see(session, found.author_id, found.id)
    except NotAllowed:
        return True
    audience = records.audience_of(found)
    size = await audiences.size(session, audience, unasked=not found.statutory)
    return size > rules.approval_above


async def _send_back(
    session: AsyncSession,
    found: Broadcast,
    blocking: Iterable[blockers.Blocker],
    now: datetime,
) -> SentBack | None:
    """Give it back to its author; what goes out by itself has nobody to mend it."""
    why = tuple(blocking)
    if found.automatic:
        await automatic.call_off(session, found, now, reasons=[one.reason.value for one in why])
        return None
    found.state = tables.DRAFT
    found.send_at = found.expires_at = found.approved_by = None
    reasons = [one.reason.value for one in why]
    await records.note(session, now, None, "broadcast_sent_back", found, reasons=reasons)
    return SentBack(found, await records.author(session, found), why)


async def _schedule_next(
    session: AsyncSession, found: Broadcast, now: datetime, rules: Rules
) -> None:
    """The next one of a series; those missed while nobody rang the bell are left out."""
    if not found.repeats or found.anchor or not found.send_at or not found.first_at:
        return
    after = max(now, found.send_at)
    (send_at,) = moments.next_dates(found.first_at, found.repeats, after, 1, rules.zone)
    found.series = found.series or found.id
    await tables.copy(
        session,
        found,
        state=tables.SCHEDULED,
        send_at=send_at,
        expires_at=await records.no_use_after(session, found, send_at),
        made_at=now,
    )


async def _end_letters(
    database: Database, broadcast_id: int, ending: Mapping[str, Outcome], now: datetime
) -> None:
    """End the letters that wait, in many short transactions."""
    async with database.reading() as session:
        if not await tables.has_letters(session, broadcast_id, outreach.WAITING):
            return
    after: int | None = tables.BEFORE_ALL
    while after is not None:
        async with database.writing() as session:
            after = await tables.end_letters(session, broadcast_id, after, WINDOW, ending, now)
        await asyncio.sleep(0)
