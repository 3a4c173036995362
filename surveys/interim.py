"""The tables of a survey that still runs: counted in steps, kept, and never of everybody.

Whoever looks before and after one neighbour's answer must not read it from the difference, at the
end neither. So some responses, whichever they are, are left out until the survey closes; the rest
is counted anew only when as many have come or gone; and nothing is told by municipality, for of one
row a single response may be new.
"""

import json
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from storage import filled_in, published_tables, quotas
from storage import surveys as tables
from storage.database import Database
from storage.published_tables import PublishedTables
from storage.surveys import Survey
from surveys import gates, kept_apart, library
from surveys.definitions import Definition
from surveys.library import Lists
from surveys.results.counting import Counting
from surveys.results.disclosure import publish
from surveys.results.merging import CELLS_IN_A_GROUP
from surveys.results.published import Published

# So many responses are counted within a moment; where there are more, the clock sees to it.
AT_ONCE: Final = 2_000
# Tables move on when so small a part of what they count is new.
SHARE: Final = 20


def left_out(definition: Definition) -> int:
    """How many responses are not counted yet; none where nothing has to be hidden."""
    return CELLS_IN_A_GROUP * definition.min_cell if definition.min_cell > 1 else 0


async def so_far(
    session: AsyncSession,
    survey: Survey,
    definition: Definition,
    lists: Lists,
    finished: int,
    now: datetime,
) -> tuple[Published, datetime]:
    """The tables as they were counted last, or are now where that is due and soon done."""
    kept = await published_tables.of(session, survey.code)
    if _is_due(definition, kept, finished) and not (kept and finished > AT_ONCE):
        kept = await _held(session, survey)
        if _is_due(definition, kept, finished) and survey.state != tables.CLOSED:
            found = await _counted(session, survey.code, definition, lists, kept)
            await keep(session, survey.code, found, now)
            return found, now
    if kept is None:
        return Published(None, definition.min_cell), now
    return read(kept), kept.frozen_at


async def count_large(database: Database, now: datetime) -> int:
    """Count anew where that takes a while and is due; how many surveys it was."""
    async with database.reading() as session:
        running = await tables.surveys_of(session, None, tables.RUNNING)
        counts = [await tables.response_counts(session, one.code) for one in running]
    large = [
        one.code for one, (_, finished) in zip(running, counts, strict=True) if finished > AT_ONCE
    ]
    return sum([await count_beside(database, code, now) for code in large])


async def count_beside(database: Database, code: str, now: datetime) -> bool:
    """Count while others write; kept only if nobody else has counted meanwhile, nor closed it."""
    async with database.reading() as session:
        survey = await library.survey(session, code)
        definition = await library.definition(session, code, survey.version)
        _, finished = await tables.response_counts(session, code)
        before = await published_tables.of(session, code)
        if not _is_due(definition, before, finished):
            return False
        lists = await library.lists(session, definition)
        found = await _counted(session, code, definition, lists, before)
    async with database.writing() as session:
        survey = await library.survey(session, code)
        is_newest = _since(await _held(session, survey)) == _since(before)
        is_due = survey.state != tables.CLOSED and is_newest
        if is_due:
            await keep(session, code, found, now)
    return is_due


def _since(kept: PublishedTables | None) -> datetime | None:
    return kept.frozen_at if kept else None


def _is_due(definition: Definition, kept: PublishedTables | None, finished: int) -> bool:
    """Whether enough responses have come (or gone) since the tables were counted."""
    countable = max(finished - left_out(definition), 0)
    if kept is None:
        return countable >= definition.min_cell
    return _have_moved(definition, read(kept).responses or 0, countable)


def _have_moved(definition: Definition, counted: int, countable: int) -> bool:
    least = max(left_out(definition), definition.min_cell, counted // SHARE)
    return abs(countable - counted) >= least


async def _held(session: AsyncSession, survey: Survey) -> PublishedTables | None:
    """The tables as they stand once nobody else counts, nor closes the survey."""
    await tables.hold(session, survey.code)
    kept = await published_tables.count_alone(session, survey.code)
    await session.refresh(survey)
    return kept


async def _counted(
    session: AsyncSession,
    code: str,
    definition: Definition,
    lists: Lists,
    kept: PublishedTables | None,
) -> Published:
    found = await counted(session, code, definition, lists, without=left_out(definition))
    if definition.min_cell == 1:
        return found
    questions = tuple(replace(one, by_municipality=()) for one in found.questions)
    known = read(kept) if kept else Published(None, definition.min_cell)
    return await _with_ended(session, code, definition, replace(found, questions=questions), known)


async def _with_ended(
    session: AsyncSession, code: str, definition: Definition, found: Published, known: Published
) -> Published:
    """How many have ended stays as it was `known`, until many of them have come or gone as well."""
    if not definition.is_gated:
        return found
    without = left_out(definition)
    countable = max(await quotas.how_many_ended(session, code) - without, 0)
    if not _have_moved(definition, known.apart, countable):
        return replace(found, apart=known.apart, kept_apart=known.kept_apart)
    told = await kept_apart.counted(session, code, definition, without=without)
    return replace(found, apart=countable, kept_apart=told)


async def counted(
    session: AsyncSession, code: str, definition: Definition, lists: Lists, *, without: int = 0
) -> Published:
    """Everybody's answers, and how many have ended; or the answers without those of so many."""
    asked = gates.counted(definition)
    counting = Counting(asked)
    found = filled_in.finished_alike(session, code, counting.deciding, counting.untold, without)
    async for alike in found:
        counting.add_alike(*alike)
    codes = {name: [entry.code for entry in entries] for name, entries in lists.items()}
    published = publish(asked, counting.tables(), codes)
    if without:
        return published
    return replace(published, kept_apart=await kept_apart.counted(session, code, definition))


async def keep(session: AsyncSession, code: str, published: Published, now: datetime) -> None:
    await published_tables.keep(session, code, json.loads(published.to_json()), now)


def read(kept: PublishedTables) -> Published:
    return Published.from_json(json.dumps(kept.tables))
