"""What staff did that touches people's rights: who, what, when; only ever added to."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import BIG, big_key, document, random_id


class AuditEntry(SQLModel, table=True):
    __tablename__ = "audit_entry"

    id: int = Field(default_factory=random_id, sa_column=big_key())
    happened_at: datetime = Field(index=True)
    actor_id: int | None = Field(default=None, sa_column=Column(BIG))
    action: str
    subject: str = Field(index=True)
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=document())


async def note(
    session: AsyncSession,
    now: datetime,
    actor_id: int | None,
    action: str,
    subject: str,
    **detail: Any,
) -> None:
    session.add(
        AuditEntry(
            happened_at=now, actor_id=actor_id, action=action, subject=subject, detail=detail
        )
    )
    await session.flush()


async def of_subject(session: AsyncSession, action: str, subject: str) -> list[AuditEntry]:
    """What was done to a thing in this way, the first time first."""
    rows = select(AuditEntry).where(
        col(AuditEntry.action) == action, col(AuditEntry.subject) == subject
    )
    return list(await session.scalars(rows.order_by(col(AuditEntry.happened_at))))


async def newest(session: AsyncSession, limit: int = 50) -> list[AuditEntry]:
    rows = select(AuditEntry).order_by(col(AuditEntry.happened_at).desc()).limit(limit)
    return list(await session.scalars(rows))
