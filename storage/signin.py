"""Links, sessions and keys by which staff and their programs come in; only hashes are kept."""

from datetime import datetime

from sqlalchemy import Column, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import BIG, big_key
from storage.upserts import insert_or_change, insert_or_keep


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


class ProgramKey(SQLModel, table=True):
    """With it a program reads what its holder may read; nobody has more than one."""

    __tablename__ = "program_key"

    resident_id: int = Field(sa_column=big_key())
    token_hash: str = Field(unique=True)
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


async def keep_key(
    session: AsyncSession, resident_id: int, token_hash: str, expires_at: datetime
) -> None:
    """In place of the one that this person had."""
    kept = {"resident_id": resident_id, "token_hash": token_hash, "expires_at": expires_at}
    await insert_or_change(session, ProgramKey, ("resident_id",), **kept)


async def key_of(session: AsyncSession, resident_id: int, now: datetime) -> ProgramKey | None:
    found = await session.get(ProgramKey, resident_id)
    return found if found and found.expires_at > now else None


async def key_holder(session: AsyncSession, token_hash: str, now: datetime) -> int | None:
    rows = select(col(ProgramKey.resident_id)).where(
        col(ProgramKey.token_hash) == token_hash, col(ProgramKey.expires_at) > now
    )
    return (await session.execute(rows)).scalar_one_or_none()


async def drop_key(session: AsyncSession, resident_id: int) -> None:
    await session.execute(delete(ProgramKey).where(col(ProgramKey.resident_id) == resident_id))


async def forget_expired(session: AsyncSession, now: datetime) -> None:
    for table in (WebSession, SignInLink, ProgramKey):
        await session.execute(delete(table).where(col(table.expires_at) <= now))


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    for table in (WebSession, SignInLink, ProgramKey):
        await session.execute(delete(table).where(col(table.resident_id) == resident_id))
