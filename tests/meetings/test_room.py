"""In the room: questions that staff read first, votes of those who are there, one each."""

import asyncio

import pytest

from meetings import room
from meetings.doors import NotThere
from meetings.keeping import NotYoursToHold
from meetings.room import (
    AnotherVoteOpen,
    NoSuchQuestion,
    NoSuchVote,
    NotAVote,
    NothingAsked,
    TooManyQuestions,
    VotedAlready,
    VoteNotOpen,
)
from storage import rooms as tables
from storage.database import Database
from storage.rooms import ANSWERED, REFUSED, SHOWN, VoteCount, VoteGiven
from tests.meetings.test_attendance import STRANGER, arrives, door
from tests.meetings.test_registration import NOW, PETR, STARTS, announced
from tests.plans.test_keeping import area

__all__ = ["area"]

ASKED = "Chcete terénní službu?\nAno\nNe\n\nZdržuji se"


async def full_room(database: Database, *who: int) -> tuple[str, int]:
    code = await announced(database)
    scanned = await door(database, code)
    for one in who:
        await arrives(database, one, scanned)
    return code, 1


async def opened(database: Database, place: tuple[str, int], told: str = ASKED) -> int:
    async with database.writing() as session:
        number = (await room.prepare(session, PETR, place, told, STARTS)).number
        await room.open_vote(session, PETR, number, STARTS)
    return number


async def votes(database: Database, who: int, number: int, option: int) -> None:
    async with database.writing() as session:
        await room.cast(session, who, number, option)


async def test_a_question_is_seen_once_staff_have_read_it(database: Database, area: str) -> None:
    place = await full_room(database, 1, 2)
    async with database.writing() as session:
        with pytest.raises(NotThere):
            await room.ask(session, 9, place, "Kdy?", STARTS)
        with pytest.raises(NothingAsked):
            await room.ask(session, 1, place, " \n", STARTS)
        asked = await room.ask(session, 1, place, " Kdy\n začnete? ", STARTS)
        assert asked.text == "Kdy začnete?"
        assert await room.shown(session, place) == []
        with pytest.raises(NoSuchQuestion):
            await room.support(session, 2, asked.number)
        with pytest.raises(NotYoursToHold):
            await room.decide(session, STRANGER, asked.number, SHOWN, STARTS)
        await room.decide(session, PETR, asked.number, SHOWN, STARTS)
        assert [one.number for one in await room.shown(session, place)] == [asked.number]
        await room.decide(session, PETR, asked.number, ANSWERED, STARTS)
        assert await room.shown(session, place) == []


async def test_the_most_wanted_question_stands_first_and_nobody_counts_twice(
    database: Database, area: str
) -> None:
    place = await full_room(database, 1, 2, 3)
    async with database.writing() as session:
        first = await room.ask(session, 1, place, "První?", STARTS)
        second = await room.ask(session, 2, place, "Druhá?", STARTS)
        for one in (first, second):
            await room.decide(session, PETR, one.number, SHOWN, STARTS)
    for _ in range(2):
        for who in (1, 3):
            async with database.writing() as session:
                await room.support(session, who, second.number)
    async with database.writing() as session:
        found = await room.shown(session, place)
        assert [(one.number, one.upvotes) for one in found] == [
            (second.number, 2),
            (first.number, 0),
        ]
        after = await room.support(session, 3, second.number, on=False)
        assert after.upvotes == 1
        again = await room.support(session, 3, second.number, on=False)
        assert again.upvotes == 1


async def test_nobody_floods_the_speaker(database: Database, area: str) -> None:
    place = await full_room(database, 1)
    async with database.writing() as session:
        asked = [await room.ask(session, 1, place, f"{n}?", STARTS) for n in range(3)]
        with pytest.raises(TooManyQuestions):
            await room.ask(session, 1, place, "A ještě?", STARTS)
        await room.decide(session, PETR, asked[0].number, REFUSED, STARTS)
        await room.ask(session, 1, place, "A ještě?", STARTS)


async def test_everybody_who_is_there_votes_once(database: Database, area: str) -> None:
    place = await full_room(database, *range(1, 31))
    number = await opened(database, place)
    casts = [votes(database, who, number, who % 3) for who in range(1, 31) for _ in range(2)]
    refused = await asyncio.gather(*casts, return_exceptions=True)
    assert [type(one) for one in refused if one].count(VotedAlready) == 30
    async with database.writing() as session:
        with pytest.raises(NotThere):
            await room.cast(session, 99, number, 0)
        with pytest.raises(NoSuchVote):
            await room.cast(session, 1, number, 3)
        await room.count_hands(session, PETR, number, [5, 0, 1], STARTS)
        await room.count_hands(session, PETR, number, [4, 0, 1], STARTS)
        closed = await room.close_vote(session, PETR, number, STARTS)
        found = await room.tally(session, closed)
    assert (found.taps, found.hands, found.sums) == ([10, 10, 10], [4, 0, 1], [14, 10, 11])
    assert (found.voters, found.is_closed) == (30, True)
    with pytest.raises(VoteNotOpen):
        await votes(database, 1, number, 0)


def test_no_column_ties_a_person_to_what_they_voted_for() -> None:
    assert set(VoteGiven.model_fields) == {"vote_number", "resident_id"}
    assert set(VoteCount.model_fields) == {"vote_number", "origin", "option", "votes"}


async def test_one_thing_at_a_time_is_put_to_the_vote(database: Database, area: str) -> None:
    place = await full_room(database, 1)
    first = await opened(database, place)
    async with database.writing() as session:
        second = (await room.prepare(session, PETR, place, ASKED, STARTS)).number
        with pytest.raises(AnotherVoteOpen):
            await room.open_vote(session, PETR, second, STARTS)
        with pytest.raises(VoteNotOpen):
            await room.close_vote(session, PETR, second, STARTS)
        with pytest.raises(VoteNotOpen):
            await room.count_hands(session, PETR, second, [0, 0, 0], STARTS)
        await room.close_vote(session, PETR, first, STARTS)
        with pytest.raises(VoteNotOpen):
            await room.open_vote(session, PETR, first, STARTS)
        current = await room.current_vote(session, place)
        assert current
        assert current.number == first
        await room.open_vote(session, PETR, second, STARTS)
        current = await room.current_vote(session, place)
        assert current
        assert current.number == second


@pytest.mark.parametrize(
    "told",
    ["", "Jen otázka?", "Otázka?\nAno", "Otázka?\nAno\nAno", "?\n" + "\n".join("abcdefg")],
)
async def test_what_is_no_vote_is_told(database: Database, area: str, told: str) -> None:
    place = await full_room(database)
    async with database.writing() as session:
        with pytest.raises(NotAVote):
            await room.prepare(session, PETR, place, told, NOW)


async def test_hands_are_counted_for_every_option(database: Database, area: str) -> None:
    place = await full_room(database)
    number = await opened(database, place)
    async with database.writing() as session:
        for hands in ([1, 2], [1, -1, 0], [1, 2, 10**9]):
            with pytest.raises(NotAVote):
                await room.count_hands(session, PETR, number, hands, NOW)
        with pytest.raises(NotYoursToHold):
            await room.count_hands(session, STRANGER, number, [1, 2, 3], NOW)


async def test_the_forgotten_leave_questions_and_votes_without_a_trace(
    database: Database, area: str
) -> None:
    place = await full_room(database, 1)
    number = await opened(database, place)
    await votes(database, 1, number, 0)
    async with database.writing() as session:
        asked = await room.ask(session, 1, place, "Kdy?", STARTS)
        await room.decide(session, PETR, asked.number, SHOWN, STARTS)
        await room.support(session, 1, asked.number)
        await tables.forget_resident(session, 1)
    async with database.reading() as session:
        [stays] = await room.shown(session, place)
        assert (stays.resident_id, stays.upvotes) == (None, 1)
        assert await tables.voters(session, number) == 0
        assert await tables.counts(session, number) == {("taps", 0): 1}
