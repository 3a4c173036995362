"""Two hundred people tap at once for the last ten places, over real HTTP."""

import asyncio
import random
from uuid import uuid4

import pytest

from storage import meetings as tables
from storage.meetings import COMING, WAITING, MeetingPlaces
from tests.handlers.test_meetings import announced
from tests.handlers.village import Phone, Village
from texts.words import Words

PEOPLE = 200
PLACES = 10
# A busy machine with two databases needs a while for so many.
PATIENCE_S = 120


async def tap(phone: Phone, code: str) -> int:
    """Let Telegram have a tap for the bot, like any other; the number of its update."""
    made = {
        "id": str(uuid4().int >> 70),
        "from": phone.user,
        "message": await phone.telegram.last(phone.user),
        "chat_instance": "1",
        "data": f"mt:say:{code}:0:{COMING}",
    }
    told = await phone.telegram.ask("POST", "/updates", {"callback_query": made})
    return int(told["update_id"])


async def handled(obec: Village, numbers: set[int]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not numbers <= {one["update_id"] for one in obec.fed}:
            obec.bell.clear()
            await obec.bell.wait()


@pytest.mark.soak
async def test_ten_of_two_hundred_taps_get_a_place_and_the_rest_keep_their_order(
    obec: Village,
) -> None:
    code = await announced(obec, capacity=PLACES)
    crowd = [await obec.resident(f"p{number}") for number in range(PEOPLE)]
    for phone in crowd:
        await phone.start(f"m_{code}")
    random.Random(7).shuffle(crowd)
    await handled(obec, set(await asyncio.gather(*(tap(phone, code) for phone in crowd))))

    async with obec.database.reading() as session:
        coming = await tables.registered(session, code, (COMING,))
        waiting = await tables.registered(session, code, (WAITING,))
        places = await session.get(MeetingPlaces, (code, 0))
    assert (len(coming), len(waiting)) == (PLACES, PEOPLE - PLACES)
    assert places
    assert (places.taken, places.waiting) == (PLACES, PEOPLE - PLACES)
    assert [one.turn for one in waiting] == list(range(1, PEOPLE - PLACES + 1))

    seated = {one.resident_id for one in coming}
    [leaves, *_] = [one for one in crowd if await _number(obec, one) in seated]
    await leaves.tap_on("I do not come")
    await obec.post()
    async with obec.database.reading() as session:
        promoted = await tables.registered(session, code, (COMING,))
    assert waiting[0].resident_id in {one.resident_id for one in promoted}
    told = Words("cs")("You wait for a place. As soon as one is free, I write to you.")
    said = [await one.sees() for one in crowd]
    assert sum(told in one for one in said) == PEOPLE - PLACES - 1


async def _number(obec: Village, phone: Phone) -> int:
    known = await obec.known(phone)
    assert known
    return known.id
