"""Comments that staff split: the first point keeps the number, the others get new ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from plans import comments, settling, splitting
from plans.comments import CommentSettled
from plans.running import Runner
from plans.splitting import PointsDiffer
from storage import audit, comment_receipts
from storage import comments as tables
from storage import plans as plan_tables
from storage import settling as motions
from storage.comments import RECEIVED, UNREAD, Comment
from storage.happenings import Happening


@dataclass(frozen=True)
class Divided(Happening):
    """One comment has become several; its author hears which."""

    comment: Comment
    others: tuple[Comment, ...]


async def divide(
    session: AsyncSession, runner: Runner, number: str, points: Sequence[str], now: datetime
) -> Divided:
    """Make a comment of each point, in the author's words; who had joined has joined them all.

    Raises NoSuchComment, NotYoursToRun, CommentSettled, PointsDiffer.
    """
    found = await settling.see(session, runner, number)
    if found.state != RECEIVED:
        raise CommentSettled
    said = [word for one in points for word in splitting.words(one)]
    if len(points) < 2 or said != splitting.words(found.text):
        raise PointsDiffer
    plan = await plan_tables.plan(session, found.plan_code)
    assert plan is not None
    await tables.note_edit(session, found, now)
    found.arrived_at = now
    before = await _siblings(session, found)
    others = []
    for place, text in enumerate(points[1:], before + 1):
        number_of = await comments.next_number(session, plan, found.received_at)
        others.append(await _another(session, found, number_of, text, place))
    found.text, found.shown, found.release = points[0].strip(), "", UNREAD
    await motions.begin_anew(session, number)
    await audit.note(session, now, runner.resident_id, "comment_split", number, points=len(points))
    await session.flush()
    return Divided(found, tuple(others))


async def _siblings(session: AsyncSession, found: Comment) -> int:
    """The last place among the points that came of the same message."""
    whole = await tables.split_from(session, found.origin or found.number)
    return max([found.part, *(one.part for one in whole)])


async def _another(
    session: AsyncSession, found: Comment, number: str, text: str, part: int
) -> Comment:
    kept = found.model_dump(exclude={"number", "text", "proposal", "reason", "part", "origin"})
    made = Comment(
        **{**kept, "release": UNREAD, "shown": ""},
        number=number,
        text=text.strip(),
        part=part,
        origin=found.origin or found.number,
    )
    session.add(made)
    await session.flush()
    for resident_id in await tables.joined(session, found.number):
        await tables.join(session, number, resident_id)
    known = await comment_receipts.receipt(session, found.number)
    if known:
        await comment_receipts.keep_receipt(session, number, known.chat_id, 0, "")
    return made
