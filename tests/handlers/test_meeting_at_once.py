"""Several coordinators at one meeting in the same instant: nothing is lost, each sees the others'."""

import asyncio
from typing import Any

from bot import dispatcher
from meetings.keeping import read
from outreach.pace import Pace
from people.roles import COORDINATOR
from storage.audit import AuditEntry
from tests.handlers.test_meetings import announced, the_meeting
from tests.handlers.village import IN_NO_TIME, Phone, Village

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
            assert "mezitím mění" not in told
        else:
            assert f"{NAMES[first]} mezitím mění: Název" in told
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
    asked = [one for one in told if "mezitím mění: Název" in one]
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
