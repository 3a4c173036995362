"""How working groups settle comments: motions with their votes, notes, answers kept ready."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage import locking
from storage.columns import BIG, UNORDERED, big_key, random_id
from storage.comments import RECEIVED, RELEASED, STAFF_ONLY, UNREAD, Comment, Referral
from storage.groups import AGREED, GUEST, Member
from storage.upserts import insert_or_change, insert_or_keep

# A reason is written, handed in to be verified, approved by who confirms, and published for good.
DRAFT, TO_VERIFY, APPROVED, PUBLISHED = "draft", "to_verify", "approved", "published"


class Motion(SQLModel, table=True):
    """What a body would answer a comment: while `is_open` it lies before that body.

    `state` is the reason's. `merged_with` is the comment that it is settled together with, the
    evaluator a seat of the group. A group that only proposes has a motion beside the steering
    group's, which decides.
    """

    __table_args__ = (
        Index("ix_motion_queue", "group_code", "is_open", "number"),
        Index("ix_motion_merged_with", "merged_with"),
        UNORDERED,
    )

    number: str = Field(primary_key=True, foreign_key="comment.number")
    group_code: str = Field(primary_key=True, foreign_key="working_group.code")
    verdict: str = ""
    reason: str = ""
    wording: str = ""
    state: str = DRAFT
    is_open: bool = True
    merged_with: str | None = Field(default=None, foreign_key="comment.number")
    evaluator_id: int | None = Field(default=None, sa_column=Column(BIG))
    opened_at: datetime
    confirmed_by: int | None = Field(default=None, sa_column=Column(BIG))
    confirmed_at: datetime | None = None


class Vote(SQLModel, table=True):
    """For which verdict a seat of a body is; of the forgotten only that somebody was."""

    __table_args__ = UNORDERED

    number: str = Field(primary_key=True, foreign_key="comment.number")
    group_code: str = Field(primary_key=True, foreign_key="working_group.code")
    member_id: int = Field(sa_column=big_key())
    verdict: str
    voted_at: datetime


class Note(SQLModel, table=True):
    """What those who settle a comment tell each other; the author and the public never read it."""

    __tablename__ = "settling_note"

    id: int = Field(default_factory=random_id, sa_column=big_key())
    number: str = Field(foreign_key="comment.number", index=True)
    group_code: str = Field(foreign_key="working_group.code")
    resident_id: int | None = Field(default=None, sa_column=Column(BIG))
    text: str
    written_at: datetime


class AnswerTemplate(SQLModel, table=True):
    """A reason kept ready by an area; what stands in braces is filled in when it is used."""

    __tablename__ = "answer_template"
    __table_args__ = (UniqueConstraint("area_code", "name"),)

    id: int = Field(default_factory=random_id, sa_column=big_key())
    area_code: str = Field(foreign_key="area.code")
    name: str
    text: str
    made_at: datetime


async def motion(
    session: AsyncSession, number: str, group_code: str, *, locked: bool = False
) -> Motion | None:
    return await locking.row(session, Motion, (number, group_code), locked=locked)


async def motions(session: AsyncSession, number: str) -> list[Motion]:
    """What every body that it has lain before would answer, the first body first."""
    rows = select(Motion).where(col(Motion.number) == number)
    return list(await session.scalars(rows.order_by(col(Motion.opened_at))))


async def open_motion(session: AsyncSession, number: str, group_code: str, now: datetime) -> Motion:
    """The motion before this body, begun or taken up again; the comment is held by the caller."""
    found = await session.get(Motion, (number, group_code), populate_existing=True)
    if found is None:
        found = Motion(number=number, group_code=group_code, opened_at=now)
        session.add(found)
    found.is_open, found.confirmed_at, found.confirmed_by = True, None, None
    await session.flush()
    return found


async def close_motions(session: AsyncSession, number: str) -> None:
    """It lies before nobody any more, nor with another."""
    theirs = col(Motion.number) == number
    await session.execute(update(Motion).where(theirs).values(is_open=False, merged_with=None))
    with_it = col(Motion.merged_with) == number
    await session.execute(update(Motion).where(with_it).values(merged_with=None))


async def take_back(session: AsyncSession, number: str) -> None:
    """What was carried lies before its body again."""
    carried = (col(Motion.number) == number, col(Motion.state) == APPROVED)
    nobody = {"confirmed_by": None, "confirmed_at": None, "merged_with": None}
    changed = update(Motion).where(*carried)
    await session.execute(changed.values(state=TO_VERIFY, is_open=True, **nobody))


async def mark_published(session: AsyncSession, number: str) -> None:
    carried = (col(Motion.number) == number, col(Motion.state) == APPROVED)
    await session.execute(update(Motion).where(*carried).values(state=PUBLISHED))


async def queue(
    session: AsyncSession,
    group_code: str,
    releases: Sequence[str] = (RELEASED,),
    limit: int = 1,
    after: str = "",
) -> list[Comment]:
    """What lies before a body, the oldest first; what goes with another is not there by itself."""
    rows = _before(group_code, releases).where(col(Motion.number) > after)
    return list(await session.scalars(rows.order_by(col(Motion.number)).limit(limit)))


async def on_agenda(
    session: AsyncSession, group_code: str, day: date, releases: Sequence[str] = (RELEASED,)
) -> list[Comment]:
    rows = _before(group_code, releases).where(
        exists().where(col(Referral.number) == col(Motion.number), col(Referral.on_agenda) == day)
    )
    return list(await session.scalars(rows.order_by(col(Motion.number))))


async def agenda_days(session: AsyncSession, group_code: str, since: date) -> list[date]:
    """The meetings from that day on for which something waits, the nearest first."""
    rows = select(col(Referral.on_agenda)).where(
        col(Referral.group_code) == group_code, col(Referral.on_agenda) >= since
    )
    found = await session.scalars(rows.distinct().order_by(col(Referral.on_agenda)).limit(5))
    return [one for one in found if one]


async def open_count(session: AsyncSession, group_code: str, releases: Sequence[str]) -> int:
    some = _before(group_code, releases).with_only_columns(col(Motion.number)).subquery()
    return await session.scalar(select(func.count()).select_from(some)) or 0


async def merged(
    session: AsyncSession, number: str, group_code: str, *, is_open: bool = True
) -> list[Motion]:
    """What waits to be settled together with this one, or has been."""
    rows = select(Motion).where(
        col(Motion.merged_with) == number,
        col(Motion.group_code) == group_code,
        col(Motion.is_open).is_(is_open),
    )
    return list(await session.scalars(rows.order_by(col(Motion.number))))


async def beside(
    session: AsyncSession, found: Comment, group_code: str, limit: int
) -> list[Comment]:
    """Other comments on the same section that lie before the same body."""
    rows = _before(group_code, (RELEASED,)).where(
        col(Comment.plan_code) == found.plan_code,
        col(Comment.section_id) == found.section_id,
        col(Comment.number) != found.number,
    )
    return list(await session.scalars(rows.order_by(col(Motion.number)).limit(limit)))


async def keep_vote(
    session: AsyncSession, place: tuple[str, str, int], verdict: str, now: datetime
) -> None:
    number, group_code, member_id = place
    await insert_or_change(
        session,
        Vote,
        ("number", "group_code", "member_id"),
        number=number,
        group_code=group_code,
        member_id=member_id,
        verdict=verdict,
        voted_at=now,
    )


async def vote(session: AsyncSession, number: str, group_code: str, member_id: int) -> Vote | None:
    return await session.get(Vote, (number, group_code, member_id), populate_existing=True)


async def tally(session: AsyncSession, number: str, group_code: str) -> dict[str, int]:
    """How many are for which verdict, of those who still vote there, and of the forgotten."""
    has_left = exists().where(
        col(Member.id) == col(Vote.member_id),
        or_(col(Member.state) != AGREED, col(Member.role) == GUEST),
    )
    rows = (
        select(col(Vote.verdict), func.count().label("votes"))
        .where(col(Vote.number) == number, col(Vote.group_code) == group_code, ~has_left)
        .group_by(col(Vote.verdict))
    )
    return {row.verdict: row.votes for row in await session.execute(rows)}


async def begin_anew(session: AsyncSession, number: str) -> None:
    """The comment says something else: votes on what it said count no more, drafts stay drafts.

    Where it was to be settled with another, nobody has read yet whether it still says the same.
    """
    before = exists().where(
        col(Motion.number) == number,
        col(Motion.group_code) == col(Vote.group_code),
        col(Motion.is_open).is_(True),
    )
    await session.execute(delete(Vote).where(col(Vote.number) == number, before))
    waiting = (col(Motion.number) == number, col(Motion.is_open).is_(True))
    await session.execute(update(Motion).where(*waiting).values(merged_with=None))
    verified = update(Motion).where(*waiting, col(Motion.state) == TO_VERIFY)
    await session.execute(verified.values(state=DRAFT))


async def notes(session: AsyncSession, number: str, group_code: str) -> list[Note]:
    rows = select(Note).where(col(Note.number) == number, col(Note.group_code) == group_code)
    return list(await session.scalars(rows.order_by(col(Note.written_at), col(Note.id))))


async def templates(session: AsyncSession, area_code: str) -> list[AnswerTemplate]:
    rows = select(AnswerTemplate).where(col(AnswerTemplate.area_code) == area_code)
    return list(await session.scalars(rows.order_by(col(AnswerTemplate.name))))


async def template(session: AsyncSession, template_id: int) -> AnswerTemplate | None:
    return await session.get(AnswerTemplate, template_id)


async def keep_template(
    session: AsyncSession, area_code: str, name: str, text: str, now: datetime
) -> None:
    await insert_or_change(
        session,
        AnswerTemplate,
        ("area_code", "name"),
        id=random_id(),
        area_code=area_code,
        name=name,
        text=text,
        made_at=now,
    )


async def carried_with(session: AsyncSession, number: str) -> list[str]:
    """What was settled together with this one, and is not published yet."""
    rows = select(col(Motion.number)).where(
        col(Motion.merged_with) == number, col(Motion.state) == APPROVED
    )
    return list(await session.scalars(rows.order_by(col(Motion.number))))


async def for_office(session: AsyncSession, plan_code: str, limit: int) -> list[Comment]:
    """The oldest comments that have been read, wait, and lie before no group."""
    oldest: list[Comment] = []
    # One release after another: both at once would have to be sorted first.
    for how in (RELEASED, STAFF_ONLY):
        rows = select(Comment).where(
            col(Comment.plan_code) == plan_code,
            col(Comment.state) == RECEIVED,
            col(Comment.release) == how,
            ~exists().where(col(Referral.number) == col(Comment.number)),
        )
        oldest += list(await session.scalars(rows.order_by(col(Comment.number)).limit(limit)))
    return sorted(oldest, key=lambda one: one.number)[:limit]


async def referred_counts(session: AsyncSession, plan_code: str) -> dict[str, int]:
    """How many comments of a plan wait before which group."""
    rows = (
        select(col(Referral.group_code), func.count().label("comments"))
        .join(Comment, col(Comment.number) == col(Referral.number))
        .where(col(Comment.plan_code) == plan_code, col(Comment.state) == RECEIVED)
        .group_by(col(Referral.group_code))
    )
    return {row.group_code: row.comments for row in await session.execute(rows)}


async def read_and_referred(session: AsyncSession, plan_code: str) -> int:
    """How many comments of a plan have been read and wait before a group."""
    rows = select(func.count()).where(
        col(Comment.number) == col(Referral.number),
        col(Comment.plan_code) == plan_code,
        col(Comment.state) == RECEIVED,
        col(Comment.release).in_((RELEASED, STAFF_ONLY)),
    )
    return await session.scalar(rows) or 0


async def unreferred(
    session: AsyncSession, plan_code: str, section_ids: Collection[str] | None = None
) -> list[Comment]:
    """Comments of these sections (of all, None) that nobody has passed to a group yet."""
    rows = select(Comment).where(
        col(Comment.plan_code) == plan_code,
        col(Comment.state) == RECEIVED,
        col(Comment.release).in_((RELEASED, UNREAD)),
        col(Comment.confidential).is_(False),
        ~exists().where(col(Referral.number) == col(Comment.number)),
    )
    if section_ids is not None:
        rows = rows.where(col(Comment.section_id).in_(section_ids))
    return list(await session.scalars(rows.order_by(col(Comment.number))))


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    """Votes stay as counts and notes as texts, nobody's any more; before seats forget theirs."""
    seats = select(col(Member.id)).where(col(Member.resident_id) == resident_id)
    of_seats = col(Vote.member_id).in_(seats)
    for one in list(await session.scalars(select(Vote).where(of_seats))):
        place = {"number": one.number, "group_code": one.group_code, "member_id": random_id()}
        await insert_or_keep(session, Vote, **place, verdict=one.verdict, voted_at=one.voted_at)
    await session.execute(delete(Vote).where(of_seats))
    evaluated = col(Motion.evaluator_id).in_(seats)
    await session.execute(update(Motion).where(evaluated).values(evaluator_id=None))
    confirmed = col(Motion.confirmed_by) == resident_id
    await session.execute(update(Motion).where(confirmed).values(confirmed_by=None))
    written = col(Note.resident_id) == resident_id
    await session.execute(update(Note).where(written).values(resident_id=None))


def _before(group_code: str, releases: Sequence[str]) -> Any:
    return (
        select(Comment)
        .join(Motion, col(Motion.number) == col(Comment.number))
        .where(
            col(Motion.group_code) == group_code,
            col(Motion.is_open).is_(True),
            col(Motion.merged_with).is_(None),
            col(Comment.state) == RECEIVED,
            col(Comment.release).in_(releases),
        )
    )
