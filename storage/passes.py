"""Links into the web form that have been used; a row says neither whose nor to which survey."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import UNORDERED
from storage.upserts import insert_or_keep


class SpentPass(SQLModel, table=True):
    __tablename__ = "spent_pass"
    __table_args__ = UNORDERED

    token_hash: str = Field(primary_key=True)
    expires_at: datetime = Field(index=True)


async def spend(
    session: AsyncSession, token_hash: str, expires_at: datetime, now: datetime
) -> bool:
    """Note a link as used; whether it was not before. What has run out is forgotten."""
    await session.execute(delete(SpentPass).where(col(SpentPass.expires_at) <= now))
    return await insert_or_keep(session, SpentPass, token_hash=token_hash, expires_at=expires_at)
