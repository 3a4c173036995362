"""Several coordinators at one meeting in the same instant: nothing is lost, all see it."""

import asyncio
from typing import Any

from bot import dispatcher
from meetings.keeping import read
from outreach.pace import Pace
from people.roles import COORDINATOR
from storage.attendance import Attendance
from storage.audit import AuditEntry
from storage.minutes import Minutes
from tests.handlers.test_meetings import STARTS, announced, the_meeting
from tests.handlers.test_minutes import AFTERWARDS, begins
from tests.handlers.village import IN_NO_TIME, Phone, Village, on_sqlite

NAMES = ("petr", "eva", "hana", "olga")


async def looking_at_its_title(obec: Village, code: str) -> list[Phone]:
    """All have the card before them, and are asked for another title."""
    phones = [await obec.staff(name, COORDINATOR) for name in NAMES]
    for one in phones:
        await one.craft(f"mh:card:{code}:")
        await one.tap_on("Title")
    return phones


async def at_once(obec: Village, updates: list[dict[str, Any]]) -> None:
    """Each by a process of its own, as several web processes have them."""
    doors = [
        dispatcher.build(
            bot=obec.bot,
            database=obec.database,
            clock=obec.clock,
            house=obec.house,
            pace=Pace(group=IN_NO_TIME),
        )
        for _ in updates
    ]
    async with asyncio.timeout(60):
        await asyncio.gather(*(door.feed(one) for door, one in zip(doors, updates, strict=True)))


async def written(obec: Village, phone: Phone, number: int, text: str) -> dict[str, Any]:
    message = {
        "message_id": 900 + number,
        "date": int((await obec.clock.now()).timestamp()),
        "chat": {"id": phone.user["id"], "type": "private", "first_name": "somebody"},
        "from": phone.user,
        "text": text,
    }
    return {"update_id": 70_000 + number, "message": message}


async def tapped(phone: Phone, number: int, data: str) -> dict[str, Any]:
    tap = {
        "id": str(9000 + number),
        "from": phone.user,
        "message": await phone.telegram.last(phone.user),
        "chat_instance": "1",
        "data": data,
    }
    return {"update_id": 80_000 + number, "callback_query": tap}


async def edits(obec: Village) -> int:
    return sum(one.action == "meeting_changed" for one in await obec.rows(AuditEntry))


async def test_of_one_field_each_later_one_sees_what_stands_and_what_they_want(
    obec: Village,
) -> None:
    code = await announced(obec)
    phones = await looking_at_its_title(obec, code)
    titles = [f"Název od {name}" for name in NAMES]
    typed = [await written(obec, phone, at, titles[at]) for at, phone in enumerate(phones)]
    await at_once(obec, typed)
    stands = read(await the_meeting(obec)).document.title["cs"]
    first = titles.index(stands)
    assert await edits(obec) == 1
    for at, phone in enumerate(phones):
        told = await phone.sees()
        if at == first:
            assert "Novější změna" not in told
        else:
            assert f"Novější změna ({NAMES[first]}): Název" in told
            assert f"„{stands}“" in told
            assert f"„{titles[at]}“" in told


async def test_of_two_who_insist_at_once_the_later_is_asked_again(obec: Village) -> None:
    code = await announced(obec)
    phones = await looking_at_its_title(obec, code)
    await phones[0].write("Jak to začalo")
    for at, phone in enumerate(phones[1:], start=1):
        await phone.write(f"Název od {NAMES[at]}")
    insists = [await tapped(one, at, f"mh:mine:{code}:") for at, one in enumerate(phones[1:])]
    await at_once(obec, insists)
    stands = read(await the_meeting(obec)).document.title["cs"]
    told = [await one.sees() for one in phones[1:]]
    asked = [one for one in told if "): Název" in one]
    assert await edits(obec) == 2
    assert len(asked) == len(told) - 1
    assert all(f"„{stands}“" in one for one in asked)


async def test_of_different_fields_all_are_kept(obec: Village) -> None:
    code = await announced(obec)
    phones = [await obec.staff(name, COORDINATOR) for name in NAMES]
    fields = ("title", "description", "organiser", "publicity")
    for phone, field in zip(phones, fields, strict=True):
        await phone.craft(f"mh:card:{code}:")
        await phone.craft(f"mh:type:{code}:{field}")
    typed = [
        await written(obec, phone, at, f"Nově {fields[at]}") for at, phone in enumerate(phones)
    ]
    await at_once(obec, typed)
    document = read(await the_meeting(obec)).document
    for field in fields:
        assert getattr(document, field)["cs"] == f"Nově {field}"
    assert await edits(obec) == len(fields)


async def writing_findings(obec: Village) -> tuple[str, list[Phone]]:
    """The morning after, all have the findings before them."""
    code = await announced(obec)
    phones = [await obec.staff(name, COORDINATOR) for name in NAMES]
    await obec.later(AFTERWARDS)
    for one in phones:
        await begins(one, code)
        await one.tap_on("Findings")
    return code, phones


async def test_lines_of_minutes_written_at_once_are_all_kept(obec: Village) -> None:
    _, phones = await writing_findings(obec)
    typed = [
        await written(obec, phone, at, f"Závěr {NAMES[at]}") for at, phone in enumerate(phones)
    ]
    await at_once(obec, typed)
    [kept] = await obec.rows(Minutes)
    assert sorted(kept.content["findings"]) == sorted(f"Závěr {name}" for name in NAMES)


@on_sqlite
async def test_a_line_that_a_colleague_has_moved_is_shown_as_it_stands(obec: Village) -> None:
    code, (petr, eva, *_) = await writing_findings(obec)
    await petr.write("Schází lavička.\nSchází autobus.")
    await petr.tap("2. Schází autobus.")
    await eva.craft(f"mn:section:{code}:findings:0:1:")
    await eva.tap("1. Schází lavička.")
    await eva.tap_on("Take it out")
    await petr.tap_on("Take it out")
    told = await petr.sees()
    assert "V zápisu je novější změna (eva)." in told
    assert "1. Schází autobus." in told
    [kept] = await obec.rows(Minutes)
    assert kept.content["findings"] == ["Schází autobus."]


@on_sqlite
async def test_an_expectation_written_twice_is_shown_to_the_later_one(obec: Village) -> None:
    code, (petr, eva, *_) = await writing_findings(obec)
    for one in (petr, eva):
        await one.craft(f"mn:says:{code}:role:0:1:user")
    await petr.write("znají potřeby")
    await eva.write("říkají, co <chybí>")
    told = await eva.sees()
    assert "V zápisu je novější změna (petr)." in told
    assert "znají potřeby" in told
    assert "Napsali jste: „říkají, co <chybí>“" in told


@on_sqlite
async def test_what_was_not_looked_at_is_not_approved(obec: Village) -> None:
    code, (petr, eva, *_) = await writing_findings(obec)
    async with obec.database.writing() as session:
        there = {"meeting_code": code, "nth": 1, "came_at": STARTS}
        session.add(Attendance(**there, name="Karel", party="user", channel="office"))
    await petr.write("Schází lavička.")
    await petr.craft(f"mn:section:{code}:present:0:1:")
    await petr.write("Karel")
    await petr.tap_on("Back")
    await petr.tap_on("Approve the minutes")
    await eva.write("Schází autobus.")
    await petr.tap_on("Yes, approve them")
    assert "V zápisu je novější změna (eva)." in await petr.sees()
    [kept] = await obec.rows(Minutes)
    assert kept.version == 0
    await petr.tap_on("Approve the minutes")
    await petr.tap_on("Yes, approve them")
    assert await petr.reads("Approved, version {version}.")
