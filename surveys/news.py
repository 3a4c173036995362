"""What is new in surveys for a working group: tables counted anew, as far as they may be seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage import surveys as tables
from storage.surveys import Survey
from surveys import library
from surveys.highlights import ABOUT_PEOPLE, TOLD
from surveys.outcome import Outcome, outcome
from surveys.results.counting import NO_ANSWER

# A digest shows the first few questions; the rest stands in the results.
MOST = 3


@dataclass(frozen=True)
class Answered:
    """One answer; a count of None is hidden, no `text` is that nothing was answered."""

    text: Mapping[Any, str]
    count: int | None
    percent: int | None


@dataclass(frozen=True)
class Tally:
    """How one question was answered so far."""

    text: Mapping[Any, str]
    answered: int | None
    answers: tuple[Answered, ...]


@dataclass(frozen=True)
class SurveyNews:
    """`responses` are those that the tallies count."""

    survey: Survey
    title: Mapping[Any, str]
    responses: int
    is_final: bool
    tallies: tuple[Tally, ...]


async def since(
    session: AsyncSession, area_code: str, group_key: str, since: datetime, until: datetime
) -> list[SurveyNews]:
    """The group's and everybody's surveys of its area, counted in (since, until].

    The session must be a writing one: tables of a running survey are kept once counted.
    """
    found = await tables.surveys_of(session, [area_code], (tables.RELEASED, tables.CLOSED))
    asked = [one for one in found if _may_be_new(one, since, until)]
    told = [
        await outcome(session, one.code, until)
        for one in asked
        if await _concerns(session, one, group_key)
    ]
    return [
        _told(one) for one in told if one.published.responses and since < one.counted_at <= until
    ]


async def _concerns(session: AsyncSession, survey: Survey, group_key: str) -> bool:
    asked = await library.definition(session, survey.code, survey.version)
    return asked.working_group in ("", group_key)


def _may_be_new(survey: Survey, since: datetime, until: datetime) -> bool:
    if survey.state == tables.CLOSED:
        return survey.closed_at is not None and since < survey.closed_at
    return survey.opens_at <= until


def _told(found: Outcome) -> SurveyNews:
    return SurveyNews(
        found.survey,
        found.definition.title,
        found.published.responses or 0,
        found.is_final,
        tuple(_tallies(found)),
    )


def _tallies(found: Outcome) -> list[Tally]:
    asked = [(one, found.definition.question(one.id)) for one in found.published.questions]
    closed = [
        (published, question)
        for published, question in asked
        if question.type in TOLD and question.tag not in ABOUT_PEOPLE
    ]
    return [
        Tally(
            question.text,
            published.overall.answered,
            tuple(
                Answered(
                    found.label(question.id, cell.id) or {"cs": cell.id}, cell.count, cell.percent
                )
                for cell in published.overall.cells
                if cell.id != NO_ANSWER
            ),
        )
        for published, question in closed[:MOST]
    ]
