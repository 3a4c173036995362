"""Residents, their consent and choices, and the powers of staff."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Select, bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage import locking
from storage.columns import BIG, UNORDERED, big_key, random_id
from storage.upserts import insert_or_change, insert_or_keep

# Who takes part in planning services; of the triad somebody has to sit at every table.
TRIAD = ("user", "provider", "commissioner")
PARTIES = (*TRIAD, "public", "partner")


class Resident(SQLModel, table=True):
    """A Telegram account that has written to us; no name is kept.

    `agreed_to` is the newest version consented to, as `Consent` records it with its moment.
    `seen_on` is the first day of the month in which they last wrote: no finer, so that it does
    not tell who answered a survey on a given day. `news` says how many messages they want that
    they did not ask for: all, one a week (weekly) or none.
    """

    id: int = Field(default_factory=random_id, sa_column=big_key())
    telegram_id: int = Field(sa_column=Column(BIG, nullable=False, unique=True))
    language: str
    municipality: str | None = None
    area_code: str | None = None
    party: str | None = None
    arrived_on: date
    seen_on: date | None = None
    news: str = "all"
    agreed_to: str | None = None
    blocked: bool = False
    muted_until: datetime | None = None


class Consent(SQLModel, table=True):
    __table_args__ = UNORDERED

    resident_id: int = Field(sa_column=big_key())
    version: str = Field(primary_key=True)
    given_at: datetime


class ResidentTopic(SQLModel, table=True):
    __tablename__ = "resident_topic"
    __table_args__ = UNORDERED

    resident_id: int = Field(sa_column=big_key())
    topic: str = Field(primary_key=True)


class Staff(SQLModel, table=True):
    """A role granted for an area, or within it for a working group; empty means all."""

    __table_args__ = UNORDERED

    resident_id: int = Field(sa_column=big_key())
    role: str = Field(primary_key=True)
    area_code: str = Field(primary_key=True)
    group_code: str = Field(default="", primary_key=True)
    name: str
    granted_at: datetime


class Invitation(SQLModel, table=True):
    """A one-time link that grants a role; only the token's hash is kept."""

    token_hash: str = Field(primary_key=True)
    role: str
    area_code: str
    group_code: str = ""
    invited_by: int | None = Field(default=None, sa_column=Column(BIG))
    expires_at: datetime
    used_by: int | None = Field(default=None, sa_column=Column(BIG))


async def by_telegram_id(session: AsyncSession, telegram_id: int) -> Resident | None:
    found = await session.scalars(_BY_TELEGRAM_ID, {"telegram_id": telegram_id})
    return found.one_or_none()


_BY_TELEGRAM_ID = select(Resident).where(col(Resident.telegram_id) == bindparam("telegram_id"))


async def arrive(session: AsyncSession, telegram_id: int, language: str, today: date) -> Resident:
    """The resident behind an account, made on the first word; simultaneous first words make one."""
    found = await by_telegram_id(session, telegram_id)
    if found is None:
        await insert_or_keep(
            session,
            Resident,
            id=random_id(),
            telegram_id=telegram_id,
            language=language,
            arrived_on=today,
            seen_on=today.replace(day=1),
            news="all",
            blocked=False,
        )
        found = await by_telegram_id(session, telegram_id)
    assert found is not None
    if found.seen_on != today.replace(day=1):
        found.seen_on = today.replace(day=1)
    return found


def is_settled(resident: Resident, today: date) -> bool:
    """Whether nothing has to be noted of a resident who writes today."""
    return not resident.blocked and resident.seen_on == today.replace(day=1)


async def set_blocked(session: AsyncSession, telegram_id: int, blocked: bool) -> None:
    """Note that the person has blocked the bot, or writes to it again."""
    await session.execute(
        update(Resident).where(col(Resident.telegram_id) == telegram_id).values(blocked=blocked)
    )


async def languages(session: AsyncSession, resident_ids: Collection[int]) -> dict[int, str]:
    """The language that each of these residents reads."""
    rows = select(col(Resident.id), col(Resident.language))
    found = await session.execute(rows.where(col(Resident.id).in_(resident_ids)))
    return {one.id: one.language for one in found}


async def reached(session: AsyncSession, resident_ids: Collection[int]) -> list[Resident]:
    """Those of these residents who can be written to."""
    rows = select(Resident).where(
        col(Resident.id).in_(resident_ids), col(Resident.blocked).is_(False)
    )
    return list(await session.scalars(rows.order_by(col(Resident.id))))


async def some_of(
    session: AsyncSession, chosen: Select[Any], after: int, limit: int
) -> list[Resident]:
    """Some of the residents that a query chooses, in the order of their keys, behind one."""
    rows = chosen.where(col(Resident.id) > after).order_by(col(Resident.id)).limit(limit)
    return list(await session.scalars(rows))


async def consents(session: AsyncSession, resident_id: int) -> list[Consent]:
    rows = select(Consent).where(col(Consent.resident_id) == resident_id)
    return list(await session.scalars(rows.order_by(col(Consent.given_at))))


async def keep_consent(
    session: AsyncSession, resident: Resident, version: str, now: datetime
) -> None:
    await insert_or_keep(session, Consent, resident_id=resident.id, version=version, given_at=now)
    resident.agreed_to = version
    await session.flush()


async def topics(session: AsyncSession, resident_id: int) -> list[str]:
    rows = select(col(ResidentTopic.topic)).where(col(ResidentTopic.resident_id) == resident_id)
    return sorted(await session.scalars(rows))


async def topics_of(session: AsyncSession, resident_ids: Collection[int]) -> dict[int, list[str]]:
    """The topics that each of these residents follows."""
    rows = select(ResidentTopic).where(col(ResidentTopic.resident_id).in_(resident_ids))
    found: dict[int, list[str]] = {one: [] for one in resident_ids}
    for one in await session.scalars(rows.order_by(col(ResidentTopic.topic))):
        found[one.resident_id].append(one.topic)
    return found


async def set_topic(session: AsyncSession, resident_id: int, topic: str, on: bool) -> None:
    if on:
        await insert_or_keep(session, ResidentTopic, resident_id=resident_id, topic=topic)
        return
    await session.execute(
        delete(ResidentTopic).where(
            col(ResidentTopic.resident_id) == resident_id, col(ResidentTopic.topic) == topic
        )
    )


async def roles(session: AsyncSession, resident_id: int) -> list[Staff]:
    rows = select(Staff).where(col(Staff.resident_id) == resident_id)
    return list(await session.scalars(rows.order_by(col(Staff.role), col(Staff.area_code))))


async def staff(session: AsyncSession) -> list[tuple[Staff, Resident]]:
    rows = select(Staff, Resident).where(col(Resident.id) == col(Staff.resident_id))
    ordered = rows.order_by(col(Staff.role), col(Staff.area_code), col(Staff.name))
    return [(role, person) for role, person in (await session.execute(ordered)).all()]


async def grant(
    session: AsyncSession,
    resident_id: int,
    *,
    role: str,
    area_code: str,
    group_code: str,
    name: str,
    now: datetime,
) -> None:
    await insert_or_change(
        session,
        Staff,
        ("resident_id", "role", "area_code", "group_code"),
        resident_id=resident_id,
        role=role,
        area_code=area_code,
        group_code=group_code,
        name=name,
        granted_at=now,
    )


async def administrators(session: AsyncSession) -> int:
    rows = select(func.count(func.distinct(col(Staff.resident_id))))
    return await session.scalar(rows.where(col(Staff.role) == "administrator")) or 0


async def revoke(session: AsyncSession, role: Staff) -> None:
    await session.delete(role)


async def keep_invitation(session: AsyncSession, **invitation: Any) -> bool:
    """Whether there was no invitation with this token yet."""
    return await insert_or_keep(session, Invitation, **invitation)


async def invitation(session: AsyncSession, token_hash: str) -> Invitation | None:
    return await locking.row(session, Invitation, token_hash)


async def forget(session: AsyncSession, resident_id: int) -> None:
    """Remove the account, its profile, consents and powers."""
    for table in (Consent, ResidentTopic, Staff):
        await session.execute(delete(table).where(col(table.resident_id) == resident_id))
    await session.execute(delete(Resident).where(col(Resident.id) == resident_id))


async def parties_of(session: AsyncSession, ids: Collection[int]) -> dict[int, str]:
    """For whom they take part, of those who have said it."""
    rows = select(col(Resident.id), col(Resident.party)).where(
        col(Resident.id).in_(ids), col(Resident.party).is_not(None)
    )
    return {one: party for one, party in await session.execute(rows) if party}
