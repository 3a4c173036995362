"""The room of a meeting on its day: its door, what is on, questions to the speaker, live votes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage import locking
from storage.columns import BIG, UNORDERED, big_key, document, numbered
from storage.upserts import insert_or_change, insert_or_keep

UNREAD, SHOWN, ANSWERED, REFUSED = "unread", "shown", "answered", "refused"
PREPARED, OPEN, CLOSED = "prepared", "open", "closed"
# Where votes come from: taps in the chat, and hands counted in the hall.
TAPS, HANDS = "taps", "hands"


class Room(SQLModel, table=True):
    """One date of a meeting; `door_code` on a poster checks people in, a new one ends the old.

    `on_now` is the part of the programme that is on, from one; nothing is before it begins.
    """

    __tablename__ = "meeting_room"
    __table_args__ = UNORDERED

    meeting_code: str = Field(primary_key=True, foreign_key="meeting.code")
    nth: int = Field(primary_key=True)
    door_code: str = Field(unique=True)
    on_now: int = 0
    made_at: datetime


class RoomQuestion(SQLModel, table=True):
    """A question to the speaker; others see it once staff have read it, nobody sees whose it is."""

    __tablename__ = "room_question"
    __table_args__ = (
        Index("ix_room_question_room", "meeting_code", "nth", "state"),
        {"sqlite_autoincrement": True},
    )

    number: int = Field(default=None, sa_column=numbered())
    meeting_code: str = Field(foreign_key="meeting.code")
    nth: int
    resident_id: int | None = Field(default=None, sa_column=Column(BIG, index=True))
    text: str
    state: str = UNREAD
    upvotes: int = 0
    asked_at: datetime


class Upvote(SQLModel, table=True):
    __tablename__ = "room_upvote"
    __table_args__ = UNORDERED

    question_number: int = Field(sa_column=big_key())
    resident_id: int = Field(sa_column=big_key())


class RoomVote(SQLModel, table=True):
    """A question put to those present, with its options in the order in which they are counted."""

    __tablename__ = "room_vote"
    __table_args__ = (
        Index("ix_room_vote_room", "meeting_code", "nth"),
        {"sqlite_autoincrement": True},
    )

    number: int = Field(default=None, sa_column=numbered())
    meeting_code: str = Field(foreign_key="meeting.code")
    nth: int
    text: str
    options: list[Any] = Field(sa_column=document())
    state: str = PREPARED
    made_at: datetime
    closed_at: datetime | None = None


class VoteGiven(SQLModel, table=True):
    """That somebody has voted, so that nobody does twice; for which option is kept nowhere."""

    __tablename__ = "room_vote_given"
    __table_args__ = UNORDERED

    vote_number: int = Field(sa_column=big_key())
    resident_id: int = Field(sa_column=big_key())


class VoteCount(SQLModel, table=True):
    """How many votes an option has, by where they come from; only ever a sum."""

    __tablename__ = "room_vote_count"
    __table_args__ = UNORDERED

    vote_number: int = Field(sa_column=big_key())
    origin: str = Field(primary_key=True)
    option: int = Field(primary_key=True)
    votes: int = 0


async def room(session: AsyncSession, code: str, nth: int) -> Room | None:
    return await session.get(Room, (code, nth))


async def by_door(session: AsyncSession, door_code: str) -> Room | None:
    rows = select(Room).where(col(Room.door_code) == door_code)
    return (await session.scalars(rows)).one_or_none()


async def make_room(
    session: AsyncSession, code: str, nth: int, door_code: str, now: datetime
) -> Room:
    """The room of a date; one that stands already keeps its door."""
    await insert_or_keep(
        session, Room, meeting_code=code, nth=nth, door_code=door_code, on_now=0, made_at=now
    )
    found = await room(session, code, nth)
    assert found is not None
    return found


async def question(session: AsyncSession, number: int) -> RoomQuestion | None:
    return await session.get(RoomQuestion, number)


async def questions(
    session: AsyncSession, place: tuple[str, int], states: Sequence[str]
) -> list[RoomQuestion]:
    """Those that most people want answered first."""
    rows = select(RoomQuestion).where(
        col(RoomQuestion.meeting_code) == place[0],
        col(RoomQuestion.nth) == place[1],
        col(RoomQuestion.state).in_(states),
    )
    ordered = rows.order_by(col(RoomQuestion.upvotes).desc(), col(RoomQuestion.number))
    return list(await session.scalars(ordered))


async def unread_of(session: AsyncSession, place: tuple[str, int], resident_id: int) -> int:
    """How many questions of somebody nobody has read yet."""
    rows = select(func.count()).where(
        col(RoomQuestion.meeting_code) == place[0],
        col(RoomQuestion.nth) == place[1],
        col(RoomQuestion.resident_id) == resident_id,
        col(RoomQuestion.state) == UNREAD,
    )
    return int((await session.execute(rows)).scalar_one())


async def upvoted_by(session: AsyncSession, resident_id: int, numbers: Sequence[int]) -> set[int]:
    rows = select(col(Upvote.question_number)).where(
        col(Upvote.resident_id) == resident_id, col(Upvote.question_number).in_(numbers)
    )
    return set(await session.scalars(rows))


async def upvote(session: AsyncSession, number: int, resident_id: int) -> bool:
    """Whether it is new."""
    is_new = await insert_or_keep(session, Upvote, question_number=number, resident_id=resident_id)
    if is_new:
        await _count_upvotes(session, number, 1)
    return is_new


async def take_upvote_back(session: AsyncSession, number: int, resident_id: int) -> None:
    mine = delete(Upvote).where(
        col(Upvote.question_number) == number, col(Upvote.resident_id) == resident_id
    )
    gone: Any = await session.execute(mine)
    if gone.rowcount:
        await _count_upvotes(session, number, -1)


async def _count_upvotes(session: AsyncSession, number: int, more: int) -> None:
    counted = update(RoomQuestion).where(col(RoomQuestion.number) == number)
    await session.execute(counted.values(upvotes=col(RoomQuestion.upvotes) + more))


async def vote(session: AsyncSession, number: int, *, locked: bool = False) -> RoomVote | None:
    return await locking.row(session, RoomVote, number, locked=locked)


async def votes(session: AsyncSession, code: str, nth: int) -> list[RoomVote]:
    """The newest first."""
    rows = select(RoomVote).where(col(RoomVote.meeting_code) == code, col(RoomVote.nth) == nth)
    return list(await session.scalars(rows.order_by(col(RoomVote.number).desc())))


async def has_voted(session: AsyncSession, number: int, resident_id: int) -> bool:
    return await session.get(VoteGiven, (number, resident_id)) is not None


async def note_voted(session: AsyncSession, number: int, resident_id: int) -> bool:
    """False for somebody who has voted already."""
    return await insert_or_keep(session, VoteGiven, vote_number=number, resident_id=resident_id)


async def voters(session: AsyncSession, number: int) -> int:
    rows = select(func.count()).where(col(VoteGiven.vote_number) == number)
    return int((await session.execute(rows)).scalar_one())


async def add_vote(session: AsyncSession, number: int, option: int) -> None:
    """One more; whoever calls holds the vote."""
    key = {"vote_number": number, "origin": TAPS, "option": option}
    await insert_or_keep(session, VoteCount, **key, votes=0)
    mine = update(VoteCount).where(*(col(getattr(VoteCount, one)) == key[one] for one in key))
    await session.execute(mine.values(votes=col(VoteCount.votes) + 1))


async def set_hands(session: AsyncSession, number: int, option: int, hands: int) -> None:
    keys = ("vote_number", "origin", "option")
    await insert_or_change(
        session, VoteCount, keys, vote_number=number, origin=HANDS, option=option, votes=hands
    )


async def counts(session: AsyncSession, number: int) -> Mapping[tuple[str, int], int]:
    """Votes by where they come from and by option."""
    rows = select(VoteCount).where(col(VoteCount.vote_number) == number)
    return {(one.origin, one.option): one.votes for one in await session.scalars(rows)}


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    """What they asked stays, without whose it was; so does every vote."""
    mine = update(RoomQuestion).where(col(RoomQuestion.resident_id) == resident_id)
    await session.execute(mine.values(resident_id=None))
    for table in (Upvote, VoteGiven):
        await session.execute(delete(table).where(col(table.resident_id) == resident_id))


async def of_resident(session: AsyncSession, resident_id: int) -> list[RoomQuestion]:
    """What somebody has asked."""
    rows = select(RoomQuestion).where(col(RoomQuestion.resident_id) == resident_id)
    return list(await session.scalars(rows.order_by(col(RoomQuestion.number))))


async def forget_who(session: AsyncSession, codes: Select[Any]) -> int:
    """Who asked, wanted and voted at these meetings; how many askers there were."""
    asked = update(RoomQuestion).where(
        col(RoomQuestion.meeting_code).in_(codes), col(RoomQuestion.resident_id).is_not(None)
    )
    done: Any = await session.execute(asked.values(resident_id=None))
    theirs = select(col(RoomQuestion.number)).where(col(RoomQuestion.meeting_code).in_(codes))
    await session.execute(delete(Upvote).where(col(Upvote.question_number).in_(theirs)))
    votes_there = select(col(RoomVote.number)).where(col(RoomVote.meeting_code).in_(codes))
    await session.execute(delete(VoteGiven).where(col(VoteGiven.vote_number).in_(votes_there)))
    return int(done.rowcount)
