"""Telegram groups that the bot was let into and that no working group has made its own yet."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import big_key
from storage.upserts import insert_or_keep


class UnboundChat(SQLModel, table=True):
    """`language` is the one in which the bot has spoken there."""

    __tablename__ = "unbound_chat"

    chat_id: int = Field(sa_column=big_key())
    language: str
    since: datetime = Field(index=True)


async def keep(session: AsyncSession, chat_id: int, language: str, now: datetime) -> None:
    """Since when it waits stays as it was noted first."""
    values = {"chat_id": chat_id, "language": language, "since": now}
    await insert_or_keep(session, UnboundChat, **values)


async def drop(session: AsyncSession, chat_id: int) -> None:
    await session.execute(delete(UnboundChat).where(col(UnboundChat.chat_id) == chat_id))


async def follow(session: AsyncSession, before: int, after: int) -> None:
    theirs = update(UnboundChat).where(col(UnboundChat.chat_id) == before)
    await session.execute(theirs.values(chat_id=after))


async def waiting_since(
    session: AsyncSession, before: datetime, most: int
) -> Sequence[UnboundChat]:
    rows = select(UnboundChat).where(col(UnboundChat.since) <= before)
    return list(await session.scalars(rows.order_by(col(UnboundChat.since)).limit(most)))
