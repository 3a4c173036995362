"""Feedback after a meeting: asked once by the clock, two taps, nothing that leads to a person."""

from datetime import timedelta

from bot import schedule
from people.roles import COORDINATOR
from storage.conversations import Conversation
from storage.feedback import Feedback, FeedbackGiven, FeedbackSentence
from tests.handlers.test_meetings import STARTS, announced
from tests.handlers.test_minutes import AFTERWARDS, was_there
from tests.handlers.village import Phone, Village, on_sqlite

ENDS = STARTS + timedelta(hours=2)


async def rings(obec: Village) -> int:
    return dict(await schedule.ask_for_feedback(obec.database, await obec.clock.now()))["letters"]


async def answers(phone: Phone, useful: str, heard: str) -> None:
    await phone.tap_on(useful)
    await phone.tap_on(heard)


async def test_who_was_there_is_asked_once_at_a_decent_hour_and_answers_by_two_taps(
    obec: Village,
) -> None:
    code = await announced(obec)
    jana, ivan = await obec.resident("jana"), await obec.resident("ivan")
    await was_there(obec, code, jana)
    await obec.later(ENDS + timedelta(minutes=30))
    assert await rings(obec) == 0
    await obec.later(ENDS + timedelta(hours=3, minutes=30))
    assert await rings(obec) == 1
    assert await rings(obec) == 0
    assert sum((await obec.post()).values()) == 0
    await obec.later(AFTERWARDS)
    await obec.post()
    assert "Dvě klepnutí" in await jana.sees()
    await answers(jana, "Yes, certainly", "Partly")
    await jana.write("Volejte mi na 777 123 456, příště víc času")
    assert await jana.reads("Thank you, the office will read it.")
    [said] = await obec.rows(Feedback)
    assert (said.useful, said.heard) == ("yes", "partly")
    assert await obec.count(FeedbackSentence) == 1
    assert await obec.count(FeedbackGiven) == 1
    assert "777 123" not in str([one.model_dump() for one in await obec.rows(Conversation)])
    assert "nejde změnit" in await jana.craft(f"mf:{code}:no:no:")
    assert await obec.count(Feedback) == 1
    assert await ivan.craft(f"mf:{code}:no:no:") == "Ptáme se těch, kdo tam byli."
    await obec.later(ENDS + timedelta(days=4))
    assert await rings(obec) == 0


async def test_the_office_sees_numbers_once_nobody_answers_and_small_ones_hidden(
    obec: Village,
) -> None:
    code = await announced(obec)
    petr = await obec.staff("petr", COORDINATOR)
    phones = [await obec.resident(f"soused{n}") for n in range(7)]
    await was_there(obec, code, *phones)
    await petr.craft(f"ma:said:{code}:0:")
    assert await petr.reads("People are asked after the meeting, at a decent hour.")
    await obec.later(AFTERWARDS)
    for at, phone in enumerate(phones):
        heard = "partly" if at == 0 else "yes"
        await phone.craft(f"mf:{code}:yes:{heard}:")
    await phones[0].write("Pište na jan@obec.example <prosím>")
    await petr.craft(f"ma:menu:{code}:0:")
    await petr.tap_on("What people say of it")
    told = await petr.sees()
    assert "Odpovědělo 7 lidí." in told
    assert "Ano" not in told
    await obec.later(ENDS + timedelta(days=8))
    await petr.craft(f"ma:said:{code}:0:")
    told = await petr.sees()
    assert "užitečné?\nAno: 7\nZčásti: 0\nNe: 0" in told
    assert "chtěli?\nAno: skryto\nZčásti: skryto\nNe: 0" in told
    assert "<prosím>" in told
    assert "jan@" not in told
    assert "týden po setkání" in await phones[1].craft(f"mf:{code}:no:no:")


@on_sqlite
async def test_the_forgotten_leave_no_sign_that_they_answered(obec: Village) -> None:
    code = await announced(obec)
    jana = await obec.resident("jana")
    await was_there(obec, code, jana)
    await obec.later(AFTERWARDS)
    await jana.craft(f"mf:{code}:yes:yes:")
    await jana.write("/soukromi")
    await jana.tap_on("Delete my account")
    await jana.tap_on("Yes, delete my account")
    assert await obec.count(FeedbackGiven) == 0
    assert await obec.count(Feedback) == 1


@on_sqlite
async def test_only_the_office_sees_what_people_say(obec: Village) -> None:
    code = await announced(obec)
    jana = await obec.resident("jana")
    await obec.later(AFTERWARDS)
    await jana.craft(f"ma:said:{code}:0:")
    assert not await jana.reads("<b>What people say of the meeting</b>")
