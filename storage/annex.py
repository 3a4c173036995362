"""Everything of a plan's comments that its settlement table tells, read at once."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.comments import DECIDED, PUBLISHED, RECEIVED, Comment, Joined, Settlement
from storage.groups import WorkingGroup
from storage.settling import APPROVED, Motion
from storage.settling import PUBLISHED as MOTION_PUBLISHED

COUNTING = (RECEIVED, DECIDED, PUBLISHED)


class Settled(NamedTuple):
    """A comment, how it was settled, and the motion of the body that did, where one did."""

    comment: Comment
    settlement: Settlement | None
    motion: Motion | None


async def settled(session: AsyncSession, plan_code: str, *, published: bool) -> list[Settled]:
    """Comments by number: those whose answer is published, or all that count."""
    states = (PUBLISHED,) if published else COUNTING
    carried = (col(Motion.number) == col(Comment.number)) & col(Motion.state).in_(
        (APPROVED, MOTION_PUBLISHED)
    )
    rows = (
        select(Comment, Settlement, Motion)
        .outerjoin(Settlement, col(Settlement.number) == col(Comment.number))
        .outerjoin(Motion, carried)
        .where(col(Comment.plan_code) == plan_code, col(Comment.state).in_(states))
        .order_by(col(Comment.number))
    )
    return [Settled(*row) for row in await session.execute(rows)]


async def joined(session: AsyncSession, plan_code: str) -> Mapping[str, int]:
    """How many people have joined which comment of a plan."""
    rows = (
        select(col(Joined.number), func.count().label("people"))
        .join(Comment, col(Comment.number) == col(Joined.number))
        .where(col(Comment.plan_code) == plan_code)
        .group_by(col(Joined.number))
    )
    return {row.number: row.people for row in await session.execute(rows)}


async def states(session: AsyncSession, plan_code: str) -> Mapping[str, int]:
    """How many comments of a plan are in which state."""
    rows = select(col(Comment.state), func.count().label("comments"))
    counted = rows.where(col(Comment.plan_code) == plan_code).group_by(col(Comment.state))
    return {row.state: row.comments for row in await session.execute(counted)}


async def by_round(session: AsyncSession, plan_code: str) -> Mapping[str, int]:
    """How many comments that count each round has had."""
    rows = select(col(Comment.round), func.count().label("comments")).where(
        col(Comment.plan_code) == plan_code, col(Comment.state).in_(COUNTING)
    )
    found = await session.execute(rows.group_by(col(Comment.round)))
    return {row.round: row.comments for row in found}


async def bodies(session: AsyncSession, area_code: str) -> Mapping[str, WorkingGroup]:
    """The groups of an area by their codes, also those that have ended."""
    rows = select(WorkingGroup).where(col(WorkingGroup.area_code) == area_code)
    return {one.code: one for one in await session.scalars(rows)}
