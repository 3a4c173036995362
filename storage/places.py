"""Areas, municipalities and other codelists: what surveys and profiles choose from."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import UNORDERED, document
from storage.upserts import insert_or_change, insert_or_keep


class Area(SQLModel, table=True):
    """A set of municipalities that plan together; its local rules are its settings."""

    code: str = Field(primary_key=True)
    name: dict[str, str] = Field(sa_column=document())
    settings: dict[str, Any] = Field(default_factory=dict, sa_column=document())


class Municipality(SQLModel, table=True):
    """Keyed by the six-digit code of the register, because names are not unique."""

    code: str = Field(primary_key=True)
    name: str
    folded: str = Field(index=True)
    district: str
    population: int


class AreaMunicipality(SQLModel, table=True):
    __tablename__ = "area_municipality"
    __table_args__ = UNORDERED

    area_code: str = Field(primary_key=True, foreign_key="area.code")
    municipality_code: str = Field(primary_key=True, foreign_key="municipality.code", index=True)


class CodelistEntry(SQLModel, table=True):
    __tablename__ = "codelist_entry"

    codelist: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    label: dict[str, str] = Field(sa_column=document())
    folded: str
    position: int = 0


async def area(session: AsyncSession, code: str) -> Area | None:
    return await session.get(Area, code)


async def areas(session: AsyncSession) -> list[Area]:
    return list(await session.scalars(select(Area).order_by(col(Area.code))))


async def keep_area(
    session: AsyncSession, code: str, name: dict[str, str], settings: dict[str, Any]
) -> None:
    await insert_or_change(session, Area, ("code",), code=code, name=name, settings=settings)


async def keep_municipality(
    session: AsyncSession, code: str, *, name: str, folded: str, district: str, population: int
) -> None:
    await insert_or_change(
        session,
        Municipality,
        ("code",),
        code=code,
        name=name,
        folded=folded,
        district=district,
        population=population,
    )


async def put_in_area(session: AsyncSession, area_code: str, municipality_code: str) -> None:
    await insert_or_keep(
        session, AreaMunicipality, area_code=area_code, municipality_code=municipality_code
    )


async def keep_entry(
    session: AsyncSession,
    codelist: str,
    code: str,
    *,
    label: dict[str, str],
    folded: str,
    position: int,
) -> None:
    await insert_or_change(
        session,
        CodelistEntry,
        ("codelist", "code"),
        codelist=codelist,
        code=code,
        label=label,
        folded=folded,
        position=position,
    )


async def codelists(session: AsyncSession) -> list[str]:
    """The names of all codelists."""
    rows = select(col(CodelistEntry.codelist)).distinct().order_by(col(CodelistEntry.codelist))
    return list(await session.scalars(rows))


async def areas_of(session: AsyncSession, municipality_code: str) -> list[str]:
    """Codes of the areas in which a municipality lies; they may overlap."""
    rows = select(col(AreaMunicipality.area_code)).where(
        col(AreaMunicipality.municipality_code) == municipality_code
    )
    return list(await session.scalars(rows.order_by(col(AreaMunicipality.area_code))))


async def municipality(session: AsyncSession, code: str) -> Municipality | None:
    return await session.get(Municipality, code)


async def municipalities(session: AsyncSession, area_code: str | None = None) -> list[Municipality]:
    rows = select(Municipality)
    if area_code:
        rows = rows.join(
            AreaMunicipality,
            col(AreaMunicipality.municipality_code) == col(Municipality.code),
        ).where(col(AreaMunicipality.area_code) == area_code)
    return list(await session.scalars(rows.order_by(col(Municipality.folded))))


async def municipalities_like(
    session: AsyncSession, folded: str, limit: int = 8
) -> list[Municipality]:
    """Municipalities whose name begins with, or else contains, the folded text."""
    begins = col(Municipality.folded).startswith(folded, autoescape=True)
    contains = col(Municipality.folded).contains(folded, autoescape=True)
    rows = select(Municipality).where(contains)
    ordered = rows.order_by(begins.desc(), col(Municipality.folded), col(Municipality.code))
    return list(await session.scalars(ordered.limit(limit)))


async def codelist(session: AsyncSession, name: str) -> list[CodelistEntry]:
    rows = select(CodelistEntry).where(col(CodelistEntry.codelist) == name)
    return list(
        await session.scalars(rows.order_by(col(CodelistEntry.position), col(CodelistEntry.code)))
    )
