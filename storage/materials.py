"""Materials of meetings: files and links, with the licence under which they may be used."""

from datetime import datetime

from sqlalchemy import Column, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import BIG, big_key


class Material(SQLModel, table=True):
    """A link (`url`), or a file under the media folder by the SHA-256 of its content (`digest`).

    `told_at` is when those who came heard of it.
    """

    number: int = Field(sa_column=big_key())
    meeting_code: str = Field(foreign_key="meeting.code", index=True)
    title: str
    url: str = ""
    digest: str = ""
    name: str = ""
    licence: str = ""
    added_by: int | None = Field(default=None, sa_column=Column(BIG))
    added_at: datetime
    told_at: datetime | None = None


async def material(session: AsyncSession, number: int) -> Material | None:
    return await session.get(Material, number)


async def of_meeting(session: AsyncSession, meeting_code: str) -> list[Material]:
    """In the order in which they were added."""
    rows = select(Material).where(col(Material.meeting_code) == meeting_code)
    return list(await session.scalars(rows.order_by(col(Material.added_at), col(Material.number))))


async def remove(session: AsyncSession, number: int) -> None:
    await session.execute(delete(Material).where(col(Material.number) == number))


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    rows = update(Material).where(col(Material.added_by) == resident_id)
    await session.execute(rows.values(added_by=None))
