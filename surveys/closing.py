"""The end of a survey: everything that told whose answers are whose destroyed, results frozen.

Where paper is still awaited, the results are frozen only when its time is over.

Every step may be done again after a kill, so the job that closes a survey is begun again until
all of them are done.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import broadcasts, conversations, outreach, rewriting, unmarking
from storage import surveys as tables
from storage.database import Database
from storage.marks import Marks
from storage.surveys import Survey
from surveys import library
from surveys.outcome import cross, freeze

# Tables whose rows were changed or deleted by the closing, or lay in the order of answering.
TOLD_MORE = (
    *("response", "answer", "attachment", "turnout", "spent"),
    *("conversation", "heard", "letter", "broadcast_tap", "published_tables"),
)


async def close(database: Database, marks: Marks, code: str, now: datetime) -> int:
    """Take no more answers, and count for good once no paper is awaited; how many there are."""
    async with database.writing() as session:
        await tables.keep_out(session, code)
        survey = await library.survey(session, code)
        if survey.state not in tables.ENDED:
            await _end_answering(session, survey, now)
        if survey.state == tables.COUNTING and not library.awaits_paper(survey, now):
            await _freeze(session, survey, now)
        is_counting = survey.state == tables.COUNTING
    if is_counting:
        marks.destroy_of_accounts(code)
    else:
        marks.destroy(code)
    await rewriting.rewrite(database, TOLD_MORE)
    await cross(database, code)
    async with database.reading() as session:
        _, finished = await tables.response_counts(session, code)
    return finished


async def _end_answering(session: AsyncSession, survey: Survey, now: datetime) -> None:
    """From here on nobody can answer, and no mark, day or position is left in the tables.

    Only bare marks stay where paper is awaited: they say that a code was used, not for what.
    """
    if library.awaits_paper(survey, now):
        await unmarking.set_marks_apart(session, survey.code)
    await unmarking.unmark(session, survey.code, survey.version)
    await outreach.forget_own_reminders(session, survey.code)
    await broadcasts.forget_chosen_by(session, survey.code, now)
    await conversations.forget_survey(session, survey.code, tables.participants(survey.code))
    survey.state, survey.closed_at = tables.COUNTING, min(survey.closes_at, now)
    await session.flush()


async def _freeze(session: AsyncSession, survey: Survey, now: datetime) -> None:
    """What is counted now is what anybody ever sees; what paper has brought is unmarked too."""
    await freeze(session, survey.code, now)
    await unmarking.unmark(session, survey.code, survey.version)
    await unmarking.forget_spent(session, survey.code)
    survey.state = tables.CLOSED
    await session.flush()
