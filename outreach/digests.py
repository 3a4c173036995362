"""A digest: what is new for a working group, composed of what every feature says is new.

Comments are quoted word for word, and only those that the group may read. The mark of a group
moves only together with the letters that tell it.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from groups import membership, schedule
from groups import tasks as group_tasks
from groups.membership import NotInGroup
from people import roles
from people.roles import Action
from plans import grouping, theming
from plans import news as plan_news
from plans.grouping import Grouped
from plans.news import PlanNews, Scope
from storage import audit, comment_themes, people, places
from storage import groups as tables
from storage.comment_news import Line, Span
from storage.groups import AT_ONCE, STEERING, WorkingGroup
from surveys import news as survey_news
from surveys.news import SurveyNews
from surveys.results.merging import Group, merged
from surveys.themes import Theme, themes_of
from texts.themes import Themes

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
# Whatever was written before then has been committed by now.
SETTLED_AFTER = timedelta(minutes=1)
# What a person waits for is not made of more comments than these.
MOST_ON_DEMAND = 500


@dataclass(frozen=True)
class Reader:
    """Somebody who may read what a group reads; `leads` is who may say when it is told."""

    resident_id: int
    group: WorkingGroup
    leads: bool


@dataclass(frozen=True)
class Task:
    """What somebody of the group is to do; `holder` is their name, if it is anybody's yet."""

    text: str
    holder: str
    due_on: date | None
    is_overdue: bool


@dataclass(frozen=True)
class Gathered:
    """All that a digest is made of, read from the tables."""

    group: WorkingGroup
    span: Span
    plans: Sequence[PlanNews]
    surveys: Sequence[SurveyNews]
    themes: Mapping[str, Theme]
    learned: Themes
    places: Mapping[str, str]
    tasks: Sequence[Task]


@dataclass(frozen=True)
class Counts:
    """How many comments come from where: small groups are merged as in results of surveys."""

    languages: tuple[Group, ...] = ()
    parties: tuple[Group, ...] = ()
    municipalities: tuple[Group, ...] = ()


@dataclass(frozen=True)
class PlanDigest:
    news: PlanNews
    grouped: Grouped
    counts: Counts


@dataclass(frozen=True)
class Digest:
    """`themes` and `places` name what stands in the plans by its id or code."""

    group: WorkingGroup
    span: Span
    plans: tuple[PlanDigest, ...]
    surveys: tuple[SurveyNews, ...] = ()
    themes: Mapping[str, Theme] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    tasks: tuple[Task, ...] = ()

    @property
    def is_new(self) -> bool:
        return bool(self.surveys) or any(one.news.is_new for one in self.plans)

    @property
    def by_theme(self) -> dict[str, int]:
        """How many comments of all plans there are of each theme; the commonest comes first."""
        counts: Counter[str] = Counter()
        for one in self.plans:
            counts.update({theme.theme: theme.count for theme in one.grouped.themes})
        return dict(
            sorted(counts.items(), key=lambda one: (one[0] == grouping.NO_THEME, -one[1], one[0]))
        )


async def reader(session: AsyncSession, resident_id: int, code: str) -> Reader:
    """A member of the group, or staff who read comments in its area; raises NotInGroup."""
    group = await tables.group(session, code)
    if group is None or group.ended_at:
        raise NotInGroup(code)
    held = await people.roles(session, resident_id)
    if roles.may(held, Action.READ_COMMENTS, group.area_code):
        runs = roles.may(held, Action.RUN_GROUPS, group.area_code)
        return Reader(resident_id, group, runs)
    seat = await membership.seat(session, resident_id, code)
    return Reader(resident_id, group, seat.leads)


async def read_by(session: AsyncSession, resident_id: int) -> list[WorkingGroup]:
    """The groups whose digests somebody may read."""
    own = {group.code: group for _, group in await membership.seats(session, resident_id)}
    held = await people.roles(session, resident_id)
    if roles.may(held, Action.READ_COMMENTS):
        areas = roles.areas_for(held, Action.READ_COMMENTS)
        own |= {group.code: group for group in await tables.groups_of(session, areas)}
    return sorted(own.values(), key=lambda one: (one.area_code, one.key))


def scope_of(group: WorkingGroup) -> Scope:
    return Scope(
        code=group.code,
        key=group.key,
        area_code=group.area_code,
        topics=frozenset(group.topics),
        is_steering=group.kind == STEERING,
        at_once=group.release == AT_ONCE,
    )


def since_last(group: WorkingGroup, now: datetime) -> Span:
    """What nobody has told the group yet."""
    return Span(group.digested_at or BEGINNING, now.replace(microsecond=0))


async def on_demand(
    session: AsyncSession, reader: Reader, span: Span, surveys: Sequence[SurveyNews] = ()
) -> Digest:
    """A digest that somebody waits for; it moves no mark."""
    found = await gather(session, reader.group, span, surveys, MOST_ON_DEMAND)
    return await asyncio.to_thread(arranged, found)


async def gather(
    session: AsyncSession,
    group: WorkingGroup,
    span: Span,
    surveys: Sequence[SurveyNews],
    most: int = plan_news.MOST,
) -> Gathered:
    area = await places.area(session, group.area_code)
    themes = themes_of(area)
    known = await places.municipalities(session, group.area_code)
    plans = await plan_news.since(session, scope_of(group), span, most)
    unsorted = any(not line.theme for one in plans for line in one.lines)
    place = (session, group.area_code, themes)
    return Gathered(
        group=group,
        span=span,
        plans=plans,
        surveys=surveys,
        themes={one.id: one for one in themes},
        learned=await theming.learned(*place) if unsorted else Themes(()),
        places={one.code: one.name for one in known},
        tasks=await _tasks(session, group, span.until),
    )


async def _tasks(session: AsyncSession, group: WorkingGroup, now: datetime) -> list[Task]:
    """Those that are overdue come first."""
    today = now.astimezone(schedule.zone(group.timezone)).date()
    names = {one.id: one.name for one in await tables.members(session, group.code)}
    found = [
        Task(
            one.text,
            names.get(one.member_id or 0, one.holder),
            one.due_on,
            one.due_on is not None and one.due_on < today,
        )
        for one in await group_tasks.open_tasks(session, group.code)
    ]
    return sorted(found, key=lambda one: (one.due_on or date.max, one.text))


async def survey_news_of(
    session: AsyncSession, group: WorkingGroup, span: Span
) -> list[SurveyNews]:
    """In a writing session: tables of a running survey are kept once counted."""
    return await survey_news.since(session, group.area_code, group.key, *span)


def arranged(found: Gathered) -> Digest:
    """Takes a while for many comments, so not on the event loop."""
    return Digest(
        group=found.group,
        span=found.span,
        plans=tuple(_plan(one, found.learned) for one in found.plans),
        surveys=tuple(found.surveys),
        themes=found.themes,
        places=found.places,
        tasks=tuple(found.tasks),
    )


async def keep_suggestions(session: AsyncSession, digest: Digest) -> None:
    """So that a theme, once told, can be opened and stays what it was."""
    for one in digest.plans:
        await comment_themes.suggest(session, digest.group.area_code, one.grouped.suggested)


async def note_export(
    session: AsyncSession, reader: Reader, span: Span, format: str, now: datetime
) -> None:
    told = {"format": format, "since": span.since.isoformat(), "until": span.until.isoformat()}
    code = reader.group.code
    await audit.note(session, now, reader.resident_id, "digest_exported", code, **told)


def _plan(news: PlanNews, learned: Themes) -> PlanDigest:
    return PlanDigest(news, grouping.grouped(news.lines, learned), _counts(news.lines))


def _counts(lines: Sequence[Line]) -> Counts:
    told = grouping.countable(lines)
    return Counts(
        languages=_merged(told, lambda one: one.language),
        parties=_merged(told, lambda one: one.party),
        municipalities=_merged(told, lambda one: one.municipality),
    )


def _merged(lines: Sequence[Line], said: Callable[[Line], str | None]) -> tuple[Group, ...]:
    counts = Counter(said(line) or "" for line in lines)
    ids = sorted(counts, key=lambda one: (-counts[one], one))
    found = merged(ids, counts, grouping.BLOCK)
    return found if any(not group.merged for group in found) else ()
