"""What is new in an area's plans for a working group: comments it may read, and what waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from plans.consultation import PRAGUE
from storage import comment_news
from storage import plans as tables
from storage.comment_news import Concern, Line, Span
from storage.comments import DECIDED, RECEIVED, RELEASED, UNREAD
from storage.plans import Plan
from texts.personal_data import masked

# More comments than these are told of only by their number.
MOST = 10_000


@dataclass(frozen=True)
class Scope:
    """A working group as far as plans know of it; a steering one minds everything of its area."""

    code: str
    key: str
    area_code: str
    topics: frozenset[str] = frozenset()
    is_steering: bool = False
    at_once: bool = False


@dataclass(frozen=True)
class Waiting:
    """What is not answered yet: for somebody to read it, for the group, for publishing."""

    unread: int = 0
    unsettled: int = 0
    decided: int = 0


@dataclass(frozen=True)
class Overdue:
    """`settle_by` is a day that has passed with comments unsettled; `missed` were on an agenda."""

    settle_by: date | None = None
    missed: tuple[tuple[str, date], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.settle_by or self.missed)


@dataclass(frozen=True)
class PlanNews:
    """`count` is of all readable comments, of which `lines` are the first ones; masked.

    `titles` are of the sections, in their order; `unread` counts by section what has come that
    the group may not read.
    """

    plan: Plan
    title: Mapping[str, str]
    titles: Mapping[str, Mapping[str, str]]
    concern: Concern
    lines: tuple[Line, ...]
    count: int
    unread: Mapping[str, int]
    waiting: Waiting
    overdue: Overdue

    @property
    def is_new(self) -> bool:
        return bool(self.count or self.unread)


async def since(
    session: AsyncSession, scope: Scope, span: Span, most: int = MOST
) -> list[PlanNews]:
    """Plans of the group's area in which something concerns it."""
    found = await tables.plans_of(session, [scope.area_code])
    news = [await _news(session, scope, plan, span, most) for plan in found]
    return [one for one in news if one.is_new or one.overdue or one.waiting != Waiting()]


async def concern(session: AsyncSession, scope: Scope, plan: Plan) -> Concern:
    """Which of the plan's comments are the group's business."""
    return _concern(scope, plan, await _sections(session, plan))


async def concerns(session: AsyncSession, scope: Scope) -> list[Concern]:
    """The same for every plan of the group's area."""
    found = await tables.plans_of(session, [scope.area_code])
    return [await concern(session, scope, plan) for plan in found]


def _concern(scope: Scope, plan: Plan, sections: Sequence[tables.Section]) -> Concern:
    own = None if scope.is_steering else _own(sections, scope)
    return Concern(plan.code, scope.code, own, scope.at_once)


def readable(line: Line) -> Line:
    """As others read it: without what tells of people."""
    text = line.text if line.is_released else masked(line.text)
    return line._replace(text=text, proposal=masked(line.proposal), reason=masked(line.reason))


async def _news(session: AsyncSession, scope: Scope, plan: Plan, span: Span, most: int) -> PlanNews:
    version = await tables.version(session, plan.code, plan.version)
    sections = await _sections(session, plan)
    minds = _concern(scope, plan, sections)
    lines = await comment_news.readable(session, minds, span, limit=most)
    count = len(lines)
    if count == most:
        count = await comment_news.readable_count(session, minds, span)
    waiting = _waiting(await comment_news.standing(session, minds))
    return PlanNews(
        plan=plan,
        title=version.title if version else {},
        titles={one.id: one.content["title"] for one in sections},
        concern=minds,
        lines=tuple(map(readable, lines)),
        count=count,
        unread=await comment_news.waiting_to_be_read(session, minds, span),
        waiting=waiting,
        overdue=await _overdue(session, minds, waiting, span.until),
    )


async def _sections(session: AsyncSession, plan: Plan) -> Sequence[tables.Section]:
    return await tables.sections(session, plan.code, plan.version)


def _own(sections: Sequence[tables.Section], scope: Scope) -> list[str]:
    """Sections that name the group, themselves or above; of the rest those of its topics."""
    own, above = [], dict[int, tuple[str, set[str]]]()
    for one in sections:
        level = one.content["level"]
        above = {at: told for at, told in above.items() if at < level}
        group = one.content.get("group") or next((g for g, _ in reversed(above.values()) if g), "")
        topics = {*one.content.get("topics", ()), *one.content.get("target_groups", ())}
        topics = topics.union(*(told for _, told in above.values()))
        above[level] = (group, topics)
        if group == scope.key or (not group and topics & scope.topics):
            own.append(one.id)
    return own


def _waiting(standing: Mapping[tuple[str, str], int]) -> Waiting:
    return Waiting(
        unread=standing.get((RECEIVED, UNREAD), 0),
        unsettled=standing.get((RECEIVED, RELEASED), 0),
        decided=sum(count for (state, _), count in standing.items() if state == DECIDED),
    )


async def _overdue(
    session: AsyncSession, minds: Concern, waiting: Waiting, now: datetime
) -> Overdue:
    today = now.astimezone(PRAGUE).date()
    ends = [
        one.settle_by.astimezone(PRAGUE).date()
        for one in await tables.consultations(session, minds.plan_code)
        if one.settle_by and one.settle_by < now
    ]
    late = max(ends, default=None) if waiting.unread + waiting.unsettled else None
    missed = await comment_news.missed(session, minds, today)
    return Overdue(late, tuple(missed))
