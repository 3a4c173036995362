"""Slips for the hall: each good for one vote, on the web or in the box, and never for both."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlalchemy import select

from contests import closing, publishing, retention, slips, voting
from contests.documents import Method, Origin, Voting
from contests.recounting import recounted
from contests.slips import (
    MoreThanTheBox,
    NoSuchSlip,
    NothingMarked,
    SlipsClosed,
    SlipsDoNotDecide,
    SlipSpent,
    UnknownSlips,
)
from contests.voting import NotOnTheBallot, TooManyChoices, VotingClosed
from storage import ballots
from storage import slips as tables
from storage.ballots import Ballot
from storage.database import Database
from storage.slips import IN_THE_BOX, ON_THE_WEB, HallSlip
from tests.contests.village_contest import (
    CLOSED,
    DAY,
    NOW,
    PETR,
    RESULTS,
    VOTING,
    VillageContest,
    on_the_ballot,
)
from tests.plans.test_keeping import area

__all__ = ["area"]

SECOND = timedelta(seconds=1)
SECRET = "tajemstvi"


@pytest.fixture
async def contest(database: Database, tmp_path: Path, area: None) -> VillageContest:
    return await printed(await on_the_ballot(database, tmp_path), 12)


async def printed(contest: VillageContest, count: int) -> VillageContest:
    """Slips whose codes are KOD-1, KOD-2 and so on."""
    hashes = [hashed(contest, number) for number in range(1, count + 1)]
    async with contest.database.writing() as session:
        numbers = await slips.enlist(session, PETR, contest.code, hashes, VOTING)
    assert numbers == range(1, count + 1)
    return contest


def hashed(contest: VillageContest, number: int) -> str:
    return slips.hashed(SECRET, contest.code, f"KOD-{number}")


async def votes(
    contest: VillageContest, slip: int, *choices: int, receipt: str = "", when: object = VOTING
) -> None:
    async with contest.database.writing() as session:
        await slips.vote(
            session,
            contest.code,
            hashed(contest, slip),
            choices,
            receipt or f"PRAVY-{slip}",
            when,  # type: ignore[arg-type]
        )


async def box(contest: VillageContest, *found: int, when: object = CLOSED) -> slips.Box:
    async with contest.database.writing() as session:
        return await slips.put_in_box(session, PETR, contest.code, found, when)  # type: ignore[arg-type]


async def hall(contest: VillageContest, counted: dict[int, int]) -> None:
    async with contest.database.writing() as session:
        code = contest.code
        await publishing.enter_counted(session, PETR, code, Origin.HALL, counted, CLOSED)


async def rows(contest: VillageContest, table: type) -> Sequence:
    async with contest.database.reading() as session:
        return list(await session.scalars(select(table)))


async def closed(contest: VillageContest) -> int:
    return await closing.close(contest.database, contest.marks, contest.code, CLOSED)


async def test_a_slip_votes_once_and_the_same_form_again_changes_nothing(contest: VillageContest):
    await votes(contest, 1, 2)
    await votes(contest, 1, 2)
    with pytest.raises(SlipSpent) as spent:
        await votes(contest, 1, 3, receipt="JINY")
    assert spent.value.used == ON_THE_WEB
    assert [(one.choices, one.origin) for one in await rows(contest, Ballot)] == [([2], "slip")]
    async with contest.database.reading() as session:
        kept = voting.receipt_hash(contest.code, "pravy-1 ")
        assert await ballots.is_counted(session, contest.code, kept)
        with pytest.raises(SlipSpent):
            await slips.offered(session, contest.code, hashed(contest, 1), VOTING)


async def test_a_ballot_carries_nothing_of_its_slip_even_while_people_vote(
    contest: VillageContest,
):
    await votes(contest, 1, 2)
    [one] = await rows(contest, Ballot)
    assert one.mark is None
    assert set(type(one).model_fields) == {"id", "contest_code", "mark", "choices", "origin"}
    fields = set(HallSlip.model_fields)
    assert fields == {"contest_code", "number", "code_hash", "used"}


async def test_of_many_at_once_one_slip_casts_one_ballot(contest: VillageContest):
    async def tries(which: int) -> bool:
        try:
            await votes(contest, 1, 1 + which % 3, receipt=f"KOD-{which}")
        except SlipSpent:
            return False
        return True

    assert sum(await asyncio.gather(*(tries(which) for which in range(12)))) == 1
    assert len(await rows(contest, Ballot)) == 1


async def test_what_is_no_vote_leaves_the_slip_whole(contest: VillageContest):
    for choices, refusal in (
        ((), NothingMarked),
        ((9,), NotOnTheBallot),
        ((1, 2), TooManyChoices),
    ):
        with pytest.raises(refusal):
            await votes(contest, 1, *choices)
    with pytest.raises(NoSuchSlip):
        await votes(contest, 99, 1)
    for when in (VOTING - SECOND, CLOSED):
        with pytest.raises(VotingClosed):
            await votes(contest, 1, 1, when=when)
    await votes(contest, 1, 1, when=CLOSED - SECOND)
    assert len(await rows(contest, Ballot)) == 1


async def test_a_slip_from_the_box_cannot_vote_on_the_web(contest: VillageContest):
    assert (await box(contest, 3, 4, when=VOTING)).count == 2
    with pytest.raises(SlipSpent) as spent:
        await votes(contest, 3, 1)
    assert spent.value.used == IN_THE_BOX
    assert (await box(contest, 4, when=VOTING)).count == 1
    await votes(contest, 3, 1)


async def test_a_slip_used_on_the_web_is_put_aside_in_the_hall(contest: VillageContest):
    await votes(contest, 3, 1)
    await closed(contest)
    found = await box(contest, 2, 3, 4)
    assert (found.count, found.aside) == (2, (3,))
    with pytest.raises(MoreThanTheBox):
        await hall(contest, {1: 2, 2: 1})
    await hall(contest, {1: 1, 2: 1})
    with pytest.raises(MoreThanTheBox):
        await box(contest, 2)
    await hall(contest, {1: 0, 2: 1})
    assert (await box(contest, 2)).count == 1
    with pytest.raises(UnknownSlips) as unknown:
        await box(contest, 2, 13)
    assert unknown.value.unknown == [13]


async def test_where_no_slip_was_printed_the_hall_votes_as_it_likes(
    database: Database, tmp_path: Path, area: None
):
    contest = await on_the_ballot(database, tmp_path)
    await closed(contest)
    await hall(contest, {1: 40})


async def test_slips_are_counted_with_an_origin_of_their_own_and_recounted(
    contest: VillageContest,
):
    for slip, choice in enumerate((2, 2, 2, 3, 1), start=1):
        await votes(contest, slip, choice)
    for who in range(11, 16):
        await contest.votes(who, 1)
    assert await closed(contest) == 10
    await box(contest, 6, 7)
    await hall(contest, {1: 2, 2: 0, 3: 0})
    async with contest.database.writing() as session:
        told = await publishing.publish(session, PETR, contest.code, RESULTS)
        file = await publishing.ballot_file(session, contest.code)
    assert told is not None
    assert told.result["voices"] == {"online": 5, "slip": 5, "hall": 2}
    assert told.result["slips"] == {"printed": 12, "web": 5, "box": 2}
    assert told.result["winners"] == [1]
    assert sorted(file["slip_ballots"]) == [[1], [2], [2], [2], [3]]
    assert len(file["receipts"]) == 10
    again = recounted(file)
    assert again["winners"] == [1]
    assert again["voices"] == told.result["voices"]


async def test_too_few_slips_stand_with_the_ballots_from_the_chat(contest: VillageContest):
    await votes(contest, 1, 3)
    for who in (11, 12):
        await contest.votes(who, 1)
    await closed(contest)
    async with contest.database.writing() as session:
        told = await publishing.publish(session, PETR, contest.code, RESULTS)
    assert told is not None
    assert told.result["voices"] == {"online": 3}
    assert told.result["slips"]["web"] == 1
    assert {one.origin for one in await rows(contest, Ballot)} == {"online"}


async def test_one_ballot_from_the_chat_stands_with_those_of_many_slips(contest: VillageContest):
    for slip in range(1, 6):
        await votes(contest, slip, 2)
    await contest.votes(11, 1)
    await closed(contest)
    async with contest.database.reading() as session:
        file = await publishing.ballot_file(session, contest.code)
    assert (len(file["ballots"]), file["slip_ballots"]) == (6, [])


async def test_after_the_end_no_code_opens_a_slip_and_later_none_is_left(contest: VillageContest):
    await votes(contest, 1, 3)
    await closed(contest)
    assert {one.code_hash for one in await rows(contest, HallSlip)} == {""}
    async with contest.database.writing() as session:
        await publishing.publish(session, PETR, contest.code, RESULTS)
        with pytest.raises(SlipsClosed):
            await slips.put_in_box(session, PETR, contest.code, [2], RESULTS)
        await retention.forget_old(session, RESULTS + 100 * DAY)
    assert await rows(contest, HallSlip) == []


async def test_slips_are_printed_while_they_can_be_used_and_numbered_on(contest: VillageContest):
    async with contest.database.writing() as session:
        more = await slips.enlist(session, PETR, contest.code, ["a", "b"], VOTING)
        assert more == range(13, 15)
        for when in (NOW, CLOSED):
            with pytest.raises(SlipsClosed):
                await slips.enlist(session, PETR, contest.code, ["c"], when)
        with pytest.raises(slips.TooManySlips):
            await slips.enlist(session, PETR, contest.code, ["d"] * slips.MOST, VOTING)
        assert sum((await tables.counted(session, contest.code)).values()) == 14


async def test_no_slip_is_printed_where_it_would_decide_nothing(
    database: Database, tmp_path: Path, area: None
):
    contest = await on_the_ballot(database, tmp_path, voting={"decides": {"hall": 100}})
    async with database.writing() as session:
        with pytest.raises(SlipsDoNotDecide):
            await slips.enlist(session, PETR, contest.code, ["a"], VOTING)
    with pytest.raises(ValidationError):
        Voting(decides={Origin.SLIP: 100})


@given(
    st.sampled_from(Method),
    st.integers(1, 6),
    st.lists(st.permutations(range(1, 7)).flatmap(
        lambda order: st.integers(1, 6).map(lambda most: order[:most])), max_size=8),
)  # fmt: skip
def test_slips_carry_what_may_be_marked_on_them(method: Method, most: int, marked: list[list[int]]):
    """Whatever so many slips say within the rules is covered by so many slips."""
    rules, works = Voting(method=method, most=most), 6
    cut = {Method.ONE: 1, Method.UP_TO: most}.get(method, works)
    each, together = slips.carried(rules, works)
    points: dict[int, int] = {}
    for choices in marked:
        slips.demand_fit(rules, range(1, works + 1), choices[:cut])
        for rank, number in enumerate(choices[:cut]):
            worth = works - rank if method is Method.RANKING else 1
            points[number] = points.get(number, 0) + worth
    assert all(one <= len(marked) * each for one in points.values())
    assert sum(points.values()) <= len(marked) * together
