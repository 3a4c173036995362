"""Surveys whose results are there for everybody, a page of the list at a time."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.surveys import CLOSED, Survey


async def ended(session: AsyncSession, *, after: int, most: int) -> list[Survey]:
    """The newest first, without the first so many."""
    rows = select(Survey).where(col(Survey.state) == CLOSED)
    ordered = rows.order_by(col(Survey.closed_at).desc(), col(Survey.code))
    return list(await session.scalars(ordered.offset(after).limit(most)))


async def how_many(session: AsyncSession) -> int:
    rows = select(func.count()).select_from(Survey).where(col(Survey.state) == CLOSED)
    return await session.scalar(rows) or 0
