"""Photos and voice messages of comments, and what is written down of a voice."""

from datetime import datetime

from sqlalchemy import Column, LargeBinary, UniqueConstraint, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage.columns import BIG, big_key, random_id
from storage.comments import SPOKEN, WRITTEN_DOWN, Comment
from storage.upserts import insert_or_change

PHOTO, VOICE = "photo", "voice"


class CommentFile(SQLModel, table=True):
    """A picture or a voice; while its comment is not sent it belongs to a resident instead.

    `name` is the hash of the content and what it is; `shown` lets everybody see it.
    """

    __tablename__ = "comment_file"
    __table_args__ = (UniqueConstraint("number", "kind"), UniqueConstraint("resident_id", "kind"))

    id: int = Field(default_factory=random_id, sa_column=big_key())
    number: str | None = Field(default=None, foreign_key="comment.number")
    resident_id: int | None = Field(default=None, sa_column=Column(BIG))
    kind: str
    name: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    shown: bool = False
    kept_at: datetime


class Transcript(SQLModel, table=True):
    """What somebody of the staff has heard in a voice; its author says whether it is right."""

    number: str = Field(primary_key=True, foreign_key="comment.number")
    text: str
    written_by: int | None = Field(default=None, sa_column=Column(BIG))
    written_at: datetime = Field(index=True)
    reminded_at: datetime | None = None


async def keep_unsent(
    session: AsyncSession, resident_id: int, kind: str, name: str, content: bytes, now: datetime
) -> None:
    """For the comment that they are writing; in place of one kept for it before."""
    await drop_unsent(session, resident_id)
    session.add(
        CommentFile(resident_id=resident_id, kind=kind, name=name, content=content, kept_at=now)
    )
    await session.flush()


async def drop_unsent(session: AsyncSession, resident_id: int) -> None:
    theirs = col(CommentFile.resident_id) == resident_id
    await session.execute(delete(CommentFile).where(theirs))


async def give(session: AsyncSession, resident_id: int, name: str, number: str) -> None:
    """What was kept for the comment being written belongs to it from now on."""
    theirs = (col(CommentFile.resident_id) == resident_id, col(CommentFile.name) == name)
    given = {"resident_id": None, "number": number}
    await session.execute(update(CommentFile).where(*theirs).values(given))


async def keep(
    session: AsyncSession, number: str, kind: str, name: str, content: bytes, now: datetime
) -> None:
    await drop(session, number, kind)
    session.add(CommentFile(number=number, kind=kind, name=name, content=content, kept_at=now))
    await session.flush()


async def file(session: AsyncSession, number: str, kind: str) -> CommentFile | None:
    rows = select(CommentFile).where(
        col(CommentFile.number) == number, col(CommentFile.kind) == kind
    )
    return (await session.scalars(rows)).one_or_none()


async def shows_photo(session: AsyncSession, number: str) -> bool | None:
    """Whether everybody may see the comment's photo; None when it has none."""
    rows = select(col(CommentFile.shown)).where(
        col(CommentFile.number) == number, col(CommentFile.kind) == PHOTO
    )
    return (await session.scalars(rows)).one_or_none()


async def drop(session: AsyncSession, number: str, *kinds: str) -> None:
    rows = delete(CommentFile).where(
        col(CommentFile.number) == number, col(CommentFile.kind).in_(kinds)
    )
    await session.execute(rows)


async def drop_all(session: AsyncSession, number: str) -> None:
    """Everything of a comment that is taken back."""
    await drop(session, number, PHOTO, VOICE)
    await session.execute(delete(Transcript).where(col(Transcript.number) == number))


async def drop_left(session: AsyncSession, before: datetime) -> None:
    """Forget files whose comments were never sent."""
    left = (col(CommentFile.number).is_(None), col(CommentFile.kept_at) < before)
    await session.execute(delete(CommentFile).where(*left))


async def transcript(session: AsyncSession, number: str) -> Transcript | None:
    return await session.get(Transcript, number)


async def keep_transcript(
    session: AsyncSession, number: str, text: str, written_by: int, now: datetime
) -> None:
    values = {"text": text, "written_by": written_by, "written_at": now, "reminded_at": None}
    await insert_or_change(session, Transcript, ("number",), number=number, **values)


async def next_spoken(session: AsyncSession, plan_code: str) -> Comment | None:
    """The voice that has waited longest for somebody to write it down."""
    rows = select(Comment).where(col(Comment.plan_code) == plan_code, col(Comment.state) == SPOKEN)
    return (await session.scalars(rows.order_by(col(Comment.number)).limit(1))).one_or_none()


async def unconfirmed(
    session: AsyncSession, before: datetime, plan_code: str | None = None, limit: int | None = None
) -> list[tuple[Comment, Transcript]]:
    """Written down before then, and their authors have not said whether it is right."""
    rows = select(Comment, Transcript).where(
        col(Comment.number) == col(Transcript.number),
        col(Comment.state) == WRITTEN_DOWN,
        col(Transcript.written_at) <= before,
    )
    if plan_code:
        rows = rows.where(col(Comment.plan_code) == plan_code)
    found = await session.execute(rows.order_by(col(Comment.number)).limit(limit))
    return [(one, told) for one, told in found]


async def unconfirmed_count(session: AsyncSession, plan_code: str, before: datetime) -> int:
    rows = (
        select(func.count())
        .select_from(Transcript)
        .join(Comment, col(Comment.number) == col(Transcript.number))
        .where(col(Comment.plan_code) == plan_code, col(Comment.state) == WRITTEN_DOWN)
    )
    return await session.scalar(rows.where(col(Transcript.written_at) <= before)) or 0


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    """A voice tells whose it is, so it goes with its author; photos of comments stay with them."""
    await drop_unsent(session, resident_id)
    theirs = select(col(Comment.number)).where(col(Comment.resident_id) == resident_id)
    voices = (col(CommentFile.number).in_(theirs), col(CommentFile.kind) == VOICE)
    await session.execute(delete(CommentFile).where(*voices))
    written_by = col(Transcript.number).in_(theirs)
    await session.execute(delete(Transcript).where(written_by))
