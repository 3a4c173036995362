"""Counting a whole survey by the database says the same as counting response by response."""

import random
from contextlib import aclosing

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from storage import filled_in, surveys
from storage.database import Database
from storage.places import Area
from storage.surveys import Answer, Response
from surveys import life
from surveys.results.counting import Counting
from tests.surveys.samples import survey

FIELDS = filled_in.Filled._fields
MUNICIPALITIES = ("585939", "585891", "jinde")
VALUES = {
    "jezdi": ("ano", "ne"),
    "kdy": (["rano", "vecer"], ["vikend"], []),
    "znamka": (1, 2, 3),
    "proc": ("Jezdí pozdě: o 5 minut.", "jezdi:ano\x1fjezdi:ne", 'Řekl: "C:\\x"\n🚌', "null"),
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


@pytest.mark.parametrize("some", [1, 7, 1000])
async def test_responses_are_handed_out_as_they_were_kept(database, now, monkeypatch, some):
    monkeypatch.setattr(filled_in, "SOME", some)
    chance = random.Random(6)
    people = [(chance.choice(("web", "telegram")), somebody(chance)) for _ in range(50)]
    async with database.writing() as session:
        code = await asked_everybody(session, now, people)
    async with database.reading() as session:
        kept = list(await session.scalars(select(Response).order_by(col(Response.id))))
        told = [await surveys.answers(session, response.id) for response in kept]
        handed_out = [one async for one in filled_in.every_response(session, code)]
    whose = [filled_in.Filled(*(getattr(one, name) for name in FIELDS)) for one in kept]
    assert handed_out == list(zip(whose, told, strict=True))
    assert {type(one.finished) for one, _ in handed_out} == {bool}


async def test_what_this_transaction_wrote_is_counted_and_handed_out(database, now):
    async with database.writing() as session:
        code = await asked_everybody(session, now, [("web", {"jezdi": "ano"})])
        await surveys.keep_answer(session, (await an_id(session, code)), "jezdi", "ne")
        [counted] = [one async for one in filled_in.finished_alike(session, code, ("jezdi",), ())]
        [(_, answers)] = [one async for one in filled_in.every_response(session, code)]
    assert (counted.decided, answers) == (('"ne"',), {"jezdi": "ne"})


async def test_a_look_that_ends_early_leaves_the_session_usable(database, now, monkeypatch):
    monkeypatch.setattr(filled_in, "SOME", 1)
    async with database.writing() as session:
        code = await asked_everybody(session, now, [("web", {"jezdi": "ano"})] * 5)
    async with database.reading() as session:
        async with aclosing(filled_in.every_response(session, code)) as found:
            await anext(found)
        assert await surveys.response_counts(session, code) == (5, 5)


async def an_id(session, code):
    [key] = await surveys.some_responses(session, code, 1)
    return key


async def test_postgresql_copies_no_answer_into_its_statistics(postgres_url, now):
    """They would stay there when the answers are deleted."""
    database = Database(postgres_url)
    said = [("web", {"proc": f"Autobus {number} jezdí pozdě."}) for number in range(50)]
    async with database.writing() as session:
        await asked_everybody(session, now, said)
        await session.execute(text("ANALYZE answer"))
        told = text("SELECT pg_stats::text FROM pg_stats WHERE tablename = 'answer'")
        known = " ".join(await session.scalars(told))
    await database.close()
    assert "proc" in known
    assert "Autobus" not in known


async def test_who_handed_in_nothing_is_counted(database, now):
    async with database.writing() as session:
        code = await asked_everybody(session, now, [("web", {})])
        found = filled_in.finished_alike(session, code, ("jezdi",), ())
        alike = [one async for one in found]
    assert alike == [filled_in.Alike(1, "web", (None,), ())]
