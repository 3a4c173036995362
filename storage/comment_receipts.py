"""Receipts of comments: which message in whose chat tells how a comment stands."""

from typing import Any
from zlib import crc32

from sqlalchemy import Column, Connection, Index, delete, event, inspect, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import BIG
from storage.comments import Comment, Referral
from storage.upserts import insert_or_change

DUE = text("moves != told")


class Receipt(SQLModel, table=True):
    """The message in its author's chat that tells how a comment stands; `shown` is the state told.

    While `message_id` is 0 there is none to be changed: the next state comes as a new receipt.
    `moves` counts how often the comment has moved, `told` how many of these were looked at: they
    differ where the message may have to be changed, however many others there are.
    """

    __table_args__ = (Index("ix_receipt_due", "number", sqlite_where=DUE, postgresql_where=DUE),)

    number: str = Field(primary_key=True, foreign_key="comment.number")
    chat_id: int = Field(sa_column=Column(BIG, nullable=False))
    message_id: int = Field(sa_column=Column(BIG, nullable=False))
    shown: str
    moves: int = 1
    told: int = 0


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
        moves=1,
        told=1 if shown else 0,
    )


async def note_shown(session: AsyncSession, known: Receipt, shown: str, message_id: int) -> None:
    """The receipt tells this by now, in this message, if it is still there.

    What has moved since it was looked at stays to be told.
    """
    theirs = col(Receipt.number) == known.number
    told = {"shown": shown, "message_id": message_id, "told": known.moves}
    await session.execute(update(Receipt).where(theirs).values(told))


async def outdated_receipts(session: AsyncSession, limit: int) -> list[tuple[Receipt, Comment]]:
    """Receipts whose comments have moved since they were last looked at."""
    rows = (
        select(Receipt, Comment)
        .join(Comment, col(Receipt.number) == col(Comment.number))
        .where(col(Receipt.moves) != col(Receipt.told))
    )
    found = await session.execute(rows.order_by(col(Receipt.number)).limit(limit))
    return [(receipt, one) for receipt, one in found]


def standing(found: Comment, referred: Referral | None = None) -> str:
    """What a receipt tells: the state, who has read what, and whose table it lies on until when."""
    told = f"{found.state} {found.release} {crc32(found.text.encode()):x}"
    if referred is None:
        return told
    return f"{told} {referred.group_code} {referred.on_agenda or ''}"


async def receipt(session: AsyncSession, number: str) -> Receipt | None:
    return await session.get(Receipt, number)


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    theirs = select(col(Comment.number)).where(col(Comment.resident_id) == resident_id)
    await session.execute(delete(Receipt).where(col(Receipt.number).in_(theirs)))


def _moves(connection: Connection, number: str) -> None:
    theirs = update(Receipt).where(col(Receipt.number) == number)
    connection.execute(theirs.values(moves=col(Receipt.moves) + 1))


@event.listens_for(Comment, "after_update")
def _comment_moves(_: Any, connection: Connection, found: Comment) -> None:
    told = inspect(found).attrs
    if any(one.history.has_changes() for one in (told.state, told.release, told.text)):
        _moves(connection, found.number)


@event.listens_for(Referral, "after_insert")
@event.listens_for(Referral, "after_update")
@event.listens_for(Referral, "after_delete")
def _referral_moves(_: Any, connection: Connection, found: Referral) -> None:
    _moves(connection, found.number)
