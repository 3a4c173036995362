"""Stances are deleted on the day that was promised; what was published of them stays."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from debates import keeping
from storage import audit, jobs, rewriting, stances
from storage import debates as tables
from storage.database import Database

JOB = "delete_stances"
# So many people at a time, so that nobody who takes part elsewhere waits for it.
CHUNK = 200
EMPTIED = ("debate_participant", "debate_stance", "debate_statement")


async def ask_for_due(session: AsyncSession, now: datetime) -> int:
    """Have the stances deleted of every debate whose day has come; how many are new."""
    due = await tables.due_to_delete(session, now)
    asked = [
        await jobs.ask_for(session, f"stances:{code}", JOB, {"code": code}, now) for code in due
    ]
    return sum(asked)


async def delete_stances(database: Database, code: str, now: datetime) -> int:
    """Delete every single stance of a closed debate; how many people there were left.

    May be done again after a kill.
    """
    people = 0
    while deleted := await _delete_some(database, code):
        people += deleted
    async with database.writing() as session:
        await tables.forget_refused(session, code)
        await tables.forget_codes(session, code)
    await rewriting.rewrite(database, EMPTIED)
    async with database.writing() as session:
        run = await keeping.run(session, code, locked=True)
        if run.debate.stances_deleted_at is None:
            run.debate.stances_deleted_at = now
            await audit.note(session, now, None, "stances_deleted", code)
    return people


async def _delete_some(database: Database, code: str) -> int:
    async with database.writing() as session:
        return await stances.drop_some(session, code, CHUNK)
