"""Answers are deleted on the day that was promised; what was published of them stays."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import (
    attachments,
    audit,
    broadcasts,
    jobs,
    outreach,
    rewriting,
    written_answers,
)
from storage import surveys as tables
from storage.database import Database
from surveys import library

JOB = "delete_answers"
# So many at a time, so that nobody who answers elsewhere waits for it.
CHUNK = 500
EMPTIED = (
    *("response", "answer", "attachment", "turnout", "written_answer"),
    *("letter", "broadcast_tap"),
)


async def ask_for_due(session: AsyncSession, now: datetime) -> int:
    """Have the answers deleted of every survey whose day has come; how many are new."""
    due = await tables.due_to_delete(session, now)
    asked = [
        await jobs.ask_for(session, f"delete:{code}", JOB, {"code": code}, now) for code in due
    ]
    return sum(asked)


async def delete_answers(database: Database, code: str, now: datetime) -> int:
    """Delete every single answer of a closed survey; how many responses there had been.

    May be done again after a kill: how many there were is noted before the first one goes.
    """
    async with database.writing() as session:
        await _note_counts(session, code)
        await written_answers.drop_all(session, code)
        await _forget_who_took_part(session, code, now)
    while await _delete_some(database, code):
        pass
    await rewriting.rewrite(database, EMPTIED)
    async with database.writing() as session:
        return await _note_deleted(session, code, now)


async def _note_counts(session: AsyncSession, code: str) -> None:
    survey = await library.survey(session, code)
    if survey.had_begun == 0:
        survey.had_begun, survey.had_finished = await tables.response_counts(session, code)
        await session.flush()


async def _forget_who_took_part(session: AsyncSession, code: str, now: datetime) -> None:
    """Also what was written to them for it, however lately it went out."""
    await tables.drop_turnout(session, code)
    await outreach.forget_about(session, outreach.outcome_of(code))
    await broadcasts.forget_chosen_by(session, code, now)


async def _delete_some(database: Database, code: str) -> bool:
    async with database.writing() as session:
        ids = await tables.some_responses(session, code, CHUNK)
        await attachments.drop_all(session, *ids)
        await tables.drop_responses(session, ids)
        return bool(ids)


async def _note_deleted(session: AsyncSession, code: str, now: datetime) -> int:
    survey = await library.survey(session, code)
    if survey.answers_deleted_at is None:
        survey.answers_deleted_at = now
        await audit.note(session, now, None, "answers_deleted", code, responses=survey.had_begun)
        await session.flush()
    return survey.had_begun
