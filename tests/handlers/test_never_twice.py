"""Stories of updates that come again, calls that fail, and people who write all at once."""

import asyncio
import re
from datetime import timedelta

import pytest

from handlers.surveys import answering as survey_door
from storage.conversations import Conversation
from storage.enquiries import Enquiry
from storage.surveys import Response, Survey
from tests.handlers.polls import DOGS
from tests.handlers.village import NOON, Json, Phone, Village, on_sqlite

WRONG = "I am sorry, something went wrong. The reference is {reference}."


async def test_a_text_answer_that_comes_again_changes_nothing_and_hears_the_same(
    obec: Village,
) -> None:
    jana, survey = await at_the_text(obec)
    await jana.write("Koše")
    heard = await jana.sees()
    again = await jana.last_update()
    await obec.send(again)
    assert await jana.sees() == heard

    await jana.tap_on("Skip")
    await obec.send(again)
    assert "Kde?" in await jana.sees()
    assert await obec.answers(survey) == [{"pes": "ne", "proc": "Koše", "sluzba": None}]


@on_sqlite
async def test_a_refused_text_that_comes_again_is_refused_again(obec: Village) -> None:
    jana, survey = await at_the_text(obec)
    await jana.write("x" * 50)
    heard = await jana.sees()
    again = await jana.last_update()
    await obec.send(again)
    assert await jana.sees() == heard

    await jana.write("Koše")
    await obec.send(again)
    assert heard.splitlines()[0] in await jana.sees()
    assert (await obec.answers(survey))[0]["proc"] == "Koše"


@on_sqlite
async def test_a_typed_label_that_comes_again_is_one_tap(obec: Village) -> None:
    jana, survey = await at_the_text(obec)
    await jana.write(jana.words("Skip"))
    heard = await jana.sees()
    await obec.send(await jana.last_update())
    assert await jana.sees() == heard
    assert await obec.answers(survey) == [{"pes": "ne", "proc": None}]


@on_sqlite
async def test_an_enquiry_that_comes_again_is_one(obec: Village) -> None:
    jana = await obec.resident("jana")
    await jana.write("/pomoc")
    await jana.tap_on("Write to the coordinator")
    await jana.write("Prosím o radu")
    heard = await jana.sees()
    await obec.send(await jana.last_update())
    assert await jana.sees() == heard
    assert await obec.count(Enquiry) == 1


async def test_toggling_and_handing_in_again_changes_nothing(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.resident("jana")
    await jana.start(f"s_{survey.code}")
    await jana.tap_on("Begin")
    await jana.tap("Ano")
    await jana.tap("Do lesa")
    await obec.send(await jana.last_update())
    assert "☑ Do lesa" in await jana.buttons()
    await jana.tap("Na pole")
    await jana.tap_on("Done")
    for _ in range(6):
        await jana.tap_on("Skip")
    await jana.tap_on("Hand in")
    heard = await jana.sees()
    await obec.send(await jana.last_update())
    assert await jana.sees() == heard
    assert (await obec.answers(survey))[0]["kam"] == ["les", "pole"]
    assert await obec.count(Response) == 1


async def test_a_handler_that_fails_apologises_with_a_reference_that_the_log_knows(
    obec: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    jana, survey = await at_the_text(obec)
    stood = await obec.rows(Conversation)
    with monkeypatch.context() as broken:
        broken.setattr(survey_door, "show_question", _fails)
        await jana.write("Moje tajemství")
    assert await jana.reads(WRONG)
    found = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}", await jana.sees())
    assert found
    (line,) = [one for one in obec.log if one.get("reference") == found[0]]
    assert line["event"] == "A handler failed."
    assert "Moje tajemství" not in str({k: v for k, v in line.items() if k != "exc_info"})
    assert await obec.answers(survey) == [{"pes": "ne"}]
    assert await obec.rows(Conversation) == stood
    await jana.write("Koše")
    assert (await obec.answers(survey))[0]["proc"] == "Koše"


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "429", "method": "sendMessage", "times": 1, "retry_after": 1},
        {"kind": "500", "method": "sendMessage", "times": 2},
        {"kind": "drop_before", "method": "sendMessage", "times": 1},
        {"kind": "drop_after", "method": "sendMessage", "times": 1},
    ],
    ids=lambda fault: fault["kind"],
)
@on_sqlite
async def test_whatever_happens_on_the_way_the_answer_arrives(obec: Village, fault: Json) -> None:
    jana, survey = await at_the_text(obec)
    await jana.telegram.faults(fault)
    await jana.write("Koše")
    assert "Kde?" in await jana.sees()
    assert (await obec.answers(survey))[0]["proc"] == "Koše"


@on_sqlite
async def test_a_connection_lost_for_longer_brings_the_answer_later(obec: Village) -> None:
    jana, survey = await at_the_text(obec)
    await jana.telegram.faults({"kind": "drop_before", "method": "sendMessage", "times": 4})
    await jana.write("Koše")
    assert "Kde?" in await jana.sees()
    assert (await obec.answers(survey))[0]["proc"] == "Koše"


@on_sqlite
async def test_when_telegram_stays_broken_a_letter_says_later_that_all_is_kept(
    obec: Village,
) -> None:
    jana, survey = await at_the_text(obec)
    await jana.telegram.faults({"kind": "500", "method": "sendMessage", "times": 3})
    sent = await jana.telegram.write(jana.user, "Koše")
    await obec.until_fed(lambda update: update.get("message", {}).get("text") == "Koše")
    await obec.later(NOON + timedelta(minutes=5))
    assert await obec.post() == {"sent": 1}
    assert (await jana.telegram.reply(jana.user, sent))["text"].startswith("Telegram")
    assert (await obec.answers(survey))[0]["proc"] == "Koše"


@on_sqlite
async def test_a_tap_whose_edit_fails_is_answered_all_the_same(obec: Village) -> None:
    jana, _ = await at_the_text(obec)
    for kind in ("500", "drop_before", "drop_after"):
        await jana.telegram.faults({"kind": kind, "method": "editMessageText", "times": 1})
        await jana.tap_on("Skip")
        await jana.telegram.faults()
    assert "Jaké berete léky?" in await jana.sees()


@on_sqlite
async def test_who_blocks_the_bot_is_noted_until_they_return(obec: Village) -> None:
    jana = await obec.resident("jana")
    await jana.write("/menu")
    await jana.telegram.block(jana.user)
    await obec.until_fed(lambda update: "my_chat_member" in update)
    assert await is_blocked(obec, jana)
    await jana.telegram.unblock(jana.user)
    await obec.until_fed(lambda update: "my_chat_member" in update, times=2)
    assert not await is_blocked(obec, jana)


@on_sqlite
async def test_a_block_is_noticed_when_we_answer_and_cleared_by_the_next_word(
    obec: Village,
) -> None:
    jana = await obec.resident("jana")
    await jana.telegram.faults({"kind": "blocked", "method": "sendMessage", "times": 1})
    await jana.say("/menu")
    assert await is_blocked(obec, jana)
    await jana.write("/menu")
    assert not await is_blocked(obec, jana)


async def test_messages_of_one_person_at_once_keep_their_order(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.resident("jana")
    await jana.start(f"s_{survey.code}")
    await jana.tap_on("Begin")
    await asyncio.gather(*(jana.say(text) for text in ("Ne", "Koše", "noclehárny")))
    assert await obec.answers(survey) == [{"pes": "ne", "proc": "Koše", "sluzba": "63"}]


async def test_many_people_at_once_each_get_their_own(obec: Village) -> None:
    survey = await obec.open(DOGS)
    people = [await obec.resident(f"soused{number}") for number in range(8)]

    async def answers(phone: Phone, number: int) -> None:
        await phone.start(f"s_{survey.code}")
        await phone.tap_on("Begin")
        await phone.tap("Ne")
        await phone.write(f"Přání {number}")
        assert "Kde?" in await phone.sees()

    await asyncio.gather(*(answers(phone, place) for place, phone in enumerate(people)))
    kept = sorted(one["proc"] for one in await obec.answers(survey))
    assert kept == [f"Přání {number}" for number in range(8)]


@on_sqlite
async def test_what_is_said_in_groups_or_cannot_be_read_is_passed_over(obec: Village) -> None:
    jana = await obec.resident("jana")
    group = {"id": -5, "type": "group", "title": "Sousedé"}
    said = {"message_id": 5, "date": 1800000000, "chat": group, "from": jana.user, "text": "Ahoj"}
    await obec.send({"message": said})
    await obec.send({"message": {"nonsense": True}})
    assert await jana.telegram.messages(jana.user) == []
    await jana.write("/menu")
    assert await jana.reads("What would you like to do?")


async def _fails(*_: object, **__: object) -> None:
    raise RuntimeError("Moje tajemství")


async def is_blocked(obec: Village, phone: Phone) -> bool:
    known = await obec.known(phone)
    assert known
    return known.blocked


async def at_the_text(obec: Village) -> tuple[Phone, Survey]:
    survey = await obec.open(DOGS)
    jana = await obec.resident("jana")
    await jana.start(f"s_{survey.code}")
    await jana.tap_on("Begin")
    await jana.tap("Ne")
    return jana, survey
