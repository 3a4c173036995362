"""Names go three months after the meeting; how many there were stays."""

from datetime import timedelta

from sqlalchemy import select

from meetings import keeping, named, registration, retention, room
from meetings.named import Person
from storage import attendance as tables
from storage.database import Database
from storage.meetings import Registration
from storage.rooms import SHOWN, RoomQuestion, Upvote, VoteGiven
from tests.meetings.test_attendance import arrives, door, walks_in
from tests.meetings.test_registration import NOW, PETR, STARTS, announced, says
from tests.meetings.test_room import opened, votes
from tests.plans.test_keeping import area

__all__ = ["area"]

OVER = STARTS + timedelta(hours=2)
DUE = OVER + timedelta(days=90)


async def forget(database: Database, now) -> int:
    async with database.writing() as session:
        return await retention.forget_names(session, now)


async def every(database: Database, table) -> list:
    async with database.reading() as session:
        return list(await session.scalars(select(table)))


async def test_three_months_after_nobody_is_named_and_all_are_counted(
    database: Database, area: str
) -> None:
    code = await announced(database)
    await says(database, code, 1)
    async with database.writing() as session:
        await registration.note_needs(session, 1, (code, 0), "rampa")
        person = Person("Marie Nová", "user", 2, "tlumočník")
        await named.register(session, (code, 0), person, "receipt", NOW)
    await arrives(database, 1, await door(database, code))
    await walks_in(database, code, "Pan Veselý")
    number = await opened(database, (code, 1))
    await votes(database, 1, number, 0)
    async with database.writing() as session:
        asked = await room.ask(session, 1, (code, 1), "Kdy?", STARTS)
        await room.decide(session, PETR, asked.number, SHOWN, STARTS)
        await room.support(session, 1, asked.number)

    assert await forget(database, DUE) == 0
    assert await forget(database, DUE + timedelta(seconds=1)) == 5
    assert await forget(database, DUE + timedelta(days=1)) == 0
    kept = await every(database, Registration)
    assert {(one.name, one.needs, one.receipt_hash) for one in kept} == {("", "", None)}
    assert sorted(one.people for one in kept) == [1, 1, 2]
    assert [one.resident_id for one in await every(database, RoomQuestion)] == [None]
    assert await every(database, Upvote) == await every(database, VoteGiven) == []
    async with database.reading() as session:
        came = await tables.came(session, code)
    assert [(one.name, one.people) for one in came] == [("", 1), ("", 1)]


async def test_a_cancelled_meeting_keeps_names_as_long_and_one_without_a_date_keeps_them(
    database: Database, area: str
) -> None:
    for key, when in (("zrusene", None), ("bez-terminu", [])):
        changed = {} if when is None else {"when": when}
        code = await announced(database, key=key, **changed)
        async with database.writing() as session:
            await named.enter(session, PETR, (code, 0), Person(key), NOW)
            if when is None:
                await keeping.cancel(session, PETR, code, "nemoc", NOW)
    assert await forget(database, NOW + timedelta(days=90, seconds=1)) == 1
    names = {one.name for one in await every(database, Registration)}
    assert names == {"", "bez-terminu"}
