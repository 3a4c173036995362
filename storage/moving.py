"""A response that goes on under another mark."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.surveys import Response, Spent
from storage.upserts import insert_or_keep


async def pass_on(
    session: AsyncSession, code: str, *, old: bytes, new: bytes, resident_id: int | None
) -> None:
    """Keep a response under another mark; the old one is spent, so that nobody answers twice."""
    await session.execute(
        update(Response)
        .where(col(Response.survey_code) == code, col(Response.mark) == old)
        .values(mark=new, resident_id=resident_id)
    )
    await spend(session, code, old)


async def spend(session: AsyncSession, code: str, mark: bytes) -> None:
    """Nobody answers under this mark any more."""
    await insert_or_keep(session, Spent, survey_code=code, mark=mark)
