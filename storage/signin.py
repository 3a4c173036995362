"""One-time links and sessions by which staff reach the pages; only hashes are kept."""

from datetime import datetime

from sqlalchemy import Column, delete, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import BIG
from storage.upserts import insert_or_keep


class SignInLink(SQLModel, table=True):
    __tablename__ = "sign_in_link"

    token_hash: str = Field(primary_key=True)
    resident_id: int = Field(sa_column=Column(BIG, nullable=False, index=True))
    expires_at: datetime
    spent: bool = False


class WebSession(SQLModel, table=True):
    __tablename__ = "web_session"

    token_hash: str = Field(primary_key=True)
    resident_id: int = Field(sa_column=Column(BIG, nullable=False, index=True))
    expires_at: datetime = Field(index=True)


async def keep_link(
    session: AsyncSession, token_hash: str, resident_id: int, expires_at: datetime
) -> None:
    await insert_or_keep(
        session,
        SignInLink,
        token_hash=token_hash,
        resident_id=resident_id,
        expires_at=expires_at,
        spent=False,
    )


async def spend_link(session: AsyncSession, token_hash: str, now: datetime) -> int | None:
    """The resident whose link this is, if it is good and nobody has spent it before."""
    statement = (
        update(SignInLink)
        .where(
            col(SignInLink.token_hash) == token_hash,
            col(SignInLink.spent).is_(False),
            col(SignInLink.expires_at) > now,
        )
        .values(spent=True)
        .returning(col(SignInLink.resident_id))
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def open_session(
    session: AsyncSession, token_hash: str, resident_id: int, expires_at: datetime
) -> None:
    session.add(WebSession(token_hash=token_hash, resident_id=resident_id, expires_at=expires_at))
    await session.flush()


async def web_session(session: AsyncSession, token_hash: str, now: datetime) -> WebSession | None:
    found = await session.get(WebSession, token_hash)
    return found if found and found.expires_at > now else None


async def close_session(session: AsyncSession, token_hash: str) -> None:
    await session.execute(delete(WebSession).where(col(WebSession.token_hash) == token_hash))


async def forget_expired(session: AsyncSession, now: datetime) -> None:
    await session.execute(delete(WebSession).where(col(WebSession.expires_at) <= now))
    await session.execute(delete(SignInLink).where(col(SignInLink.expires_at) <= now))


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    for table in (WebSession, SignInLink):
        await session.execute(delete(table).where(col(table.resident_id) == resident_id))
