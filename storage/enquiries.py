"""Messages that residents hand over to the coordinator of their area."""

from datetime import datetime

from sqlalchemy import Column, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import BIG


class Enquiry(SQLModel, table=True):
    """`message_id` of the resident's chat makes a repeat the same enquiry.

    A number is never given twice: letters and buttons that carry it outlive a deleted enquiry.
    """

    __table_args__ = {"sqlite_autoincrement": True}

    number: int = Field(default=None, primary_key=True)
    resident_id: int = Field(sa_column=Column(BIG, nullable=False, index=True))
    message_id: int = Field(sa_column=Column(BIG, nullable=False))
    area_code: str | None = Field(default=None, index=True)
    text: str
    asked_at: datetime
    answer: str | None = None
    answered_by: int | None = Field(default=None, sa_column=Column(BIG))
    answered_at: datetime | None = None


async def enquiry(session: AsyncSession, number: int) -> Enquiry | None:
    return await session.get(Enquiry, number)


async def keep(
    session: AsyncSession,
    *,
    resident_id: int,
    message_id: int,
    area_code: str | None,
    text: str,
    now: datetime,
) -> tuple[Enquiry, bool]:
    """The enquiry made of a message, and whether it is new."""
    of_message = (
        col(Enquiry.resident_id) == resident_id,
        col(Enquiry.message_id) == message_id,
    )
    found = (await session.scalars(select(Enquiry).where(*of_message))).one_or_none()
    if found:
        return found, False
    made = Enquiry(
        resident_id=resident_id,
        message_id=message_id,
        area_code=area_code,
        text=text,
        asked_at=now,
    )
    session.add(made)
    await session.flush()
    return made, True


async def of_resident(session: AsyncSession, resident_id: int) -> list[Enquiry]:
    rows = select(Enquiry).where(col(Enquiry.resident_id) == resident_id)
    return list(await session.scalars(rows.order_by(col(Enquiry.number))))


async def newest(
    session: AsyncSession, area_codes: list[str] | None, limit: int = 8
) -> list[Enquiry]:
    rows = select(Enquiry)
    if area_codes is not None:
        rows = rows.where(col(Enquiry.area_code).in_(area_codes))
    return list(await session.scalars(rows.order_by(col(Enquiry.number).desc()).limit(limit)))


async def unanswered(
    session: AsyncSession, area_codes: list[str] | None, limit: int = 10
) -> list[Enquiry]:
    rows = select(Enquiry).where(col(Enquiry.answered_at).is_(None))
    if area_codes is not None:
        rows = rows.where(col(Enquiry.area_code).in_(area_codes))
    return list(await session.scalars(rows.order_by(col(Enquiry.number)).limit(limit)))


def news_of(number: int) -> str:
    """What letters are about that tell staff of an enquiry, and quote it."""
    return f"enquiry:{number}"


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    await session.execute(delete(Enquiry).where(col(Enquiry.resident_id) == resident_id))
