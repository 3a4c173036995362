"""What is new among the comments of a plan, for the working group that they concern."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.comment_themes import CommentTheme
from storage.comments import (
    DECIDED,
    PUBLIC,
    PUBLISHED,
    RECEIVED,
    RELEASED,
    UNREAD,
    Comment,
    Referral,
)

COUNTING = (RECEIVED, DECIDED, PUBLISHED)


class Span(NamedTuple):
    """From just after a moment up to another one."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Concern:
    """Which comments of a plan are a group's business.

    Those passed to it, and of those passed to nobody the ones on its sections (`section_ids`);
    None is every section and every comment. Of `rounds` it reads what was passed to nobody, and
    with `narrowed` nothing else. `at_once` means that its members read what nobody has
    released, unless its author wished otherwise.
    """

    plan_code: str
    group_code: str
    section_ids: Collection[str] | None
    at_once: bool = False
    rounds: Collection[str] = (PUBLIC,)
    narrowed: bool = False


class Line(NamedTuple):
    """A comment as a group may read it, once masked; `came_at` is when it became able to."""

    number: str
    section_id: str
    kind: str
    text: str
    proposal: str
    reason: str
    language: str
    municipality: str | None
    party: str | None
    state: str
    received_at: datetime
    came_at: datetime | None
    is_released: bool
    theme: str
    round: str = PUBLIC


async def readable(
    session: AsyncSession,
    concern: Concern,
    span: Span,
    *,
    theme: str | None = None,
    section_id: str | None = None,
    limit: int | None = None,
    skip: int = 0,
) -> list[Line]:
    """What a group may read of what is new, by number; of one theme ("" is none) or section."""
    rows = _lines().where(*_new(concern, span), *_narrowed(theme, section_id))
    some = rows.order_by(col(Comment.number)).offset(skip).limit(limit)
    return [_line(row, concern) for row in await session.execute(some)]


async def readable_count(
    session: AsyncSession,
    concern: Concern,
    span: Span,
    *,
    theme: str | None = None,
    section_id: str | None = None,
) -> int:
    rows = _joined(select(func.count()).select_from(Comment))
    narrowed = rows.where(*_new(concern, span), *_narrowed(theme, section_id))
    return await session.scalar(narrowed) or 0


async def waiting_to_be_read(session: AsyncSession, concern: Concern, span: Span) -> dict[str, int]:
    """How many have come to which section that the group may not read yet."""
    rows = (
        _joined(select(col(Comment.section_id), func.count()))
        .where(
            *_concerning(concern),
            col(Comment.state) == RECEIVED,
            col(Comment.release) == UNREAD,
            _within(Comment.arrived_at, span),
            *((col(Comment.confidential).is_(True),) if concern.at_once else ()),
        )
        .group_by(col(Comment.section_id))
    )
    return dict((await session.execute(rows)).all())


async def standing(session: AsyncSession, concern: Concern) -> dict[tuple[str, str, str], int]:
    """How many comments that are not answered yet are in which state and release, and with whom.

    That is the group to which they were passed; "" is none.
    """
    holder = func.coalesce(col(Referral.group_code), "")
    rows = (
        _joined(select(col(Comment.state), col(Comment.release), holder, func.count()))
        .where(*_concerning(concern), col(Comment.state).in_((RECEIVED, DECIDED)))
        .group_by(col(Comment.state), col(Comment.release), holder)
    )
    return {(state, release, who): n for state, release, who, n in await session.execute(rows)}


async def missed(session: AsyncSession, concern: Concern, today: date) -> list[tuple[str, date]]:
    """Comments that were on the agenda of a meeting and are undecided after it."""
    rows = select(col(Referral.number), col(Referral.on_agenda)).where(
        col(Referral.number) == col(Comment.number),
        col(Referral.group_code) == concern.group_code,
        col(Referral.on_agenda) < today,
        col(Comment.plan_code) == concern.plan_code,
        col(Comment.state) == RECEIVED,
    )
    ordered = rows.order_by(col(Referral.on_agenda), col(Referral.number))
    return [(number, day) for number, day in await session.execute(ordered) if day]


async def one(session: AsyncSession, concern: Concern, number: str) -> Line | None:
    """A comment that the group may read, however long ago it came."""
    rows = _lines().where(*_concerning(concern), _may_read(concern), col(Comment.number) == number)
    found = (await session.execute(rows)).first()
    return _line(found, concern) if found else None


async def is_readable(session: AsyncSession, concern: Concern, numbers: Sequence[str]) -> bool:
    """Whether the group may (still) read all of these."""
    rows = _joined(select(func.count()).select_from(Comment))
    may_read = (*_concerning(concern), _may_read(concern), col(Comment.number).in_(numbers))
    return (await session.scalar(rows.where(*may_read)) or 0) == len(set(numbers))


def _lines() -> Any:
    kept = (
        *(Comment.number, Comment.section_id, Comment.kind, Comment.text, Comment.shown),
        *(Comment.proposal, Comment.reason, Comment.language, Comment.municipality),
        *(Comment.party, Comment.state, Comment.release, Comment.round),
        *(Comment.received_at, Comment.arrived_at, Comment.released_at),
        CommentTheme.theme,
    )
    return _joined(select(*map(col, kept)))


def _line(row: Any, concern: Concern) -> Line:
    return Line(
        row.number,
        row.section_id,
        row.kind,
        row.shown if row.release == RELEASED else row.text,
        row.proposal,
        row.reason,
        row.language,
        row.municipality,
        row.party,
        row.state,
        row.received_at,
        row.arrived_at if concern.at_once else row.released_at,
        row.release == RELEASED,
        row.theme or "",
        row.round,
    )


def _joined(rows: Any) -> Any:
    passed = rows.outerjoin(Referral, col(Referral.number) == col(Comment.number))
    return passed.outerjoin(CommentTheme, col(CommentTheme.number) == col(Comment.number))


def _new(concern: Concern, span: Span) -> list[ColumnElement[bool]]:
    counts = col(Comment.state).in_(COUNTING)
    if not concern.at_once:
        news = and_(col(Comment.release) == RELEASED, _within(Comment.released_at, span))
        return [*_concerning(concern), counts, news]
    came = and_(_may_read(concern), _within(Comment.arrived_at, span))
    return [*_concerning(concern), counts, came]


def _may_read(concern: Concern) -> ColumnElement[bool]:
    released = col(Comment.release) == RELEASED
    if not concern.at_once:
        return and_(released, col(Comment.state).in_(COUNTING))
    open_one = and_(col(Comment.release) == UNREAD, col(Comment.confidential).is_(False))
    return and_(or_(released, open_one), col(Comment.state).in_(COUNTING))


def _concerning(concern: Concern) -> list[ColumnElement[bool]]:
    of_plan = [col(Comment.plan_code) == concern.plan_code]
    of_rounds = col(Comment.round).in_(concern.rounds)
    if concern.narrowed:
        of_plan.append(of_rounds)
    passed = col(Referral.group_code) == concern.group_code
    if concern.section_ids is None:
        return [*of_plan, or_(passed, of_rounds)]
    own = col(Comment.section_id).in_(concern.section_ids)
    unpassed = and_(col(Referral.number).is_(None), own, of_rounds)
    return [*of_plan, or_(passed, unpassed)]


def _narrowed(theme: str | None, section_id: str | None) -> list[ColumnElement[bool]]:
    conditions = []
    if theme is not None:
        conditions.append(func.coalesce(col(CommentTheme.theme), "") == theme)
    if section_id is not None:
        conditions.append(col(Comment.section_id) == section_id)
    return conditions


def _within(moment: Any, span: Span) -> ColumnElement[bool]:
    return and_(col(moment) > span.since, col(moment) <= span.until)
