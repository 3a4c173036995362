"""People without a phone and people on the web: one queue with the chat, and nothing oversold."""

import asyncio
import random
from collections import Counter

import pytest

from meetings import keeping, named, registration
from meetings.keeping import IsCancelled, NotYoursToHold, Organiser
from meetings.named import NameMissing, NoSuchRegistration, Person
from meetings.registration import Answered, NotEnoughPlaces, RegistrationOver, TooManyPeople
from storage import audit
from storage.database import Database
from storage.meetings import COMING, DECLINED, WAITING, MeetingPlaces, Registration
from tests.meetings.test_registration import NOW, PETR, STARTS, announced, says
from tests.plans.test_keeping import area

__all__ = ["area"]

STRANGER = Organiser(2, ["jinde"])


async def enters(
    database: Database, code: str, name: str, people: int = 1, *, reserved: bool = False
) -> Answered:
    person = Person(name, "public", people)
    async with database.writing() as session:
        return await named.enter(session, PETR, (code, 0), person, NOW, reserved=reserved)


async def on_web(database: Database, code: str, receipt: str, people: int = 1) -> Answered:
    person = Person(f"Host {receipt}", people=people)
    async with database.writing() as session:
        return await named.register(session, (code, 0), person, receipt, NOW)


async def places(database: Database, code: str) -> MeetingPlaces:
    async with database.reading() as session:
        found = await session.get(MeetingPlaces, (code, 0))
    assert found
    return found


async def test_two_hundred_over_chat_web_and_office_get_no_more_than_there_is(
    database: Database, area: str
) -> None:
    """Twelve places, two of them the office's own: ten for everybody, whatever the door."""
    code = await announced(database, capacity=12, reserved=2)
    crowd = [says(database, code, who) for who in range(1, 101)]
    crowd += [on_web(database, code, f"w{who}") for who in range(90)]
    crowd += [enters(database, code, f"Host {who}") for who in range(10)]
    random.Random(7).shuffle(crowd)
    said = await asyncio.gather(*crowd)
    assert Counter(one.registration.state for one in said) == {COMING: 10, WAITING: 190}
    waiting = sorted(
        (one.registration for one in said if one.registration.state == WAITING),
        key=lambda one: one.turn or 0,
    )
    assert [one.turn for one in waiting] == list(range(1, 191))

    assert (await enters(database, code, "Paní Nováková", 2, reserved=True)).registration.people
    with pytest.raises(NotEnoughPlaces):
        await enters(database, code, "Pan Novák", reserved=True)
    kept = await places(database, code)
    assert (kept.taken, kept.given, kept.waiting) == (10, 2, 190)


async def test_the_place_of_who_is_struck_out_goes_to_the_next_of_any_channel(
    database: Database, area: str
) -> None:
    code = await announced(database, capacity=2, reserved=1)
    first = (await enters(database, code, "Paní Nováková")).registration
    own = (await enters(database, code, "Pan Host", reserved=True)).registration
    await on_web(database, code, "w1")
    await says(database, code, 7)
    async with database.writing() as session:
        gone = await named.strike_out(session, PETR, code, own.number, NOW)
        assert gone.promoted == ()
        gone = await named.strike_out(session, PETR, code, first.number, NOW)
    assert [one.registration.receipt_hash for one in gone.promoted] == ["w1"]
    async with database.writing() as session:
        left = await named.say_otherwise(session, "w1", Person("Host"), DECLINED, NOW)
    assert [one.registration.resident_id for one in left.promoted] == [7]
    kept = await places(database, code)
    assert (kept.taken, kept.given, kept.waiting) == (1, 0, 0)


async def test_a_registration_is_moved_to_a_reserved_place_and_back(
    database: Database, area: str
) -> None:
    code = await announced(database, capacity=3, reserved=2)
    await says(database, code, 1)
    waits = (await enters(database, code, "Paní Nováková")).registration
    assert waits.state == WAITING
    async with database.writing() as session:
        moved = await named.change(
            session, PETR, waits.number, Person("Paní Nováková", people=2), NOW, reserved=True
        )
        assert (moved.registration.state, moved.registration.people) == (COMING, 2)
    kept = await places(database, code)
    assert (kept.taken, kept.given, kept.waiting) == (1, 2, 0)
    async with database.writing() as session:
        back = await named.change(session, PETR, waits.number, Person("Paní Nováková"), NOW)
    assert back.registration.state == WAITING


async def test_the_same_receipt_is_one_registration(database: Database, area: str) -> None:
    code = await announced(database, capacity=2)
    once = await on_web(database, code, "w1", 2)
    again = await asyncio.gather(*(on_web(database, code, "w1", 2) for _ in range(5)))
    assert {one.registration.number for one in again} == {once.registration.number}
    assert (await places(database, code)).taken == 2
    async with database.writing() as session:
        with pytest.raises(NoSuchRegistration):
            await named.say_otherwise(session, "w2", Person("Kdosi"), COMING, NOW)


async def test_only_who_holds_the_meeting_registers_others_and_it_is_noted(
    database: Database, area: str
) -> None:
    code = await announced(database)
    async with database.writing() as session:
        with pytest.raises(NotYoursToHold):
            await named.enter(session, STRANGER, (code, 0), Person("Pan Novák"), NOW)
        with pytest.raises(NotYoursToHold):
            await named.on_list(session, STRANGER, code, 0)
        with pytest.raises(NameMissing):
            await named.enter(session, PETR, (code, 0), Person("  "), NOW)
        with pytest.raises(TooManyPeople):
            await named.enter(session, PETR, (code, 0), Person("Pan Novák", people=7), NOW)
    said = await enters(database, code, "Pan Novák")
    async with database.writing() as session:
        noted = [one for one in await audit.newest(session) if one.action == "meeting_registered"]
        assert [one.detail for one in noted] == [{"registration": said.registration.number}]
        chat = await registration.answer(session, 1, (code, 0), COMING, 1, NOW)
        with pytest.raises(NoSuchRegistration):
            await named.strike_out(session, PETR, code, chat.registration.number, NOW)


async def test_the_office_registers_until_the_end_the_web_until_the_start(
    database: Database, area: str
) -> None:
    code = await announced(database)
    async with database.writing() as session:
        person = Person("Pan Novák")
        await named.enter(session, PETR, (code, 0), person, STARTS)
        with pytest.raises(RegistrationOver):
            await named.register(session, (code, 0), person, "w1", STARTS)
        with pytest.raises(RegistrationOver):
            await named.enter(session, PETR, (code, 0), person, STARTS.replace(hour=23))


async def test_nobody_is_registered_for_what_is_cancelled(database: Database, area: str) -> None:
    code = await announced(database)
    async with database.writing() as session:
        await keeping.cancel(session, PETR, code, "nemoc", NOW)
    with pytest.raises(IsCancelled):
        await enters(database, code, "Pan Novák")
    with pytest.raises(IsCancelled):
        await on_web(database, code, "w1")


async def test_what_does_not_fit_is_tidied(database: Database, area: str) -> None:
    code = await announced(database)
    async with database.writing() as session:
        person = Person("  Jana \n Nováková " + "x" * 200, "nobody", 1, "rampa " * 100)
        said = await named.enter(session, PETR, (code, 0), person, NOW)
    mine: Registration = said.registration
    assert mine.name.startswith("Jana Nováková xx")
    assert (len(mine.name), mine.party, len(mine.needs)) == (100, "", 300)
