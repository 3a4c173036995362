"""What has happened is told to whom it concerns: the one place where news becomes letters."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from outreach import (
    after_notices,
    broadcast_notices,
    comment_notices,
    contest_notices,
    day_notices,
    debate_notices,
    evaluation_notices,
    group_cards,
    incoming,
    meeting_notices,
    plan_notices,
)
from outreach.group_notices import TOLD as GROUPS_TOLD
from outreach.letters import Letter, post
from people.enquiries import Answered, HandedOver
from storage import enquiries, surveys
from storage.happenings import Happening
from storage.people import Resident
from texts.content import pick
from texts.formatting import escape, moment
from texts.screens import Button, tap
from texts.words import Words

# What ends at midnight ended on the day before it.
SECOND = timedelta(seconds=1)


class NobodyTells(TypeError):
    """Something happened that no notice is written for."""


@dataclass(frozen=True)
class PaperAwaited(Happening):
    """People answer a survey no more; what they filled in on paper is still entered."""

    code: str
    title: dict[str, str]
    responses: int
    ends_at: datetime
    staff: tuple[Resident, ...]


@dataclass(frozen=True)
class SurveyEnded(Happening):
    """A survey's closing has been done; those who run surveys there hear of it."""

    code: str
    title: dict[str, str]
    responses: int
    staff: tuple[Resident, ...]


@dataclass(frozen=True)
class RowsReady(Happening):
    """The file of rows that somebody of the staff asked for lies ready on the web."""

    code: str
    title: dict[str, str]
    asked_at: datetime
    format: str
    person: Resident


async def tell(session: AsyncSession, happened: Happening, now: datetime) -> int:
    """Write the letters that a happening calls for, before its commit; how many are new."""
    notice = NOTICES.get(type(happened))
    if notice is None:
        raise NobodyTells(type(happened).__name__)
    return await notice(session, happened, now)


async def _handed_over(session: AsyncSession, happened: HandedOver, now: datetime) -> int:
    enquiry = happened.enquiry
    new = 0
    for person in happened.staff:
        words = Words(person.language)
        text = words(
            "Enquiry no. {number} from a resident:\n\n<blockquote>{text}</blockquote>",
            number=enquiry.number,
            text=escape(enquiry.text),
        )
        rows = (
            (Button(words("Write an answer"), tap("eq", "answer", enquiry.number, "")),),
            (Button(words("Mute the author"), tap("eq", "mute", enquiry.number, "")),),
        )
        letter, about = Letter(text, rows), enquiries.news_of(enquiry.number)
        area_code = enquiry.area_code or ""
        new += await post(session, person, about, letter, now, quiet_in=area_code)
    return new


async def _answered(session: AsyncSession, happened: Answered, now: datetime) -> int:
    enquiry, words = happened.enquiry, Words(happened.resident.language)
    text = words(
        "You asked (no. {number}):\n<blockquote>{question}</blockquote>\n"
        "The coordinator answers:\n\n{answer}",
        number=enquiry.number,
        question=escape(enquiry.text[:300]),
        answer=escape(enquiry.answer or ""),
    )
    about = f"enquiry-answer:{enquiry.number}"
    rows = ((Button(words("Home"), tap("go", "home", "")),),)
    return int(await post(session, happened.resident, about, Letter(text, rows), now))


async def _paper_awaited(session: AsyncSession, happened: PaperAwaited, now: datetime) -> int:
    new, quiet_in = 0, await _area_of(session, happened.code)
    for person in happened.staff:
        words = Words(person.language)
        text = words.many(
            "The survey “{title}” has ended in the chat and on the web: {n} response. "
            "What has come on paper can be entered until {moment}. Then the results are counted.",
            "The survey “{title}” has ended in the chat and on the web: {n} responses. "
            "What has come on paper can be entered until {moment}. Then the results are counted.",
            happened.responses,
            title=escape(pick(happened.title, person.language)),
            moment=moment(happened.ends_at - SECOND, person.language),
        )
        rows = ((Button(words("Show the survey"), tap("rs", "show", happened.code, 0)),),)
        letter, about = Letter(text, rows), f"paper:{happened.code}"
        new += await post(session, person, about, letter, now, quiet_in=quiet_in)
    return new


async def _survey_ended(session: AsyncSession, happened: SurveyEnded, now: datetime) -> int:
    """Surveys close at midnight; nobody is woken up for one."""
    new, quiet_in = 0, await _area_of(session, happened.code)
    for person in happened.staff:
        words = Words(person.language)
        text = words.many(
            "The survey “{title}” is closed: {n} response. Marks and keys are destroyed.",
            "The survey “{title}” is closed: {n} responses. Marks and keys are destroyed.",
            happened.responses,
            title=escape(pick(happened.title, person.language)),
        )
        rows = ((Button(words("Results"), tap("rs", "show", happened.code, 0)),),)
        letter, about = Letter(text, rows), f"closed:{happened.code}"
        new += await post(session, person, about, letter, now, quiet_in=quiet_in)
    return new


async def _area_of(session: AsyncSession, survey_code: str) -> str:
    survey = await surveys.survey(session, survey_code)
    return survey.area_code if survey else ""


async def _rows_ready(session: AsyncSession, happened: RowsReady, now: datetime) -> int:
    """Only that they are there: the rows themselves never go through Telegram."""
    words = Words(happened.person.language)
    text = words(
        "The rows of the survey “{title}” are ready on the web for a day. "
        "Sign in by the command /konzole.",
        title=escape(pick(happened.title, happened.person.language)),
    )
    about = f"rows:{happened.code}:{happened.format}:{happened.asked_at:%Y%m%d%H%M%S}"
    return int(await post(session, happened.person, about, Letter(text), now))


NOTICES: Mapping[type[Happening], Callable[[AsyncSession, Any, datetime], Awaitable[int]]] = {
    HandedOver: _handed_over,
    Answered: _answered,
    PaperAwaited: _paper_awaited,
    SurveyEnded: _survey_ended,
    RowsReady: _rows_ready,
    **after_notices.TOLD,
    **broadcast_notices.TOLD,
    **comment_notices.TOLD,
    **day_notices.TOLD,
    **contest_notices.TOLD,
    **debate_notices.TOLD,
    **evaluation_notices.TOLD,
    **meeting_notices.TOLD,
    **GROUPS_TOLD,
    group_cards.MatterMoved: group_cards.moved,
    **plan_notices.TOLD,
    incoming.FileFetched: incoming.tell,
}
