"""One-time links that grant a role; whoever opens one first takes it."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from people import roles
from storage import audit, people
from storage.people import Invitation

FIRST_ADMINISTRATOR_HAS = timedelta(minutes=15)
OTHERS_HAVE = timedelta(days=7)
NAME_LENGTH = 64


class InvitationUnusable(Exception):
    """The link is unknown, too old or spent by somebody else; which of these is not told."""


@dataclass(frozen=True)
class Offer:
    role: str
    area_code: str
    group_code: str


async def invite_administrator(session: AsyncSession, now: datetime) -> str:
    """The token of the operator's own link, made at the machine rather than in the chat."""
    offer = Offer(roles.ADMINISTRATOR, "", "")
    return await _keep(session, offer, None, now, now + FIRST_ADMINISTRATOR_HAS)


async def invite(
    session: AsyncSession, inviter_id: int, offer: Offer, now: datetime, token: str = ""
) -> str:
    """The token of a link for a role, the same one for the same token; raises NotAllowed."""
    held = await people.roles(session, inviter_id)
    roles.demand(held, roles.INVITING[offer.role], offer.area_code)
    return await _keep(session, offer, inviter_id, now, now + OTHERS_HAVE, token)


async def look(session: AsyncSession, token: str, resident_id: int, now: datetime) -> Offer:
    """What a link offers to this person; their own spent link still says what it was."""
    found = await _usable(session, token, resident_id, now)
    return Offer(found.role, found.area_code, found.group_code)


async def accept(
    session: AsyncSession, token: str, resident_id: int, name: str, now: datetime
) -> Offer:
    found = await _usable(session, token, resident_id, now)
    offer = Offer(found.role, found.area_code, found.group_code)
    if found.used_by is None:
        found.used_by = resident_id
        await people.grant(
            session,
            resident_id,
            role=offer.role,
            area_code=offer.area_code,
            group_code=offer.group_code,
            name=name[:NAME_LENGTH],
            now=now,
        )
        await audit.note(
            session,
            now,
            found.invited_by,
            "role_granted",
            str(resident_id),
            role=offer.role,
            area=offer.area_code,
        )
    return offer


async def _usable(session: AsyncSession, token: str, resident_id: int, now: datetime) -> Invitation:
    found = await people.invitation(session, _hash(token))
    if found is None or found.used_by not in (None, resident_id):
        raise InvitationUnusable
    if found.used_by is None and found.expires_at <= now:
        raise InvitationUnusable
    return found


async def _keep(
    session: AsyncSession,
    offer: Offer,
    inviter_id: int | None,
    now: datetime,
    expires_at: datetime,
    token: str = "",
) -> str:
    token = token or secrets.token_urlsafe(16)
    is_new = await people.keep_invitation(
        session,
        token_hash=_hash(token),
        role=offer.role,
        area_code=offer.area_code,
        group_code=offer.group_code,
        invited_by=inviter_id,
        expires_at=expires_at,
    )
    if is_new:
        await audit.note(session, now, inviter_id, "invited", offer.role, area=offer.area_code)
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
