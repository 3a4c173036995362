"""Saying a comment otherwise and taking it back, until the window closes."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from plans.comments import TEXT_LENGTH, CommentSettled, CommentTooLong, locked, own
from plans.consultation import WindowClosed, open_window
from storage import comment_files, settling
from storage import comments as tables
from storage.comments import Comment

# Of these nothing counts yet, so they may be taken back at any time.
NOT_COUNTED = (tables.SPOKEN, tables.WRITTEN_DOWN)


async def may_change(session: AsyncSession, found: Comment, when: datetime) -> bool:
    """Whether its author may still change it or take it back."""
    try:
        await _demand_changeable(session, found, when)
    except (CommentSettled, WindowClosed, LookupError):
        return False
    return True


async def change(
    session: AsyncSession, resident_id: int, number: str, text: str, when: datetime
) -> Comment:
    """The author says it otherwise; raises NoSuchComment, and what `say_otherwise` raises."""
    await own(session, resident_id, number)
    return await say_otherwise(session, number, text, when)


async def say_otherwise(session: AsyncSession, number: str, text: str, when: datetime) -> Comment:
    """While the window is open; whoever released it has to read it again, and votes begin anew.

    Raises NoSuchComment, CommentSettled, CommentTooLong, WindowClosed.
    """
    found = await locked(session, number)
    await _demand_changeable(session, found, when)
    changed = text.strip()
    if len(changed) > TEXT_LENGTH:
        raise CommentTooLong(TEXT_LENGTH)
    if changed == found.text:
        return found
    await tables.note_edit(session, found, when)
    found.text, found.shown, found.release = changed, "", tables.UNREAD
    found.arrived_at = when
    await settling.begin_anew(session, number)
    await session.flush()
    return found


async def attach(
    session: AsyncSession, number: str, name: str, content: bytes, when: datetime
) -> None:
    """A photo, in place of one there was; nobody but staff sees it before they let them.

    Raises NoSuchComment, CommentSettled, WindowClosed.
    """
    found = await locked(session, number)
    await _demand_changeable(session, found, when)
    await comment_files.keep(session, number, comment_files.PHOTO, name, content, when)


async def withdraw(session: AsyncSession, resident_id: int, number: str, when: datetime) -> Comment:
    await own(session, resident_id, number)
    return await take_back(session, number, when)


async def take_back(session: AsyncSession, number: str, when: datetime) -> Comment:
    """While the window is open: the words go, the number stays; a voice goes at any time."""
    found = await locked(session, number)
    if found.state == tables.WITHDRAWN:
        return found
    if found.state not in NOT_COUNTED:
        await _demand_changeable(session, found, when)
    found.state = tables.WITHDRAWN
    found.text = found.proposal = found.reason = found.shown = ""
    await tables.drop_edits(session, number)
    await comment_files.drop_all(session, number)
    await settling.close_motions(session, number)
    await session.flush()
    return found


async def _demand_changeable(session: AsyncSession, found: Comment, when: datetime) -> None:
    if found.state != tables.RECEIVED:
        raise CommentSettled
    await open_window(session, found.plan_code, when, (found.round,))
