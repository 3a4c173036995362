"""Broadcasts: what is said to many, to whom, when, and which of its buttons people tapped."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Column, CursorResult, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import BIG, UNORDERED, big_key, document
from storage.upserts import insert_or_keep

DRAFT, WAITING, SCHEDULED = "draft", "waiting_for_approval", "scheduled"
PLANNING, SENDING, PAUSED = "planning", "sending", "paused"
FINISHED, STOPPED, VOID = "finished", "stopped", "void"
RUNNING = (PLANNING, SENDING, PAUSED)
OVER = (FINISHED, STOPPED, VOID)

# Keys of residents begin at nought.
BEFORE_ALL = -1


class Broadcast(SQLModel, table=True):
    """One message to many; an empty area means everybody, whatever they told of themselves.

    A number is never given twice: letters and buttons that carry it outlive the broadcast.
    `first_at` is where a repeating one began, `planned_up_to` the last resident who has a letter.
    """

    __table_args__ = {"sqlite_autoincrement": True}

    id: int = Field(default=None, primary_key=True)
    area_code: str = Field(index=True)
    author_id: int = Field(sa_column=Column(BIG, nullable=False))
    state: str = Field(default=DRAFT, index=True)
    texts: dict[str, str] = Field(default_factory=dict, sa_column=document())
    media: dict[str, Any] | None = Field(default=None, sa_column=document(nullable=True))
    buttons: list[dict[str, Any]] = Field(default_factory=list, sa_column=document())
    audience: dict[str, Any] = Field(default_factory=dict, sa_column=document())
    statutory: bool = False
    send_at: datetime | None = None
    repeats: str = ""
    first_at: datetime | None = None
    anchor: str = ""
    offset_minutes: int = 0
    expires_at: datetime | None = None
    recipients: int = 0
    planned_up_to: int = Field(default=BEFORE_ALL, sa_column=Column(BIG, nullable=False))
    is_planned: bool = False
    approved_by: int | None = Field(default=None, sa_column=Column(BIG))
    made_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    shown_in: int | None = Field(default=None, sa_column=Column(BIG))
    shown_as: int | None = Field(default=None, sa_column=Column(BIG))


class BroadcastTap(SQLModel, table=True):
    """Who tapped a button, kept only so that nobody is counted twice."""

    __tablename__ = "broadcast_tap"
    __table_args__ = UNORDERED

    broadcast_id: int = Field(primary_key=True)
    button: int = Field(primary_key=True)
    resident_id: int = Field(sa_column=big_key())


class BroadcastTapCount(SQLModel, table=True):
    """How many people tapped a button; it stays when the taps themselves are forgotten."""

    __tablename__ = "broadcast_tap_count"
    __table_args__ = UNORDERED

    broadcast_id: int = Field(primary_key=True)
    button: int = Field(primary_key=True)
    people: int = 0


async def broadcast(session: AsyncSession, broadcast_id: int) -> Broadcast | None:
    return await session.get(Broadcast, broadcast_id)


async def held(session: AsyncSession, broadcast_id: int) -> Broadcast | None:
    """The broadcast as it stands now, kept from other writers until this transaction ends."""
    rows = select(Broadcast).where(col(Broadcast.id) == broadcast_id).with_for_update()
    found = await session.scalars(rows.execution_options(populate_existing=True))
    return found.one_or_none()


async def of_areas(
    session: AsyncSession, area_codes: list[str] | None, limit: int = 20
) -> list[Broadcast]:
    """The newest broadcasts of the areas (of all when None)."""
    rows = select(Broadcast)
    if area_codes is not None:
        rows = rows.where(col(Broadcast.area_code).in_(area_codes))
    return list(await session.scalars(rows.order_by(col(Broadcast.id).desc()).limit(limit)))


async def in_states(session: AsyncSession, *states: str) -> list[Broadcast]:
    rows = select(Broadcast).where(col(Broadcast.state).in_(states))
    return list(await session.scalars(rows.order_by(col(Broadcast.id))))


async def due(session: AsyncSession, now: datetime) -> list[int]:
    """Scheduled broadcasts whose moment has come."""
    rows = select(col(Broadcast.id)).where(
        col(Broadcast.state) == SCHEDULED, col(Broadcast.send_at) <= now
    )
    return list(await session.scalars(rows.order_by(col(Broadcast.send_at), col(Broadcast.id))))


async def move(
    session: AsyncSession, broadcast_id: int, states: Sequence[str], to: str, **values: Any
) -> bool:
    """Go from one of the states to another; False when somebody else has been there first."""
    result = await session.execute(
        update(Broadcast)
        .where(col(Broadcast.id) == broadcast_id, col(Broadcast.state).in_(states))
        .values(state=to, **values)
    )
    return bool(cast(CursorResult[Any], result).rowcount)


async def keep_tap(session: AsyncSession, broadcast_id: int, button: int, resident_id: int) -> bool:
    """Count a person's first tap on a button; whether it was the first."""
    at = {"broadcast_id": broadcast_id, "button": button}
    new = await insert_or_keep(session, BroadcastTap, **at, resident_id=resident_id)
    if new:
        await insert_or_keep(session, BroadcastTapCount, **at, people=0)
        await session.execute(
            update(BroadcastTapCount)
            .where(
                col(BroadcastTapCount.broadcast_id) == broadcast_id,
                col(BroadcastTapCount.button) == button,
            )
            .values(people=col(BroadcastTapCount.people) + 1)
        )
    return new


async def taps(session: AsyncSession, broadcast_id: int) -> dict[int, int]:
    """How many people tapped each button."""
    rows = select(BroadcastTapCount).where(col(BroadcastTapCount.broadcast_id) == broadcast_id)
    return {one.button: one.people for one in await session.scalars(rows)}


async def forget_taps(session: AsyncSession, before: datetime) -> None:
    """Who tapped is of no use once a broadcast has long been over; how many stays."""
    ended = select(col(Broadcast.id)).where(col(Broadcast.ended_at) < before)
    await session.execute(delete(BroadcastTap).where(col(BroadcastTap.broadcast_id).in_(ended)))


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    await session.execute(delete(BroadcastTap).where(col(BroadcastTap.resident_id) == resident_id))
