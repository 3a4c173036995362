"""Receipts of comments, changed in the chat as their comments move on."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Protocol

from bot.schedule import Counts, Ring
from outreach import receipts
from outreach.letters import Letter, post
from outreach.sender import Shown
from storage import comment_receipts
from storage.comment_receipts import Receipt
from storage.comments import Comment
from storage.database import Database
from storage.people import Resident

AT_ONCE = 20


class Showing(Protocol):
    async def show(self, chat_id: int, message_id: int, letter: Letter) -> Shown: ...


def rings(database: Database, sender: Showing) -> Sequence[Ring]:
    return (Ring("receipts", 3, partial(change_receipts, database, sender)),)


async def change_receipts(database: Database, sender: Showing, now: datetime) -> Counts:
    """Each receipt that tells an older state; where it cannot be changed a new one is sent."""
    async with database.reading() as session:
        outdated = await comment_receipts.outdated_receipts(session, AT_ONCE)
    for receipt, found in outdated:
        await _change(database, sender, receipt, found, now)
    return {"receipts": len(outdated)}


async def _change(
    database: Database, sender: Showing, receipt: Receipt, found: Comment, now: datetime
) -> None:
    async with database.reading() as session:
        author = await session.get(Resident, found.resident_id) if found.resident_id else None
        letter = await receipts.receipt(session, found, author.language if author else "cs")
    shown = await sender.show(receipt.chat_id, receipt.message_id, letter)
    if shown is Shown.LATER:
        return
    standing = comment_receipts.standing(found)
    async with database.writing() as session:
        if shown is Shown.REFUSED and author:
            about = f"comment-receipt:{found.number}:{standing}"
            await post(session, author, about, letter, now)
        await comment_receipts.note_shown(session, receipt.number, standing)
