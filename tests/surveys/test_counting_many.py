"""Counting a whole survey by the database says the same as counting response by response."""

import random

import pytest

from storage import filled_in
from storage.places import Area
from storage.surveys import Answer, Response
from surveys import life
from surveys.results.counting import Counting
from tests.surveys.samples import survey

MUNICIPALITIES = ("585939", "585891", "jinde")
VALUES = {
    "jezdi": ("ano", "ne"),
    "kdy": (["rano", "vecer"], ["vikend"], []),
    "znamka": (1, 2, 3),
    "proc": ("Jezdí pozdě: o 5 minut.", "jezdi:ano\x1fjezdi:ne"),
    "cena": ("0", "240.50", "31"),
    "obec": MUNICIPALITIES,
}


def somebody(chance):
    """Answers to some questions, some of them skipped, some from before a mind was changed."""
    asked = [name for name in VALUES if chance.random() < 0.8]
    return {name: chance.choice((*VALUES[name], None)) for name in asked}


async def asked_everybody(session, now, people):
    session.add(Area(code="orp-vizovice", name={"cs": "ORP Vizovice"}))
    await session.flush()
    kept = await life.keep(session, survey(), now)
    for channel, answers in people:
        response = Response(survey_code=kept.code, version=1, finished=True, channel=channel)
        session.add(response)
        await session.flush()
        session.add_all(
            Answer(response_id=response.id, question_id=name, value=value)
            for name, value in answers.items()
        )
    return kept.code


@pytest.mark.parametrize("many", [1, 7, 1000])
async def test_the_database_counts_as_one_by_one(database, now, monkeypatch, many):
    monkeypatch.setattr(filled_in, "MANY", many)
    chance = random.Random(5)
    people = [(chance.choice(("web", "telegram")), somebody(chance)) for _ in range(200)]
    async with database.writing() as session:
        code = await asked_everybody(session, now, people)
    one_by_one, together = Counting(survey()), Counting(survey())
    for channel, answers in people:
        one_by_one.add(answers, channel)
    async with database.reading() as session:
        found = filled_in.finished_alike(session, code, together.deciding, together.untold)
        async for alike in found:
            together.add_alike(*alike)
    assert together.tables() == one_by_one.tables()


async def test_who_handed_in_nothing_is_counted(database, now):
    async with database.writing() as session:
        code = await asked_everybody(session, now, [("web", {})])
        found = filled_in.finished_alike(session, code, ("jezdi",), ())
        alike = [one async for one in found]
    assert alike == [filled_in.Alike(1, "web", (None,), ())]
