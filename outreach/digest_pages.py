"""What lies under a digest: comments of a theme or a section, a page at a time, word for word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from outreach import digests
from outreach.digest_letters import short
from outreach.digests import Reader
from plans import news
from plans.codelists import Kind, kinds_of
from plans.comments import NoSuchComment
from plans.grouping import Saying, folded
from storage import comment_news, places
from storage.comment_news import Concern, Line, Span
from storage.groups import WorkingGroup
from surveys.themes import themes_of

PAGE = 4
# Of more comments, copies are not put together on a page: comparing them would make it wait.
MOST_FOLDED = 200


@dataclass(frozen=True)
class Narrowed:
    """A part of a digest: of one theme ("" is none), or of one section of a plan."""

    span: Span
    theme: str | None = None
    plan_code: str = ""
    section_id: str | None = None


@dataclass(frozen=True)
class Page:
    """`number` counts from nought, `count` is of all comments of the part."""

    sayings: Sequence[Saying]
    number: int
    pages: int
    count: int

    @property
    def lines(self) -> list[Line]:
        return [line for saying in self.sayings for line in saying.lines]


async def page(session: AsyncSession, reader: Reader, part: Narrowed, wanted: int) -> Page:
    """Some of the comments of a part; a page beyond the last one is the last one."""
    scope = digests.scope_of(reader.group)
    concerns = await news.concerns(session, scope, part.span.until)
    minded = [one for one in concerns if part.plan_code in ("", one.plan_code)]
    counts = [await _count(session, one, part) for one in minded]
    count = sum(counts)
    if count <= MOST_FOLDED:
        sayings = folded([line for one in minded for line in await _lines(session, one, part)])
        at, pages = _within(len(sayings), wanted)
        return Page(sayings[at * PAGE : (at + 1) * PAGE], at, pages, count)
    at, pages = _within(count, wanted)
    lines = await _some(session, minded, counts, part, at * PAGE)
    return Page([Saying((line,)) for line in lines], at, pages, count)


async def comment(session: AsyncSession, reader: Reader, number: str, now: datetime) -> Line:
    """One comment that the reader's group may read; raises NoSuchComment."""
    for one in await news.concerns(session, digests.scope_of(reader.group), now):
        found = await comment_news.one(session, one, number)
        if found:
            return news.readable(found)
    raise NoSuchComment(number)


async def theme_of(session: AsyncSession, group: WorkingGroup, told: str) -> str:
    """The theme that a button names."""
    known = themes_of(await places.area(session, group.area_code))
    return next((one.id for one in known if short(one.id) == told), told)


async def kinds(session: AsyncSession, reader: Reader) -> tuple[Kind, ...]:
    return kinds_of(await places.area(session, reader.group.area_code))


async def _count(session: AsyncSession, concern: Concern, part: Narrowed) -> int:
    only = {"theme": part.theme, "section_id": part.section_id}
    return await comment_news.readable_count(session, concern, part.span, **only)


async def _lines(
    session: AsyncSession, concern: Concern, part: Narrowed, limit: int | None = None, skip: int = 0
) -> list[Line]:
    only = {"theme": part.theme, "section_id": part.section_id}
    found = await comment_news.readable(session, concern, part.span, **only, limit=limit, skip=skip)
    return [news.readable(line) for line in found]


async def _some(
    session: AsyncSession,
    concerns: Sequence[Concern],
    counts: Sequence[int],
    part: Narrowed,
    skip: int,
) -> list[Line]:
    """A page's worth, plan after plan."""
    lines: list[Line] = []
    for one, count in zip(concerns, counts, strict=True):
        if len(lines) < PAGE and skip < count:
            lines += await _lines(session, one, part, PAGE - len(lines), skip)
        skip = max(0, skip - count)
    return lines


def _within(things: int, wanted: int) -> tuple[int, int]:
    pages = max(1, -(-things // PAGE))
    return max(0, min(wanted, pages - 1)), pages
