"""While the Bot API is slow or away, screens keep their order and nothing kept is lost."""

import asyncio

import pytest
from aiogram.exceptions import TelegramNetworkError

from bot import taps
from tests.handlers.polls import DOGS
from tests.handlers.village import Json, Phone, Village, on_sqlite

WAY = ("pes:ano", "pes:ne", "pes:ano", "znamka:2", "pes:ne")
SLOW = {"kind": "slow_answer", "method": "editMessageText", "ms": 40}
AWAY = {"kind": "drop_before", "method": "editMessageText"}


@pytest.fixture(params=["short", "long"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "long":
        monkeypatch.setattr(taps, "read", lambda raw: None)


async def begun(obec: Village, name: str) -> tuple[Phone, list[Json]]:
    """Somebody before the first question, and the taps they are about to make on it."""
    survey = await obec.open(DOGS)
    phone = await obec.resident(name)
    await phone.start()
    await phone.craft(f"sv:{survey.code}:begin:1")
    shown = (await phone.telegram.messages(phone.user))[-1]
    found = []
    for number, answer in enumerate(WAY, start=1000 * phone.user["id"]):
        query = {"id": str(number), "from": phone.user, "message": shown, "chat_instance": "1"}
        data = f"a:{survey.code}:1:{answer}"
        found.append({"update_id": number, "callback_query": {**query, "data": data}})
    return phone, found


async def screens(phone: Phone, after: int) -> list[str]:
    calls = await phone.telegram.calls("editMessageText")
    here = [one["parameters"] for one in calls if one["parameters"]["chat_id"] == phone.user["id"]]
    return [str(one["text"]) for one in here][after:]


@on_sqlite
@pytest.mark.usefixtures("way")
async def test_taps_at_once_are_answered_in_their_order(obec: Village) -> None:
    jana, hasty = await begun(obec, "jana")
    before = len(await screens(jana, 0))
    await jana.telegram.faults(SLOW)
    for update in hasty:
        await obec.door.feed(update)
    calmly = await screens(jana, before)
    again = [{**one, "update_id": one["update_id"] + 100} for one in hasty]
    await asyncio.gather(*(obec.door.feed(update) for update in again))
    assert len(calmly) == len(WAY)
    assert await screens(jana, before + len(WAY)) == calmly


@on_sqlite
@pytest.mark.usefixtures("way")
async def test_who_could_not_be_shown_the_next_question_is_when_the_tap_comes_again(
    obec: Village,
) -> None:
    jana, (first, *_) = await begun(obec, "jana")
    await jana.telegram.faults(AWAY)
    with pytest.raises(TelegramNetworkError):
        await obec.door.feed(first)
    asked = (await jana.telegram.messages(jana.user))[-1]["text"]
    await jana.telegram.faults()
    await obec.door.feed(first)
    shown = (await jana.telegram.messages(jana.user))[-1]["text"]
    assert shown != asked
    await obec.door.feed(first)
    assert (await jana.telegram.messages(jana.user))[-1]["text"] == shown
