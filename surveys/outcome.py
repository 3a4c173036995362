"""What came of a survey, for those who may see it: frozen at closing, counted in steps before.

The caller checks whether the reader's area covers the survey.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage import filled_in, places, published_tables
from storage import surveys as tables
from storage.database import Database
from storage.surveys import Survey
from surveys import gates, interim, library, moderation
from surveys.definitions import Definition
from surveys.library import Lists
from surveys.moderation import ThemeTold
from surveys.piping import general
from surveys.results.crossing import plan, publish_crossings
from surveys.results.published import Published
from surveys.ways import Ways

Label = Mapping[Any, str]


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

    @property
    def left_out(self) -> int:
        """How many of those who have finished no table counts yet."""
        return 0 if self.is_final else interim.left_out(self.definition)

    @property
    def least(self) -> int:
        """How many have to finish before anything is shown."""
        return self.definition.min_cell + self.left_out

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
    lists = await library.lists(session, definition)
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
    lists = await library.lists(session, definition)
    published = await interim.counted(session, code, definition, lists)
    await interim.keep(session, code, published, now)
    return published


async def cross(database: Database, code: str) -> None:
    """Add the crossed tables to those that are frozen; a second time changes nothing.

    Nothing is locked meanwhile, for it may take minutes: nobody answers any more.
    """
    async with database.reading() as session:
        survey = await library.survey(session, code)
        kept = await published_tables.of(session, code)
        if kept is None or survey.state != tables.CLOSED:
            return
        published = interim.read(kept)
        if published.crossings is not None:
            return
        definition = gates.counted(await library.definition(session, code, survey.version))
        chosen = plan(definition, published)
        counting, ways = chosen.counting(), Ways(definition)
        if chosen.kept:
            async for response, answers in filled_in.every_response(session, code):
                if response.finished:
                    counting.add(ways.relevant(answers), response.channel)
    crossings = await asyncio.to_thread(publish_crossings, chosen, counting)
    async with database.writing() as session:
        whole = replace(published, crossings=crossings)
        await interim.keep(session, code, whole, kept.frozen_at)


async def _tables(
    session: AsyncSession,
    survey: Survey,
    definition: Definition,
    lists: Lists,
    finished: int,
    now: datetime,
) -> tuple[Published, datetime]:
    """The tables as they stand, and since when: frozen ones of a closed survey, else interim."""
    if survey.state != tables.CLOSED:
        return await interim.so_far(session, survey, definition, lists, finished, now)
    kept = await published_tables.of(session, survey.code)
    assert kept is not None
    return interim.read(kept), kept.frozen_at


async def _populations(session: AsyncSession, definition: Definition) -> dict[str, int]:
    """How many live in each municipality that the survey asks about."""
    if definition.tagged("municipality") is None:
        return {}
    found = await places.municipalities(session, definition.area)
    return {one.code: one.population for one in found if one.population}
