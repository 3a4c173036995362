"""The public register: every comment by its number, what others may read of it, and its answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from plans import rounds
from plans.codelists import Kind, Verdict, kinds_of, named, verdicts_of
from plans.comments import NoSuchComment
from plans.consultation import PUBLIC
from storage import comments as tables
from storage import places
from storage.comments import PUBLISHED, RELEASED, WITHDRAWN, Comment, Settlement
from storage.places import Area
from storage.plans import Plan
from texts.personal_data import masked

PAGE = 20
NUMBER = re.compile(r"[A-Z]{2,6}-[0-9]{4}-[0-9]{4,8}")


@dataclass(frozen=True)
class Entry:
    """`text` and what belongs to it are empty where only staff read the comment."""

    comment: Comment
    kind: Kind | None
    text: str = ""
    proposal: str = ""
    reason: str = ""
    joined: int = 0
    settled: Settlement | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True)
class Page:
    entries: tuple[Entry, ...]
    number: int
    pages: int
    comments: int


async def page(
    session: AsyncSession, plan: Plan, section_id: str | None, wanted: int, round_: str = PUBLIC
) -> Page:
    """Some of the released comments of a round; a page beyond the last one is the last one.

    A round that is not told of has none.
    """
    told = [round_] if round_ in await rounds.in_register(session, plan) else []
    count = await tables.released_count(session, plan.code, section_id, told)
    pages = max(1, -(-count // PAGE))
    at = max(1, min(wanted, pages))
    place = (session, plan.code, section_id)
    found = await tables.released(*place, limit=PAGE, skip=(at - 1) * PAGE, rounds=told)
    return Page(tuple(await _entries(session, plan, found)), at, pages, count)


async def entry(session: AsyncSession, plan: Plan, number: str) -> Entry:
    """One comment of the plan, however little may be told of it; raises NoSuchComment."""
    wanted = number.strip().upper()
    found = await tables.comment(session, wanted) if NUMBER.fullmatch(wanted) else None
    if found is None or found.plan_code != plan.code:
        raise NoSuchComment(number)
    if found.round not in await rounds.in_register(session, plan):
        raise NoSuchComment(number)
    return (await _entries(session, plan, [found]))[0]


async def own_entry(session: AsyncSession, plan: Plan, found: Comment) -> Entry:
    """A comment as its author may read it: all that they have written."""
    told = (await _entries(session, plan, [found]))[0]
    if found.state == PUBLISHED and told.settled is None:
        area = await places.area(session, plan.area_code)
        settled = await tables.settlement(session, found.number)
        verdict = named(verdicts_of(area), settled.verdict) if settled else None
        told = replace(told, settled=settled, verdict=verdict)
    return replace(told, text=found.text, proposal=found.proposal, reason=found.reason)


async def _entries(session: AsyncSession, plan: Plan, found: Sequence[Comment]) -> list[Entry]:
    area = await places.area(session, plan.area_code)
    numbers = [one.number for one in found]
    joined = await tables.joined_counts(session, numbers)
    settled = await tables.settlements(session, numbers)
    return [_entry(one, area, joined.get(one.number, 0), settled.get(one.number)) for one in found]


def _entry(one: Comment, area: Area | None, joined: int, decided: Settlement | None) -> Entry:
    kind = named(kinds_of(area), one.kind)
    if one.release != RELEASED or one.state == WITHDRAWN:
        return Entry(one, kind)
    settled = decided if one.state == PUBLISHED else None
    return Entry(
        one,
        kind,
        one.shown,
        masked(one.proposal),
        masked(one.reason),
        joined,
        settled,
        named(verdicts_of(area), settled.verdict) if settled else None,
    )
