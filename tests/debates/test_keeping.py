"""Bringing debates in: from a file with all its problems at once, changed while people rely."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from debates import changing, files, keeping, taking
from debates.changing import (
    DebateOfAnotherArea,
    PromiseStands,
    StatementsStand,
    StatementThere,
)
from debates.files import Code, NotADebate, Problem
from debates.keeping import DaysOutOfOrder, DebateOver, NotADraft, NotYoursToRun, Runner
from debates.stages import Stage
from storage import debates as tables
from storage.database import Database
from storage.debate_listeners import Listener
from storage.debates import Statement
from storage.stances import AGREE
from tests.debates.village_debate import (
    CLOSED,
    DAY,
    NOW,
    PETR,
    SAID,
    VillageDebate,
    chat,
    document,
    kept,
    released,
)
from tests.plans.test_keeping import area

__all__ = ["area"]

FILE = """
debate:
  key: park
  area: orp-vizovice
  title: Co s parkem
  introduction:
    cs: Obec park opraví. Řekněte, co je pro vás důležité.
  opens: 1. 3. 2027
  closes: 2027-03-14
  residents_add: ano
  statements:
    - Do parku nepatří auta.
    - Chybí nám lavičky u zastávky.
    - cs: Psi mají chodit na vodítku.
    - Večer se u hřiště bojím.
    - Obec má koupit starou školu.
"""
WRONG = """
key: Náš park
area: orp-vizovice
title: ""
opens: zítra
closes: 2027-03-14
most_own: 90
colour: green
statements:
  - Do parku nepatří auta.
  - Krátké
  - {de: Im Park gibt es keine Autos}
  - do parku nepatří AUTA.
"""


def test_a_file_says_what_a_debate_is():
    assert files.read(FILE.encode()) == document()
    assert files.is_debate(FILE.encode())


def test_all_that_is_wrong_with_a_file_is_told_at_once():
    with pytest.raises(NotADebate) as wrong:
        files.read(WRONG.encode())
    assert {(one.place, one.code) for one in wrong.value.problems} == {
        ("key", Code.NOT_A_KEY),
        ("title", Code.EMPTY),
        ("opens", Code.NOT_A_DAY),
        ("most_own", Code.OUT_OF_RANGE),
        ("colour", Code.UNKNOWN),
        ("statements", Code.TOO_FEW),
        ("statements.2.cs", Code.TOO_SHORT),
        ("statements.3.de", Code.UNKNOWN),
        ("statements.4.cs", Code.TWICE),
    }
    assert Problem("statements.4.cs", Code.TWICE, {"other": 1}) in wrong.value.problems


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"statements: [", Code.NOT_YAML),
        (b"\xff\xfe\x00", Code.NOT_YAML),
        (b"a: &a [x]\nb: [*a, *a]", Code.NOT_YAML),
        (b"a: " + b"[" * 20 + b"]" * 20, Code.NOT_YAML),
        (b"a" * 300_000, Code.NOT_YAML),
        (rb'statements: ["a\0b"]', Code.NOT_YAML),
        (b"- 1\n- 2", Code.NOT_A_DEBATE),
        (b"", Code.NOT_A_DEBATE),
    ],
)
def test_what_is_no_debate_at_all_is_told_so(content: bytes, code: Code):
    with pytest.raises(NotADebate) as wrong:
        files.read(content)
    assert [one.code for one in wrong.value.problems] == [code]
    assert not files.is_debate(content)


def test_days_have_to_follow_each_other():
    with pytest.raises(NotADebate) as wrong:
        files.read(FILE.replace("2027-03-14", "2027-02-14").encode())
    assert [one.code for one in wrong.value.problems] == [Code.DAYS_OUT_OF_ORDER]


def test_a_few_steps_make_a_debate_from_tomorrow_on():
    made = changing.fresh("park", "orp-vizovice", "Co s parkem", "", [*SAID, " "], NOW)
    assert (made.opens, made.closes) == (date(2027, 3, 2), date(2027, 3, 16))
    assert [one["cs"] for one in made.statements] == list(SAID)
    with pytest.raises(NotADebate):
        changing.fresh("park", "orp-vizovice", "Co s parkem", "", SAID[:4], NOW)


async def test_a_draft_may_be_written_anew(database: Database, tmp_path: Path, area: None):
    run = await kept(database)
    assert run.stage(NOW) is Stage.DRAFT
    again = await kept(database)
    assert again.code == run.code
    changed = [*SAID[:4], "Obec má starou školu prodat."]
    await kept(database, statements=[{"cs": one} for one in changed])
    debate = VillageDebate(database, tmp_path, run.code)
    assert [one.text["cs"] for one in await debate.rows(Statement)] == changed
    async with database.writing() as session:
        await keeping.discard(session, PETR, run.code, NOW)
    assert await debate.rows(Statement) == []


async def test_a_draft_is_thrown_away_with_whoever_wanted_to_hear_of_it(
    database: Database, tmp_path: Path, area: None
):
    run = await kept(database, opens=date(2027, 3, 10))
    async with database.writing() as session:
        await keeping.release(session, PETR, run.code, NOW)
        await taking.listen(session, run.code, 11, NOW)
        await keeping.take_back(session, PETR, run.code, NOW)
        await keeping.discard(session, PETR, run.code, NOW)
    assert await VillageDebate(database, tmp_path, run.code).rows(Listener) == []


async def test_what_people_have_answered_stands(database: Database, tmp_path: Path, area: None):
    debate = await released(database, tmp_path)
    await debate.says(chat(11), {1: AGREE})
    more = [*SAID, "U školy má být přechod."]
    await kept(database, statements=[{"cs": one} for one in more], title={"cs": "Park"})
    assert (await debate.statement(6)).text == {"cs": more[5]}
    assert await debate.counts(1) == (1, 0, 0)
    with pytest.raises(StatementsStand):
        await kept(database, statements=[{"cs": one} for one in more[1:]])
    with pytest.raises(PromiseStands):
        await kept(database, statements=[{"cs": one} for one in more], kept_days=90)
    async with database.writing() as session:
        with pytest.raises(NotADraft):
            await keeping.discard(session, PETR, debate.code, NOW)
        with pytest.raises(StatementThere):
            await changing.add(session, PETR, debate.code, {"cs": SAID[0].upper()}, NOW)
        made = await changing.add(session, PETR, debate.code, {"cs": "Les je náš."}, NOW)
    assert (made.number, made.is_seed) == (7, True)


async def test_languages_may_come_later(database: Database, tmp_path: Path, area: None):
    debate = await released(database, tmp_path)
    told = [{"cs": one, "uk": f"{one} (українською)"} for one in SAID]
    await kept(database, statements=told)
    assert (await debate.statement(1)).text == told[0]


async def test_only_those_of_the_area_run_a_debate(database: Database, area: None):
    stranger = Runner(2, ["orp-jinde"])
    run = await kept(database)
    async with database.writing() as session:
        for refused in (
            keeping.release(session, stranger, run.code, NOW),
            keeping.close_now(session, stranger, run.code, NOW),
            keeping.progress(session, stranger, run.code),
            changing.keep(session, stranger, document(), NOW),
        ):
            with pytest.raises(NotYoursToRun):
                await refused
        with pytest.raises(DebateOfAnotherArea):
            await changing.keep(session, PETR, document(area="orp-jinde"), NOW)


async def test_days_are_put_off_and_never_into_the_past(
    database: Database, tmp_path: Path, area: None
):
    debate = await released(database, tmp_path)
    opens, place = date(2027, 3, 1), (PETR, debate.code)
    async with database.writing() as session:
        run = await changing.reschedule(session, *place, opens, date(2027, 3, 20), NOW)
        assert run.document.closes == date(2027, 3, 20)
        for dates in ((date(2027, 3, 5), date(2027, 3, 20)), (opens, date(2027, 2, 27))):
            with pytest.raises(DaysOutOfOrder):
                await changing.reschedule(session, *place, *dates, NOW)
        late = run.debate.closes_at + timedelta(minutes=1)
        with pytest.raises(DebateOver):
            await changing.reschedule(session, *place, opens, date(2027, 4, 1), late)


async def test_a_debate_can_be_opened_at_once(database: Database, tmp_path: Path, area: None):
    run = await kept(database, opens=date(2027, 3, 10))
    async with database.writing() as session:
        await keeping.release(session, PETR, run.code, NOW)
        assert await keeping.running(session, None, NOW) == []
        with pytest.raises(DaysOutOfOrder):
            await keeping.close_now(session, PETR, run.code, NOW)
        back = await keeping.take_back(session, PETR, run.code, NOW)
        assert back.stage(NOW) is Stage.DRAFT
        opened = await keeping.open_now(session, PETR, run.code, NOW + DAY)
        assert opened.stage(NOW + DAY) is Stage.OPEN
        with pytest.raises(NotADraft):
            await keeping.take_back(session, PETR, run.code, NOW + DAY)
        (found,) = await keeping.running(session, ["orp-vizovice"], NOW + DAY)
        assert found.code == run.code
        assert await keeping.running(session, ["orp-jinde"], NOW + DAY) == []
    debate = VillageDebate(database, tmp_path, run.code)
    await debate.closed()
    async with database.reading() as session:
        assert [one.code for one in await keeping.ended(session, None)] == [run.code]
        found_again = await tables.debate(session, run.code)
        assert found_again is not None
        assert keeping.read(found_again).stage(CLOSED) is Stage.CLOSED
