"""Reminders that people ask for themselves: a letter about an unfinished survey, for tomorrow."""

from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from outreach.letters import Letter, post
from storage import outreach
from storage.people import Resident
from storage.surveys import Survey
from surveys import library
from surveys.definitions import Definition
from texts.content import pick
from texts.formatting import PRAGUE, day, escape
from texts.screens import Button, tap
from texts.words import Words

EARLIEST, LATEST = time(8), time(20)
# Whoever is reminded so shortly before the end has time to finish.
BEFORE_THE_END = timedelta(hours=3)


class ClosesTooSoon(Exception):
    """There is no moment left at which a reminder would help."""

    def __init__(self, closes_at: datetime) -> None:
        super().__init__(closes_at)
        self.closes_at = closes_at


async def remind(
    session: AsyncSession,
    resident: Resident,
    survey: Survey,
    definition: Definition,
    nth: int,
    now: datetime,
) -> datetime:
    """Write the reminder, once however often it is asked for; when it will come."""
    due_at = moment(now, survey.closes_at)
    words = Words(resident.language)
    text = words(
        "You wanted to be reminded of the survey “{title}”. It is open until {date}.",
        title=escape(pick(definition.title, resident.language)),
        date=day(library.last_moment(survey), resident.language),
    )
    rows = ((Button(words("Continue"), tap("sv", survey.code, "begin", nth)),),)
    about = f"{outreach.own_reminder(survey.code)}{due_at:%Y-%m-%d}"
    await post(session, resident, about, Letter(text, rows), due_at)
    return due_at


def moment(now: datetime, closes_at: datetime) -> datetime:
    """Tomorrow at this time of day, but neither early nor late, and well before the end."""
    tomorrow = now.astimezone(PRAGUE) + timedelta(days=1)
    at = min(max(tomorrow.time(), EARLIEST), LATEST).replace(second=0, microsecond=0)
    due_at = datetime.combine(tomorrow.date(), at, PRAGUE)
    latest = closes_at - BEFORE_THE_END
    if latest <= now:
        raise ClosesTooSoon(closes_at)
    return min(due_at, latest)
