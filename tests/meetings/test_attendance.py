"""On the day: the code at the door, the office's list, and never more inside than places."""

import asyncio
from datetime import timedelta

import pytest

from meetings import attendance, composition, doors, keeping, named
from meetings.doors import CheckedIn, NoSuchDoor, NotThere, NotToday
from meetings.hall import HallFull, NoRoomFor
from meetings.keeping import IsCancelled, NotYoursToHold, Organiser
from meetings.named import NameMissing, NoSuchRegistration, Person
from meetings.registration import NoSuchDate
from storage import attendance as tables
from storage import audit, people
from storage.attendance import Attendance
from storage.database import Database
from storage.meetings import MeetingPlaces
from storage.people import Resident
from tests.meetings.test_registration import NOW, PETR, STARTS, announced, says
from tests.plans.test_keeping import area

__all__ = ["area"]

STRANGER = Organiser(2, ["jinde"])
LATER = STARTS + timedelta(minutes=15)


async def door(database: Database, code: str, nth: int = 1) -> str:
    async with database.writing() as session:
        return (await doors.open_door(session, PETR, code, nth, NOW)).door_code


async def arrives(database: Database, who: int, door_code: str, when=STARTS) -> CheckedIn:
    async with database.writing() as session:
        resident = await session.get(Resident, who)
        if resident is None:
            resident = Resident(
                id=who, telegram_id=who, language="cs", arrived_on=NOW.date(), party=None
            )
            session.add(resident)
            await session.flush()
        return await doors.check_in(session, resident, door_code, when)


async def ticked(database: Database, code: str, number: int, when=STARTS, nth: int = 1):
    async with database.writing() as session:
        return await attendance.tick(session, PETR, (code, nth), number, when)


async def walks_in(database: Database, code: str, name: str, when=STARTS, people: int = 1):
    async with database.writing() as session:
        person = Person(name, "public", people)
        return await attendance.walk_in(session, PETR, (code, 1), person, when)


async def there(database: Database, code: str) -> list[Attendance]:
    async with database.reading() as session:
        return await tables.came(session, code)


async def test_the_code_at_the_door_holds_on_the_day_only(database: Database, area: str) -> None:
    code = await announced(database)
    scanned = await door(database, code)
    with pytest.raises(NotToday) as refused:
        await arrives(database, 1, scanned, NOW)
    assert refused.value.day == STARTS.date()
    with pytest.raises(NotToday):
        await arrives(database, 1, scanned, STARTS + timedelta(days=1))
    with pytest.raises(NoSuchDoor):
        await arrives(database, 1, "NIKAM")
    came = await arrives(database, 1, scanned.lower())
    assert (came.asks_party, came.attendance.channel) == (True, "qr")
    again = await arrives(database, 1, scanned)
    assert again.attendance.number == came.attendance.number

    async with database.writing() as session:
        await doors.change_door(session, PETR, code, 1, NOW)
    with pytest.raises(NoSuchDoor):
        await arrives(database, 2, scanned)


async def test_registered_places_are_held_for_a_quarter_of_an_hour(
    database: Database, area: str
) -> None:
    code = await announced(database, capacity=2)
    await says(database, code, 1, people=2)
    scanned = await door(database, code)
    with pytest.raises(HallFull) as refused:
        await arrives(database, 5, scanned)
    assert refused.value.held_until == LATER
    assert (await arrives(database, 5, scanned, LATER)).attendance.people == 1
    with pytest.raises(HallFull):
        await arrives(database, 1, scanned, LATER)
    await arrives(database, 6, scanned, LATER)
    with pytest.raises(NoRoomFor) as refused:
        await walks_in(database, code, "Pan Novák", LATER)
    assert (refused.value.held_until, refused.value.left) == (None, 0)
    assert sum(one.people for one in await there(database, code)) == 2


async def test_who_comes_without_registering_takes_a_free_place_that_nobody_else_gets(
    database: Database, area: str
) -> None:
    code = await announced(database, capacity=2)
    await arrives(database, 5, await door(database, code), STARTS - timedelta(hours=2))
    await says(database, code, 1, when=STARTS - timedelta(hours=1))
    waits = await says(database, code, 2, when=STARTS - timedelta(hours=1))
    assert waits.registration.state == "waiting"
    async with database.reading() as session:
        places = await session.get(MeetingPlaces, (code, 0))
    assert places
    assert (places.taken, places.waiting) == (2, 1)


async def test_a_hundred_at_the_door_at_once_fill_the_hall_and_no_more(
    database: Database, area: str
) -> None:
    code = await announced(database, capacity=10)
    for who in range(1, 5):
        await says(database, code, who, people=2)
    scanned = await door(database, code)
    came = await asyncio.gather(
        *(arrives(database, who, scanned) for who in range(1, 61)),
        *(walks_in(database, code, f"Host {n}") for n in range(40)),
        return_exceptions=True,
    )
    assert {type(one) for one in came if isinstance(one, Exception)} == {HallFull, NoRoomFor}
    inside = await there(database, code)
    assert sum(one.people for one in inside) == 10
    assert {one.resident_id for one in inside} >= {1, 2, 3, 4}


async def test_the_office_ticks_off_adds_and_takes_back(database: Database, area: str) -> None:
    code = await announced(database, capacity=5)
    async with database.writing() as session:
        nova = Person("Žofie Nová", "user", 2)
        mine = (await named.enter(session, PETR, (code, 0), nova, NOW)).registration
    came = await ticked(database, code, mine.number)
    assert (came.name, came.party, came.people, came.channel) == ("Žofie Nová", "user", 2, "office")
    assert (await ticked(database, code, mine.number)).number == came.number
    await walks_in(database, code, "Čeněk Host")
    async with database.writing() as session:
        found = await attendance.listed(session, PETR, code, 1)
        assert [one.name for one in found] == ["Čeněk Host", "Žofie Nová"]
        await attendance.take_back(session, PETR, (code, 1), came.number, STARTS)
        found = await attendance.listed(session, PETR, code, 1)
        assert [one.attendance is not None for one in found] == [True, False]
        [noted] = await audit.of_subject(session, "meeting_ticked_off", code)
        assert (noted.actor_id, noted.detail) == (PETR.resident_id, {"nth": 1})


async def test_only_who_holds_the_meeting_keeps_its_list(database: Database, area: str) -> None:
    code = await announced(database)
    came = await walks_in(database, code, "Pan Novák")
    async with database.writing() as session:
        for step in (
            attendance.listed(session, STRANGER, code, 1),
            attendance.tick(session, STRANGER, (code, 1), 1, STARTS),
            attendance.walk_in(session, STRANGER, (code, 1), Person("Kdo"), STARTS),
            attendance.take_back(session, STRANGER, (code, 1), came.number, STARTS),
            doors.open_door(session, STRANGER, code, 1, STARTS),
            doors.change_door(session, STRANGER, code, 1, STARTS),
            composition.of_present(session, STRANGER, code, 1),
            composition.of_registered(session, STRANGER, code, 1),
        ):
            with pytest.raises(NotYoursToHold):
                await step
        with pytest.raises(NoSuchRegistration):
            await attendance.tick(session, PETR, (code, 1), 999, STARTS)
        with pytest.raises(NoSuchDate):
            await attendance.listed(session, PETR, code, 2)
        with pytest.raises(NameMissing):
            await attendance.walk_in(session, PETR, (code, 1), Person(" "), STARTS)
        await keeping.cancel(session, PETR, code, "nemoc", NOW)
        with pytest.raises(IsCancelled):
            await attendance.walk_in(session, PETR, (code, 1), Person("Pan Novák"), STARTS)


async def test_each_day_of_a_course_has_its_own_list_and_the_party_is_asked_once(
    database: Database, area: str
) -> None:
    when = [
        {"start": STARTS + timedelta(days=day), "end": STARTS + timedelta(days=day, hours=2)}
        for day in (0, 1)
    ]
    code = await announced(database, when=when, capacity=3)
    await says(database, code, 1)
    first, second = await door(database, code, 1), await door(database, code, 2)
    assert (await arrives(database, 1, first)).asks_party
    async with database.writing() as session:
        await doors.say_party(session, 1, code, 1, "user")
        with pytest.raises(NotThere):
            await doors.say_party(session, 1, code, 2, "user")
    next_day = STARTS + timedelta(days=1)
    with pytest.raises(NotToday):
        await arrives(database, 1, first, next_day)
    came = await arrives(database, 1, second, next_day)
    assert (came.attendance.nth, came.attendance.party, came.asks_party) == (2, "user", False)
    assert [one.nth for one in await there(database, code)] == [1, 2]


async def test_a_missing_party_is_warned_of_before_and_on_the_day(
    database: Database, area: str
) -> None:
    code = await announced(database)
    async with database.writing() as session:
        assert (await composition.of_registered(session, PETR, code, 1)).missing == ()
        for name, party in (("A", "user"), ("B", "provider"), ("C", "")):
            await named.enter(session, PETR, (code, 0), Person(name, party, 2), NOW)
        before = await composition.of_registered(session, PETR, code, 1)
        assert before.people == {"user": 2, "provider": 2, "": 2}
        assert before.missing == ("commissioner",)
    await says(database, code, 9)
    async with database.writing() as session:
        session.add(
            Resident(
                id=9, telegram_id=9, language="cs", arrived_on=NOW.date(), party="commissioner"
            )
        )
        await session.flush()
        before = await composition.of_registered(session, PETR, code, 1)
        assert (before.people["commissioner"], before.missing) == (1, ())
    await walks_in(database, code, "Pan Novák")
    async with database.reading() as session:
        on_the_day = await composition.of_present(session, PETR, code, 1)
    assert (on_the_day.people, on_the_day.total) == ({"public": 1}, 1)
    assert on_the_day.missing == ("user", "provider", "commissioner")


async def test_the_forgotten_stay_counted_without_a_name(database: Database, area: str) -> None:
    code = await announced(database)
    await says(database, code, 1)
    await arrives(database, 1, await door(database, code))
    async with database.writing() as session:
        assert await people.parties_of(session, [1]) == {}
        await tables.forget_resident(session, 1)
    [came] = await there(database, code)
    assert (came.resident_id, came.registration_number, came.people) == (None, None, 1)
