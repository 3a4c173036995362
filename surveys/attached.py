"""What people have sent as answers, for those who run the survey to hear and look at.

It is there once the survey has closed, never before: what has just come would point at whoever has
just answered. Nobody else ever sees it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import attachments, audit
from storage import surveys as tables
from storage.attachments import Listed
from storage.surveys import Survey
from surveys import library
from surveys.definitions import Definition
from surveys.readers import NotYoursToSee

PAGE = 20


class NoSuchFile(Exception):
    """Nobody has sent such a file, or it is not to be seen yet."""


@dataclass(frozen=True)
class Runner:
    """Somebody of the staff with the areas in which they run surveys; None is all of them."""

    resident_id: int
    areas: Sequence[str] | None

    def demand(self, area: str) -> None:
        if self.areas is not None and area not in self.areas:
            raise NotYoursToSee(area)


@dataclass(frozen=True)
class Attached:
    """A page of files, by question; `count` is of all."""

    survey: Survey
    definition: Definition
    files: tuple[Listed, ...]
    page: int
    pages: int
    count: int


async def attached(session: AsyncSession, runner: Runner, code: str, page: int) -> Attached:
    """A page beyond the last one is the last one. Raises NoSuchSurvey, NotYoursToSee."""
    survey = await _run_by(session, runner, code)
    definition = await library.definition(session, code, survey.version)
    count = await attachments.count(session, code) if survey.state == tables.CLOSED else 0
    pages = max(1, -(-count // PAGE))
    page = max(1, min(page, pages))
    skip = (page - 1) * PAGE
    files = await attachments.some(session, code, skip=skip, most=PAGE) if count else []
    return Attached(survey, definition, tuple(files), page, pages, count)


async def opened(
    session: AsyncSession, runner: Runner, code: str, name: str, now: datetime
) -> bytes:
    """The content of a file; who opened it is noted in the audit."""
    survey = await _run_by(session, runner, code)
    if survey.state != tables.CLOSED:
        raise NoSuchFile(name)
    content = await attachments.content(session, code, name)
    if content is None:
        raise NoSuchFile(name)
    await audit.note(session, now, runner.resident_id, "attachment_opened", code, name=name)
    return content


async def _run_by(session: AsyncSession, runner: Runner, code: str) -> Survey:
    survey = await library.survey(session, code)
    runner.demand(survey.area_code)
    return survey
