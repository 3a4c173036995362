"""Nominating members: by a one-time link and their own consent, or by name where there is no phone.

Whoever is nominated sees the group and what is expected, and agrees or declines; whoever has
agreed may leave at any time.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from groups import membership
from groups.membership import ROLES, NoSuchMember
from groups.running import Actor, NoSuchGroup, found, led_by
from storage import audit
from storage import groups as tables
from storage.groups import AGREED, CHAIR, DECLINED, MEMBER, NOMINATED, Member, WorkingGroup
from storage.happenings import Happening
from storage.people import PARTIES, Resident

LASTS = timedelta(days=14)
NAME_LENGTH = 80


class NominationUnusable(Exception):
    """The link is used up, too old, or its group has ended."""


class NoSuchParty(LookupError):
    """As nothing of the kind can anybody sit in a group."""


class SeatedAlready(Exception):
    """The person has a seat in the group under this account already."""


class NobodyNamed(Exception):
    """A member needs a name that is not too long."""


@dataclass(frozen=True)
class Nominee:
    """Somebody as they are to sit in a group, for which municipalities."""

    name: str
    party: str
    role: str = MEMBER
    seats: Sequence[str] = ()


@dataclass(frozen=True)
class Nomination:
    """What a link offers."""

    group: WorkingGroup
    member: Member


@dataclass(frozen=True)
class Answered(Happening):
    """Somebody nominated has agreed or declined, or a member has left; who nominated hears."""

    group: WorkingGroup
    member: Member
    told: tuple[Resident, ...]


@dataclass(frozen=True)
class SeatChanged(Happening):
    """Somebody sits in a group in another role, or was taken out of it; they hear of it."""

    group: WorkingGroup
    member: Member
    person: Resident | None
    at: datetime


async def nominate(
    session: AsyncSession,
    actor: Actor,
    code: str,
    nominee: Nominee,
    now: datetime,
    token: str,
) -> Member:
    """Offer a seat by a link with this token; the same token again is the same nomination."""
    group = await led_by(session, actor, code)
    standing = await tables.by_token(session, hashed(token))
    if standing is not None:
        return standing
    made = _made(group, nominee, actor, now)
    made.token_hash, made.expires_at = hashed(token), now + LASTS
    session.add(made)
    await _note(session, actor.resident_id, "member_nominated", made, now)
    return made


async def renew(
    session: AsyncSession, actor: Actor, member_id: int, now: datetime, token: str
) -> Nomination:
    """A new link for somebody nominated, or for a member by name who has got a phone."""
    held = await _member(session, member_id)
    group = await led_by(session, actor, held.group_code)
    if held.resident_id is not None or held.state not in (NOMINATED, AGREED, DECLINED):
        raise SeatedAlready
    if held.state == DECLINED:
        held.state = NOMINATED
    held.token_hash, held.expires_at = hashed(token), now + LASTS
    held.nominated_by = actor.resident_id
    await _note(session, actor.resident_id, "member_nominated", held, now)
    return Nomination(group, held)


async def add_by_name(
    session: AsyncSession, actor: Actor, code: str, nominee: Nominee, now: datetime
) -> Member:
    """A member without Telegram, who has agreed on paper; the same name again is the same one."""
    group = await led_by(session, actor, code)
    for one in await tables.members(session, code, (AGREED,)):
        if one.resident_id is None and (one.name, one.party) == (_named(nominee), nominee.party):
            return one
    made = _made(group, nominee, actor, now)
    made.state, made.answered_at = AGREED, now
    session.add(made)
    if made.role == CHAIR:
        await _step_down(session, made)
    await _note(session, actor.resident_id, "member_added", made, now)
    return made


async def look(session: AsyncSession, token: str, resident_id: int, now: datetime) -> Nomination:
    """What a link offers this person; their own used one still says what it was."""
    held = await tables.by_token(session, hashed(token))
    if held is None:
        raise NominationUnusable
    try:
        group = await found(session, held.group_code)
    except NoSuchGroup:
        raise NominationUnusable from None
    if held.resident_id == resident_id and held.state == AGREED:
        return Nomination(group, held)
    is_late = held.expires_at is None or held.expires_at <= now
    if held.resident_id is not None or is_late or held.state not in (NOMINATED, AGREED):
        raise NominationUnusable
    return Nomination(group, held)


async def agree(session: AsyncSession, token: str, resident_id: int, now: datetime) -> Answered:
    """Take the seat; agreeing twice is agreeing once."""
    offered = await look(session, token, resident_id, now)
    group, held = offered.group, offered.member
    if held.resident_id == resident_id:
        return Answered(group, held, ())
    if await _give_up_old_seat(session, group, resident_id):
        raise SeatedAlready
    await membership.open_seat(session, group, held, resident_id, now)
    if held.role == CHAIR:
        await _step_down(session, held)
    await _note(session, resident_id, "member_agreed", held, now)
    return Answered(group, held, await _nominator(session, held))


async def decline(session: AsyncSession, token: str, resident_id: int, now: datetime) -> Answered:
    offered = await look(session, token, resident_id, now)
    group, held = offered.group, offered.member
    if held.resident_id == resident_id:
        raise NominationUnusable
    held.state, held.answered_at, held.token_hash = DECLINED, now, None
    await _note(session, None, "member_declined", held, now)
    return Answered(group, held, await _nominator(session, held))


async def leave(
    session: AsyncSession, code: str, resident_id: int, now: datetime
) -> Answered | None:
    """Give one's own seat up; None when there is none any more."""
    group, held = await found(session, code), await tables.seat(session, code, resident_id)
    if held is None or held.state != AGREED:
        return None
    await membership.close_seat(session, group, held, now)
    await _note(session, resident_id, "member_left", held, now)
    leading = await tables.accounts(session, code, membership.LEADING)
    told = tuple(person for _, person in leading if person.id != resident_id)
    return Answered(group, held, told or await _nominator(session, held))


async def change_role(
    session: AsyncSession, actor: Actor, member_id: int, role: str, now: datetime
) -> SeatChanged:
    """Make somebody chair, secretary, member or guest; there is one chair at a time."""
    held = await _member(session, member_id)
    group = await led_by(session, actor, held.group_code)
    if role not in ROLES:
        raise NoSuchParty
    if held.role != role:
        held.role = role
        if role == CHAIR:
            await _step_down(session, held)
        await _note(session, actor.resident_id, "member_role", held, now)
    return SeatChanged(group, held, await _other(session, held, actor), now)


async def change_party(
    session: AsyncSession, actor: Actor, member_id: int, party: str, now: datetime
) -> Member:
    held = await _member(session, member_id)
    await led_by(session, actor, held.group_code)
    if party not in PARTIES:
        raise NoSuchParty
    held.party = party
    await _note(session, actor.resident_id, "member_party", held, now)
    return held


async def set_seat(
    session: AsyncSession, actor: Actor, member_id: int, municipality: str, on: bool, now: datetime
) -> Member:
    """Let somebody sit for a municipality, or no longer."""
    held = await _member(session, member_id)
    await led_by(session, actor, held.group_code)
    wanted = {*held.seats, municipality} if on else set(held.seats) - {municipality}
    held.seats = sorted(wanted)
    await _note(session, actor.resident_id, "member_seats", held, now)
    return held


async def remove(session: AsyncSession, actor: Actor, member_id: int, now: datetime) -> SeatChanged:
    """End a seat or take a nomination back."""
    held = await _member(session, member_id)
    group = await led_by(session, actor, held.group_code)
    await membership.close_seat(session, group, held, now)
    await _note(session, actor.resident_id, "member_removed", held, now)
    return SeatChanged(group, held, await _other(session, held, actor), now)


async def seen(session: AsyncSession, actor: Actor, member_id: int) -> Nomination:
    """A member with their group, for who leads it."""
    held = await _member(session, member_id)
    return Nomination(await led_by(session, actor, held.group_code), held)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _made(group: WorkingGroup, nominee: Nominee, actor: Actor, now: datetime) -> Member:
    if nominee.party not in PARTIES or nominee.role not in ROLES:
        raise NoSuchParty
    return Member(
        group_code=group.code,
        name=_named(nominee),
        party=nominee.party,
        role=nominee.role,
        seats=list(nominee.seats),
        nominated_by=actor.resident_id,
        nominated_at=now,
    )


def _named(nominee: Nominee) -> str:
    name = " ".join(nominee.name.split())
    if not name or len(name) > NAME_LENGTH:
        raise NobodyNamed
    return name


async def _member(session: AsyncSession, member_id: int) -> Member:
    held = await tables.member(session, member_id, locked=True)
    if held is None or held.state == tables.ENDED:
        raise NoSuchMember
    return held


async def _give_up_old_seat(session: AsyncSession, group: WorkingGroup, resident_id: int) -> bool:
    """A seat that somebody once left makes room for their new one; whether they still sit there."""
    old = await tables.seat(session, group.code, resident_id)
    if old is None:
        return False
    if old.state == AGREED:
        return True
    old.resident_id = None
    await session.flush()
    return False


async def _step_down(session: AsyncSession, chair: Member) -> None:
    """Who chaired before is a member from now on."""
    for one in await tables.members(session, chair.group_code, (AGREED,)):
        if one.role == CHAIR and one.id != chair.id:
            one.role = MEMBER
    await session.flush()


async def _other(session: AsyncSession, held: Member, actor: Actor) -> Resident | None:
    """Who sits there, unless nobody can be written to or it is the one who acts."""
    if held.resident_id in (None, actor.resident_id):
        return None
    person = await session.get(Resident, held.resident_id)
    return person if person and not person.blocked else None


async def _nominator(session: AsyncSession, held: Member) -> tuple[Resident, ...]:
    person = await session.get(Resident, held.nominated_by) if held.nominated_by else None
    return (person,) if person and not person.blocked else ()


async def _note(
    session: AsyncSession, actor_id: int | None, action: str, held: Member, now: datetime
) -> None:
    detail = {"member": held.name, "party": held.party, "role": held.role, "seats": held.seats}
    await audit.note(session, now, actor_id, action, held.group_code, **detail)
