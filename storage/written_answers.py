"""What people wrote in answers, apart from all else they said, and what was decided about it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Select, UniqueConstraint, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import BIG, big_key, random_id

WAITING, RELEASED, MASKED, HIDDEN = "waiting", "released", "masked", "hidden"
SHOWN = (RELEASED, MASKED)


class WrittenAnswer(SQLModel, table=True):
    """One text, however many wrote it (`copies`); `digest` is its hash, so that it is kept once.

    `same_as` is the id of the text that stands for this one, its own if that is this one; only
    that one is read and decided about, and `people` is how many wrote it or nearly it.
    `shown` is the text as it was released.
    """

    __tablename__ = "written_answer"
    __table_args__ = (UniqueConstraint("survey_code", "question_id", "digest"),)

    id: int = Field(default_factory=random_id, sa_column=big_key())
    survey_code: str = Field(foreign_key="survey.code", index=True)
    question_id: str
    digest: str
    text: str
    folded: str
    copies: int
    same_as: int = Field(sa_column=Column(BIG, index=True, nullable=False))
    people: int
    state: str = WAITING
    theme: str = ""
    language: str = ""
    shown: str = ""


def _read_ones(code: str) -> Select[Any]:
    """Those that stand for themselves and for their near-copies."""
    return select(WrittenAnswer).where(
        col(WrittenAnswer.survey_code) == code, col(WrittenAnswer.same_as) == col(WrittenAnswer.id)
    )


async def are_gathered(session: AsyncSession, code: str) -> bool:
    some = select(col(WrittenAnswer.id)).where(col(WrittenAnswer.survey_code) == code).limit(1)
    return await session.scalar(some) is not None


async def keep_all(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        await session.execute(insert(WrittenAnswer), list(rows))


async def counts(session: AsyncSession, code: str) -> dict[str, int]:
    """How many texts are in each state."""
    ones = _read_ones(code).subquery()
    rows = select(ones.c.state, func.count().label("texts")).group_by(ones.c.state)
    return {row.state: row.texts for row in await session.execute(rows)}


async def some(
    session: AsyncSession,
    code: str,
    *,
    waiting: bool,
    by_alphabet: bool,
    skip: int,
    most: int,
) -> list[WrittenAnswer]:
    """So many of those that wait, or of those decided; else in the order of random hashes."""
    state = col(WrittenAnswer.state)
    order = col(WrittenAnswer.folded) if by_alphabet else col(WrittenAnswer.digest)
    rows = _read_ones(code).where(state == WAITING if waiting else state != WAITING)
    rows = rows.order_by(col(WrittenAnswer.question_id), order, col(WrittenAnswer.digest))
    return list(await session.scalars(rows.offset(skip).limit(most)))


async def of_ids(session: AsyncSession, code: str, ids: Sequence[int]) -> list[WrittenAnswer]:
    return list(await session.scalars(_read_ones(code).where(col(WrittenAnswer.id).in_(ids))))


async def near_copies(session: AsyncSession, ids: Sequence[int]) -> list[WrittenAnswer]:
    """The texts for which these stand."""
    rows = select(WrittenAnswer).where(
        col(WrittenAnswer.same_as).in_(ids), col(WrittenAnswer.same_as) != col(WrittenAnswer.id)
    )
    return list(await session.scalars(rows.order_by(col(WrittenAnswer.folded))))


async def confirmed(session: AsyncSession, code: str, most: int) -> list[WrittenAnswer]:
    """Texts whose theme a person has confirmed, so many of them."""
    rows = _read_ones(code).where(col(WrittenAnswer.theme) != "")
    return list(await session.scalars(rows.order_by(col(WrittenAnswer.digest)).limit(most)))


async def released(session: AsyncSession, code: str) -> list[WrittenAnswer]:
    """What anybody may read, what most people wrote first."""
    rows = _read_ones(code).where(col(WrittenAnswer.state).in_(SHOWN))
    people, folded = col(WrittenAnswer.people).desc(), col(WrittenAnswer.folded)
    return list(await session.scalars(rows.order_by(people, folded, col(WrittenAnswer.digest))))


async def drop_all(session: AsyncSession, code: str) -> None:
    await session.execute(delete(WrittenAnswer).where(col(WrittenAnswer.survey_code) == code))


async def drop_one(session: AsyncSession, code: str, question_id: str, digest: str) -> None:
    """One of those who wrote a text takes it back; where nobody else wrote it, it goes.

    The texts for which it stood then stand for themselves and are read again.
    """
    rows = select(WrittenAnswer).where(
        col(WrittenAnswer.survey_code) == code,
        col(WrittenAnswer.question_id) == question_id,
        col(WrittenAnswer.digest) == digest,
    )
    found = (await session.scalars(rows)).one_or_none()
    if found is None:
        return
    if found.copies > 1:
        found.copies -= 1
        await _fewer(session, found.same_as)
        return
    if found.same_as == found.id:
        await session.execute(
            update(WrittenAnswer)
            .where(col(WrittenAnswer.same_as) == found.id)
            .values(same_as=col(WrittenAnswer.id), people=col(WrittenAnswer.copies))
        )
    else:
        await _fewer(session, found.same_as)
    await session.execute(delete(WrittenAnswer).where(col(WrittenAnswer.id) == found.id))


async def _fewer(session: AsyncSession, one_id: int) -> None:
    await session.execute(
        update(WrittenAnswer)
        .where(col(WrittenAnswer.id) == one_id)
        .values(people=col(WrittenAnswer.people) - 1)
    )
