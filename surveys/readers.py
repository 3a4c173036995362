"""Who may see what came of a survey: everybody once it is frozen, staff of its area before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import audit
from storage import surveys as tables
from surveys import library
from surveys.library import NoSuchSurvey
from surveys.outcome import Outcome, outcome


class NotYoursToSee(Exception):
    """The survey belongs to an area whose results this person does not see."""

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self.area = area


@dataclass(frozen=True)
class Reader:
    """Somebody of the staff with the areas whose results they see; None means all of them."""

    resident_id: int
    areas: Sequence[str] | None

    def demand(self, area: str) -> None:
        if self.areas is not None and area not in self.areas:
            raise NotYoursToSee(area)


async def for_everybody(session: AsyncSession, code: str, now: datetime) -> Outcome:
    """Only frozen results; of a survey that still runs nobody learns here that it does."""
    survey = await library.survey(session, code)
    if survey.state != tables.CLOSED:
        raise NoSuchSurvey(code)
    return await outcome(session, code, now)


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
