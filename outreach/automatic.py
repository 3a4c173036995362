"""What a survey says of itself: it opens, stopped half-way, it closes tomorrow.

These are reminders like others (they keep to the attention budget, move with the dates and need a
second person's word above the same number), but nobody has to send them, and one of each goes out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from outreach import anchors, attention, audiences, blockers, moments, records, reminders
from outreach.happened import ApprovalWanted
from outreach.rules import Rules
from people import roles
from people.roles import Action
from storage import broadcasts as tables
from storage import people, surveys
from storage.broadcasts import Broadcast
from storage.surveys import Survey

NAMES = ("opens_today", "half_way", "closes_tomorrow")
OPENING_DAY = timedelta(days=1)
# Whoever opens a survey in the middle of its first day does not wait for tomorrow.
AT_ONCE_MINUTES = 2


@dataclass(frozen=True)
class ToCome:
    name: str
    send_at: datetime
    offset_minutes: int


def to_come(survey: Survey, now: datetime, rules: Rules) -> list[ToCome]:
    """What would still go out of a survey that is released now."""
    found = [_moment(survey, name, now, rules) for name in NAMES]
    return [one for one in found if one.send_at > now and _fits(survey, one)]


async def of_survey(session: AsyncSession, code: str) -> list[Broadcast]:
    """Those there are and not called off, in the order in which they go out."""
    return await tables.automatic(session, _anchors(code))


async def keep_up(
    session: AsyncSession, actor_id: int, code: str, now: datetime, rules: Rules
) -> list[ApprovalWanted]:
    """Have one of each that is still to come, unless they are switched off; again is no harm."""
    survey = await surveys.held(session, code)
    if survey is None or not survey.reminds or survey.state != surveys.RELEASED:
        return []
    if not await _may(session, actor_id, survey):
        return []
    there = await tables.reminders_of(session, _anchors(code))
    wanted = []
    for one in to_come(survey, now, rules):
        if not any(_is_same(found, survey, one) for found in there):
            wanted.append(await _schedule(session, actor_id, survey, one, now, rules))
    return [one for one in wanted if one]


async def switch(
    session: AsyncSession, actor_id: int, code: str, on: bool, now: datetime, rules: Rules
) -> list[ApprovalWanted]:
    """Let a survey speak of itself, or not; what has begun to go out goes on."""
    held = await people.roles(session, actor_id)
    survey = await surveys.held(session, code)
    roles.demand(held, Action.BROADCAST, survey.area_code if survey else None)
    if survey is None:
        return []
    survey.reminds = on
    if on:
        await session.flush()
        return await keep_up(session, actor_id, code, now, rules)
    for one in await of_survey(session, code):
        if one.state in (tables.WAITING, tables.SCHEDULED):
            await call_off(session, one, now, actor_id)
    return []


async def call_off(
    session: AsyncSession,
    found: Broadcast,
    now: datetime,
    actor_id: int | None = None,
    reasons: Sequence[str] = (),
) -> None:
    """Nobody is told: nobody has written it either."""
    found.state, found.ended_at = tables.VOID, now
    await session.flush()
    await records.note(session, now, actor_id, "broadcast_void", found, reasons=list(reasons))


async def _may(session: AsyncSession, actor_id: int, survey: Survey) -> bool:
    held = await people.roles(session, actor_id)
    return roles.may(held, Action.BROADCAST, survey.area_code)


def _anchors(code: str) -> list[str]:
    return [anchors.anchor(anchors.SURVEY, code, date) for date in (anchors.OPENS, anchors.CLOSES)]


def _is_same(found: Broadcast, survey: Survey, one: ToCome) -> bool:
    """Whoever has prepared this very reminder by hand has done it for us."""
    if found.automatic:
        return found.automatic == one.name
    ready = reminders.READY[one.name]
    anchor = anchors.anchor(anchors.SURVEY, survey.code, ready.date)
    return (found.anchor, found.offset_minutes) == (anchor, ready.offset_minutes)


def _fits(survey: Survey, one: ToCome) -> bool:
    """Of a survey of a day or two nobody hears twice within a day."""
    is_opening = reminders.READY[one.name].date == anchors.OPENS
    earliest = survey.opens_at if is_opening else survey.opens_at + OPENING_DAY
    return earliest <= one.send_at < survey.closes_at


def _moment(survey: Survey, name: str, now: datetime, rules: Rules) -> ToCome:
    ready = reminders.READY[name]
    date = survey.opens_at if ready.date == anchors.OPENS else survey.closes_at
    minutes = ready.offset_minutes
    at = moments.local_offset(date, minutes, rules.zone)
    if ready.date == anchors.OPENS and at <= now < survey.opens_at + OPENING_DAY:
        minutes = int((now - survey.opens_at).total_seconds()) // 60 + AT_ONCE_MINUTES
        at = moments.local_offset(date, minutes, rules.zone)
    return ToCome(name, at, minutes)


async def _schedule(
    session: AsyncSession,
    actor_id: int,
    survey: Survey,
    one: ToCome,
    now: datetime,
    rules: Rules,
) -> ApprovalWanted | None:
    made = await reminders.ready(session, actor_id, survey.code, one.name, now)
    made.automatic, made.offset_minutes = one.name, one.offset_minutes
    made.send_at = made.first_at = one.send_at
    made.expires_at = await records.no_use_after(session, made, one.send_at)
    own = await attention.in_area(session, survey.area_code, rules)
    size = await audiences.size(session, records.audience_of(made))
    if size <= own.approval_above:
        made.state = tables.SCHEDULED
        await session.flush()
        return None
    if not await blockers.approvers(session, made):
        await call_off(session, made, now, reasons=[blockers.Reason.NOBODY_TO_APPROVE])
        return None
    made.state = tables.WAITING
    await session.flush()
    return await records.approval_wanted(session, made)
