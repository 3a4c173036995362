"""The room of a meeting on its day: its door, questions to the speaker, live votes."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from storage.columns import BIG, UNORDERED, big_key, document, numbered

UNREAD, SHOWN, ANSWERED, REFUSED = "unread", "shown", "answered", "refused"
PREPARED, OPEN, CLOSED = "prepared", "open", "closed"
# Where votes come from: taps in the chat, and hands counted in the hall.
TAPS, HANDS = "taps", "hands"


class Door(SQLModel, table=True):
    """The code on a poster that checks people in on one date; a new one ends the old one."""

    __tablename__ = "meeting_door"
    __table_args__ = UNORDERED

    meeting_code: str = Field(primary_key=True, foreign_key="meeting.code")
    nth: int = Field(primary_key=True)
    code: str = Field(unique=True)
    made_at: datetime


class RoomQuestion(SQLModel, table=True):
    """A question to the speaker; others see it once staff has read it, nobody sees whose it is."""

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
