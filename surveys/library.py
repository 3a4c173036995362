"""Finding surveys and what they ask; a definition never changes, so each is read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from storage import places
from storage import surveys as tables
from storage.surveys import Survey
from surveys.definitions import BY_HAND, Definition, Question
from texts.content import fold, romanised

_read: dict[tuple[str, int], Definition] = {}


class Stage(StrEnum):
    """Where a survey is in its life, as its state and its dates say together."""

    DRAFT = "draft"
    WAITING = "waiting"
    OPEN = "open"
    CLOSING = "closing"
    COUNTING = "counting"
    CLOSED = "closed"


class AnsweredInATalk(Exception):
    """Whoever wrote the answers down has handed them in; nobody opens them by their code."""


class NoSuchSurvey(LookupError):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Entry:
    """One offer to a codelist question: its code, and its label by language."""

    code: str
    label: dict[str, str]


Lists = Mapping[str, list[Entry]]


async def survey(session: AsyncSession, code: str) -> Survey:
    found = await tables.survey(session, code)
    if found is None:
        raise NoSuchSurvey(code)
    return found


async def survey_as_read(session: AsyncSession, code: str) -> Survey:
    """The survey to be read and not changed."""
    found = await tables.survey_as_read(session, code)
    if found is None:
        raise NoSuchSurvey(code)
    return found


async def definition(session: AsyncSession, code: str, version: int) -> Definition:
    known = _read.get((code, version))
    if known is None:
        kept = await tables.definition(session, code, version)
        if kept is None:
            raise NoSuchSurvey(code)
        known = _read[code, version] = Definition.from_json(kept)
    return known


def is_open(survey: Survey, when: datetime) -> bool:
    return survey.state == tables.RELEASED and survey.opens_at <= when < survey.closes_at


def takes_entries(survey: Survey, when: datetime) -> bool:
    """Whether paper may be entered: a while longer than people answer by themselves."""
    has_ended = survey.state == tables.COUNTING or when >= survey.closes_at
    return awaits_paper(survey, when) if has_ended else is_open(survey, when)


def awaits_paper(survey: Survey, when: datetime) -> bool:
    """Whether the results wait for paper that comes when the survey is over."""
    may_come = survey.state in (tables.RELEASED, tables.COUNTING)
    return may_come and survey.entry_ends_at is not None and when < survey.entry_ends_at


def stage(survey: Survey, now: datetime) -> Stage:
    if survey.state != tables.RELEASED:
        return Stage(survey.state)
    if now < survey.opens_at:
        return Stage.WAITING
    return Stage.OPEN if now < survey.closes_at else Stage.CLOSING


def last_moment(survey: Survey) -> datetime:
    """The last second in which the survey takes answers."""
    return survey.closes_at - timedelta(seconds=1)


async def entered_in(
    session: AsyncSession, area_codes: list[str] | None, now: datetime
) -> list[tuple[Survey, Definition]]:
    """Surveys of these areas (of any when None) for which paper may be entered now."""
    found = await tables.surveys_of(session, area_codes, (tables.RELEASED, tables.COUNTING))
    asked = [(one, await definition(session, one.code, one.version)) for one in found]
    return [
        (survey, asks)
        for survey, asks in asked
        if set(BY_HAND) & set(asks.channels) and takes_entries(survey, now)
    ]


async def open_in(
    session: AsyncSession, area_codes: list[str] | None, now: datetime
) -> list[tuple[Survey, Definition]]:
    """Surveys that somebody of these areas (of any when None) can answer now."""
    released = await tables.surveys_of(session, area_codes, (tables.RELEASED,))
    return [
        (one, await definition(session, one.code, one.version))
        for one in released
        if is_open(one, now)
    ]


async def entries(session: AsyncSession, question: Question, area_code: str) -> list[Entry]:
    """The codelist of a question: municipalities are those of the survey's area."""
    if question.listed is None:
        return []
    if question.listed == "municipalities":
        found = await places.municipalities(session, area_code)
        return [Entry(one.code, {"cs": one.name}) for one in found]
    return [Entry(one.code, one.label) for one in await places.codelist(session, question.listed)]


async def lists(session: AsyncSession, definition: Definition) -> Lists:
    """All that the definition's code lists offer in its area, by their names."""
    asked = {question.codelist: question for question in definition.questions if question.codelist}
    return {
        name: await entries(session, question, definition.area) for name, question in asked.items()
    }


def named(entries: list[Entry], typed: str) -> Entry | None:
    """The entry whose whole label was typed, if it is the only one of that name."""
    wanted = fold(typed)
    found = [one for one in entries if wanted in map(fold, one.label.values())]
    return found[0] if len(found) == 1 else None


def matching(entries: list[Entry], typed: str) -> list[Entry]:
    """Entries whose label begins with, or else contains, what was typed."""
    return _matching(entries, fold(typed)) or _matching(entries, romanised(fold(typed)))


def _matching(entries: list[Entry], wanted: str) -> list[Entry]:
    labels = {one.code: [fold(label) for label in one.label.values()] for one in entries}
    begins = [one for one in entries if any(s.startswith(wanted) for s in labels[one.code])]
    contains = [one for one in entries if any(wanted in s for s in labels[one.code])]
    return begins + [one for one in contains if one not in begins]
