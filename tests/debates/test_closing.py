"""The end of a debate: results frozen, keys destroyed, and nothing told that points at anybody."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot.schedule import close_due_debates
from debates import changing, charting, exporting, keeping, outcome, retention, taking
from debates.agreeing import Counts, Lean, consensus, dividing, score, standing_for
from debates.outcome import NotCounted, Outcome, told
from debates.retention import delete_stances
from debates.taking import DebateClosed
from storage import jobs
from storage.database import Database
from storage.debates import ACCEPTED, CLOSED, Debate, Statement
from storage.stances import AGREE, DISAGREE, PASS, Participant, Stance
from tests.debates import village_debate
from tests.debates.village_debate import NOW, PETR, VillageDebate, chat, released, web
from tests.plans.test_keeping import area

__all__ = ["area"]

LEAST = 5
DAY = timedelta(days=1)


@pytest.fixture
async def debate(database: Database, tmp_path: Path, area: None) -> VillageDebate:
    return await released(database, tmp_path)


async def argued(debate: VillageDebate, people: int) -> None:
    """All want benches, none cars for the most part, and the old school halves them."""
    for one in range(people):
        who = web(f"KQ7T-{one:04}") if one % 3 == 0 else chat(100 + one)
        school = AGREE if one % 2 else DISAGREE
        await debate.says(who, {1: PASS if one % 4 else DISAGREE, 2: AGREE, 5: school})


async def test_results_say_what_unites_and_what_divides(debate: VillageDebate):
    await argued(debate, 20)
    assert await debate.closed() == 20
    results = await debate.results()
    assert (results.participants, results.stances, results.is_judged) == (20, 60, True)
    assert [(one.number, one.lean) for one in results.consensus] == [(2, Lean.AGREE)]
    assert results.dividing == (5,)
    assert results.groups == (), "twenty people are too few for groups"
    benches, school, never = (results.statement(number) for number in (2, 5, 3))
    assert (benches.mostly, benches.agrees, benches.stances) == ("agree", None, 20)
    assert (school.agrees, school.disagrees, school.passes) == (10, 10, 0)
    assert never.stances is None


async def test_closing_again_changes_nothing_and_leaves_no_mark(debate: VillageDebate):
    await argued(debate, 16)
    await debate.closed()
    before = await debate.results()
    await debate.closed()
    assert await debate.results() == before
    assert all(one.mark is None for one in await debate.rows(Participant))
    assert not debate.marks.exists(taking.folder(debate.code))
    with pytest.raises(DebateClosed):
        await debate.standing(chat(101))
    assert not debate.marks.exists(taking.folder(debate.code)), "asking makes no new key"


async def test_of_a_few_people_nothing_is_told(debate: VillageDebate):
    await argued(debate, LEAST - 1)
    async with debate.database.reading() as session:
        with pytest.raises(NotCounted):
            await outcome.outcome(session, debate.code)
    await debate.closed()
    results = await debate.results()
    assert (results.participants, results.statements, results.consensus) == (None, (), ())


async def test_an_empty_debate_can_be_closed(debate: VillageDebate):
    assert await debate.closed() == 0
    assert (await debate.results()).participants is None


async def test_the_map_is_made_while_people_take_part(debate: VillageDebate):
    await argued(debate, 16)
    for one in range(16):
        who = web(f"KQ7T-{one:04}") if one % 3 == 0 else chat(100 + one)
        await debate.says(who, {3: PASS, 4: AGREE})
    assert await charting.chart_due(debate.database) == 1
    assert await charting.chart_due(debate.database) == 0
    far = {one.number: one.extremity for one in await debate.rows(Statement)}
    assert far[5] > far[2]


async def test_debates_are_closed_and_forgotten_by_the_clock(debate: VillageDebate):
    await argued(debate, 6)
    assert (await close_due_debates(debate.database, NOW))["debates"] == 0
    end = (await debate.rows(Debate))[0].closes_at
    assert (await close_due_debates(debate.database, end))["debates"] == 0
    later = end + keeping.GRACE
    assert (await close_due_debates(debate.database, later))["debates"] == 1
    assert (await close_due_debates(debate.database, later))["debates"] == 0
    await debate.closed()
    results = await debate.results()
    assert (await close_due_debates(debate.database, end + 29 * DAY))["retention"] == 0
    due = end + 31 * DAY
    assert (await close_due_debates(debate.database, due))["retention"] == 1
    async with debate.database.reading() as session:
        assert await jobs.job(session, f"stances:{debate.code}") is not None
    assert await delete_stances(debate.database, debate.code, due) == 6
    assert await delete_stances(debate.database, debate.code, due) == 0
    assert await debate.rows(Stance) == await debate.rows(Participant) == []
    assert await debate.results() == results
    async with debate.database.writing() as session:
        assert await retention.ask_for_due(session, due) == 0


async def test_results_are_there_for_programs(debate: VillageDebate):
    await argued(debate, 20)
    await debate.closed()
    async with debate.database.reading() as session:
        found = await outcome.outcome(session, debate.code)
    kept = exporting.to_json(found)
    assert (kept["participants"], kept["dividing"]) == (20, [5])
    lines = exporting.to_csv(found).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("number,statement,added_by_resident,stances")
    assert lines[5] == f"5,{village_debate.SAID[4]},,20,10,10,0,,,,,1"
    assert isinstance(found, Outcome)


async def test_a_debate_ends_before_its_day_when_its_runner_says_so(debate: VillageDebate):
    await argued(debate, 6)
    async with debate.database.writing() as session:
        await keeping.close_now(session, PETR, debate.code, NOW + DAY)
    with pytest.raises(DebateClosed):
        await debate.says(chat(1), {1: AGREE}, NOW + DAY)
    await debate.closed()
    (found,) = await debate.rows(Debate)
    assert (found.state, found.closed_at) == (CLOSED, NOW + DAY)


async def test_a_closing_that_was_asked_for_is_not_put_off(debate: VillageDebate):
    """Somebody closes it while a colleague, a moment before, moves its last day."""
    await argued(debate, 6)
    days = date(2027, 3, 1), date(2027, 3, 20)
    async with debate.database.writing() as session:
        await keeping.close_now(session, PETR, debate.code, NOW + DAY)
        await changing.reschedule(session, PETR, debate.code, *days, NOW)
    await debate.closed()
    (found,) = await debate.rows(Debate)
    assert (found.state, found.closed_at) == (CLOSED, village_debate.CLOSED)
    assert (await debate.results()).participants == 6


async def test_nothing_is_judged_by_fewer_people_than_was_promised(
    database: Database, tmp_path: Path, area: None
):
    debate = await released(database, tmp_path, min_cell=12)
    for one in range(16):
        some = {2: AGREE, 5: AGREE if one % 2 else DISAGREE} if one < 11 else {}
        await debate.says(chat(100 + one), {1: AGREE, **some})
    await debate.closed()
    results = await debate.results()
    assert [results.statement(number).stances for number in (1, 2, 5)] == [16, None, None]
    assert [one.number for one in results.consensus] == [1]
    assert results.dividing == ()


async def test_stances_lie_in_the_order_of_nothing(debate: VillageDebate):
    """Ids are random, so who came first is not to be read off them."""
    await argued(debate, 8)
    async with debate.database.reading() as session:
        ids = list(await session.scalars(text("SELECT id FROM debate_participant")))
    assert len(set(ids)) == 8


counts = st.integers(0, 40)


@given(counts, counts, counts, st.integers(5, 12))
def test_no_count_of_few_people_can_be_told_or_worked_out(
    agrees: int, disagrees: int, passes: int, least: int
):
    statement = Statement(
        debate_code="ABCDE",
        number=1,
        text={"cs": "…"},
        state=ACCEPTED,
        is_seed=True,
        agrees=agrees,
        disagrees=disagrees,
        passes=passes,
    )
    shown = told(statement, least)
    counted = [shown.agrees, shown.disagrees, shown.passes]
    known = [one for one in (*counted, shown.rest) if one is not None]
    assert all(one == 0 or one >= least for one in known)
    if shown.stances is None:
        assert agrees + disagrees + passes < least
    elif known:
        assert sum(known) == shown.stances
        assert counted.count(None) in (0, 2), "never one that is all the rest less the others"
    elif shown.nearly_all or shown.mostly:
        assert known == []
        assert max(agrees, disagrees, passes) * 2 > shown.stances


groups = st.lists(
    st.lists(st.tuples(counts, counts, counts), min_size=3, max_size=3), min_size=1, max_size=4
)


@given(groups)
def test_what_is_agreed_on_does_not_divide(said: list[list[tuple[int, int, int]]]):
    told = [
        {number: Counts(a, d, a + d + p) for number, (a, d, p) in enumerate(group)}
        for group in said
    ]
    united = [one.number for one in consensus(told)]
    assert len(united) == len(set(united))
    assert not {*united} & {*dividing(told)}
    for place in range(len(told)):
        assert all(one.lean in (Lean.AGREE, Lean.DISAGREE) for one in standing_for(told, place))


def test_consensus_is_a_product_over_groups():
    one, other = {1: Counts(8, 0, 8)}, {1: Counts(0, 8, 8)}
    assert score([one, other], 1, Lean.AGREE) == pytest.approx(9 / 10 * 1 / 10)
    assert consensus([one, other]) == []
    assert dividing([one, other]) == [1]
