"""Registering: no place is given twice, the queue keeps its order, and a repeat changes nothing."""

import asyncio
import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetings import keeping, registration
from meetings.documents import Meeting
from meetings.keeping import Held, IsCancelled, NoSuchMeeting, Organiser
from meetings.registration import (
    Left,
    NoSuchDate,
    NotEnoughPlaces,
    RegistrationOver,
    TooManyPeople,
)
from meetings.taken import FewerPlaces
from storage import meetings as tables
from storage.database import Database
from storage.meetings import COMING, DECLINED, MAYBE, WAITING, MeetingPlaces, Registration
from tests.plans.test_keeping import area

__all__ = ["area"]

NOW = datetime(2027, 2, 1, 10, 0, tzinfo=UTC)
STARTS = datetime(2027, 3, 18, 15, 30, tzinfo=UTC)
PETR = Organiser(1, None)
# SQLite lets one transaction write at a time.
on_postgres = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def document(**changed: object) -> Meeting:
    fields = {
        "key": "projednani",
        "area": "orp-vizovice",
        "kind": "verejne-setkani",
        "title": {"cs": "Projednání plánu"},
        "when": [{"start": STARTS, "end": STARTS + timedelta(hours=2)}],
        **changed,
    }
    return Meeting.model_validate(fields)


async def announced(database: Database, **changed: object) -> str:
    async with database.writing() as session:
        held, _ = await keeping.keep(session, PETR, document(**changed), NOW)
        await keeping.announce(session, PETR, held.code, NOW)
    return held.code


async def says(
    database: Database,
    code: str,
    who: int,
    wish: str = COMING,
    people: int = 1,
    *,
    nth: int = 0,
    when: datetime = NOW,
) -> registration.Answered:
    async with database.writing() as session:
        return await registration.answer(session, who, (code, nth), wish, people, when)


@pytest.mark.parametrize("taken", range(4))
@pytest.mark.parametrize("people", range(1, 4))
async def test_whether_one_would_wait_is_known_before(
    database: Database, area: str, taken: int, people: int
) -> None:
    code = await announced(database, capacity=3)
    if taken:
        await says(database, code, 1, people=taken)
    await says(database, code, 2, MAYBE, people)
    async with database.reading() as session:
        held = await keeping.held(session, code)
        left = (await registration.left(session, [held], NOW))[code][0]
        mine = await tables.registration(session, code, 0, 2)
    would_wait = registration.would_wait(held, left, mine)
    said = await says(database, code, 2, people=people)
    assert (said.registration.state == WAITING) is would_wait is (taken + people > 3)


async def states(database: Database, code: str, nth: int = 0) -> dict[int, str]:
    every = (COMING, MAYBE, WAITING, DECLINED)
    async with database.reading() as session:
        found = await tables.registered(session, code, every, nth)
    return {one.resident_id: one.state for one in found}


async def test_ten_of_two_hundred_at_once_get_the_last_ten_places(
    database: Database, area: str
) -> None:
    code = await announced(database, capacity=10)
    crowd = list(range(1, 201))
    random.Random(7).shuffle(crowd)
    said = await asyncio.gather(*(says(database, code, who) for who in crowd))
    came = [one for one in said if one.registration.state == COMING]
    waiting = [one for one in said if one.registration.state == WAITING]
    assert (len(came), len(waiting)) == (10, 190)
    async with database.reading() as session:
        queue = await tables.registered(session, code, (WAITING,))
        places = await session.get(MeetingPlaces, (code, 0))
    assert places
    assert (places.taken, places.waiting) == (10, 190)
    turns = [one.turn for one in queue]
    assert turns == list(range(1, 191))
    left = came[0].registration.resident_id
    promoted = (await says(database, code, left, DECLINED)).promoted
    assert [one.registration.resident_id for one in promoted] == [queue[0].resident_id]


async def test_the_same_word_again_changes_nothing(database: Database, area: str) -> None:
    code = await announced(database, capacity=1)
    await says(database, code, 1)
    await says(database, code, 2)
    before = await says(database, code, 3)
    for _ in range(3):
        assert (await says(database, code, 1)).registration.state == COMING
        again = await says(database, code, 3)
        assert (again.registration.state, again.before) == (WAITING, before.before)
    assert again.before == 1


@on_postgres
async def test_who_moves_up_while_leaving_takes_no_place_along(
    database: Database, area: str
) -> None:
    code = await announced(database, capacity=1)
    await says(database, code, 1)
    await says(database, code, 2)
    async with database.writing() as session:
        seen = await tables.registration(session, code, 0, 2)
        assert seen
        await says(database, code, 1, DECLINED)
        await registration.answer(session, 2, (code, 0), DECLINED, 1, NOW)
    assert await counted(database, code) == (0, 0)


@on_postgres
async def test_who_moves_up_while_being_forgotten_takes_no_place_along(
    database: Database, area: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = await announced(database, capacity=1)
    await says(database, code, 1)
    await says(database, code, 2)

    async def left_meanwhile(*place: Any, locked: bool) -> Held:
        monkeypatch.undo()
        await says(database, code, 1, DECLINED)
        return await keeping.announced(*place, locked=locked)

    monkeypatch.setattr(registration, "announced", left_meanwhile)
    async with database.writing() as session:
        await registration.give_up(session, 2)
    assert await counted(database, code) == (0, 0)


@on_postgres
async def test_who_registers_while_places_become_fewer_waits_for_what_is_left(
    database: Database, area: str
) -> None:
    code = await announced(database, capacity=2)
    await says(database, code, 1)
    async with asyncio.TaskGroup() as both, database.writing() as session:
        await keeping.keep(session, PETR, document(capacity=1), NOW)
        second = both.create_task(says(database, code, 2))
        await asyncio.wait([second], timeout=0.3)
    assert second.result().registration.state == WAITING
    assert await counted(database, code) == (1, 1)


async def test_a_meeting_that_is_changed_while_people_register_turns_nobody_away(
    database: Database, area: str
) -> None:
    code = await announced(database, capacity=40)

    async def grows(capacity: int) -> None:
        async with database.writing() as session:
            await keeping.keep(session, PETR, document(capacity=capacity), NOW)

    for nth in range(5):
        crowd = range(6 * nth, 6 * nth + 6)
        await asyncio.gather(*(says(database, code, 1 + who) for who in crowd), grows(41 + nth))
    assert await counted(database, code) == (30, 0)


async def counted(database: Database, code: str) -> tuple[int, int]:
    """The places that are taken, and how many wait for one."""
    async with database.reading() as session:
        places = await session.get(MeetingPlaces, (code, 0))
    assert places
    return places.taken, places.waiting


async def test_who_wants_more_places_than_are_left_keeps_what_they_have(
    database: Database, area: str
) -> None:
    code = await announced(database, capacity=4)
    await says(database, code, 1, people=2)
    await says(database, code, 2)
    with pytest.raises(NotEnoughPlaces) as refused:
        await says(database, code, 1, people=4)
    assert refused.value.left == 1
    assert (await says(database, code, 1, people=3)).registration.people == 3
    with pytest.raises(TooManyPeople) as never:
        await says(database, code, 3, people=5)
    assert never.value.most == 4
    with pytest.raises(TooManyPeople):
        await says(database, code, 3, people=7)


async def test_nobody_overtakes_the_queue(database: Database, area: str) -> None:
    """One free place is not given past somebody who needs two and came before."""
    code = await announced(database, capacity=3)
    await says(database, code, 1, people=2)
    await says(database, code, 2, people=1)
    await says(database, code, 3, people=2)
    assert (await says(database, code, 2, DECLINED)).promoted == ()
    assert (await says(database, code, 4, people=1)).registration.state == WAITING
    promoted = (await says(database, code, 1, MAYBE)).promoted
    assert [one.registration.resident_id for one in promoted] == [3, 4]


async def test_a_family_takes_one_place_however_many_come(database: Database, area: str) -> None:
    code = await announced(database, capacity=2, unit="family")
    assert (await says(database, code, 1, people=5)).registration.state == COMING
    assert (await says(database, code, 2, people=4)).registration.state == COMING
    assert (await says(database, code, 3)).registration.state == WAITING


async def test_places_are_counted_anew_once_they_are_for_families(
    database: Database, area: str
) -> None:
    code = await announced(database, capacity=5)
    for who, people in ((1, 3), (2, 2), (3, 2)):
        await says(database, code, who, people=people)
    assert await states(database, code) == {1: COMING, 2: COMING, 3: WAITING}
    by_family, by_person = document(capacity=5, unit="family"), document(capacity=5)
    async with database.writing() as session:
        held, _ = await keeping.keep(session, PETR, by_family, NOW)
        promoted = await registration.fill(session, held)
    assert [one.registration.resident_id for one in promoted] == [3]
    with pytest.raises(FewerPlaces):
        async with database.writing() as session:
            await keeping.keep(session, PETR, by_person, NOW)
    await says(database, code, 1, DECLINED, people=3)
    async with database.writing() as session:
        held, _ = await keeping.keep(session, PETR, by_person, NOW)
        left = (await registration.left(session, [held], NOW))[code]
    assert left == {0: Left(1, 0)}


async def test_more_places_are_given_to_those_who_wait(database: Database, area: str) -> None:
    code = await announced(database, capacity=1)
    for who in (1, 2, 3, 4):
        await says(database, code, who)
    async with database.writing() as session:
        held = await keeping.held(session, code)
        grown = document(capacity=3)
        after, _ = await keeping.change(session, PETR, code, held.meeting.revision, grown, NOW)
        promoted = await registration.fill(session, after)
    assert [one.registration.resident_id for one in promoted] == [2, 3]


async def test_dates_that_are_chosen_one_by_one_have_places_of_their_own(
    database: Database, area: str
) -> None:
    when = [
        {"start": STARTS + timedelta(days=day), "end": STARTS + timedelta(days=day, hours=2)}
        for day in (0, 30)
    ]
    code = await announced(database, capacity=1, when=when, one_for_all=False)
    assert (await says(database, code, 1, nth=1)).registration.state == COMING
    assert (await says(database, code, 2, nth=2)).registration.state == COMING
    with pytest.raises(NoSuchDate):
        await says(database, code, 1, nth=0)
    with pytest.raises(NoSuchDate):
        await says(database, code, 1, nth=3)


async def test_registering_ends_with_its_day_and_with_the_start(
    database: Database, area: str
) -> None:
    until = STARTS - timedelta(days=2)
    code = await announced(database, registration_until=until)
    await says(database, code, 1, when=until - timedelta(seconds=1))
    with pytest.raises(RegistrationOver) as refused:
        await says(database, code, 2, when=until)
    assert refused.value.ended_at == until


async def test_a_place_can_be_given_up_until_it_begins(database: Database, area: str) -> None:
    until = STARTS - timedelta(days=2)
    code = await announced(database, registration_until=until, capacity=3)
    await says(database, code, 1, people=3)
    await says(database, code, 2)
    later = until + timedelta(hours=1)
    with pytest.raises(RegistrationOver):
        await says(database, code, 1, people=4, when=later)
    fewer = await says(database, code, 1, people=2, when=later)
    assert [one.registration.resident_id for one in fewer.promoted] == [2]
    gone = await says(database, code, 1, DECLINED, when=later)
    assert gone.registration.state == DECLINED
    with pytest.raises(RegistrationOver) as refused:
        await says(database, code, 1, when=later)
    assert refused.value.ended_at == until
    with pytest.raises(RegistrationOver) as refused:
        await says(database, code, 2, DECLINED, when=STARTS)
    assert refused.value.ended_at == STARTS


async def test_nobody_registers_for_what_is_not_announced_or_cancelled(
    database: Database, area: str
) -> None:
    async with database.writing() as session:
        held, _ = await keeping.keep(session, PETR, document(), NOW)
    with pytest.raises(NoSuchMeeting):
        await says(database, held.code, 1)
    async with database.writing() as session:
        await keeping.announce(session, PETR, held.code, NOW)
        assert await keeping.cancel(session, PETR, held.code, "nemoc", NOW)
        assert await keeping.cancel(session, PETR, held.code, "nemoc", NOW) is None
    with pytest.raises(IsCancelled):
        await says(database, held.code, 1)


async def left_of(database: Database, code: str, when: datetime = NOW) -> Mapping[int, Left] | None:
    async with database.reading() as session:
        held = await keeping.held(session, code)
        return (await registration.left(session, [held], when)).get(code)


async def test_what_is_left_is_told_for_each_date_while_one_may_register(
    database: Database, area: str
) -> None:
    later = STARTS + timedelta(days=7)
    when = [{"start": one, "end": one + timedelta(hours=2)} for one in (STARTS, later)]
    code = await announced(database, when=when, one_for_all=False, capacity=3, reserved=1)
    assert await left_of(database, code) == {1: Left(2, 0), 2: Left(2, 0)}
    await says(database, code, 1, people=2, nth=1)
    await says(database, code, 2, nth=1)
    assert await left_of(database, code) == {1: Left(0, 1), 2: Left(2, 0)}
    assert await left_of(database, code, STARTS) == {2: Left(2, 0)}
    assert await left_of(database, await announced(database, key="volne")) is None


async def test_the_forgotten_leave_their_place_to_the_next(database: Database, area: str) -> None:
    code = await announced(database, capacity=1)
    await says(database, code, 1)
    await says(database, code, 2)
    async with database.writing() as session:
        promoted = await registration.give_up(session, 1)
    assert [one.registration.resident_id for one in promoted] == [2]
    assert await states(database, code) == {2: COMING}


STEPS = st.lists(
    st.tuples(st.integers(1, 8), st.sampled_from([COMING, MAYBE, DECLINED]), st.integers(1, 3)),
    max_size=40,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS, capacity=st.integers(1, 6))
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_whatever_people_say_the_places_add_up(
    database: Database, area: str, steps: list[tuple[int, str, int]], capacity: int
) -> None:
    code = await announced(database, key=f"a{uuid4().hex}", capacity=capacity)
    queue: list[int] = []
    for who, wish, people in steps:
        try:
            said = await says(database, code, who, wish, people)
        except (NotEnoughPlaces, TooManyPeople):
            continue
        queue = _queue_after(queue, said)
        async with database.reading() as session:
            coming = await tables.registered(session, code, (COMING,))
            waiting = await tables.registered(session, code, (WAITING,))
            places = await session.get(MeetingPlaces, (code, 0))
        assert places
        assert places.taken == sum(one.people for one in coming) <= capacity
        assert [one.resident_id for one in waiting] == queue
        assert places.waiting == len(queue)
        assert not queue or places.taken + waiting[0].people > capacity
        left = await left_of(database, code)
        assert left == {0: Left(capacity - places.taken, len(queue))}


def _queue_after(queue: list[int], said: registration.Answered) -> list[int]:
    """Who waits, in order, as a village hall's own list on paper would have it."""
    mine: Registration = said.registration
    gone = {one.registration.resident_id for one in said.promoted}
    stays = [one for one in queue if one not in gone]
    if mine.state == WAITING:
        return stays if mine.resident_id in stays else [*stays, mine.resident_id]
    return [one for one in stays if one != mine.resident_id]
