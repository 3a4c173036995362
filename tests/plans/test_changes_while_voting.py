"""What a vote comes to when its comment is changed or taken back, or a member leaves, meanwhile."""

import pytest

from plans import changing, confirming, settling, voting
from plans.comments import CommentSettled
from plans.confirming import TooFewVotes
from plans.voting import ReadAgainFirst, TakenBack, WrittenMeanwhile
from storage import comments as tables
from storage import groups
from storage import settling as motions
from storage.comments import DECIDED, RECEIVED, RELEASED
from storage.database import Database
from storage.groups import ENDED, GUEST
from storage.settling import DRAFT, TO_VERIFY
from tests.plans.test_comments import MARCH, code
from tests.plans.test_keeping import area
from tests.plans.test_settling import HERE, read
from tests.plans.test_voting import (
    ANNA,
    BOHDAN,
    CYRIL,
    REASON,
    SENIORS,
    Seat,
    number,
    referred,
    ruled,
    state_of,
    votes,
    writes,
)

__all__ = ["area", "code", "number"]

OTHERWISE = "Autobus má jezdit i v neděli."


async def changed(database: Database, number: str) -> None:
    async with database.writing() as session:
        await changing.say_otherwise(session, number, OTHERWISE, MARCH)


async def tally(database: Database, number: str) -> dict[str, int]:
    async with database.reading() as session:
        return await motions.tally(session, number, SENIORS)


async def seated(database: Database, seat: Seat, **otherwise: str) -> None:
    async with database.writing() as session:
        held = await groups.member(session, seat.member_id)
        assert held
        for name, value in otherwise.items():
            setattr(held, name, value)


async def test_votes_on_what_a_comment_said_before_count_no_more(
    database: Database, number: str
) -> None:
    await votes(database, number, "refused", ANNA, BOHDAN)
    await writes(database, number)
    async with database.writing() as session:
        await voting.hand_in(session, ANNA, number, MARCH)
    await changed(database, number)
    async with database.reading() as session:
        with pytest.raises(ReadAgainFirst):
            await voting.case(session, BOHDAN, number)
    await read(database, number, RELEASED)
    async with database.reading() as session:
        found = await voting.case(session, BOHDAN, number)
    assert (found.comment.shown, dict(found.tally), found.own_vote) == (OTHERWISE, {}, "")
    assert (found.motion.reason, found.motion.state) == (REASON, DRAFT)


async def test_the_same_words_again_leave_votes_as_they_are(
    database: Database, number: str
) -> None:
    await votes(database, number, "refused", ANNA)
    async with database.writing() as session:
        found = await tables.comment(session, number)
        assert found
        await voting.hand_in(session, ANNA, number, MARCH)
        await changing.say_otherwise(session, number, f" {found.text} ", MARCH)
        case = await voting.case(session, ANNA, number)
    assert (dict(case.tally), case.motion.state) == ({"refused": 1}, TO_VERIFY)


async def test_a_comment_changed_while_it_waits_with_another_is_settled_by_itself(
    database: Database, code: str, number: str
) -> None:
    same = await referred(database, code, 2, text="Autobus má jezdit i v sobotu!")
    other = await referred(database, code, 3, text="Autobus ma jezdit i v sobotu")
    async with database.writing() as session:
        await voting.merge(session, BOHDAN, number, [same, other], MARCH)
    await votes(database, number, "refused", ANNA)
    await writes(database, number)
    await changed(database, other)
    async with database.writing() as session:
        await confirming.confirm(session, ANNA, number, "refused", MARCH)
    assert [await state_of(database, one) for one in (same, other)] == [DECIDED, RECEIVED]


async def test_nobody_confirms_an_answer_that_they_have_not_seen(
    database: Database, number: str
) -> None:
    await votes(database, number, "refused", ANNA)
    await writes(database, number)
    async with database.writing() as session:
        seen = (await voting.case(session, ANNA, number)).mark
        await voting.write(session, BOHDAN, number, "Peníze jsou.", "", MARCH)
    async with database.writing() as session:
        with pytest.raises(WrittenMeanwhile):
            await confirming.confirm(session, ANNA, number, "refused", MARCH, seen=seen)
        now = (await voting.case(session, ANNA, number)).mark
        done = await confirming.confirm(session, ANNA, number, "refused", MARCH, seen=now)
        again = await confirming.confirm(session, ANNA, number, "refused", MARCH, seen=seen)
    assert again is done
    assert done.reason == "Peníze jsou."


async def test_what_is_decided_or_published_can_no_longer_be_changed(
    database: Database, number: str
) -> None:
    await votes(database, number, "refused", ANNA)
    await writes(database, number)
    async with database.writing() as session:
        await confirming.confirm(session, ANNA, number, "refused", MARCH)
        with pytest.raises(CommentSettled):
            await changing.say_otherwise(session, number, OTHERWISE, MARCH)
        await settling.publish(session, HERE, number, MARCH)
        with pytest.raises(CommentSettled):
            await changing.say_otherwise(session, number, OTHERWISE, MARCH)


async def test_a_comment_taken_back_while_they_vote_says_so(
    database: Database, number: str
) -> None:
    await votes(database, number, "refused", ANNA)
    async with database.writing() as session:
        await changing.take_back(session, number, MARCH)
        with pytest.raises(TakenBack):
            await voting.vote(session, BOHDAN, number, "refused", MARCH)


@pytest.mark.parametrize("otherwise", [{"state": ENDED}, {"role": GUEST}])
async def test_whoever_votes_no_more_is_counted_no_more(
    database: Database, number: str, otherwise: dict[str, str]
) -> None:
    await votes(database, number, "refused", ANNA, BOHDAN)
    await votes(database, number, "accepted", CYRIL)
    await seated(database, BOHDAN, **otherwise)
    assert await tally(database, number) == {"refused": 1, "accepted": 1}


async def test_a_quorum_is_of_those_who_still_sit_there(database: Database, number: str) -> None:
    await ruled(database, quorum=60)
    await votes(database, number, "refused", ANNA, BOHDAN, CYRIL)
    await writes(database, number)
    await seated(database, BOHDAN, role=GUEST)
    await seated(database, CYRIL, role=GUEST)
    async with database.writing() as session:
        with pytest.raises(TooFewVotes):
            await confirming.confirm(session, ANNA, number, "refused", MARCH)


async def test_the_votes_of_the_forgotten_stay_counted(database: Database, number: str) -> None:
    await votes(database, number, "refused", ANNA, BOHDAN)
    async with database.writing() as session:
        await motions.forget_resident(session, BOHDAN.resident_id)
        await groups.forget_resident(session, BOHDAN.resident_id)
    assert await tally(database, number) == {"refused": 2}
