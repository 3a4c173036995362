"""The shortlist: the group that the brief names ticks, its chair confirms, nobody else does."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from contests import keeping, moderating, shortlisting
from contests.keeping import NotYoursToRun, Runner
from contests.shortlisting import (
    Chooser,
    Group,
    NoShortlist,
    NothingChosen,
    NotYoursToChoose,
    ShortlistClosed,
    ShortlistConfirmed,
    ShortlistFull,
    most_ticked,
)
from storage import audit, judging
from storage.contests import REJECTED
from storage.database import Database
from tests.contests.village_contest import NOW, PETR, VOTING, VillageContest, on_the_ballot
from tests.plans.test_keeping import area

__all__ = ["area"]

SECOND = timedelta(seconds=1)
AREA = "orp-vizovice"


def sits(resident_id: int, *, leads: bool = False, name: str = "Řídicí skupina") -> Chooser:
    return Chooser(resident_id, (Group(AREA, frozenset({"ridici", name}), leads),))


EVA, JAN, OTA = sits(21, leads=True), sits(22), sits(23)
STRANGER = sits(24, leads=True, name="Skupina pro rodiny")


@pytest.fixture
async def contest(database: Database, tmp_path: Path, area: None) -> VillageContest:
    rule = {"group": "řídicí skupina", "most": 2}
    return await on_the_ballot(database, tmp_path, 4, shortlist=rule)


async def ticks(contest: VillageContest, who: Chooser, *numbers: int) -> list[int]:
    stands: list[int] = []
    for number in numbers:
        async with contest.database.writing() as session:
            place = (contest.code, abs(number))
            stands = await shortlisting.tick(session, who, place, number > 0, NOW)
    return stands


async def taken(contest: VillageContest, who: Chooser | Runner = EVA) -> list[int]:
    async with contest.database.writing() as session:
        run = await shortlisting.take_most_ticked(session, who, contest.code, NOW)
        found = await shortlisting.tally(session, run)
    return [one.entry.number or 0 for one in found if one.entry.is_shortlisted]


async def confirmed(
    contest: VillageContest, who: Chooser | Runner = EVA
) -> ShortlistConfirmed | None:
    async with contest.database.writing() as session:
        return await shortlisting.confirm(session, who, contest.code, NOW)


async def ballot(contest: VillageContest) -> list[int]:
    async with contest.database.reading() as session:
        run = await keeping.run(session, contest.code)
        return moderating.numbers(await moderating.on_the_ballot(session, run))


async def test_the_most_ticked_works_go_to_the_vote_once_the_chair_confirms(
    contest: VillageContest,
) -> None:
    assert await ticks(contest, EVA, 1, 3) == [1, 3]
    await ticks(contest, JAN, 3, 4)
    await ticks(contest, OTA, 4)
    assert await taken(contest) == [3, 4]
    assert await ballot(contest) == [1, 2, 3, 4]
    told = await confirmed(contest)
    assert told is not None
    assert told.numbers == (3, 4)
    assert await ballot(contest) == [3, 4]
    assert await confirmed(contest) is None


async def test_a_tick_is_one_however_often_it_is_given_and_can_be_taken_back(
    contest: VillageContest,
) -> None:
    assert await ticks(contest, JAN, 2, 2, 1) == [1, 2]
    with pytest.raises(ShortlistFull):
        await ticks(contest, JAN, 3)
    assert await ticks(contest, JAN, -2, -2) == [1]
    async with contest.database.reading() as session:
        assert await judging.ticks(session, contest.code) == {1: 1}


async def test_equals_on_the_last_place_are_left_to_people(contest: VillageContest) -> None:
    await ticks(contest, EVA, 1, 2)
    await ticks(contest, JAN, 1, 3)
    assert await taken(contest) == [1]
    async with contest.database.writing() as session:
        await shortlisting.put(session, EVA, (contest.code, 3), True, NOW)
        with pytest.raises(ShortlistFull):
            await shortlisting.put(session, EVA, (contest.code, 2), True, NOW)
    await confirmed(contest)
    assert await ballot(contest) == [1, 3]


async def test_what_is_changed_after_it_was_confirmed_is_confirmed_anew(
    contest: VillageContest,
) -> None:
    await ticks(contest, EVA, 1, 2)
    await taken(contest)
    await confirmed(contest)
    async with contest.database.writing() as session:
        await shortlisting.put(session, EVA, (contest.code, 2), False, NOW)
    assert await ballot(contest) == [1, 2, 3, 4]
    await confirmed(contest)
    assert await ballot(contest) == [1]


async def test_nobody_but_the_named_group_chooses_and_nobody_but_its_chair_confirms(
    contest: VillageContest,
) -> None:
    for stranger in (STRANGER, Chooser(25), sits(26, name="Řídicí")):
        with pytest.raises(NotYoursToChoose):
            await ticks(contest, stranger, 1)
    await ticks(contest, JAN, 1)
    for one in (JAN, STRANGER):
        with pytest.raises(NotYoursToChoose):
            await taken(contest, one)
        with pytest.raises(NotYoursToChoose):
            await confirmed(contest, one)
    with pytest.raises(NotYoursToRun):
        await confirmed(contest, Runner(9, ["orp-jinde"]))


async def test_a_coordinator_confirms_on_behalf_and_it_is_noted(contest: VillageContest) -> None:
    with pytest.raises(NothingChosen):
        await confirmed(contest, PETR)
    await ticks(contest, JAN, 2)
    await taken(contest, PETR)
    await confirmed(contest, PETR)
    async with contest.database.reading() as session:
        [noted] = await audit.of_subject(session, "shortlist_confirmed", contest.code)
    assert noted.detail == {"entries": [2], "on_behalf": True}


async def test_it_ends_with_the_second_in_which_the_vote_begins(contest: VillageContest) -> None:
    async with contest.database.writing() as session:
        place = (contest.code, 1)
        assert await shortlisting.tick(session, JAN, place, True, VOTING - SECOND) == [1]
        with pytest.raises(ShortlistClosed):
            await shortlisting.tick(session, JAN, place, False, VOTING)
        with pytest.raises(ShortlistClosed):
            await shortlisting.confirm(session, EVA, contest.code, VOTING)


async def test_what_is_rejected_afterwards_is_not_voted_on(contest: VillageContest) -> None:
    await ticks(contest, EVA, 1, 2)
    await taken(contest)
    await confirmed(contest)
    async with contest.database.writing() as session:
        await moderating.judge(session, PETR, (contest.code, 1), REJECTED, "Cizí dílo.", NOW)
    assert await ballot(contest) == [2]


async def test_without_a_rule_there_is_nothing_to_choose(
    database: Database, tmp_path: Path, area: None
) -> None:
    contest = await on_the_ballot(database, tmp_path, 1)
    with pytest.raises(NoShortlist):
        await ticks(contest, EVA, 1)


@given(some.dictionaries(some.integers(1, 60), some.integers(0, 9)), some.integers(2, 50))
def test_never_too_many_and_nobody_passed_over(ticks: dict[int, int], most: int) -> None:
    chosen = most_ticked(ticks, most)
    left = {number: count for number, count in ticks.items() if number not in chosen}
    assert len(chosen) <= most
    assert all(ticks[one] > other for one in chosen for other in left.values())
    assert all(ticks[one] > 0 for one in chosen)
    if len([one for one in ticks.values() if one]) <= most:
        assert chosen == {number for number, count in ticks.items() if count}
