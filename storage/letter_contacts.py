"""How to reach who wrote a letter about a plan, apart from what the letter says."""

from datetime import datetime

from sqlalchemy import Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import Field, SQLModel, col

from storage.comments import PUBLISHED, WITHDRAWN, Comment


class LetterContact(SQLModel, table=True):
    """Kept until the answer has been sent; `number` is the first comment of the letter."""

    __tablename__ = "letter_contact"

    number: str = Field(primary_key=True, foreign_key="comment.number")
    plan_code: str = Field(index=True, foreign_key="plan.code")
    contact: str
    kept_at: datetime


async def contact(session: AsyncSession, number: str) -> LetterContact | None:
    return await session.get(LetterContact, number)


async def to_answer(session: AsyncSession, plan_code: str) -> LetterContact | None:
    """The letter that has waited longest of those whose points are all answered."""
    rows = _answered(plan_code).order_by(col(LetterContact.number)).limit(1)
    return (await session.scalars(rows)).one_or_none()


async def to_answer_count(session: AsyncSession, plan_code: str) -> int:
    rows = select(func.count()).select_from(_answered(plan_code).subquery())
    return await session.scalar(rows) or 0


def _answered(plan_code: str) -> Select[LetterContact]:
    """Asked of the first point and of the others apart: each finds its index."""
    first, other = aliased(Comment), aliased(Comment)
    number, ended = col(LetterContact.number), (PUBLISHED, WITHDRAWN)
    return select(LetterContact).where(
        col(LetterContact.plan_code) == plan_code,
        ~exists().where(col(first.number) == number, col(first.state).not_in(ended)),
        ~exists().where(col(other.origin) == number, col(other.state).not_in(ended)),
    )
