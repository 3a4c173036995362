"""Draft plans: versions cut into sections, and the consultations on them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Index, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import UNORDERED, big_key, document
from storage.people import Resident
from storage.upserts import insert_or_change, insert_or_keep

# Of a version: it may still be replaced; a round within reads it; everybody does.
WORKING, SHARED, PUBLIC = "working", "shared", "public"


class Plan(SQLModel, table=True):
    """`code` travels in buttons and links, `key` is the author's name for it, `prefix` begins the
    numbers of its comments; `version` is the newest one, `public_version` what people read."""

    code: str = Field(primary_key=True)
    key: str = Field(unique=True)
    prefix: str = Field(unique=True)
    area_code: str = Field(foreign_key="area.code", index=True)
    version: int = 1
    public_version: int | None = None
    made_at: datetime


class PlanVersion(SQLModel, table=True):
    """A plan as it was brought in; once others than its authors read it, it never changes."""

    __tablename__ = "plan_version"

    plan_code: str = Field(primary_key=True, foreign_key="plan.code")
    number: int = Field(primary_key=True)
    label: str
    title: dict[str, str] = Field(sa_column=document())
    levels: list[dict[str, str]] = Field(sa_column=document())
    languages: list[str] = Field(sa_column=document())
    channels: list[str] = Field(sa_column=document())
    state: str = WORKING
    made_at: datetime
    frozen_at: datetime | None = None


class Section(SQLModel, table=True):
    """One section of one version; `id` stays the same from version to version.

    `content` holds the section as `plans.documents.Section` gives it; `digest` tells whether two
    versions of it differ.
    """

    __tablename__ = "plan_section"
    __table_args__ = UNORDERED

    plan_code: str = Field(primary_key=True, foreign_key="plan.code")
    version: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    id: str = Field(index=True)
    content: dict[str, Any] = Field(sa_column=document())
    digest: str


class Consultation(SQLModel, table=True):
    """A window in which a round of people comments on a version; open by its dates alone.

    `history` tells what was changed of it, when and by whom.
    """

    plan_code: str = Field(primary_key=True, foreign_key="plan.code")
    round: str = Field(primary_key=True)
    version: int
    opens_at: datetime
    closes_at: datetime = Field(index=True)
    channels: list[str] = Field(sa_column=document())
    hearing: dict[str, Any] | None = Field(default=None, sa_column=document(nullable=True))
    settle_by: datetime | None = None
    history: list[dict[str, Any]] = Field(default_factory=list, sa_column=document())


class PlanFollower(SQLModel, table=True):
    """Who wants to hear when something happens with a plan."""

    __tablename__ = "plan_follower"
    __table_args__ = UNORDERED

    plan_code: str = Field(primary_key=True, foreign_key="plan.code")
    resident_id: int = Field(sa_column=big_key())


class Reading(SQLModel, table=True):
    """How far somebody has walked through a version, and what they said to each section."""

    __tablename__ = "plan_reading"
    __table_args__ = (Index("ix_plan_reading_resident_id", "resident_id"), UNORDERED)

    plan_code: str = Field(primary_key=True, foreign_key="plan.code")
    version: int = Field(primary_key=True)
    resident_id: int = Field(sa_column=big_key())
    section_id: str = Field(primary_key=True)
    stance: str


async def plan(session: AsyncSession, code: str) -> Plan | None:
    return await session.get(Plan, code)


async def by_key(session: AsyncSession, key: str) -> Plan | None:
    return (await session.scalars(select(Plan).where(col(Plan.key) == key))).one_or_none()


async def plans_of(session: AsyncSession, area_codes: list[str] | None) -> list[Plan]:
    """Plans of the areas (all areas when None), the newest first."""
    rows = select(Plan)
    if area_codes is not None:
        rows = rows.where(col(Plan.area_code).in_(area_codes))
    return list(await session.scalars(rows.order_by(col(Plan.made_at).desc(), col(Plan.code))))


async def version(session: AsyncSession, code: str, number: int) -> PlanVersion | None:
    return await session.get(PlanVersion, (code, number))


async def keep_version(session: AsyncSession, code: str, number: int, **values: Any) -> None:
    await insert_or_change(
        session, PlanVersion, ("plan_code", "number"), plan_code=code, number=number, **values
    )


async def versions(session: AsyncSession, code: str) -> list[PlanVersion]:
    rows = select(PlanVersion).where(col(PlanVersion.plan_code) == code)
    return list(await session.scalars(rows.order_by(col(PlanVersion.number))))


async def sections(session: AsyncSession, code: str, number: int) -> list[Section]:
    rows = select(Section).where(col(Section.plan_code) == code, col(Section.version) == number)
    return list(await session.scalars(rows.order_by(col(Section.position))))


async def section(session: AsyncSession, code: str, number: int, section_id: str) -> Section | None:
    rows = select(Section).where(
        col(Section.plan_code) == code,
        col(Section.version) == number,
        col(Section.id) == section_id,
    )
    return (await session.scalars(rows)).one_or_none()


async def drop_sections(session: AsyncSession, code: str, number: int) -> None:
    of_version = (col(Section.plan_code) == code) & (col(Section.version) == number)
    await session.execute(delete(Section).where(of_version))


async def consultations(session: AsyncSession, code: str) -> list[Consultation]:
    rows = select(Consultation).where(col(Consultation.plan_code) == code)
    return list(await session.scalars(rows.order_by(col(Consultation.opens_at))))


async def consultation(session: AsyncSession, code: str, round_: str) -> Consultation | None:
    return await session.get(Consultation, (code, round_))


async def opened_between(
    session: AsyncSession, since: datetime, until: datetime
) -> list[Consultation]:
    """Consultations whose window opened in (since, until]."""
    rows = select(Consultation).where(
        col(Consultation.opens_at) > since, col(Consultation.opens_at) <= until
    )
    return list(await session.scalars(rows))


async def closing_between(
    session: AsyncSession, since: datetime, until: datetime
) -> list[Consultation]:
    """Consultations whose window closes in (since, until]."""
    rows = select(Consultation).where(
        col(Consultation.closes_at) > since, col(Consultation.closes_at) <= until
    )
    return list(await session.scalars(rows))


async def follow(session: AsyncSession, code: str, resident_id: int, on: bool) -> None:
    if on:
        await insert_or_keep(session, PlanFollower, plan_code=code, resident_id=resident_id)
        return
    await session.execute(
        delete(PlanFollower).where(
            col(PlanFollower.plan_code) == code, col(PlanFollower.resident_id) == resident_id
        )
    )


async def followers(session: AsyncSession, code: str) -> Sequence[int]:
    rows = select(col(PlanFollower.resident_id)).where(col(PlanFollower.plan_code) == code)
    return list(await session.scalars(rows.order_by(col(PlanFollower.resident_id))))


async def followers_reached(
    session: AsyncSession, code: str, after: int, most: int
) -> Sequence[Resident]:
    """The next of those who follow the plan, by their keys, without who has blocked us."""
    rows = (
        select(Resident)
        .join(PlanFollower, col(PlanFollower.resident_id) == col(Resident.id))
        .where(
            col(PlanFollower.plan_code) == code,
            col(Resident.id) > after,
            col(Resident.blocked).is_(False),
        )
    )
    return (await session.scalars(rows.order_by(col(Resident.id)).limit(most))).all()


async def keep_stance(
    session: AsyncSession, code: str, number: int, resident_id: int, section_id: str, stance: str
) -> None:
    await insert_or_change(
        session,
        Reading,
        ("plan_code", "version", "resident_id", "section_id"),
        plan_code=code,
        version=number,
        resident_id=resident_id,
        section_id=section_id,
        stance=stance,
    )


async def stances(
    session: AsyncSession, code: str, number: int, resident_id: int
) -> dict[str, str]:
    rows = select(col(Reading.section_id), col(Reading.stance)).where(
        col(Reading.plan_code) == code,
        col(Reading.version) == number,
        col(Reading.resident_id) == resident_id,
    )
    return {row.section_id: row.stance for row in await session.execute(rows)}


async def forget(session: AsyncSession, resident_id: int) -> None:
    for table in (Reading, PlanFollower):
        await session.execute(delete(table).where(col(table.resident_id) == resident_id))
