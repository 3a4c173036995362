"""Going on with a response elsewhere: from the web, by its code, into the chat."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import moving
from storage import surveys as tables
from storage.marks import Marks
from surveys import answering, library
from surveys.answering import Respondent, Sheet


class NoSuchResponse(Exception):
    """No open survey holds a response under this code."""


class AnsweredHere(Exception):
    """The person has a response of their own there; two cannot be put together."""


async def found(
    session: AsyncSession, marks: Marks, who: Respondent, when: datetime
) -> tuple[str, ...]:
    """The open surveys in which this person has begun a response."""
    opened = await library.open_in(session, None, when)
    held = [
        survey.code
        for survey, _ in opened
        if await tables.response(session, survey.code, marks.of(survey.code, who.token, who.nth))
    ]
    return tuple(held)


async def move(
    session: AsyncSession,
    marks: Marks,
    code: str,
    old: Respondent,
    new: Respondent,
    when: datetime,
) -> Sheet:
    """Keep the old respondent's response as the new one's; nobody can go on with it as before."""
    here = await answering.sheet(session, marks, code, old, when)
    if here.response is None:
        raise NoSuchResponse
    there = await answering.sheet(session, marks, code, new, when)
    if there.response is not None:
        raise AnsweredHere
    await answering.note_turnout(session, code, new, finished=here.finished)
    named = here.definition.anonymity == "named"
    await moving.pass_on(
        session,
        code,
        old=marks.of(code, old.token, old.nth),
        new=marks.of(code, new.token, new.nth),
        resident_id=new.resident_id if named else None,
    )
    return await answering.sheet(session, marks, code, new, when)
