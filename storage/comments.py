"""Comments on plans: each one point with a number of its own, who joined it, how it was settled."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Index,
    UniqueConstraint,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage import locking, plans
from storage.columns import BIG, UNORDERED, big_key, document, random_id
from storage.upserts import insert_or_change, insert_or_keep

RECEIVED, DECIDED, PUBLISHED, WITHDRAWN = "received", "decided", "published", "withdrawn"
# Of a voice message: nobody has written it down yet; its author has not said whether it is right.
SPOKEN, WRITTEN_DOWN = "spoken", "written_down"
UNREAD, RELEASED, STAFF_ONLY = "unread", "released", "staff_only"
# Comments of the other rounds stay within them.
PUBLIC = "public"
TOLD_BY = ("state", "round")


class Comment(SQLModel, table=True):
    """What somebody said to a section, or to the whole plan where `section_id` is empty.

    The resident and the message it was written in are its natural key, so that a repeat is the
    same comment; both are empty once the author is forgotten. Whoever has no account has a code
    instead, of which only the hash is kept. `part` counts the points into which one message was
    split, `origin` is the comment that was split. `confidential` is the author's wish that only
    staff read it, `shown` what others read of it once somebody has released it. `first_version` is
    the one it was written about, where it has moved on with the plan, `round` that of the people
    among whom it was said. `received_at` is the author's moment, `arrived_at` when what it says now
    came to us, `released_at` when somebody let others read it: by these two, groups hear of it.
    """

    __table_args__ = (
        UniqueConstraint("resident_id", "message_id", "part"),
        UniqueConstraint("code_hash", "part"),
        # With what decides who is told, so that counting and turning pages need no rows.
        Index("ix_comment_section", "plan_code", "section_id", "release", "number", *TOLD_BY),
        Index("ix_comment_release", "plan_code", "release", "number", *TOLD_BY),
        Index("ix_comment_step", "plan_code", "state", "release", "number"),
        Index("ix_comment_arrived", "plan_code", "arrived_at"),
        Index("ix_comment_released", "plan_code", "released_at"),
    )

    number: str = Field(primary_key=True)
    plan_code: str = Field(foreign_key="plan.code")
    version: int
    section_id: str = ""
    kind: str
    text: str
    proposal: str = ""
    reason: str = ""
    language: str
    channel: str
    municipality: str | None = None
    party: str | None = None
    confidential: bool = False
    resident_id: int | None = Field(default=None, sa_column=Column(BIG))
    message_id: int | None = Field(default=None, sa_column=Column(BIG))
    code_hash: str | None = None
    part: int = 0
    origin: str | None = Field(default=None, index=True)
    first_version: int | None = None
    round: str = PUBLIC
    state: str = RECEIVED
    release: str = UNREAD
    shown: str = ""
    received_at: datetime
    arrived_at: datetime | None = None
    released_at: datetime | None = None


class CommentCounter(SQLModel, table=True):
    """The last number given to a comment of a plan in a year; it only ever grows."""

    __tablename__ = "comment_counter"

    plan_code: str = Field(primary_key=True)
    year: int = Field(primary_key=True)
    last: int


class CommentEdit(SQLModel, table=True):
    """What a comment said before its author changed it."""

    __tablename__ = "comment_edit"

    id: int = Field(default_factory=random_id, sa_column=big_key())
    number: str = Field(foreign_key="comment.number", index=True)
    before: dict[str, Any] = Field(sa_column=document())
    edited_at: datetime


class Joined(SQLModel, table=True):
    """Who said the same as a comment; of the forgotten only that there was somebody.

    Of somebody without an account `resident_id` is made of what their browser keeps.
    """

    __table_args__ = UNORDERED

    number: str = Field(primary_key=True, foreign_key="comment.number")
    resident_id: int = Field(sa_column=big_key(index=True))
    channel: str = "telegram"


class Settlement(SQLModel, table=True):
    """How a comment was settled; its author hears of it when it is published."""

    number: str = Field(primary_key=True, foreign_key="comment.number")
    verdict: str
    reason: str = ""
    wording: str = ""
    decided_by: int | None = Field(default=None, sa_column=Column(BIG))
    decided_at: datetime
    published_at: datetime | None = None


class Referral(SQLModel, table=True):
    """The working group that a comment was passed to, and the meeting that it waits for."""

    number: str = Field(primary_key=True, foreign_key="comment.number")
    group_code: str = Field(foreign_key="working_group.code", index=True)
    on_agenda: date | None = None
    referred_at: datetime


class Echo(SQLModel, table=True):
    """What the author of a comment says to its settlement, once."""

    number: str = Field(primary_key=True, foreign_key="comment.number")
    understood: bool
    text: str = ""
    told_at: datetime


async def next_number(session: AsyncSession, plan_code: str, year: int) -> int:
    """Counts on; whoever asks at the same moment waits for the other's end."""
    place = (col(CommentCounter.plan_code) == plan_code, col(CommentCounter.year) == year)
    await insert_or_keep(session, CommentCounter, plan_code=plan_code, year=year, last=0)
    counted = update(CommentCounter).where(*place).values(last=col(CommentCounter.last) + 1)
    found = await session.execute(counted.returning(col(CommentCounter.last)))
    return int(found.scalar_one())


async def comment(session: AsyncSession, number: str, *, locked: bool = False) -> Comment | None:
    """`locked` holds it until the transaction ends: two who settle it come one after the other."""
    return await locking.row(session, Comment, number, locked=locked)


async def hold(session: AsyncSession, numbers: Collection[str]) -> None:
    """Until the transaction ends; in one order, so that no two wait for each other."""
    for number in sorted(numbers):
        await comment(session, number, locked=True)


async def of_message(session: AsyncSession, resident_id: int, message_id: int) -> Comment | None:
    """The first point of what was written in that message."""
    rows = select(Comment).where(
        col(Comment.resident_id) == resident_id, col(Comment.message_id) == message_id
    )
    return (await session.scalars(rows.order_by(col(Comment.part)).limit(1))).one_or_none()


async def of_code(session: AsyncSession, code_hash: str) -> list[Comment]:
    """All points of what somebody without an account has sent, the first one first."""
    rows = select(Comment).where(col(Comment.code_hash) == code_hash)
    return list(await session.scalars(rows.order_by(col(Comment.part))))


async def split_from(session: AsyncSession, number: str) -> list[Comment]:
    rows = select(Comment).where(col(Comment.origin) == number)
    return list(await session.scalars(rows.order_by(col(Comment.part), col(Comment.number))))


async def move_open(
    session: AsyncSession, plan_code: str, version: int, rounds: Collection[str]
) -> None:
    """What these rounds said and is not answered yet goes on to a version that has its section."""
    there = select(col(plans.Section.id)).where(
        col(plans.Section.plan_code) == plan_code, col(plans.Section.version) == version
    )
    moving = (
        col(Comment.plan_code) == plan_code,
        col(Comment.version) < version,
        col(Comment.round).in_(rounds),
        col(Comment.state).in_((RECEIVED, SPOKEN, WRITTEN_DOWN, DECIDED)),
        or_(col(Comment.section_id) == "", col(Comment.section_id).in_(there)),
    )
    first = func.coalesce(col(Comment.first_version), col(Comment.version))
    moved = {"version": version, "first_version": first}
    await session.execute(update(Comment).where(*moving).values(moved))


async def of_resident(session: AsyncSession, resident_id: int) -> list[Comment]:
    rows = select(Comment).where(col(Comment.resident_id) == resident_id)
    return list(await session.scalars(rows.order_by(col(Comment.received_at).desc())))


async def released(
    session: AsyncSession,
    plan_code: str,
    section_id: str | None,
    limit: int | None = None,
    skip: int = 0,
    rounds: Collection[str] = (PUBLIC,),
) -> list[Comment]:
    """What others may read of a section, or of all of them (None); the oldest first."""
    rows = select(Comment).where(*_released(plan_code, section_id, rounds))
    some = rows.order_by(col(Comment.number)).offset(skip).limit(limit)
    return list(await session.scalars(some))


async def released_count(
    session: AsyncSession,
    plan_code: str,
    section_id: str | None,
    rounds: Collection[str] = (PUBLIC,),
) -> int:
    rows = select(func.count()).select_from(Comment)
    return await session.scalar(rows.where(*_released(plan_code, section_id, rounds))) or 0


async def unread(
    session: AsyncSession, plan_code: str, limit: int | None = None
) -> Sequence[Comment]:
    """Comments that nobody has read yet, the oldest first."""
    rows = _of(plan_code, RECEIVED).where(col(Comment.release) == UNREAD)
    return list(await session.scalars(rows.order_by(col(Comment.number)).limit(limit)))


async def unsettled(
    session: AsyncSession, plan_code: str, limit: int | None = None
) -> Sequence[Comment]:
    """Comments that have been read and are not decided yet, the oldest first."""
    rows = _of(plan_code, RECEIVED).where(col(Comment.release).in_((RELEASED, STAFF_ONLY)))
    return list(await session.scalars(rows.order_by(col(Comment.number)).limit(limit)))


async def decided(
    session: AsyncSession, plan_code: str, limit: int | None = None
) -> Sequence[Comment]:
    """Comments whose settlement is not published yet, the oldest first."""
    rows = _of(plan_code, DECIDED)
    return list(await session.scalars(rows.order_by(col(Comment.number)).limit(limit)))


async def counts(session: AsyncSession, plan_code: str) -> dict[tuple[str, str], int]:
    """How many comments of a plan are in which state and release."""
    rows = (
        select(col(Comment.state), col(Comment.release), func.count())
        .where(col(Comment.plan_code) == plan_code)
        .group_by(col(Comment.state), col(Comment.release))
    )
    return {(state, release): n for state, release, n in await session.execute(rows)}


async def note_edit(session: AsyncSession, found: Comment, now: datetime) -> None:
    """Keep what the comment says before it is changed."""
    before = {"text": found.text, "proposal": found.proposal, "reason": found.reason}
    session.add(CommentEdit(number=found.number, before=before, edited_at=now))
    await session.flush()


async def edits(session: AsyncSession, number: str) -> list[CommentEdit]:
    rows = select(CommentEdit).where(col(CommentEdit.number) == number)
    return list(await session.scalars(rows.order_by(col(CommentEdit.edited_at))))


async def drop_edits(session: AsyncSession, number: str) -> None:
    await session.execute(delete(CommentEdit).where(col(CommentEdit.number) == number))


async def join(
    session: AsyncSession, number: str, resident_id: int, channel: str = "telegram"
) -> bool:
    """Whether they had not joined before."""
    who = {"number": number, "resident_id": resident_id, "channel": channel}
    return await insert_or_keep(session, Joined, **who)


async def leave(session: AsyncSession, number: str, resident_id: int) -> None:
    theirs = (col(Joined.number) == number, col(Joined.resident_id) == resident_id)
    await session.execute(delete(Joined).where(*theirs))


async def joined(session: AsyncSession, number: str) -> list[int]:
    rows = select(col(Joined.resident_id)).where(col(Joined.number) == number)
    return list(await session.scalars(rows.order_by(col(Joined.resident_id))))


async def joined_by(session: AsyncSession, resident_id: int) -> list[Comment]:
    rows = select(Comment).join(Joined, col(Joined.number) == col(Comment.number))
    theirs = rows.where(col(Joined.resident_id) == resident_id)
    return list(await session.scalars(theirs.order_by(col(Comment.number))))


async def joined_counts(session: AsyncSession, numbers: Collection[str]) -> dict[str, int]:
    rows = (
        select(col(Joined.number), func.count().label("people"))
        .where(col(Joined.number).in_(numbers))
        .group_by(col(Joined.number))
    )
    return {row.number: row.people for row in await session.execute(rows)}


async def settlement(session: AsyncSession, number: str) -> Settlement | None:
    return await session.get(Settlement, number)


async def settlements(session: AsyncSession, numbers: Collection[str]) -> dict[str, Settlement]:
    rows = select(Settlement).where(col(Settlement.number).in_(numbers))
    return {one.number: one for one in await session.scalars(rows)}


async def keep_settlement(session: AsyncSession, number: str, **values: Any) -> None:
    await insert_or_change(session, Settlement, ("number",), number=number, **values)


async def referral(session: AsyncSession, number: str) -> Referral | None:
    return await session.get(Referral, number)


async def echo(session: AsyncSession, number: str) -> Echo | None:
    return await session.get(Echo, number)


async def echoes(session: AsyncSession, plan_code: str) -> list[tuple[Comment, Echo]]:
    """What authors said to the answers, the newest first."""
    rows = select(Comment, Echo).where(
        col(Comment.number) == col(Echo.number), col(Comment.plan_code) == plan_code
    )
    found = await session.execute(rows.order_by(col(Echo.told_at).desc(), col(Echo.number)))
    return [(one, said) for one, said in found]


async def echo_counts(session: AsyncSession, group_code: str) -> dict[bool, int]:
    """How many authors understood, or did not, what became of comments that a group was passed."""
    rows = (
        select(col(Echo.understood), func.count())
        .where(col(Echo.number) == col(Referral.number), col(Referral.group_code) == group_code)
        .group_by(col(Echo.understood))
    )
    return {row[0]: row[1] for row in await session.execute(rows)}


async def keep_echo(
    session: AsyncSession, number: str, understood: bool, text: str, now: datetime
) -> bool:
    """Whether it is the first one."""
    return await insert_or_keep(
        session, Echo, number=number, understood=understood, text=text, told_at=now
    )


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    """Comments stay without their author; who joined one still counts, as nobody."""
    own = col(Comment.resident_id) == resident_id
    unsaid = (own, col(Comment.state).in_((SPOKEN, WRITTEN_DOWN)))
    await session.execute(update(Comment).where(*unsaid).values(state=WITHDRAWN))
    nobody = {"resident_id": None, "message_id": None}
    await session.execute(update(Comment).where(own).values(nobody))
    for number in [one.number for one in await joined_by(session, resident_id)]:
        await leave(session, number, resident_id)
        await join(session, number, random_id())


def _of(plan_code: str, state: str) -> Any:
    return select(Comment).where(col(Comment.plan_code) == plan_code, col(Comment.state) == state)


def _released(plan_code: str, section_id: str | None, rounds: Collection[str]) -> list[Any]:
    conditions = [
        col(Comment.plan_code) == plan_code,
        col(Comment.release) == RELEASED,
        col(Comment.state) != WITHDRAWN,
        col(Comment.round).in_(rounds),
    ]
    return (
        conditions if section_id is None else [*conditions, col(Comment.section_id) == section_id]
    )
