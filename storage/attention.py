"""What residents wish to hear unasked, and what they have heard of late."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.outreach import ARRIVED, SENDING, Letter, Outcome
from storage.people import Resident

# A message whose end nobody knows has most likely been read.
HEARD = (*ARRIVED, Outcome.UNCERTAIN)


class Wish(NamedTuple):
    news: str
    blocked: bool


async def wishes(session: AsyncSession, resident_ids: Collection[int]) -> dict[int, Wish]:
    """Who has been forgotten meanwhile is missing."""
    rows = select(col(Resident.id), col(Resident.news), col(Resident.blocked)).where(
        col(Resident.id).in_(resident_ids)
    )
    return {row.id: Wish(row.news, row.blocked) for row in await session.execute(rows)}


async def heard_since(
    session: AsyncSession, resident_ids: Collection[int], since: datetime
) -> dict[int, list[datetime]]:
    """When people heard from us unasked; what is just being sent counts from its lease's end."""
    heard = col(Letter.outcome).in_(HEARD) & (col(Letter.settled_at) > since)
    sending = (col(Letter.state) == SENDING) & col(Letter.settled_at).is_(None)
    rows = select(col(Letter.resident_id), col(Letter.settled_at), col(Letter.due_at)).where(
        col(Letter.resident_id).in_(resident_ids),
        col(Letter.unasked).is_(True),
        or_(heard, sending),
    )
    found: dict[int, list[datetime]] = {}
    for row in await session.execute(rows):
        found.setdefault(row.resident_id, []).append(row.settled_at or row.due_at)
    return found


async def waiting(
    session: AsyncSession, people: Select[int, str], since: datetime, allowed: Mapping[str, int]
) -> tuple[int, datetime | None]:
    """How many of the people (id, news) have heard as often as allowed; the last one's date.

    The date is that of the oldest message that still counts against its reader.
    """
    nth = func.row_number().over(
        partition_by=col(Letter.resident_id), order_by=col(Letter.settled_at).desc()
    )
    heard = (
        select(col(Letter.resident_id), col(Letter.settled_at), nth.label("nth"))
        .where(
            col(Letter.settled_at) > since,
            col(Letter.unasked).is_(True),
            col(Letter.outcome).in_(HEARD),
        )
        .subquery()
    )
    readers = people.subquery()
    full = select(func.count(), func.max(heard.c.settled_at)).where(
        heard.c.resident_id == readers.c.id,
        heard.c.nth == case(allowed, value=readers.c.news),
    )
    count, last = (await session.execute(full)).one()
    return count, last
