"""The outbox: what we want to say first, one row per person and message."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import BIG, big_key, document, random_id
from storage.upserts import insert_or_change, insert_or_keep

WAITING, SENDING, SENT, FAILED = "waiting", "sending", "sent", "failed"


class Letter(SQLModel, table=True):
    """One message to one person; `about` makes writing it twice the same letter.

    Once it has gone out, or cannot, only the fact is kept: `content` may quote somebody else.
    """

    id: int = Field(default_factory=random_id, sa_column=big_key())
    about: str = Field(unique=True)
    resident_id: int = Field(sa_column=Column(BIG, nullable=False, index=True))
    telegram_id: int = Field(sa_column=Column(BIG, nullable=False))
    content: dict[str, Any] = Field(sa_column=document())
    state: str = Field(default=WAITING)
    outcome: str | None = None
    attempts: int = 0
    due_at: datetime = Field(index=True)
    leased_until: datetime | None = None


class SenderPause(SQLModel, table=True):
    """Telegram asked the whole bot to wait until then; every process obeys."""

    __tablename__ = "sender_pause"

    id: int = Field(default=1, primary_key=True)
    paused_until: datetime


async def write(
    session: AsyncSession,
    *,
    about: str,
    resident_id: int,
    telegram_id: int,
    content: dict[str, Any],
    due_at: datetime,
) -> bool:
    """Put a letter into the outbox; whether it was not there yet."""
    return await insert_or_keep(
        session,
        Letter,
        id=random_id(),
        about=about,
        resident_id=resident_id,
        telegram_id=telegram_id,
        content=content,
        state=WAITING,
        attempts=0,
        due_at=due_at,
    )


async def claim(session: AsyncSession, now: datetime, lease: timedelta, limit: int) -> list[Letter]:
    """Take letters that are due, those whose sender has died included."""
    free = or_(
        col(Letter.state) == WAITING,
        (col(Letter.state) == SENDING) & (col(Letter.leased_until) < now),
    )
    due = (
        select(Letter)
        .where(free, col(Letter.due_at) <= now)
        .order_by(col(Letter.due_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    letters = list(await session.scalars(due))
    for letter in letters:
        letter.state, letter.leased_until = SENDING, now + lease
        letter.attempts += 1
    await session.flush()
    return letters


async def settle(session: AsyncSession, letter_id: int, state: str, outcome: str) -> None:
    await session.execute(
        update(Letter)
        .where(col(Letter.id) == letter_id)
        .values(state=state, outcome=outcome, content={}, leased_until=None)
    )


async def postpone(session: AsyncSession, letter_id: int, due_at: datetime) -> None:
    await session.execute(
        update(Letter)
        .where(col(Letter.id) == letter_id)
        .values(state=WAITING, due_at=due_at, leased_until=None)
    )


async def paused_until(session: AsyncSession) -> datetime | None:
    found = await session.get(SenderPause, 1)
    return found.paused_until if found else None


async def pause(session: AsyncSession, until: datetime) -> None:
    await insert_or_change(session, SenderPause, ("id",), id=1, paused_until=until)


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    await session.execute(delete(Letter).where(col(Letter.resident_id) == resident_id))


async def forget_settled(session: AsyncSession, before: datetime) -> None:
    """Letters that have gone out are not kept longer than their report needs."""
    await session.execute(
        delete(Letter).where(col(Letter.state).in_((SENT, FAILED)), col(Letter.due_at) < before)
    )
