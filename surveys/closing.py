"""The end of a survey: results frozen, and everything that told whose answers are whose destroyed.

Every step may be done again after a kill; the state changes only when all of them are done.
"""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from storage import conversations
from storage import surveys as tables
from storage.database import Database
from storage.surveys import Survey
from surveys import library
from surveys.marks import Marks
from surveys.outcome import freeze


async def close(database: Database, marks: Marks, code: str, now: datetime) -> int:
    """Close a survey for good; how many responses were handed in."""
    async with database.writing() as session:
        await tables.keep_out(session, code)
        survey = await library.survey(session, code)
        if survey.state != tables.CLOSED:
            await _freeze(session, survey, now)
    marks.destroy(code)
    await scatter(database, code)
    async with database.reading() as session:
        _, finished = await tables.response_counts(session, code)
    return finished


async def scatter(database: Database, code: str) -> None:
    """Write the rows anew in an order that tells nothing, leaving no older copy in the files."""
    if database.is_sqlite:
        async with database.alone() as connection:
            for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM"):
                await connection.execute(text(statement))
            await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        return
    async with database.writing() as session:
        await tables.rewrite(session, code)
    async with database.alone() as connection:
        for table in ("response", "answer", "turnout", "conversation", "heard", "spent"):
            await connection.execute(text(f"VACUUM FULL {table}"))


async def _freeze(session: AsyncSession, survey: Survey, now: datetime) -> None:
    """From here on nobody can answer, and no mark, day or position is left in the tables."""
    await freeze(session, survey.code, now)
    await tables.unmark(session, survey.code)
    await conversations.forget_survey(session, survey.code)
    survey.state, survey.closed_at = tables.CLOSED, min(survey.closes_at, now)
    await session.flush()
