"""Voting: once each, changed at will, right to the second, and nobody can tell whose it was."""

import asyncio
import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from contests import closing, keeping, moderating, publishing, voting
from contests.documents import Method, Origin
from contests.keeping import OnlyFromTheArea
from contests.moderating import ReasonNeeded
from contests.publishing import NotATie, NotCounting, StillClosing, TieOpen
from contests.recounting import recounted
from contests.voting import ExcludedFromVote, NotOnTheBallot, TooManyChoices, VotingClosed
from storage import ballots
from storage.ballots import Ballot, BallotReceipt, Elector
from storage.database import Database
from storage.places import AreaMunicipality, Municipality
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
JANA, OLENA, KAREL = 11, 12, 13


@pytest.fixture
async def contest(database: Database, tmp_path: Path, area: None) -> VillageContest:
    return await on_the_ballot(database, tmp_path)


async def rows(contest: VillageContest, table: type) -> list:
    async with contest.database.reading() as session:
        return list(await session.scalars(select(table)))


async def standing(contest: VillageContest) -> dict[int, int]:
    async with contest.database.writing() as session:
        stands = await publishing.preview(session, PETR, contest.code, CLOSED)
    return {one.number: int(one.points[Origin.ONLINE]) for one in stands.places}


async def closed(contest: VillageContest) -> int:
    return await closing.close(contest.database, contest.marks, contest.code, CLOSED)


async def test_a_vote_counts_once_and_can_be_changed(contest: VillageContest):
    assert await contest.votes(JANA, 1) == [1]
    assert await contest.votes(JANA, 2) == [2]
    assert await contest.ballot(JANA) == [2]
    assert await contest.votes(OLENA, 2, 2) == [2]
    assert await contest.votes(OLENA, -2, -2) == []
    assert await closed(contest) == 1
    assert await standing(contest) == {2: 1, 1: 0, 3: 0}


async def test_up_to_two_is_two(database: Database, tmp_path: Path, area: None):
    contest = await on_the_ballot(database, tmp_path, voting={"method": "up_to", "most": 2})
    assert await contest.votes(JANA, 3, 1) == [3, 1]
    with pytest.raises(TooManyChoices):
        await contest.votes(JANA, 2)
    assert await contest.ballot(JANA) == [3, 1]


async def test_one_approves_of_as_many_as_one_likes(database: Database, tmp_path: Path, area: None):
    contest = await on_the_ballot(database, tmp_path, voting={"method": "approval"})
    assert await contest.votes(JANA, 3, 1, 2) == [3, 1, 2]
    assert await contest.votes(OLENA, 2) == [2]
    await closed(contest)
    assert await standing(contest) == {2: 2, 1: 1, 3: 1}


async def test_a_ranking_keeps_its_order(database: Database, tmp_path: Path, area: None):
    rules = {"method": Method.RANKING}
    contest = await on_the_ballot(database, tmp_path, voting=rules)
    assert await contest.votes(JANA, 3, 1, 2, -1) == [3, 2]


async def test_the_first_and_the_last_second(contest: VillageContest):
    with pytest.raises(VotingClosed) as early:
        await contest.votes(JANA, 1, when=VOTING - SECOND)
    assert early.value.opens_at == VOTING
    assert await contest.votes(JANA, 1, when=CLOSED - SECOND) == [1]
    with pytest.raises(VotingClosed) as late:
        await contest.votes(OLENA, 1, when=CLOSED)
    assert late.value.opens_at is None


async def test_what_is_not_on_the_ballot_cannot_be_voted_for(contest: VillageContest):
    with pytest.raises(NotOnTheBallot):
        await contest.votes(JANA, 9)
    assert await rows(contest, Elector) == []


async def test_people_of_the_area_vote_where_the_brief_says_so(
    database: Database, tmp_path: Path, area: None
):
    contest = await on_the_ballot(database, tmp_path, voting={"who": "area"})
    async with database.writing() as session:
        vizovice = {"name": "Vizovice", "folded": "vizovice", "district": "Zlín"}
        session.add(Municipality(code="585939", population=4700, **vizovice))
        await session.flush()
        session.add(AreaMunicipality(area_code="orp-vizovice", municipality_code="585939"))
    assert await contest.votes(JANA, 1) == [1]
    for municipality in (None, "999999"):
        with pytest.raises(OnlyFromTheArea):
            await contest.votes(OLENA, 1, municipality=municipality)


async def test_everybody_sees_the_entries_in_an_order_of_their_own(contest: VillageContest):
    async with contest.database.reading() as session:
        found = await keeping.run(session, contest.code)
        entries = await moderating.on_the_ballot(session, found)
    # Of 400 people somebody gets each of the six orders: all but one in 10^30 times.
    orders = {
        tuple(one.number for one in voting.shuffled(found, entries, str(who))) for who in range(400)
    }
    assert len(orders) == 6
    assert voting.shuffled(found, entries, "7") == voting.shuffled(found, entries, "7")


async def test_nobody_sees_how_it_stands_before_the_end(contest: VillageContest):
    await contest.votes(JANA, 1)
    async with contest.database.writing() as session:
        for asked in (publishing.preview(session, PETR, contest.code, VOTING),
                      publishing.publish(session, PETR, contest.code, CLOSED - SECOND),
                      publishing.ballot_file(session, contest.code),
                      publishing.enter_counted(session, PETR, contest.code, Origin.HALL, {1: 5},
                                               VOTING)):  # fmt: skip
            with pytest.raises(NotCounting):
                await asked
        assert await publishing.result(session, contest.code) is None


async def test_the_moment_between_the_end_and_the_closing_is_told(contest: VillageContest):
    async with contest.database.writing() as session:
        with pytest.raises(StillClosing):
            await publishing.preview(session, PETR, contest.code, CLOSED)


async def test_a_closing_that_was_asked_for_is_not_put_off(contest: VillageContest):
    """The end comes while a colleague, a second before, has put it off."""
    await contest.votes(JANA, 1)
    async with contest.database.writing() as session:
        run = await keeping.run(session, contest.code)
        later = run.document.model_copy(
            update={"vote_until": CLOSED + DAY, "results_at": CLOSED + 2 * DAY}
        )
        code, revision = contest.code, run.contest.revision
        await keeping.change(session, PETR, code, revision, later, CLOSED - SECOND)
    assert await closed(contest) == 1
    with pytest.raises(VotingClosed):
        await contest.votes(OLENA, 2, when=CLOSED + SECOND)
    assert await standing(contest) == {1: 1, 2: 0, 3: 0}


async def test_after_the_end_nothing_leads_from_a_voter_to_a_ballot(contest: VillageContest):
    for who in range(20, 32):
        await contest.votes(who, 1 + who % 3)
    before = {one.mark for one in await rows(contest, Ballot)}
    assert len(before) == 12
    await closed(contest)
    assert {one.mark for one in await rows(contest, Ballot)} == {None}
    told = {(one.voted_at, one.came_by) for one in await rows(contest, Elector)}
    assert told == {(None, "")}
    assert not contest.marks.exists(f"contest-{contest.code}")
    assert len(await rows(contest, BallotReceipt)) == 12


async def test_a_voter_can_check_that_the_ballot_was_counted(contest: VillageContest):
    await contest.votes(JANA, 1)
    await contest.votes(JANA, 2)
    code = voting.receipt(contest.marks, contest.code, str(JANA))
    await closed(contest)
    [kept] = await rows(contest, BallotReceipt)
    assert code not in kept.code_hash
    assert kept.code_hash == hashlib.sha256(f"{contest.code}:{code}".encode()).hexdigest()
    async with contest.database.reading() as session:
        hashed = voting.receipt_hash(contest.code, code.lower())
        assert await ballots.is_counted(session, contest.code, hashed)
        wrong = voting.receipt_hash(contest.code, "AAAA-AAAA")
        assert not await ballots.is_counted(session, contest.code, wrong)


async def test_an_excluded_elector_is_counted_openly_and_the_choice_shown_to_nobody(
    contest: VillageContest,
):
    await contest.votes(JANA, 1)
    await contest.votes(KAREL, 2)
    elector = (KAREL, str(KAREL))
    async with contest.database.writing() as session:
        with pytest.raises(ReasonNeeded):
            await voting.exclude(session, contest.marks, PETR, contest.code, elector, " ", VOTING)
        await voting.exclude(
            session, contest.marks, PETR, contest.code, elector, "Účet na jedno použití.", VOTING
        )
    with pytest.raises(ExcludedFromVote):
        await contest.votes(KAREL, 3)
    await closed(contest)
    async with contest.database.writing() as session:
        told = await publishing.publish(session, PETR, contest.code, RESULTS)
    assert told is not None
    assert told.result["winners"] == [1]
    assert told.result["excluded"] == ["Účet na jedno použití."]
    assert len(await rows(contest, BallotReceipt)) == 1


async def test_many_vote_at_once_and_each_counts_once(contest: VillageContest):
    async def votes(who: int) -> None:
        await contest.votes(who, 1 + who % 3, 1 + (who + 1) % 3)

    for start in range(1000, 1120, 20):
        await asyncio.gather(*(votes(who) for who in range(start, start + 20)))
    assert await closed(contest) == 120
    assert await standing(contest) == {1: 40, 2: 40, 3: 40}


async def test_votes_and_the_end_at_once(contest: VillageContest):
    """Who was acknowledged is counted, who came after it was refused."""

    async def votes(who: int) -> bool:
        try:
            return bool(await contest.votes(who, 1, when=CLOSED - SECOND))
        except VotingClosed:
            return False

    first = [await votes(who) for who in range(30, 35)]
    *told, _ = await asyncio.gather(*(votes(who) for who in range(40, 60)), closed(contest))
    await closed(contest)
    assert (await standing(contest))[1] == sum(first) + sum(told)


async def test_the_result_is_recounted_from_the_file(contest: VillageContest):
    for who, number in ((JANA, 1), (OLENA, 2), (KAREL, 2)):
        await contest.votes(who, number)
    await closed(contest)
    async with contest.database.writing() as session:
        hall = {1: 3, 2: 2, 3: 0}
        await publishing.enter_counted(session, PETR, contest.code, Origin.HALL, hall, CLOSED)
        told = await publishing.publish(session, PETR, contest.code, RESULTS)
        file = await publishing.ballot_file(session, contest.code)
    assert told is not None
    assert told.result["winners"] == [1, 2]
    assert sorted(map(tuple, file["ballots"])) == [(1,), (2,), (2,)]
    assert recounted(file)["winners"] == [1, 2]


async def test_of_three_equals_a_group_names_one_after_another(
    database: Database, tmp_path: Path, area: None
) -> None:
    prizes = [{"place": place, "what": {"cs": "Kniha"}} for place in (1, 2, 3)]
    contest = await on_the_ballot(database, tmp_path, voting={"tie": "group"}, prizes=prizes)
    await closed(contest)
    code = contest.code

    async def counted(votes: dict[int, int]) -> None:
        async with database.writing() as session:
            await publishing.enter_counted(session, PETR, code, Origin.HALL, votes, CLOSED)

    async def decided(*order: int) -> list[tuple[int, int]]:
        async with database.writing() as session:
            stands = await publishing.decide(session, PETR, code, order, "Losem.", CLOSED)
        return [(one.place, one.number) for one in stands.places]

    await counted({1: 5, 2: 5, 3: 5})
    assert await decided(2) == [(1, 2), (2, 1), (2, 3)]
    with pytest.raises(NotATie):
        await decided(2)
    assert await decided(3) == [(1, 2), (2, 3), (3, 1)]
    await counted({3: 5})
    async with database.writing() as session:
        file = await publishing.ballot_file(session, code)
    assert recounted(file)["places"] == [(1, 2), (2, 3), (3, 1)]
    await counted({3: 4})
    async with database.writing() as session:
        stands = await publishing.preview(session, PETR, code, CLOSED)
        with pytest.raises(TieOpen):
            await publishing.publish(session, PETR, code, CLOSED)
    assert stands.undecided == ((1, 2),)


async def test_it_ends_with_a_result_on_its_day(contest: VillageContest):
    await contest.votes(JANA, 3)
    await closed(contest)
    async with contest.database.writing() as session:
        assert await publishing.publish_due(session, RESULTS - DAY) == []
        [told] = await publishing.publish_due(session, RESULTS)
        assert await publishing.publish_due(session, RESULTS) == []
    assert told.result["winners"] == [3]
    assert told.result["turnout"] == {"": 1}
    assert NOW < RESULTS


@pytest.mark.soak
@pytest.mark.timeout(900)
async def test_two_thousand_people_vote_at_once_each_exactly_once(contest: VillageContest):
    few = asyncio.Semaphore(25)

    async def votes(who: int) -> None:
        async with few:
            await contest.votes(who, 1 + who % 3)
            await contest.votes(who, 1 + (who + 1) % 3)

    await asyncio.gather(*(votes(who) for who in range(10_000, 12_000)))
    assert await closed(contest) == 2000
    async with contest.database.writing() as session:
        told = await publishing.publish(session, PETR, contest.code, RESULTS)
        file = await publishing.ballot_file(session, contest.code)
    assert told is not None
    assert len(file["ballots"]) == len(file["receipts"]) == 2000
    again = recounted(file)
    assert again["winners"] == list(told.result["winners"])
    assert [number for _, number in again["places"]] == [
        one["number"] for one in told.result["places"]
    ]
