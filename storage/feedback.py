"""What people say of a meeting afterwards: apart from who they are, in no order, at no moment."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage import locking
from storage.columns import UNORDERED, big_key, random_id
from storage.meetings import ANNOUNCED, Meeting, MeetingDate
from storage.upserts import insert_or_keep


class Feedback(SQLModel, table=True):
    """Two answers of somebody; the key is random, and nothing leads to a person."""

    id: int = Field(default_factory=random_id, sa_column=big_key())
    meeting_code: str = Field(foreign_key="meeting.code", index=True)
    useful: str
    heard: str


class FeedbackSentence(SQLModel, table=True):
    """What somebody wrote besides, apart from their two answers."""

    __tablename__ = "feedback_sentence"

    id: int = Field(default_factory=random_id, sa_column=big_key())
    meeting_code: str = Field(foreign_key="meeting.code", index=True)
    text: str


class FeedbackGiven(SQLModel, table=True):
    """That somebody has answered, never what; so that nobody answers twice."""

    __tablename__ = "feedback_given"
    __table_args__ = UNORDERED

    meeting_code: str = Field(primary_key=True, foreign_key="meeting.code")
    resident_id: int = Field(sa_column=big_key())
    wrote: bool = False


async def ended_between(session: AsyncSession, since: datetime, until: datetime) -> list[Meeting]:
    """Announced meetings whose last date ended in (since, until]."""
    ended = func.max(col(MeetingDate.ends_at))
    rows = (
        select(Meeting)
        .join(MeetingDate, col(MeetingDate.meeting_code) == col(Meeting.code))
        .where(col(Meeting.state) == ANNOUNCED)
        .group_by(col(Meeting.code))
        .having(ended > since, ended <= until)
    )
    return list(await session.scalars(rows.order_by(col(Meeting.code))))


async def note_given(session: AsyncSession, meeting_code: str, resident_id: int) -> bool:
    """Whether they had not answered before."""
    return await insert_or_keep(
        session, FeedbackGiven, meeting_code=meeting_code, resident_id=resident_id, wrote=False
    )


async def given(
    session: AsyncSession, meeting_code: str, resident_id: int, *, locked: bool = False
) -> FeedbackGiven | None:
    key = (meeting_code, resident_id)
    return await locking.row(session, FeedbackGiven, key, locked=locked)


async def counts(session: AsyncSession, meeting_code: str) -> dict[str, dict[str, int]]:
    """How many said what, by question."""
    found: dict[str, dict[str, int]] = {}
    for name, column in (("useful", Feedback.useful), ("heard", Feedback.heard)):
        rows = select(col(column), func.count()).where(col(Feedback.meeting_code) == meeting_code)
        said = await session.execute(rows.group_by(col(column)))
        found[name] = {str(value): int(counted) for value, counted in said}
    return found


async def sentences(session: AsyncSession, meeting_code: str) -> list[str]:
    rows = select(FeedbackSentence).where(col(FeedbackSentence.meeting_code) == meeting_code)
    return [one.text for one in await session.scalars(rows.order_by(col(FeedbackSentence.id)))]


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    """That they answered is forgotten; what they said points at nobody."""
    rows = delete(FeedbackGiven).where(col(FeedbackGiven.resident_id) == resident_id)
    await session.execute(rows)
