"""How many responses with one answer have been handed in, and how many ended before the end."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, Text, bindparam, cast, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage import lean, locking
from storage.surveys import Answer, Response

# A question and the option that was chosen.
Said = tuple[str, str]
# Answers are kept as JSON, so an option is a text in quotes.
SAID = cast(col(Answer.value), Text)


async def in_turn(session: AsyncSession, code: str) -> None:
    """Wait for whoever is just handing in, so that nobody takes the last place beside another."""
    await locking.alone(session, f"quota:{code}")


async def taken(
    session: AsyncSession, code: str, question_id: str, option_id: str, *, without: int = 0
) -> int:
    """How many others have handed in a response with this answer."""
    values = {"code": code, "question": question_id, "said": f'"{option_id}"', "own": without}
    ((found,),) = await lean.rows(session, _TAKEN, **values)
    return int(found)


_TAKEN: Select[int] = (
    select(func.count())
    .select_from(Response)
    .join(Answer, col(Answer.response_id) == col(Response.id))
    .where(
        col(Response.survey_code) == bindparam("code"),
        col(Response.finished),
        col(Response.id) != bindparam("own"),
        col(Answer.question_id) == bindparam("question"),
        bindparam("said", type_=Text) == SAID,
    )
)


async def settle(
    session: AsyncSession, response_id: int, *, finished: bool, ended_at: str | None
) -> None:
    values = {"response": response_id, "is_finished": finished, "at": ended_at}
    await lean.change(session, _SETTLE, **values)


_SETTLE = (
    update(Response)
    .where(col(Response.id) == bindparam("response"))
    .values(finished=bindparam("is_finished"), ended_at=bindparam("at"))
)


async def taken_each(
    session: AsyncSession, code: str, question_ids: Collection[str]
) -> dict[Said, int]:
    """How many have handed in a response with each answer to these questions."""
    rows = _by_answer(code).where(col(Response.finished), col(Answer.question_id).in_(question_ids))
    return await _counted(session, rows)


async def ended(session: AsyncSession, code: str, *, without: int = 0) -> dict[Said, int]:
    """How many responses ended at which question, and with which answer to it.

    The last few by their random keys may be left out.
    """
    rows = _by_answer(code).where(col(Answer.question_id) == col(Response.ended_at))
    if without:
        last = select(col(Response.id)).where(*_ended(code)).order_by(col(Response.id).desc())
        rows = rows.where(col(Response.id).not_in(last.limit(without)))
    return await _counted(session, rows)


async def how_many_ended(session: AsyncSession, code: str) -> int:
    rows = select(func.count()).select_from(Response).where(*_ended(code))
    return await session.scalar(rows) or 0


def _ended(code: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(Response.survey_code) == code, col(Response.ended_at).is_not(None)


def _by_answer(code: str) -> Select[str, str, int]:
    return (
        select(col(Answer.question_id), SAID, func.count())
        .select_from(Response)
        .join(Answer, col(Answer.response_id) == col(Response.id))
        .where(col(Response.survey_code) == code, SAID.is_not(None))
        .group_by(col(Answer.question_id), SAID)
    )


async def _counted(session: AsyncSession, rows: Select[str, str, int]) -> dict[Said, int]:
    return {(name, said.strip('"')): many for name, said, many in await session.execute(rows)}
