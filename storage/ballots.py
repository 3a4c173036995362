"""Secret ballots: who has voted, and what was voted, in tables that nothing joins."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, LargeBinary, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage import locking
from storage.columns import BIG, UNORDERED, big_key, document, random_id
from storage.people import Consent
from storage.upserts import insert_or_change, insert_or_keep

# Where a ballot was cast.
IN_THE_CHAT, WITH_A_SLIP = "online", "slip"


class Elector(SQLModel, table=True):
    """Somebody who has voted; never what. When, and by which link they came, goes at closing."""

    __table_args__ = (Index("ix_elector_resident", "resident_id"), UNORDERED)

    contest_code: str = Field(primary_key=True)
    resident_id: int = Field(sa_column=big_key())
    municipality: str | None = None
    voted_at: datetime | None = None
    came_by: str = ""
    excluded_because: str = ""
    excluded_by: int | None = Field(default=None, sa_column=Column(BIG))


class Ballot(SQLModel, table=True):
    """The numbers of the entries that are voted for, in order where the method ranks.

    `mark` finds it again while the vote is open, so that it can be changed; it goes at closing.
    A ballot that was cast on the web with a slip has none from the beginning.
    """

    __table_args__ = (Index("ix_ballot_mark", "contest_code", "mark", unique=True),)

    id: int = Field(default_factory=random_id, sa_column=big_key())
    contest_code: str
    mark: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    choices: list[int] = Field(sa_column=document())
    origin: str = IN_THE_CHAT


class BallotReceipt(SQLModel, table=True):
    """The hash of a voter's code: that it stands here says that their ballot was counted."""

    __tablename__ = "ballot_receipt"
    __table_args__ = UNORDERED

    contest_code: str = Field(primary_key=True)
    code_hash: str = Field(primary_key=True)


class ContestArrival(SQLModel, table=True):
    """By which link somebody came to a contest, for as long as people vote."""

    __tablename__ = "contest_arrival"
    __table_args__ = UNORDERED

    contest_code: str = Field(primary_key=True)
    resident_id: int = Field(sa_column=big_key())
    came_by: str


class CountedVotes(SQLModel, table=True):
    """What people counted for an entry: votes in the hall and on paper, points of the jury."""

    __tablename__ = "counted_votes"
    __table_args__ = UNORDERED

    contest_code: str = Field(primary_key=True)
    origin: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    votes: int


class ContestResult(SQLModel, table=True):
    """The outcome as it was published; nothing counts again what people have read."""

    __tablename__ = "contest_result"

    contest_code: str = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_column=document())
    published_at: datetime


async def hold(session: AsyncSession, code: str) -> None:
    """Let nobody end this vote before the transaction has."""
    await locking.share(session, f"contest:{code}")


async def keep_out(session: AsyncSession, code: str) -> None:
    """Wait for everybody who is just voting, and let nobody begin."""
    await locking.alone(session, f"contest:{code}")


async def elector(session: AsyncSession, code: str, resident_id: int) -> Elector | None:
    return await session.get(Elector, (code, resident_id))


async def electors(session: AsyncSession, code: str) -> list[Elector]:
    return list(await session.scalars(select(Elector).where(col(Elector.contest_code) == code)))


def who_voted(code: str) -> Any:
    """The ids of those whose vote counts, as a query."""
    return select(col(Elector.resident_id)).where(
        col(Elector.contest_code) == code, col(Elector.excluded_because) == ""
    )


async def moments(session: AsyncSession, code: str) -> list[tuple[Elector, datetime | None]]:
    """Who has voted, with the moment at which they arrived, in the order of voting."""
    voters = select(col(Elector.resident_id)).where(col(Elector.contest_code) == code)
    arrived = (
        select(col(Consent.resident_id), func.min(col(Consent.given_at)).label("arrived"))
        .where(col(Consent.resident_id).in_(voters))
        .group_by(col(Consent.resident_id))
        .subquery()
    )
    rows = (
        select(Elector, arrived.c.arrived)
        .outerjoin(arrived, arrived.c.resident_id == col(Elector.resident_id))
        .where(col(Elector.contest_code) == code)
        .order_by(col(Elector.voted_at), col(Elector.resident_id))
    )
    return [(elector, came) for elector, came in await session.execute(rows)]


async def turnout(session: AsyncSession, code: str) -> dict[str | None, int]:
    """How many have voted by municipality, the excluded left out."""
    rows = (
        select(col(Elector.municipality), func.count())
        .where(col(Elector.contest_code) == code, col(Elector.excluded_because) == "")
        .group_by(col(Elector.municipality))
    )
    return {municipality: int(count) for municipality, count in await session.execute(rows)}


async def excluded(session: AsyncSession, code: str) -> list[str]:
    """The reasons for which electors were excluded."""
    rows = select(col(Elector.excluded_because)).where(
        col(Elector.contest_code) == code, col(Elector.excluded_because) != ""
    )
    return list(await session.scalars(rows.order_by(col(Elector.excluded_because))))


async def keep_arrival(session: AsyncSession, code: str, resident_id: int, came_by: str) -> None:
    """The first link counts."""
    await insert_or_keep(
        session, ContestArrival, contest_code=code, resident_id=resident_id, came_by=came_by
    )


async def came_by(session: AsyncSession, code: str, resident_id: int) -> str:
    found = await session.get(ContestArrival, (code, resident_id))
    return found.came_by if found else ""


async def votes_of(session: AsyncSession, resident_id: int) -> list[str]:
    """The contests in which this resident has voted."""
    rows = select(col(Elector.contest_code)).where(col(Elector.resident_id) == resident_id)
    return list(await session.scalars(rows.order_by(col(Elector.contest_code))))


async def open_votes_of(session: AsyncSession, resident_id: int) -> list[str]:
    """The contests in which this resident's ballot can still be found."""
    rows = select(col(Elector.contest_code)).where(
        col(Elector.resident_id) == resident_id, col(Elector.voted_at).is_not(None)
    )
    return list(await session.scalars(rows))


async def forget_elector(session: AsyncSession, resident_id: int) -> None:
    for table in (Elector, ContestArrival):
        await session.execute(delete(table).where(col(table.resident_id) == resident_id))


async def cast(session: AsyncSession, code: str, mark: bytes, choices: Sequence[int]) -> None:
    """Keep a ballot, or put it in the place of the one of the same mark."""
    await insert_or_change(
        session,
        Ballot,
        ("contest_code", "mark"),
        id=random_id(),
        contest_code=code,
        mark=mark,
        choices=list(choices),
        origin=IN_THE_CHAT,
    )


async def cast_unmarked(session: AsyncSession, code: str, choices: Sequence[int]) -> None:
    """Keep a ballot that nobody can find again, not even who cast it."""
    session.add(Ballot(contest_code=code, choices=list(choices), origin=WITH_A_SLIP))
    await session.flush()


async def ballot_of(session: AsyncSession, code: str, mark: bytes) -> list[int]:
    """What this ballot says; nothing where there is none."""
    rows = select(col(Ballot.choices)).where(
        col(Ballot.contest_code) == code, col(Ballot.mark) == mark
    )
    return (await session.scalars(rows)).one_or_none() or []


async def take_back(session: AsyncSession, code: str, mark: bytes, code_hash: str) -> None:
    """Remove a ballot with its receipt."""
    await session.execute(
        delete(Ballot).where(col(Ballot.contest_code) == code, col(Ballot.mark) == mark)
    )
    await session.execute(
        delete(BallotReceipt).where(
            col(BallotReceipt.contest_code) == code, col(BallotReceipt.code_hash) == code_hash
        )
    )


async def keep_receipt(session: AsyncSession, code: str, code_hash: str) -> None:
    await insert_or_keep(session, BallotReceipt, contest_code=code, code_hash=code_hash)


async def is_counted(session: AsyncSession, code: str, code_hash: str) -> bool:
    return await session.get(BallotReceipt, (code, code_hash)) is not None


async def ballots(
    session: AsyncSession, code: str, origin: str = IN_THE_CHAT
) -> AsyncIterator[list[int]]:
    """One after another, in the order of their random keys."""
    rows = select(col(Ballot.choices)).where(
        col(Ballot.contest_code) == code, col(Ballot.origin) == origin
    )
    streamed = await session.stream_scalars(
        rows.order_by(col(Ballot.id)).execution_options(yield_per=500)
    )
    async for choices in streamed:
        yield choices


async def receipts(session: AsyncSession, code: str) -> AsyncIterator[str]:
    """The hashes in their own order, which is not that of the ballots."""
    rows = select(col(BallotReceipt.code_hash)).where(col(BallotReceipt.contest_code) == code)
    streamed = await session.stream_scalars(
        rows.order_by(col(BallotReceipt.code_hash)).execution_options(yield_per=500)
    )
    async for code_hash in streamed:
        yield code_hash


async def mix_few(session: AsyncSession, code: str, least: int) -> None:
    """Where fewer ballots than this were cast in one way, nothing tells them from the others."""
    cast = select(func.count()).where(col(Ballot.contest_code) == code)
    counts = await session.scalars(cast.group_by(col(Ballot.origin)))
    if min(counts, default=least) < least:
        ours = update(Ballot).where(col(Ballot.contest_code) == code)
        await session.execute(ours.values(origin=IN_THE_CHAT))


async def unmark(session: AsyncSession, code: str) -> None:
    """Take away all that tells whose a ballot is, or in what order people came."""
    await session.execute(update(Ballot).where(col(Ballot.contest_code) == code).values(mark=None))
    await session.execute(
        update(Elector).where(col(Elector.contest_code) == code).values(voted_at=None, came_by="")
    )
    await session.execute(delete(ContestArrival).where(col(ContestArrival.contest_code) == code))


async def keep_counted(
    session: AsyncSession, code: str, origin: str, number: int, votes: int
) -> None:
    await insert_or_change(
        session,
        CountedVotes,
        ("contest_code", "origin", "number"),
        contest_code=code,
        origin=origin,
        number=number,
        votes=votes,
    )


async def counted(session: AsyncSession, code: str) -> dict[str, dict[int, int]]:
    """Votes that people counted: by origin, then by entry."""
    rows = select(CountedVotes).where(col(CountedVotes.contest_code) == code)
    found: dict[str, dict[int, int]] = {}
    for one in await session.scalars(rows):
        found.setdefault(one.origin, {})[one.number] = one.votes
    return found


async def result(session: AsyncSession, code: str) -> ContestResult | None:
    return await session.get(ContestResult, code)
