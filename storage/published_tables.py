"""What has been counted of a survey, as it may be shown; see surveys/results/published.py."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel

from storage import locking
from storage.columns import document
from storage.upserts import insert_or_change


class PublishedTables(SQLModel, table=True):
    """The fixed list of tables of a survey, frozen at closing; before it, as last counted."""

    __tablename__ = "published_tables"

    survey_code: str = Field(primary_key=True, foreign_key="survey.code")
    tables: dict[str, Any] = Field(sa_column=document())
    frozen_at: datetime


async def of(session: AsyncSession, code: str) -> PublishedTables | None:
    return await session.get(PublishedTables, code)


async def count_alone(session: AsyncSession, code: str) -> PublishedTables | None:
    """The tables as they stand once nobody else counts."""
    await locking.alone(session, f"counting:{code}")
    return await session.get(PublishedTables, code, populate_existing=True)


async def keep(session: AsyncSession, code: str, tables: dict[str, Any], now: datetime) -> None:
    kept = {"survey_code": code, "tables": tables, "frozen_at": now}
    await insert_or_change(session, PublishedTables, ("survey_code",), **kept)
