"""Receipts of comments, changed in the chat as their comments move on."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from bot.schedule import Counts, Ring
from outreach import receipts
from outreach.letters import Letter
from outreach.notices import tell
from outreach.sender import Shown
from plans import voices
from storage import comment_files, comment_receipts
from storage import comments as tables
from storage.comment_receipts import Receipt
from storage.comments import Comment
from storage.database import Database
from storage.people import Resident

AT_ONCE = 20
# A photo whose comment was never sent.
UNSENT_KEPT = timedelta(days=1)


class Showing(Protocol):
    async def show(self, chat_id: int, message_id: int, letter: Letter) -> Shown: ...

    async def renew(self, chat_id: int, letter: Letter) -> int | None: ...


def rings(database: Database, sender: Showing) -> Sequence[Ring]:
    return (
        Ring("receipts", 3, partial(change_receipts, database, sender)),
        Ring("voices", 600, partial(remind_of_voices, database)),
    )


async def change_receipts(database: Database, sender: Showing, now: datetime) -> Counts:
    """Each receipt that tells an older state; where it cannot be changed a new one takes over."""
    async with database.reading() as session:
        outdated = await comment_receipts.outdated_receipts(session, AT_ONCE)
    for receipt, found in outdated:
        await _change(database, sender, receipt, found)
    return {"receipts": len(outdated)}


async def remind_of_voices(database: Database, now: datetime) -> Counts:
    """Authors who have not said whether theirs is written down well; files nobody has sent go."""
    async with database.writing() as session:
        waiting = await voices.to_remind(session, now)
        for happened in waiting:
            await tell(session, happened, now)
        await comment_files.drop_left(session, now - UNSENT_KEPT)
    return {"reminded": len(waiting)}


async def _change(database: Database, sender: Showing, receipt: Receipt, found: Comment) -> None:
    async with database.reading() as session:
        author = await session.get(Resident, found.resident_id) if found.resident_id else None
        letter = await receipts.receipt(session, found, author.language if author else "cs")
        referred = await tables.referral(session, found.number)
    standing = comment_receipts.standing(found, referred)
    message_id: int | None = receipt.message_id
    if receipt.shown != standing:
        message_id = await _shown(sender, receipt, letter)
    if message_id is None:
        return
    async with database.writing() as session:
        await comment_receipts.note_shown(session, receipt, standing, message_id)


async def _shown(sender: Showing, receipt: Receipt, letter: Letter) -> int | None:
    """The message that tells it now; None where it is to be tried again."""
    changed = Shown.REFUSED
    if receipt.message_id:
        changed = await sender.show(receipt.chat_id, receipt.message_id, letter)
    if changed is Shown.LATER:
        return None
    if changed is Shown.DONE:
        return receipt.message_id
    return await sender.renew(receipt.chat_id, letter)
