"""What came of a survey, for those who may see it: frozen at closing, counted in steps before.

While a survey runs, its tables are counted anew only when at least `min_cell` responses have come
or gone: whoever looked before and after one neighbour's answer would otherwise read it from the
difference. The caller checks whether the reader's area covers the survey.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage import filled_in, places
from storage import surveys as tables
from storage.database import Database
from storage.surveys import PublishedTables, Survey
from surveys import library, moderation
from surveys.definitions import Definition
from surveys.library import Entry
from surveys.moderation import ThemeTold
from surveys.piping import general
from surveys.results.counting import Counting
from surveys.results.crossing import plan, publish_crossings
from surveys.results.disclosure import publish
from surveys.results.published import Published
from surveys.ways import Ways

Label = Mapping[Any, str]
Lists = Mapping[str, list[Entry]]


@dataclass(frozen=True)
class Outcome:
    """`begun` and `finished` are as of now, the tables as of `counted_at`.

    `written` are the texts that a person has released, by question.
    """

    survey: Survey
    definition: Definition
    published: Published
    counted_at: datetime
    begun: int
    finished: int
    lists: Lists
    written: Mapping[str, tuple[ThemeTold, ...]] = field(default_factory=dict)
    populations: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_final(self) -> bool:
        return self.survey.state == tables.CLOSED

    def label(self, question_id: str, option_id: str) -> Label | None:
        """What the option (or point, or entry of a code list) says; None when it names none."""
        question = self.definition.question(question_id)
        option = question.option(option_id)
        if option:
            return option.text
        if question.type == "scale":
            return question.labels.get(int(option_id), {"cs": option_id})
        entries = self.lists.get(question.codelist or "", [])
        return next((entry.label for entry in entries if entry.code == option_id), None)


async def outcome(session: AsyncSession, code: str, now: datetime) -> Outcome:
    """The session must be a writing one: tables of a running survey are kept once counted."""
    survey = await library.survey(session, code)
    definition = general(await library.definition(session, code, survey.version))
    lists = await _lists(session, definition)
    begun, finished = await _counts(session, survey)
    published, counted_at = await _tables(session, survey, definition, lists, finished, now)
    written = await moderation.released(session, code, survey.area_code)
    populations = await _populations(session, definition)
    return Outcome(
        survey, definition, published, counted_at, begun, finished, lists, written, populations
    )


async def _counts(session: AsyncSession, survey: Survey) -> tuple[int, int]:
    """How many were begun and finished; of deleted answers only these numbers are left."""
    if survey.answers_deleted_at:
        return survey.had_begun, survey.had_finished
    return await tables.response_counts(session, survey.code)


async def freeze(session: AsyncSession, code: str, now: datetime) -> Published:
    """Count for the last time; what is kept now is what anybody ever sees."""
    survey = await library.survey(session, code)
    definition = await library.definition(session, code, survey.version)
    published = await _counted(session, code, definition, await _lists(session, definition))
    await _keep(session, code, published, now)
    return published


async def cross(database: Database, code: str) -> None:
    """Add the crossed tables to those that are frozen; a second time changes nothing.

    Nothing is locked meanwhile, for it may take minutes: nobody answers any more.
    """
    async with database.reading() as session:
        survey = await library.survey(session, code)
        kept = await session.get(PublishedTables, code)
        if kept is None or survey.state != tables.CLOSED:
            return
        published = Published.from_json(json.dumps(kept.tables))
        if published.crossings is not None:
            return
        definition = await library.definition(session, code, survey.version)
        chosen = plan(definition, published)
        counting, ways = chosen.counting(), Ways(definition)
        if chosen.kept:
            async for response, answers in filled_in.every_response(session, code):
                if response.finished:
                    counting.add(ways.relevant(answers), response.channel)
    crossings = await asyncio.to_thread(publish_crossings, chosen, counting)
    async with database.writing() as session:
        await _keep(session, code, replace(published, crossings=crossings), kept.frozen_at)


async def _tables(
    session: AsyncSession,
    survey: Survey,
    definition: Definition,
    lists: Lists,
    finished: int,
    now: datetime,
) -> tuple[Published, datetime]:
    kept = await session.get(PublishedTables, survey.code)
    if kept:
        published = Published.from_json(json.dumps(kept.tables))
        moved = abs(finished - (published.responses or 0))
        if survey.state == tables.CLOSED or moved < definition.min_cell:
            return published, kept.frozen_at
    published = await _counted(session, survey.code, definition, lists)
    if published.responses is not None:
        await _keep(session, survey.code, published, now)
    return published, now


async def _keep(session: AsyncSession, code: str, published: Published, now: datetime) -> None:
    await tables.freeze(session, code, json.loads(published.to_json()), now)


async def _counted(
    session: AsyncSession, code: str, definition: Definition, lists: Lists
) -> Published:
    counting = Counting(definition)
    found = filled_in.finished_alike(session, code, counting.deciding, counting.untold)
    async for alike in found:
        counting.add_alike(*alike)
    codes = {name: [entry.code for entry in entries] for name, entries in lists.items()}
    return publish(definition, counting.tables(), codes)


async def _populations(session: AsyncSession, definition: Definition) -> dict[str, int]:
    """How many live in each municipality that the survey asks about."""
    if definition.tagged("municipality") is None:
        return {}
    found = await places.municipalities(session, definition.area)
    return {one.code: one.population for one in found if one.population}


async def _lists(session: AsyncSession, definition: Definition) -> Lists:
    asked = {question.codelist: question for question in definition.questions if question.codelist}
    return {
        name: await library.entries(session, question, definition.area)
        for name, question in asked.items()
    }
