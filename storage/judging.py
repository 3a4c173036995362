"""Who judges works beside the public: a group that chooses some of them, and named jurors."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage import locking
from storage.columns import BIG, UNORDERED, big_key, random_id
from storage.upserts import insert_or_change, insert_or_keep


class ShortlistTick(SQLModel, table=True):
    """A member of the group would let this work through to the vote."""

    __tablename__ = "shortlist_tick"
    __table_args__ = UNORDERED

    contest_code: str = Field(primary_key=True)
    resident_id: int = Field(sa_column=big_key())
    number: int = Field(primary_key=True)


class Juror(SQLModel, table=True):
    """Somebody named who gives points; `resident_id` is empty until the link has been used.

    Of the link only a hash is kept; it leads nowhere once the vote is over.
    """

    __tablename__ = "contest_juror"

    id: int = Field(default_factory=random_id, sa_column=big_key())
    contest_code: str = Field(foreign_key="contest.code", index=True)
    name: str
    resident_id: int | None = Field(default=None, sa_column=Column(BIG, index=True))
    token_hash: str | None = Field(default=None, unique=True)
    invited_by: int | None = Field(default=None, sa_column=Column(BIG))
    invited_at: datetime
    agreed_at: datetime | None = None


class JurorPoints(SQLModel, table=True):
    """What a juror gave to a work; nobody reads it before the vote is over."""

    __tablename__ = "juror_points"
    __table_args__ = UNORDERED

    juror_id: int = Field(sa_column=big_key())
    number: int = Field(primary_key=True)
    points: int


async def tick(session: AsyncSession, code: str, resident_id: int, number: int) -> None:
    await insert_or_keep(
        session, ShortlistTick, contest_code=code, resident_id=resident_id, number=number
    )


async def untick(session: AsyncSession, code: str, resident_id: int, number: int) -> None:
    await session.execute(
        delete(ShortlistTick).where(
            col(ShortlistTick.contest_code) == code,
            col(ShortlistTick.resident_id) == resident_id,
            col(ShortlistTick.number) == number,
        )
    )


async def ticked_by(session: AsyncSession, code: str, resident_id: int) -> list[int]:
    rows = select(col(ShortlistTick.number)).where(
        col(ShortlistTick.contest_code) == code, col(ShortlistTick.resident_id) == resident_id
    )
    return list(await session.scalars(rows.order_by(col(ShortlistTick.number))))


async def ticks(session: AsyncSession, code: str) -> dict[int, int]:
    """How many have ticked each work."""
    rows = select(col(ShortlistTick.number), func.count()).where(
        col(ShortlistTick.contest_code) == code
    )
    found = await session.execute(rows.group_by(col(ShortlistTick.number)))
    return {int(number): int(count) for number, count in found}


async def jurors(session: AsyncSession, code: str) -> list[Juror]:
    rows = select(Juror).where(col(Juror.contest_code) == code)
    return list(await session.scalars(rows.order_by(col(Juror.name), col(Juror.id))))


async def juror(session: AsyncSession, juror_id: int, *, locked: bool = False) -> Juror | None:
    return await locking.row(session, Juror, juror_id, locked=locked)


async def juror_by_link(session: AsyncSession, token_hash: str) -> Juror | None:
    rows = locking.held(select(Juror).where(col(Juror.token_hash) == token_hash))
    return (await session.scalars(rows)).one_or_none()


async def juror_of(session: AsyncSession, code: str, resident_id: int) -> Juror | None:
    rows = select(Juror).where(
        col(Juror.contest_code) == code, col(Juror.resident_id) == resident_id
    )
    return (await session.scalars(rows)).one_or_none()


async def give(session: AsyncSession, juror_id: int, number: int, points: int) -> None:
    keys = ("juror_id", "number")
    await insert_or_change(
        session, JurorPoints, keys, juror_id=juror_id, number=number, points=points
    )


async def given(session: AsyncSession, juror_ids: Sequence[int]) -> dict[int, dict[int, int]]:
    """Points by juror, then by work."""
    rows = select(JurorPoints).where(col(JurorPoints.juror_id).in_(juror_ids))
    found: dict[int, dict[int, int]] = {one: {} for one in juror_ids}
    for one in await session.scalars(rows):
        found[one.juror_id][one.number] = one.points
    return found


async def remove(session: AsyncSession, one: Juror) -> None:
    """A juror with all they gave."""
    await session.execute(delete(JurorPoints).where(col(JurorPoints.juror_id) == one.id))
    await session.delete(one)
    await session.flush()


async def seats_of(session: AsyncSession, resident_id: int) -> list[Juror]:
    rows = select(Juror).where(col(Juror.resident_id) == resident_id)
    return list(await session.scalars(rows.order_by(col(Juror.contest_code))))


async def clear(session: AsyncSession, code: str) -> None:
    """Who chose what and who gave how many points is not kept for good; who judged is."""
    await session.execute(delete(ShortlistTick).where(col(ShortlistTick.contest_code) == code))
    seats = select(col(Juror.id)).where(col(Juror.contest_code) == code)
    await session.execute(delete(JurorPoints).where(col(JurorPoints.juror_id).in_(seats)))


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    """A juror stays by the name that the result gives, and their points with it."""
    theirs = col(ShortlistTick.resident_id) == resident_id
    await session.execute(delete(ShortlistTick).where(theirs))
    own = update(Juror).where(col(Juror.resident_id) == resident_id)
    await session.execute(own.values(resident_id=None, token_hash=None))
    made = update(Juror).where(col(Juror.invited_by) == resident_id)
    await session.execute(made.values(invited_by=None))
