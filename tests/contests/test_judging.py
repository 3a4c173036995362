"""The jury: invited once each, gives points while people vote, hidden until the vote is over."""

from pathlib import Path

import pytest

from contests import closing, entering, judging, keeping, publishing
from contests.counting import Standing
from contests.documents import Origin
from contests.judging import BadPoints, JurorIsAuthor, JurorUnnamed, JuryClosed, NoSuchJuror
from contests.keeping import NotYoursToRun, Runner
from contests.publishing import NotCounting
from contests.recounting import recounted
from contests.voting import NotOnTheBallot, VotingClosed
from storage import judging as tables
from storage.database import Database
from tests.contests.drawing import work
from tests.contests.village_contest import (
    CLOSED,
    NOW,
    PETR,
    RESULTS,
    VOTING,
    VillageContest,
    on_the_ballot,
)
from tests.plans.test_keeping import area

__all__ = ["area"]

EVA, JAN, VOTER = 21, 22, 31
HALF = {"decides": {"public": 50, "jury": 50}}


@pytest.fixture
async def contest(database: Database, tmp_path: Path, area: None) -> VillageContest:
    return await on_the_ballot(database, tmp_path, voting=HALF)


async def joins(contest: VillageContest, who: int, name: str) -> None:
    token = f"odkaz-{name}"
    async with contest.database.writing() as session:
        await judging.invite(session, PETR, contest.code, name, token, NOW)
        await judging.accept(session, token, who, NOW)


async def gives(contest: VillageContest, who: int, *points: int) -> dict[int, int]:
    """So many points to the first work, the second one and so on."""
    stands: dict[int, int] = {}
    for number, many in enumerate(points, start=1):
        async with contest.database.writing() as session:
            stands = dict(await judging.give(session, contest.code, who, (number, many), VOTING))
    return stands


async def progress(contest: VillageContest) -> dict[str, tuple[int, int]]:
    async with contest.database.reading() as session:
        run = await keeping.run(session, contest.code)
        return {one.juror.name: (one.done, one.of) for one in await judging.jury(session, run)}


def by_jury(stands: Standing) -> dict[int, int]:
    return {one.number: int(one.points[Origin.JURY]) for one in stands.places}


async def closed(contest: VillageContest) -> None:
    await closing.close(contest.database, contest.marks, contest.code, CLOSED)


async def test_points_weigh_beside_the_public_and_are_counted_again_from_the_file(
    contest: VillageContest,
) -> None:
    await joins(contest, EVA, "Eva Malá")
    await joins(contest, JAN, "Jan Velký")
    assert await gives(contest, EVA, 10, 2, 0) == {1: 10, 2: 2, 3: 0}
    await gives(contest, JAN, 4, 4, 0)
    await contest.votes(VOTER, 2)
    await closed(contest)
    async with contest.database.writing() as session:
        stands = await publishing.preview(session, PETR, contest.code, CLOSED)
        told = await publishing.publish(session, PETR, contest.code, RESULTS)
        file = await publishing.ballot_file(session, contest.code)
    assert told is not None
    assert {one.number: int(one.points[Origin.JURY]) for one in stands.places} == {
        1: 14,
        2: 6,
        3: 0,
    }
    # Half of all the public's votes and 6 of 20 points against 14 of 20 points.
    assert told.result["winners"] == [2]
    assert told.result["jurors"] == ["Eva Malá", "Jan Velký"]
    assert recounted(file)["winners"] == [2]
    assert file["counted"]["jury"] == {"1": 14, "2": 6, "3": 0}


async def test_points_on_paper_are_added_to_those_of_the_chat(contest: VillageContest) -> None:
    await joins(contest, EVA, "Eva Malá")
    await gives(contest, EVA, 1, 2, 3)
    await closed(contest)
    async with contest.database.writing() as session:
        paper = {1: 9}
        await publishing.enter_counted(session, PETR, contest.code, Origin.JURY, paper, CLOSED)
        stands = await publishing.preview(session, PETR, contest.code, CLOSED)
    assert {one.number: int(one.points[Origin.JURY]) for one in stands.places} == {
        1: 10,
        3: 3,
        2: 2,
    }


async def test_a_sheet_that_is_not_whole_does_not_count(contest: VillageContest) -> None:
    await joins(contest, EVA, "Eva Malá")
    await joins(contest, JAN, "Jan Velký")
    await gives(contest, EVA, 1, 1, 5)
    await gives(contest, JAN, 10)
    assert await progress(contest) == {"Eva Malá": (3, 3), "Jan Velký": (1, 3)}
    await closed(contest)
    async with contest.database.writing() as session:
        told = await publishing.publish(session, PETR, contest.code, RESULTS)
    assert told is not None
    assert told.result["winners"] == [3]
    assert told.result["jurors"] == ["Eva Malá"]


async def test_nobody_sees_points_before_the_vote_is_over(contest: VillageContest) -> None:
    await joins(contest, EVA, "Eva Malá")
    await joins(contest, JAN, "Jan Velký")
    await gives(contest, EVA, 7, 7, 7)
    async with contest.database.writing() as session:
        assert await judging.points(session, contest.code, JAN, VOTING) == {}
        for asked in (publishing.preview(session, PETR, contest.code, VOTING),
                      publishing.ballot_file(session, contest.code)):  # fmt: skip
            with pytest.raises(NotCounting):
                await asked
        with pytest.raises(NoSuchJuror):
            await judging.points(session, contest.code, VOTER, VOTING)


async def test_points_are_given_while_people_vote_and_only_what_the_brief_allows(
    contest: VillageContest,
) -> None:
    await joins(contest, EVA, "Eva Malá")
    async with contest.database.writing() as session:
        for given, when, refused in (
            ((1, 11), VOTING, BadPoints),
            ((1, -1), VOTING, BadPoints),
            ((9, 5), VOTING, NotOnTheBallot),
            ((1, 5), NOW, VotingClosed),
            ((1, 5), CLOSED, VotingClosed),
        ):
            with pytest.raises(refused):
                await judging.give(session, contest.code, EVA, given, when)
        with pytest.raises(NoSuchJuror):
            await judging.give(session, contest.code, VOTER, (1, 5), VOTING)
    assert await gives(contest, EVA, 3) == {1: 3}
    assert await gives(contest, EVA, 4) == {1: 4}


async def test_a_link_works_for_one_person_who_may_say_so_again(contest: VillageContest) -> None:
    async with contest.database.writing() as session:
        for _ in range(2):
            await judging.invite(session, PETR, contest.code, " Eva  Malá ", "odkaz", NOW)
        for _ in range(2):
            await judging.accept(session, "odkaz", EVA, NOW)
        for token, who in (("odkaz", JAN), ("jiný", JAN)):
            with pytest.raises(NoSuchJuror):
                await judging.accept(session, token, who, NOW)
        await judging.invite(session, PETR, contest.code, "Eva podruhé", "druhý", NOW)
        with pytest.raises(NoSuchJuror):
            await judging.accept(session, "druhý", EVA, NOW)
        jurors = await tables.jurors(session, contest.code)
    assert [(one.name, one.resident_id) for one in jurors] == [
        ("Eva Malá", EVA),
        ("Eva podruhé", None),
    ]
    assert "odkaz" not in str(jurors[0].token_hash)


async def test_an_author_is_no_juror_and_a_juror_who_enters_gives_no_more(
    database: Database, tmp_path: Path, area: None
) -> None:
    contest = await on_the_ballot(database, tmp_path, 1)
    async with database.writing() as session:
        await judging.invite(session, PETR, contest.code, "Autor", "odkaz", NOW)
        with pytest.raises(JurorIsAuthor):
            await judging.accept(session, "odkaz", 100, NOW)
    await joins(contest, EVA, "Eva Malá")
    async with database.writing() as session:
        begun = await entering.begin(session, contest.code, EVA, work(9), NOW)
        place = (begun.entry.id, EVA)
        await entering.name(session, *place, "Lípa", NOW)
        await entering.set_authors(session, *place, [entering.Author("Eva", False)], NOW)
        await entering.send(session, *place, NOW)
        with pytest.raises(JurorIsAuthor):
            await judging.give(session, contest.code, EVA, (1, 9), VOTING)


async def test_who_leaves_the_jury_takes_the_points_along(contest: VillageContest) -> None:
    await joins(contest, EVA, "Eva Malá")
    await gives(contest, EVA, 1, 2, 3)
    async with contest.database.writing() as session:
        [eva] = await tables.jurors(session, contest.code)
        stranger = Runner(9, ["orp-jinde"])
        with pytest.raises(NotYoursToRun):
            await judging.remove(session, stranger, contest.code, eva.id, VOTING)
        await judging.remove(session, PETR, contest.code, eva.id, VOTING)
        assert await tables.given(session, [eva.id]) == {eva.id: {}}
    assert await progress(contest) == {}


async def test_once_the_vote_is_over_the_jury_stays(contest: VillageContest) -> None:
    await joins(contest, EVA, "Eva Malá")
    async with contest.database.writing() as session:
        [eva] = await tables.jurors(session, contest.code)
        for asked in (judging.invite(session, PETR, contest.code, "Jan", "pozdě", CLOSED),
                      judging.remove(session, PETR, contest.code, eva.id, CLOSED)):  # fmt: skip
            with pytest.raises(JuryClosed):
                await asked
        with pytest.raises(JurorUnnamed):
            await judging.invite(session, PETR, contest.code, "  ", "prázdné", NOW)
