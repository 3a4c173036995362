"""Crossed tables come with the closing, once and for good."""

from datetime import timedelta

import pytest

from storage.marks import Marks
from surveys import closing, life, readers
from surveys.definitions import CHANNEL, Crossing
from surveys.outcome import cross, outcome
from surveys.readers import NotYoursToSee, Reader
from tests.surveys.samples import survey
from tests.surveys.test_outcome import lhota, people_answer

CROSSED = survey().model_copy(update={"crossings": (Crossing(question="jezdi", by=CHANNEL),)})


async def asked(session, now):
    code = await lhota(session, now)
    await life.keep(session, CROSSED, now)
    return code


async def closed(database, code, now, tmp_path):
    async with database.writing() as session:
        ended = await life.close_now(session, code, now)
        at = (ended.entry_ends_at or now) + timedelta(minutes=1)
    await closing.close(database, Marks(tmp_path / "keys"), code, at)


async def test_nothing_is_crossed_while_a_survey_runs(database, now):
    async with database.writing() as session:
        code = await asked(session, now)
        await people_answer(session, code, 30)
        assert (await outcome(session, code, now)).published.crossings is None


async def test_closing_makes_the_tables_and_a_second_time_changes_nothing(database, now, tmp_path):
    async with database.writing() as session:
        code = await asked(session, now)
        await people_answer(session, code, 30)
    await closed(database, code, now, tmp_path)
    async with database.writing() as session:
        first = (await outcome(session, code, now)).published
        await people_answer(session, code, 40)
    (made,) = first.crossings
    (line,) = made.lines
    assert (line.group, line.answered, [cell.count for cell in line.cells]) == (
        "telegram",
        30,
        [0, 30],
    )
    await cross(database, code)
    async with database.writing() as session:
        assert (await outcome(session, code, now)).published == first


async def test_staff_see_only_the_results_of_their_areas(database, now):
    async with database.writing() as session:
        code = await asked(session, now)
        await people_answer(session, code, 30)
        near, far = Reader(1, ["orp-vizovice"]), Reader(2, ["jinde"])
        assert (await readers.for_staff(session, near, code, now)).published.responses == 15
        with pytest.raises(NotYoursToSee):
            await readers.for_staff(session, far, code, now)
