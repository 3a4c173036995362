"""Taking from a survey's rows all that told whose a response is."""

from typing import Any

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.surveys import Response, Spent, Turnout
from storage.upserts import insert_from


async def set_marks_apart(session: AsyncSession, code: str) -> None:
    """Keep the bare marks of what was handed in, so that paper with their codes counts once.

    Nobody in the chat has a code any more: whoever went on there has spent it.
    """
    handed_in = (
        col(Response.survey_code) == code,
        or_(col(Response.finished), col(Response.ended_at).is_not(None)),
        *(col(Response.mark).is_not(None), col(Response.channel) != "telegram"),
    )
    marks: Select[Any] = select(col(Response.survey_code)).add_columns(col(Response.mark))
    marks = marks.where(*handed_in)
    await insert_from(session, Spent, ("survey_code", "mark"), marks)


async def unmark(session: AsyncSession, code: str, version: int) -> None:
    """Take from a survey's rows all that told whose a response is, or when it came.

    Whoever answered before a change of the survey would be told by the version, and whoever did
    not finish by a turnout and a response that both say so; so all are made alike.
    """
    of_survey = col(Response.survey_code) == code
    bare = {"mark": None, "day": None, "version": version}
    await session.execute(update(Response).where(of_survey).values(bare))
    alike = update(Turnout).where(col(Turnout.survey_code) == code).values(finished=False)
    await session.execute(alike)


async def forget_spent(session: AsyncSession, code: str) -> None:
    await session.execute(delete(Spent).where(col(Spent.survey_code) == code))
