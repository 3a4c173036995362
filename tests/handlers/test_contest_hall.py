"""A vote in the hall, run in the chat: slips with and without codes, and those from the box."""

from dataclasses import replace

import pytest

from contests import slips
from contests.publishing import BadCount
from contests.slips import NoNumbers
from handlers.contests.counting import counted_in
from handlers.contests.hall import numbers_in
from storage.ballots import CountedVotes
from storage.contests import Contest
from storage.slips import HallSlip
from tests.handlers.test_contests import CLOSED, VOTING, close, in_the_vote
from tests.handlers.test_own_data import content_of
from tests.handlers.village import Phone, Village, on_sqlite, plain


async def with_slips(obec: Village) -> tuple[Phone, Contest]:
    petr, contest = await in_the_vote(obec)
    await obec.later(VOTING)
    await petr.craft(f"cs:slips:{contest.code}:40:web0")
    return petr, contest


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("1-3, 7", {1, 2, 3, 7}),
        ("2 – 4; 9\n1", {1, 2, 3, 4, 9}),
        ("-", set()),
        ("12", {12}),
    ],
)
def test_numbers_are_written_as_people_write_them(typed: str, found: set[int]) -> None:
    assert numbers_in(typed) == found


@pytest.mark.parametrize("typed", ["", "všechny", "1-", "1 2 3", "5-3", "8-6, 9", "99999"])
def test_what_is_no_number_is_not_guessed(typed: str) -> None:
    with pytest.raises(NoNumbers):
        numbers_in(typed)


@pytest.mark.parametrize("typed", ["", "3", "3: mnoho", "3: 31\n3: 13", ": 5"])
def test_votes_that_are_no_numbers_or_told_twice_are_not_guessed(typed: str) -> None:
    assert counted_in("3: 31\n4: 0") == {3: 31, 4: 0}
    with pytest.raises(BadCount):
        counted_in(typed)


async def test_slips_with_codes_are_printed_and_those_from_the_box_bound_the_votes(
    obec: Village,
) -> None:
    petr, contest = await with_slips(obec)
    sent = (await petr.telegram.last(petr.user))["document"]
    assert (await content_of(obec, sent)).startswith(b"%PDF")
    assert len(await obec.rows(HallSlip)) == 40
    async with obec.database.writing() as session:
        [first, *_] = [one for one in await obec.rows(HallSlip) if one.number == 1]
        when = await obec.clock.now()
        await slips.vote(session, contest.code, first.code_hash, [2], "AAAA-BBBB", when)
    await petr.craft(f"cs:slips:{contest.code}:0:")
    seen = await petr.sees()
    assert "Lístků vytištěno: 40, využito na webu: 1, nalezeno v urně: 0." in seen
    await petr.tap_on("Slips from the box")
    await petr.write("všechny")
    assert await petr.reads("Write the numbers of the slips, like 1-35, 38, 41, or a dash")
    await petr.write("1-3, 99")
    assert "netiskli: 99" in await petr.sees()
    await petr.write("1-3")
    seen = await petr.sees()
    assert "Počítají se 2 lístky z urny." in seen
    assert "hlasovalo se s nimi na webu: č. 1." in seen
    await obec.later(CLOSED)
    await close(obec, contest)
    await petr.craft(f"cs:count:{contest.code}:0:")
    await petr.tap("Hlasy v sále")
    await petr.write("1: 2\n2: 1")
    assert "To je víc hlasů, než se vejde na 2 lístky z urny." in await petr.sees()
    assert await obec.count(CountedVotes) == 0
    await petr.write("1: 2")
    assert await petr.reads("The votes are entered.")
    await petr.tap_on("Publish the result")
    await petr.tap_on("Yes, publish it")
    jana = await obec.resident("jana")
    await jana.craft(f"ct:result:{contest.code}:0:0")
    assert "využito na webu: 1, nalezeno v urně: 2." in await jana.sees()


@on_sqlite
async def test_no_slip_without_a_code_is_printed_beside_those_with_one(obec: Village) -> None:
    petr, contest = await with_slips(obec)
    told = await petr.craft(f"cs:slips:{contest.code}:40:")
    assert "Kolik lístků pro sál vytisknout?" in plain(told)
    assert len(await obec.rows(HallSlip)) == 40
    assert not [one for one in await petr.buttons() if one == "40"]


@on_sqlite
async def test_a_tap_that_comes_twice_prints_no_more_slips_with_codes(obec: Village) -> None:
    petr, contest = await with_slips(obec)
    told = await petr.craft(f"cs:slips:{contest.code}:40:web0")
    assert "Lístků vytištěno: 40" in plain(told)
    assert len(await obec.rows(HallSlip)) == 40
    await petr.craft(f"cs:slips:{contest.code}:40:web40")
    assert len(await obec.rows(HallSlip)) == 80


@on_sqlite
async def test_whoever_may_print_either_kind_hears_to_print_only_one(obec: Village) -> None:
    petr, contest = await in_the_vote(obec)
    await obec.later(VOTING)
    await petr.craft(f"cs:slips:{contest.code}:0:")
    assert "jen jeden druh" not in await petr.sees()
    obec.house = replace(obec.house, public_url="https://obec.example")
    obec.restart()
    await petr.craft(f"cs:slips:{contest.code}:0:")
    assert "Tiskněte jen jeden druh" in await petr.sees()
    await petr.tap([one for one in await petr.buttons() if "🌐" in one][0])
    assert len(await obec.rows(HallSlip)) == 40


@on_sqlite
async def test_where_the_web_would_decide_nothing_there_are_no_codes(obec: Village) -> None:
    petr, contest = await in_the_vote(obec)
    await petr.craft(f"cs:decides:{contest.code}:0:hall")
    await obec.later(VOTING)
    await petr.craft(f"cs:slips:{contest.code}:0:")
    assert not [one for one in await petr.buttons() if "🌐" in one]
    told = await petr.craft(f"cs:slips:{contest.code}:40:web0")
    assert "o ničem nerozhodovaly" in plain(told)
    assert await obec.count(HallSlip) == 0
