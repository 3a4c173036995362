"""A survey's life: draft, released, open by its dates, closed."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from storage import jobs
from storage import surveys as tables
from storage.codes import free_code
from storage.surveys import Survey, SurveyVersion
from surveys import library
from surveys.definitions import Definition, Question

PRAGUE = ZoneInfo("Europe/Prague")
CODE_LENGTH = 5
# A message sent in time may arrive late; it is still taken until then.
GRACE = timedelta(minutes=15)


class NotADraft(Exception):
    pass


class SurveyChangedTooMuch(Exception):
    """A running survey may gain questions and better words, not lose what has been answered."""

    def __init__(self, lost: tuple[str, ...]) -> None:
        super().__init__(", ".join(lost))
        self.lost = lost


class WrongArea(Exception):
    """The file gives another area than the survey that runs under the same key."""


async def keep(session: AsyncSession, definition: Definition, now: datetime) -> Survey:
    """Keep a definition as a new survey's first version, or as the next one of its survey.

    The same definition again changes nothing.
    """
    survey = await tables.by_key(session, definition.key)
    if survey is None:
        survey = await _new(session, definition)
        session.add(survey)
    elif await _is_the_same(session, survey, definition):
        return survey
    else:
        await _check_change(session, survey, definition)
        survey.version += 1
        survey.opens_at, survey.closes_at = _period(definition)
        survey.delete_answers_at = _kept_until(definition)
        survey.entry_ends_at = _entered_until(definition.closes, definition)
    await session.flush()
    session.add(
        SurveyVersion(
            survey_code=survey.code,
            version=survey.version,
            definition=definition.to_json(),
            made_at=now,
        )
    )
    await session.flush()
    return survey


async def release(session: AsyncSession, code: str) -> Survey:
    """Let a draft run: from now on its dates open and close it. Releasing twice is once."""
    survey = await library.survey(session, code)
    if survey.state in tables.ENDED:
        raise NotADraft
    survey.state = tables.RELEASED
    await session.flush()
    return survey


async def close_now(session: AsyncSession, code: str, now: datetime) -> Survey:
    """End a running survey before its date; the closing itself is a job."""
    survey = await library.survey(session, code)
    if survey.state != tables.RELEASED:
        raise NotADraft
    if survey.closes_at > now:
        survey.closes_at = now
        asked = await library.definition(session, code, survey.version)
        survey.entry_ends_at = _entered_until(today(now), asked)
        await session.flush()
    await ask_to_close(session, code, now)
    return survey


async def count_now(session: AsyncSession, code: str, now: datetime) -> Survey:
    """Wait for no more paper: the results are counted for good by a job."""
    survey = await library.survey(session, code)
    if survey.state != tables.COUNTING:
        raise NotADraft
    survey.entry_ends_at = now
    await session.flush()
    await ask_to_count(session, code, now)
    return survey


async def ask_to_count(session: AsyncSession, code: str, now: datetime) -> bool:
    return await jobs.ask_for(session, f"count:{code}", "close_survey", {"code": code}, now)


async def ask_to_close(session: AsyncSession, code: str, now: datetime) -> bool:
    return await jobs.ask_for(session, f"close:{code}", "close_survey", {"code": code}, now)


async def due_to_close(session: AsyncSession, now: datetime) -> list[str]:
    return await tables.due_to_close(session, now - GRACE)


def today(when: datetime) -> date:
    """The day of a moment in Prague."""
    return when.astimezone(PRAGUE).date()


def starts(day: date) -> datetime:
    return datetime.combine(day, time.min, PRAGUE)


def ends(day: date) -> datetime:
    """The moment after a day's last second, in Prague."""
    return starts(day + timedelta(days=1))


def _period(definition: Definition) -> tuple[datetime, datetime]:
    return starts(definition.opens), ends(definition.closes)


async def _new(session: AsyncSession, definition: Definition) -> Survey:
    opens_at, closes_at = _period(definition)
    return Survey(
        code=await free_code(session, Survey, CODE_LENGTH),
        key=definition.key,
        area_code=definition.area,
        opens_at=opens_at,
        closes_at=closes_at,
        delete_answers_at=_kept_until(definition),
        entry_ends_at=_entered_until(definition.closes, definition),
    )


def _kept_until(definition: Definition) -> datetime:
    return ends(definition.closes + timedelta(days=definition.kept_days))


def _entered_until(last: date, definition: Definition) -> datetime | None:
    days = definition.entry_days
    return ends(last + timedelta(days=days)) if days else None


async def _is_the_same(session: AsyncSession, survey: Survey, definition: Definition) -> bool:
    newest = await library.definition(session, survey.code, survey.version)
    return survey.state not in tables.ENDED and newest == definition


async def _check_change(session: AsyncSession, survey: Survey, definition: Definition) -> None:
    if survey.state in tables.ENDED:
        raise NotADraft
    if survey.area_code != definition.area:
        raise WrongArea
    began, _ = await tables.response_counts(session, survey.code)
    if not began:
        return
    before = await library.definition(session, survey.code, survey.version)
    lost = _lost(before, definition)
    if lost:
        raise SurveyChangedTooMuch(lost)


def _lost(before: Definition, after: Definition) -> tuple[str, ...]:
    """Ids of questions and options (`r8.doprava`) that would no longer fit their answers.

    Whom the survey is for does not change either, or some who count would not be among them.
    """
    lost = []
    for question in before.questions:
        if question.id not in after or _is_another(question, after.question(question.id)):
            lost.append(question.id)
            continue
        stay = {option.id for option in after.question(question.id).all_options}
        stay |= {str(point) for point in after.question(question.id).points}
        offered = [option.id for option in question.all_options] + list(map(str, question.points))
        gone = [option for option in offered if option not in stay]
        ends = question.ends_on.keys() ^ after.question(question.id).ends_on.keys()
        lost += [f"{question.id}.{option}" for option in (*gone, *sorted(ends - {*gone}))]
    lost += [
        name for name in ("anonymity", "unit") if getattr(before, name) != getattr(after, name)
    ]
    return tuple(lost)


def _is_another(before: Question, after: Question) -> bool:
    return (before.type, before.codelist) != (after.type, after.codelist)
