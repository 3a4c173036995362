"""Slips for the hall, each good for one vote: on the web by its code, or in the box by its number.

Nothing here tells whose a slip is, and no ballot tells of a slip.
"""

from collections.abc import Collection, Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, Index, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import UNORDERED
from storage.upserts import insert_all_or_keep

# How a slip was used; empty while it was not.
ON_THE_WEB, IN_THE_BOX = "web", "box"
# As many as one statement takes.
ROWS = 200


class HallSlip(SQLModel, table=True):
    """`number` stands on the slip, of its code only a hash is kept, until the vote ends."""

    __tablename__ = "hall_slip"
    __table_args__ = (Index("ix_hall_slip_code", "contest_code", "code_hash"), UNORDERED)

    contest_code: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    code_hash: str = ""
    used: str = ""


async def add(session: AsyncSession, code: str, first: int, hashes: Sequence[str]) -> None:
    """Slips of these codes, numbered from the first on."""
    slips = [
        {"contest_code": code, "number": number, "code_hash": hashed, "used": ""}
        for number, hashed in enumerate(hashes, start=first)
    ]
    for at in range(0, len(slips), ROWS):
        await insert_all_or_keep(session, HallSlip, slips[at : at + ROWS])


async def counted(session: AsyncSession, code: str) -> dict[str, int]:
    """How many slips there are of each use."""
    rows = select(col(HallSlip.used), func.count()).where(col(HallSlip.contest_code) == code)
    found = await session.execute(rows.group_by(col(HallSlip.used)))
    return {str(used): int(count) for used, count in found}


async def numbers(session: AsyncSession, code: str, used: str) -> list[int]:
    """Of the slips that were used so, in order."""
    rows = select(col(HallSlip.number)).where(
        col(HallSlip.contest_code) == code, col(HallSlip.used) == used
    )
    return list(await session.scalars(rows.order_by(col(HallSlip.number))))


async def of_code(session: AsyncSession, code: str, code_hash: str) -> HallSlip | None:
    rows = select(HallSlip).where(
        col(HallSlip.contest_code) == code, col(HallSlip.code_hash) == code_hash
    )
    return (await session.scalars(rows)).one_or_none()


async def spend(session: AsyncSession, code: str, code_hash: str) -> bool:
    """Whether the slip was unused until now; of several at once one is told so."""
    statement = (
        update(HallSlip)
        .where(
            col(HallSlip.contest_code) == code,
            col(HallSlip.code_hash) == code_hash,
            col(HallSlip.used) == "",
        )
        .values(used=ON_THE_WEB)
    )
    result = cast(CursorResult[Any], await session.execute(statement))
    return bool(result.rowcount)


async def put_in_box(session: AsyncSession, code: str, found: Collection[int]) -> None:
    """Those of these slips are in the box that nobody used on the web, and no others."""
    own = update(HallSlip).where(col(HallSlip.contest_code) == code)
    await session.execute(own.where(col(HallSlip.used) == IN_THE_BOX).values(used=""))
    listed = sorted(found)
    for at in range(0, len(listed), ROWS):
        some = col(HallSlip.number).in_(listed[at : at + ROWS])
        await session.execute(own.where(some, col(HallSlip.used) == "").values(used=IN_THE_BOX))


async def forget_codes(session: AsyncSession, code: str) -> None:
    await session.execute(
        update(HallSlip).where(col(HallSlip.contest_code) == code).values(code_hash="")
    )


async def clear(session: AsyncSession, code: str) -> None:
    await session.execute(delete(HallSlip).where(col(HallSlip.contest_code) == code))
