"""Who wants to hear of a debate, apart from what anybody said in it."""

from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import UNORDERED, big_key
from storage.people import Resident
from storage.upserts import insert_or_keep


class Listener(SQLModel, table=True):
    """Hears of new statements and of the end; whether they have taken a stance is told nowhere."""

    __tablename__ = "debate_listener"
    __table_args__ = UNORDERED

    debate_code: str = Field(primary_key=True)
    resident_id: int = Field(sa_column=big_key())


async def listen(session: AsyncSession, code: str, resident_id: int) -> bool:
    """Whether they have not listened before."""
    return await insert_or_keep(session, Listener, debate_code=code, resident_id=resident_id)


async def stop_listening(session: AsyncSession, code: str, resident_id: int) -> None:
    rows = delete(Listener).where(
        col(Listener.debate_code) == code, col(Listener.resident_id) == resident_id
    )
    await session.execute(rows)


async def listens(session: AsyncSession, code: str, resident_id: int) -> bool:
    return await session.get(Listener, (code, resident_id)) is not None


async def listened_to(session: AsyncSession, resident_id: int) -> list[str]:
    """The debates of which a resident wants to hear."""
    rows = select(col(Listener.debate_code)).where(col(Listener.resident_id) == resident_id)
    return list(await session.scalars(rows.order_by(col(Listener.debate_code))))


async def listeners(session: AsyncSession, code: str) -> list[Resident]:
    """Those who have not blocked the bot, in the order of their random ids."""
    rows = (
        select(Resident)
        .join(Listener, col(Listener.resident_id) == col(Resident.id))
        .where(col(Listener.debate_code) == code, col(Resident.blocked).is_(False))
    )
    return list(await session.scalars(rows.order_by(col(Resident.id))))


def who_listens(code: str) -> Select[Any]:
    """Their ids, to be asked for within another statement."""
    return select(col(Listener.resident_id)).where(col(Listener.debate_code) == code)


async def forget_all(session: AsyncSession, code: str) -> None:
    await session.execute(delete(Listener).where(col(Listener.debate_code) == code))


async def forget_listener(session: AsyncSession, resident_id: int) -> None:
    await session.execute(delete(Listener).where(col(Listener.resident_id) == resident_id))
