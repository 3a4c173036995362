"""Taking stances: once each, changed at will, counted at once, and nobody can tell whose."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from debates import closing, keeping, proposing, taking
from debates.choosing import drawn, priority
from debates.keeping import NoSuchDebate
from debates.taking import DebateClosed, DebateNotOpenYet, NoSuchStatement, NotAStance
from storage.database import Database
from storage.debates import CLOSED as ENDED
from storage.debates import Asked, Debate
from storage.stances import AGREE, DISAGREE, PASS, Participant, Stance
from tests.debates.village_debate import (
    CLOSED,
    NOW,
    PETR,
    SAID,
    VillageDebate,
    chat,
    kept,
    released,
    web,
)
from tests.plans.test_keeping import area

__all__ = ["area"]

JANA, OLENA, KAREL = chat(11), chat(12), web("KQ7T-9HXM-2BCD")


@pytest.fixture
async def debate(database: Database, tmp_path: Path, area: None) -> VillageDebate:
    return await released(database, tmp_path)


async def test_a_stance_counts_once_and_can_be_changed(debate: VillageDebate):
    await debate.says(JANA, {1: AGREE, 2: PASS})
    await debate.says(JANA, {1: AGREE})
    await debate.says(OLENA, {1: DISAGREE})
    assert await debate.counts(1) == (1, 1, 0)
    stands = await debate.says(JANA, {1: DISAGREE})
    assert await debate.counts(1) == (0, 2, 0)
    assert await debate.counts(2) == (0, 0, 1)
    assert (stands.answered, stands.total) == (2, len(SAID))


async def test_one_statement_follows_another_until_all_are_answered(debate: VillageDebate):
    asked = []
    while (following := (await debate.standing(KAREL)).following) is not None:
        assert (await debate.standing(KAREL)).following == following, "it stays until answered"
        asked.append(following.number)
        await debate.says(KAREL, {following.number: PASS})
    assert sorted(asked) == [1, 2, 3, 4, 5]
    (karel,) = await debate.rows(Participant)
    assert (karel.channel, karel.answered) == ("web", 5)


async def test_taps_at_once_are_counted_once(debate: VillageDebate):
    people = [chat(one) for one in range(20, 26)]
    await asyncio.gather(*(debate.says(one, {1: AGREE}) for one in [*people, *people]))
    assert await debate.counts(1) == (6, 0, 0)
    assert len(await debate.rows(Participant)) == 6


async def test_own_stances_are_shown_again_and_taken_back(debate: VillageDebate):
    await debate.says(JANA, {2: AGREE, 1: DISAGREE})
    await debate.says(OLENA, {1: DISAGREE})
    async with debate.database.reading() as session:
        place = (session, debate.marks, debate.code, JANA)
        assert await taking.stance(*place, 1, NOW) == DISAGREE
        assert await taking.stance(*place, 3, NOW) is None
        said = await taking.taken(*place, NOW)
    assert [(one.number, value) for one, value in said] == [(1, DISAGREE), (2, AGREE)]
    async with debate.database.writing() as session:
        place = (session, debate.marks, debate.code, JANA)
        assert await taking.withdraw(*place, NOW)
        assert not await taking.withdraw(*place, NOW)
    assert await debate.counts(1) == (0, 1, 0)
    assert await debate.counts(2) == (0, 0, 0)
    assert len(await debate.rows(Stance)) == 1


async def test_whoever_is_forgotten_leaves_no_stance_behind(debate: VillageDebate):
    await debate.says(JANA, {1: AGREE})
    async with debate.database.writing() as session:
        place = (session, debate.marks, debate.code, JANA)
        await proposing.propose(*place, ("Na návsi má být pítko.", "cs"), NOW)
        await taking.listen(session, debate.code, 11, NOW)
        await taking.forget(session, debate.marks, 11, JANA.token)
    assert await debate.counts(1) == (0, 0, 0)
    assert await debate.rows(Participant) == []


async def test_what_cannot_be_answered_is_refused(debate: VillageDebate):
    with pytest.raises(NoSuchStatement):
        await debate.says(JANA, {99: AGREE})
    with pytest.raises(NotAStance):
        await debate.says(JANA, {1: 2})
    assert await debate.rows(Participant) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_what_was_seen_of_a_debate_before_its_end_opens_it_no_more(debate: VillageDebate):
    async with debate.database.writing() as session:
        seen = await keeping.known(session, debate.code)
        async with debate.database.writing() as other:
            await keeping.close_now(other, PETR, debate.code, NOW)
        await closing.close(debate.database, debate.marks, debate.code, NOW)
        place = (session, debate.marks, debate.code, JANA)
        with pytest.raises(DebateClosed):
            await taking.take(*place, (1, AGREE), NOW)
        with pytest.raises(DebateClosed):
            await proposing.propose(*place, ("Na návsi má být pítko.", "cs"), NOW)
        assert seen.debate.state == ENDED
    assert await debate.rows(Participant) == []


async def test_stances_are_taken_by_the_clock_to_the_second(debate: VillageDebate):
    end = (await debate.rows(Debate))[0].closes_at
    await debate.says(JANA, {1: AGREE}, end - timedelta(seconds=1))
    with pytest.raises(DebateClosed):
        await debate.says(JANA, {2: AGREE}, end)
    with pytest.raises(DebateNotOpenYet):
        await debate.says(JANA, {2: AGREE}, NOW - timedelta(days=1))
    async with debate.database.writing() as session:
        with pytest.raises(DebateClosed):
            await taking.listen(session, debate.code, 11, CLOSED)


async def test_nobody_sees_a_draft(database: Database, tmp_path: Path, area: None):
    run = await kept(database)
    debate = VillageDebate(database, tmp_path, run.code)
    with pytest.raises(NoSuchDebate):
        await debate.standing(JANA)
    async with database.reading() as session:
        asked = await keeping.trial(session, PETR, run.code)
    assert [one.text["cs"] for one in asked] == list(SAID)


async def test_nothing_in_the_tables_names_an_account(debate: VillageDebate):
    who = chat(7_654_321)
    await debate.says(who, {1: AGREE})
    async with debate.database.reading() as session:
        for table in ("debate_participant", "debate_stance", "debate_statement", "debate"):
            rows = (await session.execute(text(f"SELECT * FROM {table}"))).all()
            assert "7654321" not in repr(rows)


def test_the_priority_is_the_published_one():
    # (1 - 2/12) * (1 + 1) * 7/12 and 1 + 8 * 2 ** -2, squared
    assert priority(6, 1, 10, 1) == pytest.approx((10 / 12 * 2 * 7 / 12 * 3) ** 2)


def test_new_statements_come_up_and_what_many_pass_on_sinks():
    fresh, known, dull = Asked(1, 0, 0, 0, 0), Asked(2, 20, 20, 0, 0), Asked(3, 2, 2, 36, 0)
    times = dict.fromkeys((1, 2, 3), 0)
    for nth in range(500):
        found = drawn([fresh, known, dull], str(nth))
        assert found is not None
        times[found.number] += 1
    assert times[1] > times[2] > times[3]
    assert drawn([], "1") is None
