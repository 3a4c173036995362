"""What the steps of a broadcast share: its parts as values, whom it concerns, what is noted."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from outreach import anchors, audiences, blockers, targets
from outreach.audiences import Audience
from outreach.happened import ApprovalWanted
from outreach.targets import Target
from storage import audit
from storage.broadcasts import Broadcast
from storage.people import Resident

# Who could not be written to within a week hears of it no more.
KEPT_FOR = timedelta(days=7)


def audience_of(broadcast: Broadcast) -> Audience:
    return Audience.from_json(broadcast.audience)


def buttons_of(broadcast: Broadcast) -> list[Target]:
    return [Target.from_json(one) for one in broadcast.buttons]


async def approval_wanted(session: AsyncSession, broadcast: Broadcast) -> ApprovalWanted:
    counted = await audiences.count(session, audience_of(broadcast))
    approvers = await blockers.approvers(session, broadcast)
    return ApprovalWanted(broadcast, tuple(approvers), counted.people)


async def author(session: AsyncSession, broadcast: Broadcast) -> Resident | None:
    return await session.get(Resident, broadcast.author_id)


async def no_use_after(session: AsyncSession, broadcast: Broadcast, send_at: datetime) -> datetime:
    """When nobody need hear of it any more: a week on, or once what it leads to has ended."""
    ends = [await targets.ends_at(session, one) for one in buttons_of(broadcast)]
    later = [one for one in ends if one and one > send_at]
    reminded_of = await anchors.date_of(session, broadcast.anchor)
    if reminded_of and reminded_of > send_at:
        later.append(reminded_of)
    return min([send_at + KEPT_FOR, *later])


async def said(session: AsyncSession, broadcast: Broadcast) -> dict[str, Any]:
    """What goes out and to whom, as the audit log keeps it."""
    counted = await audiences.count(
        session, audience_of(broadcast), unasked=not broadcast.statutory
    )
    return {
        "texts": broadcast.texts,
        "media": broadcast.media,
        "buttons": broadcast.buttons,
        "audience": broadcast.audience,
        "statutory": broadcast.statutory,
        "people": counted.people,
        "send_at": broadcast.send_at.isoformat() if broadcast.send_at else None,
        "repeats": broadcast.repeats,
        "anchor": broadcast.anchor,
    }


async def note(
    session: AsyncSession,
    now: datetime,
    actor_id: int | None,
    action: str,
    broadcast: Broadcast,
    **detail: Any,
) -> None:
    await audit.note(session, now, actor_id, action, f"broadcast {broadcast.id}", **detail)
