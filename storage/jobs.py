"""Work that takes longer than a tap may: a row with its progress, leased to one worker."""

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import document
from storage.upserts import insert_or_keep

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"


class Job(SQLModel, table=True):
    """`id` names the work (`close:OBY7K`), so that asking twice makes one."""

    id: str = Field(primary_key=True)
    kind: str
    payload: dict[str, Any] = Field(default_factory=dict, sa_column=document())
    state: str = Field(default=WAITING, index=True)
    done: int = 0
    total: int = 0
    attempts: int = 0
    error: str | None = None
    result: dict[str, Any] | None = Field(default=None, sa_column=document(nullable=True))
    asked_at: datetime
    leased_until: datetime | None = None


async def job(session: AsyncSession, job_id: str) -> Job | None:
    return await session.get(Job, job_id)


async def ask_for(
    session: AsyncSession, job_id: str, kind: str, payload: dict[str, Any], now: datetime
) -> bool:
    """Put work in the queue; whether it was not there yet."""
    return await insert_or_keep(
        session,
        Job,
        id=job_id,
        kind=kind,
        payload=payload,
        state=WAITING,
        done=0,
        total=0,
        attempts=0,
        asked_at=now,
    )


async def claim(session: AsyncSession, now: datetime, lease: timedelta) -> Job | None:
    """Take the oldest job that waits or whose worker has died."""
    free = or_(
        col(Job.state) == WAITING,
        (col(Job.state) == RUNNING) & (col(Job.leased_until) < now),
    )
    oldest = select(Job).where(free).order_by(col(Job.asked_at), col(Job.id)).limit(1)
    found = (await session.scalars(oldest.with_for_update(skip_locked=True))).one_or_none()
    if found:
        found.state, found.leased_until = RUNNING, now + lease
        found.attempts += 1
        await session.flush()
    return found


async def progress(
    session: AsyncSession, job_id: str, done: int, total: int, leased_until: datetime
) -> None:
    await session.execute(
        update(Job)
        .where(col(Job.id) == job_id, col(Job.state) == RUNNING)
        .values(done=done, total=total, leased_until=leased_until)
    )


async def renew(session: AsyncSession, job_id: str, leased_until: datetime) -> None:
    await session.execute(
        update(Job)
        .where(col(Job.id) == job_id, col(Job.state) == RUNNING)
        .values(leased_until=leased_until)
    )


async def settle(
    session: AsyncSession,
    job_id: str,
    state: str,
    *,
    result: dict[str, Any] | None = None,
    error: str | None = None,
) -> None:
    await session.execute(
        update(Job)
        .where(col(Job.id) == job_id)
        .values(state=state, result=result, error=error, leased_until=None)
    )


async def begin_again(session: AsyncSession, kind: str) -> int:
    """Put work of this kind that was given up in the queue once more; how much there was."""
    given_up = (col(Job.kind) == kind, col(Job.state) == FAILED)
    result = await session.execute(
        update(Job).where(*given_up).values(state=WAITING, attempts=0, error=None)
    )
    return cast(CursorResult[Any], result).rowcount


async def drop_settled(session: AsyncSession, job_id: str) -> None:
    """Forget a job that has ended, so that the same work may be asked for again."""
    ended = col(Job.state).in_((DONE, FAILED))
    await session.execute(delete(Job).where(col(Job.id) == job_id, ended))


async def drop_older(session: AsyncSession, kind: str, before: datetime) -> None:
    """Forget ended jobs of a kind that were asked for before then."""
    ended = col(Job.state).in_((DONE, FAILED))
    old = (col(Job.kind) == kind, ended, col(Job.asked_at) < before)
    await session.execute(delete(Job).where(*old))
