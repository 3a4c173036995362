"""The end of a survey: results frozen, and everything that told whose answers are whose destroyed.

Every step may be done again after a kill, so the job that closes a survey is begun again until
all of them are done.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import broadcasts, conversations, outreach, rewriting
from storage import surveys as tables
from storage.database import Database
from storage.surveys import Survey
from surveys import library
from surveys.marks import Marks
from surveys.outcome import freeze

# Tables whose rows were changed or deleted by the closing, or lay in the order of answering.
TOLD_MORE = (
    *("response", "answer", "attachment", "turnout", "spent"),
    *("conversation", "heard", "letter", "broadcast_tap", "published_tables"),
)


async def close(database: Database, marks: Marks, code: str, now: datetime) -> int:
    """Close a survey for good; how many responses were handed in."""
    async with database.writing() as session:
        await tables.keep_out(session, code)
        survey = await library.survey(session, code)
        if survey.state != tables.CLOSED:
            await _freeze(session, survey, now)
    marks.destroy(code)
    await rewriting.rewrite(database, TOLD_MORE)
    async with database.reading() as session:
        _, finished = await tables.response_counts(session, code)
    return finished


async def _freeze(session: AsyncSession, survey: Survey, now: datetime) -> None:
    """From here on nobody can answer, and no mark, day or position is left in the tables."""
    await freeze(session, survey.code, now)
    await tables.unmark(session, survey.code, survey.version)
    await outreach.forget_own_reminders(session, survey.code)
    await broadcasts.forget_chosen_by(session, survey.code, now)
    await conversations.forget_survey(session, survey.code, tables.participants(survey.code))
    survey.state, survey.closed_at = tables.CLOSED, min(survey.closes_at, now)
    await session.flush()
