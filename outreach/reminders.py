"""Reminders: broadcasts whose moment follows a date, moves with it and falls with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from outreach import anchors, broadcasts, records
from outreach.audiences import Audience, Criterion
from outreach.happened import ReminderMoved, ReminderVoid
from outreach.targets import SURVEY, Target
from storage import broadcasts as tables
from storage.broadcasts import Broadcast
from surveys import library
from texts.content import pick
from texts.formatting import escape
from texts.words import LANGUAGES, Words, later

HOUR = 60
OPEN = later("Open the survey")


@dataclass(frozen=True)
class Ready:
    """A reminder of a survey that only has to be sent: when it goes out, what it says, to whom.

    `who` is the kind of criterion by which people are chosen; empty means everybody of the area.
    """

    date: str
    offset_minutes: int
    text: str
    who: str = ""


# A survey opens and closes at midnight; people are reminded at nine.
READY: Mapping[str, Ready] = {
    "opens_today": Ready(
        anchors.OPENS,
        9 * HOUR,
        later("<b>{title}</b>\n\nThe survey has opened today. Tell us how it is where you live."),
    ),
    "closes_tomorrow": Ready(
        anchors.CLOSES,
        (9 - 48) * HOUR,
        later("<b>{title}</b>\n\nThe survey closes tomorrow. There is still time to answer."),
        who="not_took_part",
    ),
    "not_answered": Ready(
        anchors.CLOSES,
        (9 - 8 * 24) * HOUR,
        later("<b>{title}</b>\n\nThe survey runs for one more week. Your voice is still missing."),
        who="not_took_part",
    ),
    "half_way": Ready(
        anchors.CLOSES,
        (9 - 4 * 24) * HOUR,
        later(
            "<b>{title}</b>\n\nYou have begun the survey and not handed it in. A few questions are "
            "left; it goes on where you stopped."
        ),
        who="unfinished",
    ),
}


async def ready(
    session: AsyncSession, actor_id: int, survey_code: str, name: str, now: datetime
) -> Broadcast:
    """A draft of one of the ready reminders, which can still be changed."""
    survey = await library.survey(session, survey_code)
    title = (await library.definition(session, survey.code, survey.version)).title
    made = await broadcasts.draft(session, actor_id, survey.area_code, now)
    kind = READY[name]
    criteria = (Criterion(kind.who, (survey_code,)),) if kind.who else ()
    return await broadcasts.change(
        session,
        actor_id,
        made.id,
        now,
        texts={
            language: Words(language)(kind.text, title=escape(pick(title, language)))
            for language in LANGUAGES
        },
        buttons=[Target({one: Words(one)(OPEN) for one in LANGUAGES}, SURVEY, survey_code)],
        audience=Audience((survey.area_code,), criteria),
        anchor=anchors.anchor(anchors.SURVEY, survey_code, kind.date),
        offset_minutes=kind.offset_minutes,
    )


async def follow(
    session: AsyncSession, now: datetime, zone: ZoneInfo
) -> list[ReminderMoved | ReminderVoid]:
    """Let reminders go with dates that have moved; those of a thing that is off are void.

    Who has written one hears of it; nobody has written the automatic ones.
    """
    moved: list[ReminderMoved | ReminderVoid] = []
    for found in await tables.reminders(session, (tables.WAITING, tables.SCHEDULED)):
        moment = await anchors.moment(session, found, zone)
        if moment is None or (moment != found.send_at and moment <= now):
            news: ReminderMoved | ReminderVoid = await _void(session, found, now)
        elif moment != found.send_at:
            news = await _move(session, found, moment, now)
        else:
            continue
        if not found.automatic:
            moved.append(news)
    for found in await tables.reminders(session, tables.RUNNING):
        date = await anchors.date_of(session, found.anchor)
        if (date is None or date <= now) and (not found.expires_at or found.expires_at > now):
            found.expires_at = now
    await session.flush()
    return moved


async def _void(session: AsyncSession, found: Broadcast, now: datetime) -> ReminderVoid:
    found.state, found.ended_at = tables.VOID, now
    await records.note(session, now, None, "broadcast_void", found, anchor=found.anchor)
    return ReminderVoid(found, await records.author(session, found))


async def _move(
    session: AsyncSession, found: Broadcast, moment: datetime, now: datetime
) -> ReminderMoved:
    before, found.send_at, found.first_at = found.send_at, moment, moment
    found.expires_at = await records.no_use_after(session, found, moment)
    detail = {"before": before.isoformat() if before else None, "send_at": moment.isoformat()}
    await records.note(session, now, None, "broadcast_moved", found, **detail)
    return ReminderMoved(found, await records.author(session, found))
