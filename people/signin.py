"""How staff reach the pages: a one-time link from the chat, then a session that ends by itself.

A program of theirs comes in by a key, which reads and changes nothing.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from storage import audit, people, signin
from storage.people import Resident, Staff

LINK_LASTS = timedelta(minutes=15)
SESSION_LASTS = timedelta(hours=12)
KEY_LASTS = timedelta(days=365)


@dataclass(frozen=True)
class SignedIn:
    """A session has begun; the token is told here once and kept nowhere."""

    language: str
    token: str
    expires_at: datetime


@dataclass(frozen=True)
class Present:
    """A member of staff who is signed in, with the roles they hold at this moment."""

    resident_id: int
    roles: tuple[Staff, ...]


async def make_link(session: AsyncSession, resident_id: int, now: datetime, token: str = "") -> str:
    """The token of a link that signs this person in once, within a quarter of an hour.

    The same token given again is the same link.
    """
    token = token or secrets.token_urlsafe(32)
    await signin.forget_expired(session, now)
    await signin.keep_link(session, _hash(token), resident_id, now + LINK_LASTS)
    return token


async def spend(session: AsyncSession, token: str, now: datetime) -> SignedIn | None:
    """Begin a session; None when the link is unknown, old or spent, or the person not staff."""
    resident_id = await signin.spend_link(session, _hash(token), now)
    resident = await session.get(Resident, resident_id) if resident_id else None
    if resident is None or not await people.roles(session, resident.id):
        return None
    signed_in = SignedIn(resident.language, secrets.token_urlsafe(32), now + SESSION_LASTS)
    await signin.open_session(session, _hash(signed_in.token), resident.id, signed_in.expires_at)
    await audit.note(session, now, resident.id, "signed_in", "console")
    return signed_in


async def present(session: AsyncSession, token: str, now: datetime) -> Present | None:
    """Who holds this session; a session lives only as long as its owner has a role."""
    found = await signin.web_session(session, _hash(token), now)
    return await _present(session, found.resident_id) if found else None


async def make_key(session: AsyncSession, resident_id: int, now: datetime) -> str:
    """A key for a program, told here once; the one that this person had is good no longer."""
    token = secrets.token_urlsafe(32)
    await signin.keep_key(session, resident_id, _hash(token), now + KEY_LASTS)
    await audit.note(session, now, resident_id, "program_key_made", "console")
    return token


async def drop_key(session: AsyncSession, resident_id: int, now: datetime) -> None:
    await signin.drop_key(session, resident_id)
    await audit.note(session, now, resident_id, "program_key_dropped", "console")


async def by_key(session: AsyncSession, token: str, now: datetime) -> Present | None:
    """Whose program this is; like a session, a key lives only as long as its owner has a role."""
    resident_id = await signin.key_holder(session, _hash(token), now)
    return await _present(session, resident_id) if resident_id else None


async def _present(session: AsyncSession, resident_id: int) -> Present | None:
    roles = await people.roles(session, resident_id)
    return Present(resident_id, tuple(roles)) if roles else None


async def leave(session: AsyncSession, token: str) -> None:
    await signin.close_session(session, _hash(token))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
