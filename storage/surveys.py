"""Surveys, their versions, responses and answers; who answered lies apart from what."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import (
    JSON,
    Column,
    LargeBinary,
    Select,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage import attachments, lean, locking
from storage.columns import BIG, UNORDERED, big_key, random_id
from storage.people import Resident
from storage.upserts import insert_or_change, insert_or_keep

# While counting, people answer no more and what came on paper is still entered.
DRAFT, RELEASED, COUNTING, CLOSED = "draft", "released", "counting", "closed"
# Once answering has ended the survey stays as it is.
ENDED = (COUNTING, CLOSED)
# Until it has closed there are more answers to come.
RUNNING = (RELEASED, COUNTING)


class Survey(SQLModel, table=True):
    """`code` travels in buttons and links; `key` is the author's own name for the survey."""

    code: str = Field(primary_key=True)
    key: str = Field(unique=True)
    area_code: str = Field(foreign_key="area.code", index=True)
    state: str = Field(default=DRAFT, index=True)
    version: int = 1
    opens_at: datetime
    closes_at: datetime
    closed_at: datetime | None = None
    # Whether reminders of it go out that nobody has to send.
    reminds: bool = True
    # Until when paper is entered; None where nothing is entered after the end.
    entry_ends_at: datetime | None = None
    delete_answers_at: datetime = Field(index=True)
    answers_deleted_at: datetime | None = None
    # How many there were, kept when they are deleted.
    had_begun: int = 0
    had_finished: int = 0


class SurveyVersion(SQLModel, table=True):
    """A definition as it was released; never changed once there are answers to it."""

    __tablename__ = "survey_version"

    survey_code: str = Field(primary_key=True, foreign_key="survey.code")
    version: int = Field(primary_key=True)
    definition: str
    made_at: datetime


class Response(SQLModel, table=True):
    """One filled-in survey.

    `mark` is the one-way mark of the person, emptied at closing together with `day`, when
    `version` becomes the last one; `resident_id` is filled only in named surveys.
    """

    __table_args__ = (UniqueConstraint("survey_code", "mark"),)

    id: int = Field(default_factory=random_id, sa_column=big_key())
    survey_code: str = Field(foreign_key="survey.code", index=True)
    version: int
    mark: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    resident_id: int | None = Field(default=None, sa_column=Column(BIG, index=True))
    channel: str = "telegram"
    helped: bool = False
    finished: bool = False
    # The question whose answer ended the survey; such a response is not counted with the others.
    ended_at: str | None = None
    day: date | None = None


class Answer(SQLModel, table=True):
    """The value given to one question; null means skipped on purpose."""

    __table_args__ = UNORDERED

    response_id: int = Field(sa_column=big_key())
    question_id: str = Field(primary_key=True)
    # Only ever read whole, which PostgreSQL does faster with JSON than with JSONB.
    value: Any = Field(default=None, sa_column=Column(JSON, nullable=True))


class Turnout(SQLModel, table=True):
    """Who took part, never what they said; whether they reached the end is emptied at closing."""

    __table_args__ = UNORDERED

    survey_code: str = Field(primary_key=True, foreign_key="survey.code")
    resident_id: int = Field(sa_column=big_key(index=True))
    finished: bool = False


class Spent(SQLModel, table=True):
    """A mark that has been used and whose answers were withdrawn: nobody answers twice."""

    __table_args__ = UNORDERED

    survey_code: str = Field(primary_key=True, foreign_key="survey.code")
    mark: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))


async def survey(session: AsyncSession, code: str) -> Survey | None:
    return await session.get(Survey, code)


async def survey_as_read(session: AsyncSession, code: str) -> Survey | None:
    """The survey to be read and not changed: what every tap asks for."""
    for row in await lean.rows(session, _BY_CODE, code=code):
        return cast(Survey, _AsReadSurvey(*row))
    return None


_AsReadSurvey = lean.as_read(Survey)
_BY_CODE = select(*Survey.__table__.columns).where(  # type: ignore[attr-defined]
    col(Survey.code) == bindparam("code")
)


async def held(session: AsyncSession, code: str) -> Survey | None:
    """The survey as it stands now, kept from other writers until this transaction ends."""
    return await locking.row(session, Survey, code)


async def hold(session: AsyncSession, code: str) -> None:
    """Keep the survey from being closed until this transaction ends; others may answer beside."""
    await locking.share(session, f"survey:{code}")


async def keep_out(session: AsyncSession, code: str) -> None:
    """Wait for everyone who is just answering the survey, and let nobody begin."""
    await locking.alone(session, f"survey:{code}")


async def by_key(session: AsyncSession, key: str) -> Survey | None:
    return (await session.scalars(select(Survey).where(col(Survey.key) == key))).one_or_none()


async def definition(session: AsyncSession, code: str, version: int) -> str | None:
    found = await session.get(SurveyVersion, (code, version))
    return found.definition if found else None


async def surveys_of(
    session: AsyncSession, area_codes: list[str] | None, states: tuple[str, ...]
) -> list[Survey]:
    """Surveys of the areas (all areas when None) in the states, those closing soonest first."""
    rows = select(Survey).where(col(Survey.state).in_(states))
    if area_codes is not None:
        rows = rows.where(col(Survey.area_code).in_(area_codes))
    return list(await session.scalars(rows.order_by(col(Survey.closes_at), col(Survey.code))))


async def due_to_close(session: AsyncSession, moment: datetime) -> list[str]:
    rows = select(col(Survey.code)).where(
        col(Survey.state) == RELEASED, col(Survey.closes_at) <= moment
    )
    return list(await session.scalars(rows))


async def due_to_count(session: AsyncSession, moment: datetime) -> list[str]:
    """Surveys for which no more paper is entered."""
    rows = select(col(Survey.code)).where(
        col(Survey.state) == COUNTING, col(Survey.entry_ends_at) <= moment
    )
    return list(await session.scalars(rows))


async def due_to_delete(session: AsyncSession, moment: datetime) -> list[str]:
    """Closed surveys whose single answers have been kept for as long as was promised."""
    rows = select(col(Survey.code)).where(
        col(Survey.state) == CLOSED,
        col(Survey.delete_answers_at) <= moment,
        col(Survey.answers_deleted_at).is_(None),
    )
    return list(await session.scalars(rows))


async def some_responses(session: AsyncSession, code: str, most: int) -> list[int]:
    """Ids of so many responses to a survey, whichever they are."""
    some = select(col(Response.id)).where(col(Response.survey_code) == code).limit(most)
    return list(await session.scalars(some))


async def drop_responses(session: AsyncSession, ids: Sequence[int]) -> None:
    await session.execute(delete(Answer).where(col(Answer.response_id).in_(ids)))
    await session.execute(delete(Response).where(col(Response.id).in_(ids)))


async def drop_turnout(session: AsyncSession, code: str) -> None:
    await session.execute(delete(Turnout).where(col(Turnout.survey_code) == code))


async def response(session: AsyncSession, code: str, mark: bytes) -> Response | None:
    rows = select(Response).where(col(Response.survey_code) == code, col(Response.mark) == mark)
    return (await session.scalars(rows)).one_or_none()


async def response_with_answers(
    session: AsyncSession, code: str, mark: bytes
) -> tuple[Response | None, dict[str, Any]]:
    """The response behind a mark, to be read and not changed, with all that was answered in it."""
    rows = await lean.rows(session, _FILLED_IN, code=code, mark=mark)
    if not rows:
        return None, {}
    answers = {question: value for *_, question, value in rows if question is not None}
    return cast(Response, _AsReadResponse(*rows[0][:-2])), answers


_AsReadResponse = lean.as_read(Response)
_FILLED_IN = (
    select(
        *Response.__table__.columns,  # type: ignore[attr-defined]
        col(Answer.question_id),
        col(Answer.value),
    )
    .outerjoin(Answer, col(Answer.response_id) == col(Response.id))
    .where(col(Response.survey_code) == bindparam("code"), col(Response.mark) == bindparam("mark"))
)


async def begin_response(session: AsyncSession, code: str, mark: bytes, **values: Any) -> Response:
    """The response behind a mark, made if there is none; beginning twice makes one."""
    made = {"id": random_id(), "survey_code": code, "mark": mark, "finished": False}
    await insert_or_keep(session, Response, **made, **values)
    found, _ = await response_with_answers(session, code, mark)
    assert found is not None
    return found


async def finish_response(session: AsyncSession, response_id: int) -> None:
    await lean.change(session, _FINISH, response_id=response_id)


_FINISH = (
    update(Response)
    .where(col(Response.id) == bindparam("response_id"))
    .values(finished=True, ended_at=None)
)


async def answers(session: AsyncSession, response_id: int) -> dict[str, Any]:
    rows = select(col(Answer.question_id), col(Answer.value)).where(
        col(Answer.response_id) == response_id
    )
    return {row.question_id: row.value for row in await session.execute(rows)}


async def keep_answer(
    session: AsyncSession, response_id: int, question_id: str, value: Any
) -> None:
    await insert_or_change(
        session,
        Answer,
        ("response_id", "question_id"),
        response_id=response_id,
        question_id=question_id,
        value=value,
    )


async def keep_turnout(session: AsyncSession, code: str, resident_id: int, finished: bool) -> None:
    """Note that a resident takes part; having finished is never taken back by this."""
    new = await insert_or_keep(
        session, Turnout, survey_code=code, resident_id=resident_id, finished=finished
    )
    if finished and not new:
        await _note_end(session, code, resident_id, finished=True)


async def reopen_turnout(session: AsyncSession, code: str, resident_id: int) -> None:
    """Note that a resident who had come to an end goes on."""
    await _note_end(session, code, resident_id, finished=False)


async def _note_end(session: AsyncSession, code: str, resident_id: int, *, finished: bool) -> None:
    values = {"code": code, "resident": resident_id, "is_finished": finished}
    await lean.change(session, _END, **values)


_END = (
    update(Turnout)
    .where(
        col(Turnout.survey_code) == bindparam("code"),
        col(Turnout.resident_id) == bindparam("resident"),
    )
    .values(finished=bindparam("is_finished"))
)


async def turnout_of(session: AsyncSession, resident_id: int) -> list[Turnout]:
    return list(
        await session.scalars(select(Turnout).where(col(Turnout.resident_id) == resident_id))
    )


def participants(code: str) -> Select[int]:
    """Residents who took part, to be asked for within another statement."""
    return select(col(Turnout.resident_id)).where(col(Turnout.survey_code) == code)


def unfinished(code: str) -> Select[int]:
    """Those of them who have not come to the end; nobody knows any more once it has closed."""
    runs = select(col(Survey.state)).where(col(Survey.code) == code).scalar_subquery() == RELEASED
    return participants(code).where(col(Turnout.finished).is_(False), runs)


async def those_who_took_part(
    session: AsyncSession, code: str, *, after: int, most: int
) -> list[Resident]:
    """Residents in the order of their random ids, who have not blocked the bot."""
    rows = (
        select(Resident)
        .join(Turnout, col(Turnout.resident_id) == col(Resident.id))
        .where(
            col(Turnout.survey_code) == code,
            col(Resident.id) > after,
            col(Resident.blocked).is_(False),
        )
        .order_by(col(Resident.id))
        .limit(most)
    )
    return list(await session.scalars(rows))


async def response_counts(session: AsyncSession, code: str) -> tuple[int, int]:
    """How many responses were begun (finished ones included) and how many were finished."""
    of_survey = col(Response.survey_code) == code
    began = select(func.count()).select_from(Response).where(of_survey)
    ended = began.where(col(Response.finished))
    return await session.scalar(began) or 0, await session.scalar(ended) or 0


async def drop_answer(session: AsyncSession, response_id: int, question_id: str) -> None:
    await lean.change(session, _DROP_ANSWER, response=response_id, question=question_id)


_DROP_ANSWER = delete(Answer).where(
    col(Answer.response_id) == bindparam("response"),
    col(Answer.question_id) == bindparam("question"),
)


async def named_responses(session: AsyncSession, resident_id: int) -> list[Response]:
    """Responses to named surveys, the only ones that know their resident."""
    rows = select(Response).where(col(Response.resident_id) == resident_id)
    return list(await session.scalars(rows))


async def withdraw(session: AsyncSession, code: str, mark: bytes) -> bool:
    """Delete the answers behind a mark and keep the bare mark as spent; whether there were any."""
    found = await response(session, code, mark)
    if found is None:
        return False
    await insert_or_keep(session, Spent, survey_code=code, mark=mark)
    await drop_response(session, found.id)
    return True


async def drop_response(session: AsyncSession, response_id: int) -> None:
    await attachments.drop_all(session, response_id)
    await session.execute(delete(Answer).where(col(Answer.response_id) == response_id))
    await session.execute(delete(Response).where(col(Response.id) == response_id))


async def is_spent(session: AsyncSession, code: str, mark: bytes) -> bool:
    return bool(await lean.rows(session, _IS_SPENT, code=code, mark=mark))


_IS_SPENT = select(col(Spent.survey_code)).where(
    col(Spent.survey_code) == bindparam("code"), col(Spent.mark) == bindparam("mark")
)


async def forget_turnout(session: AsyncSession, resident_id: int) -> None:
    await session.execute(delete(Turnout).where(col(Turnout.resident_id) == resident_id))
