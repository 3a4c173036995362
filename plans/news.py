"""What is new in an area's plans for a working group: comments it may read, and what waits."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from plans import keeping, rounds
from plans.consultation import PRAGUE, PUBLIC, ROUNDS
from plans.rounds import Body
from storage import comment_news
from storage import plans as tables
from storage.comment_news import Concern, Line, Span
from storage.comments import DECIDED, RELEASED, UNREAD
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
class _Minded:
    """A round of a plan as a group minds it, in the version that it may read."""

    plan: Plan
    title: Mapping[str, str]
    titles: Mapping[str, Mapping[str, str]]
    concern: Concern

    @property
    def round(self) -> str:
        [round_] = self.concern.rounds
        return round_


@dataclass(frozen=True)
class Waiting:
    """What is not answered yet: for somebody to read it, to be settled, for publishing.

    Of what is to be settled, `here` is with the group and `elsewhere` with other ones; the rest
    is with the office.
    """

    unread: int = 0
    unsettled: int = 0
    decided: int = 0
    here: int = 0
    elsewhere: int = 0

    @property
    def with_office(self) -> int:
        return self.unsettled - self.here - self.elsewhere


@dataclass(frozen=True)
class Overdue:
    """`settle_by` is a day that has passed with comments unsettled; `missed` were on an agenda."""

    settle_by: date | None = None
    missed: tuple[tuple[str, date], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.settle_by or self.missed)


@dataclass(frozen=True)
class PlanNews:
    """What a round has said: `count` is of all readable comments, `lines` are the first; masked.

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
    round: str = PUBLIC

    @property
    def is_new(self) -> bool:
        return bool(self.count or self.unread)


async def since(
    session: AsyncSession, scope: Scope, span: Span, most: int = MOST
) -> list[PlanNews]:
    """Plans of the group's area in which something concerns it, each round of one apart."""
    found = await _minded(session, scope, span.until)
    news = [await _news(session, one, span, most) for one in found]
    return [one for one in news if one.is_new or one.overdue or one.waiting != Waiting()]


async def concerns(session: AsyncSession, scope: Scope, when: datetime) -> list[Concern]:
    """Which comments of each plan and round in the area are the group's business."""
    return [one.concern for one in await _minded(session, scope, when)]


async def title_of(
    session: AsyncSession, scope: Scope, plan_code: str, section_id: str, when: datetime
) -> Mapping[str, str]:
    """A section's title as the group may read it; empty where it may not."""
    found = await _minded(session, scope, when)
    titles = (one.titles for one in found if one.plan.code == plan_code)
    return next(titles, {}).get(section_id, {})


def readable(line: Line) -> Line:
    """As others read it: without what tells of people."""
    text = line.text if line.is_released else masked(line.text)
    return line._replace(text=text, proposal=masked(line.proposal), reason=masked(line.reason))


async def _minded(session: AsyncSession, scope: Scope, when: datetime) -> list[_Minded]:
    found = await tables.plans_of(session, [scope.area_code])
    return [one for plan in found for one in await _minded_of(session, scope, plan, when)]


async def _minded_of(
    session: AsyncSession, scope: Scope, plan: Plan, when: datetime
) -> list[_Minded]:
    """A plan in each of its rounds, by the version that the group may read."""
    body = Body(scope.code, scope.key, scope.topics, scope.is_steering)
    number = await rounds.version_for(session, plan, body, when)
    if number is None:
        return []
    version = await tables.version(session, plan.code, number)
    assert version is not None
    sections = await keeping.sections(session, plan.code, number)
    titles = {one.id: one.title for one in sections}
    own = None if scope.is_steering else rounds.own_sections(sections, body)
    heard = await rounds.heard_by(session, plan, body, when)
    known = {PUBLIC, *(one.round for one in await tables.consultations(session, plan.code))}
    minded = []
    for one in (one for one in ROUNDS if one in known):
        unpassed = own if one in heard else ()
        concern = Concern(plan.code, scope.code, unpassed, scope.at_once, (one,), narrowed=True)
        minded.append(_Minded(plan, version.title, titles, concern))
    return minded


async def _news(session: AsyncSession, minded: _Minded, span: Span, most: int) -> PlanNews:
    minds = minded.concern
    lines = await comment_news.readable(session, minds, span, limit=most)
    count = len(lines)
    if count == most:
        count = await comment_news.readable_count(session, minds, span)
    waiting = _waiting(await comment_news.standing(session, minds), minds.group_code)
    return PlanNews(
        plan=minded.plan,
        title=minded.title,
        titles=minded.titles,
        concern=minds,
        lines=tuple(map(readable, lines)),
        count=count,
        unread=await comment_news.waiting_to_be_read(session, minds, span),
        waiting=waiting,
        overdue=await _overdue(session, minds, waiting, span.until),
        round=minded.round,
    )


def _waiting(standing: Mapping[tuple[str, str, str], int], group_code: str) -> Waiting:
    counts: Counter[str] = Counter()
    for (state, release, holder), count in standing.items():
        if state == DECIDED:
            counts["decided"] += count
        elif release == UNREAD:
            counts["unread"] += count
        elif release == RELEASED:
            counts["unsettled"] += count
            where = "here" if holder == group_code else "elsewhere"
            counts[where] += count if holder else 0
    return Waiting(**counts)


async def _overdue(
    session: AsyncSession, minds: Concern, waiting: Waiting, now: datetime
) -> Overdue:
    today = now.astimezone(PRAGUE).date()
    ends = [
        one.settle_by.astimezone(PRAGUE).date()
        for one in await tables.consultations(session, minds.plan_code)
        if one.round in minds.rounds and one.settle_by and one.settle_by < now
    ]
    late = max(ends, default=None) if waiting.unread + waiting.unsettled else None
    missed = await comment_news.missed(session, minds, today)
    return Overdue(late, tuple(missed))
