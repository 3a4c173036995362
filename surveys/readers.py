"""Who may see what came of a survey: everybody once it is frozen, staff of its area before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import audit
from storage import surveys as tables
from storage.surveys import Survey
from surveys import library
from surveys.definitions import Definition
from surveys.library import NoSuchSurvey
from surveys.outcome import Outcome, outcome


class NotYoursToSee(Exception):
    """The survey belongs to an area whose results this person does not see."""

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self.area = area


@dataclass(frozen=True)
class Running:
    """A survey that is answered, or whose paper is entered, so that it has no results yet."""

    survey: Survey
    definition: Definition


@dataclass(frozen=True)
class Reader:
    """Somebody of the staff with the areas whose results they see; None means all of them."""

    resident_id: int
    areas: Sequence[str] | None

    def demand(self, area: str) -> None:
        if self.areas is not None and area not in self.areas:
            raise NotYoursToSee(area)


async def for_everybody(session: AsyncSession, code: str, now: datetime) -> Outcome:
    """Only frozen results."""
    survey = await library.survey(session, code)
    if survey.state != tables.CLOSED:
        raise NoSuchSurvey(code)
    return await outcome(session, code, now)


async def running(session: AsyncSession, code: str, now: datetime) -> Running | None:
    """What has opened and has no results yet; of what has not opened nobody learns here."""
    survey = await tables.survey(session, code)
    if survey is None or survey.state in (tables.DRAFT, tables.CLOSED) or now < survey.opens_at:
        return None
    return Running(survey, await library.definition(session, survey.code, survey.version))


async def for_staff(session: AsyncSession, reader: Reader, code: str, now: datetime) -> Outcome:
    """The session must be a writing one. Raises NoSuchSurvey, NotYoursToSee."""
    survey = await library.survey(session, code)
    reader.demand(survey.area_code)
    return await outcome(session, code, now)


async def note_report(
    session: AsyncSession, reader: Reader, found: Outcome, format: str, now: datetime
) -> None:
    """A report was handed to this person."""
    reader.demand(found.survey.area_code)
    code = found.survey.code
    await audit.note(session, now, reader.resident_id, "report_made", code, format=format)
