"""Silencing somebody who abuses the conversation: for a time, by staff, written down."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from people import enquiries
from storage import audit
from storage.people import Resident

SPANS = {"1h": timedelta(hours=1), "1d": timedelta(days=1), "7d": timedelta(days=7)}


# Taps so close to each other mean the same.
TWICE_WITHIN = timedelta(minutes=1)


class NobodyToMute(LookupError):
    """The person has deleted their account meanwhile."""


class Muted(Exception):
    """What this person writes is passed on to nobody for now."""


def demand_voice(resident: Resident, now: datetime) -> None:
    """Raises Muted; only what would reach a person asks this, never surveys or own data."""
    if resident.muted_until is not None and resident.muted_until > now:
        raise Muted


async def mute(
    session: AsyncSession, actor_id: int, number: int, span: str | None, now: datetime
) -> datetime | None:
    """Silence the author of an enquiry until the returned moment; None lets them speak again."""
    found = await enquiries.see(session, actor_id, number)
    resident = await session.get(Resident, found.resident_id)
    if resident is None:
        raise NobodyToMute
    until = now + SPANS[span] if span else None
    if _same(resident.muted_until, until):
        return resident.muted_until
    resident.muted_until = until
    action = "muted" if span else "unmuted"
    await audit.note(session, now, actor_id, action, f"enquiry {number}", span=span)
    return until


def _same(muted: datetime | None, until: datetime | None) -> bool:
    if muted is None or until is None:
        return muted is until
    return timedelta() <= until - muted < TWICE_WITHIN
