"""Receipts of comments: which message in whose chat tells how a comment stands."""

from typing import Any

from sqlalchemy import Column, String, cast, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import BIG
from storage.comments import Comment, Referral
from storage.upserts import insert_or_change


class Receipt(SQLModel, table=True):
    """The message in its author's chat that tells how a comment stands; `shown` is the state told.

    While `message_id` is 0 there is none to be changed: the next state comes as a new receipt.
    """

    number: str = Field(primary_key=True, foreign_key="comment.number")
    chat_id: int = Field(sa_column=Column(BIG, nullable=False))
    message_id: int = Field(sa_column=Column(BIG, nullable=False))
    shown: str


async def keep_receipt(
    session: AsyncSession, number: str, chat_id: int, message_id: int, shown: str
) -> None:
    await insert_or_change(
        session,
        Receipt,
        ("number",),
        number=number,
        chat_id=chat_id,
        message_id=message_id,
        shown=shown,
    )


async def note_shown(session: AsyncSession, number: str, shown: str, message_id: int) -> None:
    """The receipt tells this by now, in this message, if it is still there."""
    theirs = col(Receipt.number) == number
    told = {"shown": shown, "message_id": message_id}
    await session.execute(update(Receipt).where(theirs).values(told))


async def outdated_receipts(session: AsyncSession, limit: int) -> list[tuple[Receipt, Comment]]:
    """Receipts that tell another state than the one in which their comment is."""
    rows = (
        select(Receipt, Comment)
        .join(Comment, col(Receipt.number) == col(Comment.number))
        .outerjoin(Referral, col(Receipt.number) == col(Referral.number))
        .where(col(Receipt.shown) != _standing())
    )
    found = await session.execute(rows.order_by(col(Receipt.number)).limit(limit))
    return [(receipt, one) for receipt, one in found]


def standing(found: Comment, referred: Referral | None = None) -> str:
    """What a receipt tells: the state, who has read it, and whose table it lies on until when."""
    told = f"{found.state} {found.release}"
    if referred is None:
        return told
    return f"{told} {referred.group_code} {referred.on_agenda or ''}"


async def receipt(session: AsyncSession, number: str) -> Receipt | None:
    return await session.get(Receipt, number)


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    theirs = select(col(Comment.number)).where(col(Comment.resident_id) == resident_id)
    await session.execute(delete(Receipt).where(col(Receipt.number).in_(theirs)))


def _standing() -> Any:
    """The same as `standing`, worked out by the database."""
    day = func.coalesce(cast(col(Referral.on_agenda), String), "")
    table = func.coalesce(" " + col(Referral.group_code) + " " + day, "")
    return col(Comment.state) + " " + col(Comment.release) + table
