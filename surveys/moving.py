"""Going on with a response elsewhere: from the web, by its code, into the chat."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import moving, outreach
from storage import surveys as tables
from storage.marks import Marks
from storage.surveys import Survey
from surveys import answering, library
from surveys.answering import Respondent, Sheet
from surveys.definitions import Definition


class NoSuchResponse(Exception):
    """No open survey holds a response under this code."""


class AnsweredHere(Exception):
    """The person has a response of their own there; they say which of the two counts."""


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


async def on_paper(session: AsyncSession, when: datetime) -> list[tuple[Survey, Definition]]:
    """The open surveys for which a code may stand on a questionnaire that nobody has entered."""
    opened = await library.open_in(session, None, when)
    return [(one, asked) for one, asked in opened if "paper" in asked.channels]


async def leave_paper(
    session: AsyncSession,
    marks: Marks,
    code: str,
    old: Respondent,
    new: Respondent,
    when: datetime,
) -> Sheet:
    """Go on as the new respondent; a paper with the old one's code is counted no more.

    What has been begun or entered under the code is moved; `move` says what that raises.
    """
    if (await answering.sheet(session, marks, code, old, when)).response:
        return await move(session, marks, code, old, new, when)
    sheet = await answering.sheet(session, marks, code, new, when)
    await moving.spend(session, code, marks.of(code, old.token, old.nth))
    return sheet


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
    await answering.note_turnout(session, code, new, finished=here.is_settled)
    named = here.definition.anonymity == "named"
    await moving.pass_on(
        session,
        code,
        old=marks.of(code, old.token, old.nth),
        new=marks.of(code, new.token, new.nth),
        resident_id=new.resident_id if named else None,
    )
    return await answering.sheet(session, marks, code, new, when)


async def keep_one(
    session: AsyncSession,
    marks: Marks,
    code: str,
    old: Respondent,
    new: Respondent,
    when: datetime,
    *,
    moved: bool,
) -> Sheet:
    """Let one of a person's two responses count: the new respondent's, or the old one's `moved`.

    The other is deleted. Once more changes nothing.
    """
    mark = marks.of(code, old.token, old.nth)
    if await tables.response(session, code, mark) is None:
        return await answering.sheet(session, marks, code, new, when)
    # Refuses what an interviewer wrote down, which nobody deletes by its code.
    await answering.sheet(session, marks, code, old, when)
    there = await answering.sheet(session, marks, code, new, when)
    if there.response is None:
        return there
    if not moved:
        await tables.withdraw(session, code, mark)
        return there
    await tables.drop_response(session, there.response.id)
    sheet = await move(session, marks, code, old, new, when)
    if new.resident_id is None:
        return sheet
    if sheet.is_settled:
        await outreach.forget_own_reminders(session, code, new.resident_id)
    else:
        await tables.reopen_turnout(session, code, new.resident_id)
    return sheet
