"""Pictures of options; each name carries a hash, so what lies under it never changes."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Column, LargeBinary, delete, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.upserts import insert_from, insert_or_keep


class SurveyPicture(SQLModel, table=True):
    __tablename__ = "survey_picture"

    survey_code: str = Field(primary_key=True, foreign_key="survey.code")
    name: str = Field(primary_key=True)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


async def keep(session: AsyncSession, code: str, name: str, content: bytes) -> None:
    await insert_or_keep(session, SurveyPicture, survey_code=code, name=name, content=content)


async def content(session: AsyncSession, code: str, name: str) -> bytes | None:
    row = await session.get(SurveyPicture, (code, name))
    return row.content if row else None


async def names(session: AsyncSession, code: str) -> set[str]:
    found = select(col(SurveyPicture.name)).where(col(SurveyPicture.survey_code) == code)
    return set(await session.scalars(found))


async def contents(
    session: AsyncSession, code: str, wanted: Collection[str]
) -> Mapping[str, bytes]:
    rows = select(col(SurveyPicture.name), col(SurveyPicture.content)).where(
        col(SurveyPicture.survey_code) == code, col(SurveyPicture.name).in_(wanted)
    )
    return {row[0]: row[1] for row in await session.execute(rows)}


async def copy(session: AsyncSession, code: str, to: str) -> None:
    """Give another survey the same pictures."""
    columns: tuple[Any, ...] = (
        literal(to),
        col(SurveyPicture.name),
        col(SurveyPicture.content),
    )
    rows = select(*columns).where(col(SurveyPicture.survey_code) == code)
    await insert_from(session, SurveyPicture, ("survey_code", "name", "content"), rows)


async def keep_only(session: AsyncSession, code: str, needed: Collection[str]) -> None:
    await session.execute(
        delete(SurveyPicture).where(
            col(SurveyPicture.survey_code) == code, col(SurveyPicture.name).not_in(needed)
        )
    )
