"""Stories of people who put in order, pick days, send photos, voices and places."""

import io
from dataclasses import replace
from typing import Any

from PIL import Image

from people.roles import COORDINATOR, MEMBER
from storage import surveys as tables
from storage.attachments import Attachment
from storage.outreach import Letter
from storage.surveys import Response
from tests.handlers.kinds import (
    AUDIO,
    COUNTED,
    DATE,
    FILE,
    NOTE,
    OTHER,
    PHOTO,
    PLACE,
    RANK,
    RULED,
    SHUFFLED,
    SUGGESTED,
    TICK,
    TIME,
    VOICE,
    asking,
    picture,
    voice,
)
from tests.handlers.village import VIZOVICE, Phone, Village, on_sqlite
from tests.surveys.recordings import SAID, m4a, mp3, pdf

Json = dict[str, Any]
PRAGUE_POINT = {"latitude": 49.222_512_9, "longitude": 17.853_994_1}


async def begun(obec: Village, *questions: str) -> Phone:
    """Jana is at the first question."""
    survey = await obec.open(asking(*questions))
    jana = await obec.resident("jana")
    await jana.start(f"s_{survey.code}")
    await jana.tap_on("Begin")
    return jana


async def kept(obec: Village) -> Json:
    """What Jana has answered so far."""
    (response,) = await obec.rows(Response)
    async with obec.database.reading() as session:
        return await tables.answers(session, response.id)


async def locate(phone: Phone, point: Json) -> None:
    sent = await phone.telegram.ask(
        "POST",
        f"/chats/{phone.user['id']}/messages",
        {"from_id": phone.user["id"], "location": point},
    )
    await answered(phone, sent)


async def answered(phone: Phone, sent: Json) -> None:
    number = sent["message_id"]
    await phone.village.until_fed(lambda one: one.get("message", {}).get("message_id") == number)


async def test_options_are_put_in_order_by_tapping(obec: Village) -> None:
    jana = await begun(obec, RANK, TICK)
    assert (await jana.buttons())[:3] == ["▫ Chodník", "▫ Přechod", "▫ Světlo"]
    await jana.tap("▫ Světlo")
    assert (await jana.buttons())[:3] == ["1. Světlo", "▫ Chodník", "▫ Přechod"]
    assert not await jana.offers("Done")
    await jana.tap("▫ Přechod")
    assert (await jana.buttons())[:3] == ["1. Světlo", "2. Přechod", "3. Chodník"]
    await jana.tap("1. Světlo")
    await jana.tap("▫ Světlo")
    await obec.send(await jana.last_update())
    assert (await jana.buttons())[:3] == ["1. Přechod", "2. Chodník", "3. Světlo"]
    await jana.tap_on("Done")
    await jana.tap_on("I confirm")
    assert "1. Přechod, 2. Chodník, 3. Světlo" in await jana.sees()
    await jana.tap_on("Hand in")
    assert await kept(obec) == {"poradi": ["prechod", "chodnik", "svetlo"], "souhlas": "OK"}


@on_sqlite
async def test_an_order_begun_and_not_finished_cannot_be_handed_in(obec: Village) -> None:
    jana = await begun(obec, RANK)
    await jana.tap("▫ Světlo")
    (survey,) = await obec.rows(tables.Survey)
    await jana.craft(f"sv:{survey.code}:finish:1")
    assert await jana.reads("This question still waits for your answer.")


async def test_a_day_is_picked_from_a_calendar_or_written(obec: Village) -> None:
    jana = await begun(obec, DATE, TICK)
    buttons = await jana.buttons()
    assert "únor 2027" in buttons
    assert "28" in buttons
    await jana.telegram.press(jana.user, "‹")
    assert "leden 2027" in await jana.buttons()
    await jana.tap("24")
    assert await kept(obec) == {"kdy": "2027-01-24"}
    await jana.tap_on("Back")
    assert "✓24" in await jana.buttons()
    await jana.write("31. 12. 2019")
    assert await jana.reads("The first possible day is {day}.")
    await jana.write("24")
    assert await kept(obec) == {"kdy": "2027-01-24"}
    await jana.write("nevím")
    assert await jana.reads("I need a day here, for example 24. 11. 2027.")
    await jana.write("1. 9. 2020")
    assert await kept(obec) == {"kdy": "2020-09-01"}


async def test_a_time_is_picked_by_hour_and_minutes_or_written(obec: Village) -> None:
    jana = await begun(obec, TIME, TICK)
    assert (await jana.buttons())[:3] == ["0", "1", "2"]
    await jana.tap("7")
    assert (await jana.buttons())[:2] == ["7:00", "7:05"]
    await jana.tap("Jiná hodina")
    await jana.tap("14")
    await jana.tap("14:30")
    assert await kept(obec) == {"kdy": "14:30"}
    await jana.tap_on("Back")
    assert "14:30" in await jana.sees()
    await jana.tap("14")
    assert "✓14:30" in await jana.buttons()
    await jana.write("nevím")
    assert await jana.reads("I need a time here, for example 14:30.")
    await jana.write("24.10")
    assert await jana.reads("I need a time here, for example 14:30.")
    for written, time in (("9", "09:00"), ("7.05", "07:05"), ("23:59", "23:59")):
        await jana.write(written)
        assert await kept(obec) == {"kdy": time}
        await jana.tap_on("Back")


async def test_what_is_counted_decides_what_is_asked_and_stands_in_texts(obec: Village) -> None:
    jana = await begun(obec, COUNTED)
    await jana.write("1")
    await jana.write("0")
    assert "Vejde se" not in await jana.sees()
    await jana.tap_on("Change an answer")
    await jana.tap("1. Kolik dospělých?")
    await jana.write("2")
    await jana.write("3")
    assert "Vejde se vás 5 do auta?" in await jana.sees()
    await jana.tap("Ano, po 1,3 na sedadlo")
    assert "Vejde se vás 5 do auta?" in await jana.sees()
    await jana.tap_on("Hand in")
    assert await kept(obec) == {"dospeli": "2", "male": "3", "mista": "ano"}


async def test_options_are_shuffled_for_everybody_and_stay_for_each(obec: Village) -> None:
    survey = await obec.open(asking(SHUFFLED, RANK))
    orders: dict[str, list[str]] = {}
    for name in ("jana", "petr"):
        phone = await obec.resident(name)
        await phone.start(f"s_{survey.code}")
        await phone.tap_on("Begin")
        orders[name] = (await phone.buttons())[:8]
        assert sorted(orders[name][:6]) == sorted(orders["jana"][:6])
        assert orders[name][6:] == ["☐ Nic", "☐ Jiné"]
        await phone.tap("Fontána")
        chosen = [one.replace("☑", "☐") for one in (await phone.buttons())[:8]]
        assert chosen == orders[name]
        await phone.tap("Alej")
        await phone.tap_on("Done")
        assert (await phone.buttons())[0] == "▫ Chodník"
        await phone.start(f"s_{survey.code}")
        await phone.craft(f"q:{survey.code}:1:co:0")
        assert [one.replace("☑", "☐") for one in (await phone.buttons())[:8]] == orders[name]


@on_sqlite
async def test_a_time_that_the_author_suggests_is_taken_by_a_tap(obec: Village) -> None:
    jana = await begun(obec, TIME, TICK)
    await jana.tap("Použít: 7:30")
    assert await kept(obec) == {"kdy": "07:30"}
    (survey,) = await obec.rows(tables.Survey)
    for leaf in ("99", "7", "x"):
        await jana.craft(f"m:{survey.code}:1:kdy:{leaf}")
        assert (await jana.buttons())[:2] == ["0", "1"]


@on_sqlite
async def test_a_calendar_does_not_lead_beyond_the_days_that_may_be_chosen(obec: Village) -> None:
    jana = await begun(obec, DATE)
    await jana.tap("»")
    assert "únor 2027" in await jana.buttons()
    for _ in range(8):
        await jana.tap("«")
    assert "září 2020" in await jana.buttons()
    (survey,) = await obec.rows(tables.Survey)
    await jana.craft(f"m:{survey.code}:1:kdy:9999-99")
    await jana.craft(f"m:{survey.code}:1:kdy:0001-01")
    assert "září 2020" in await jana.buttons()
    await jana.craft(f"a:{survey.code}:1:kdy:2030-01-01")
    assert await obec.count(Response) == 0


async def test_a_place_is_a_rounded_point_or_a_municipality(obec: Village) -> None:
    jana = await begun(obec, PLACE, TICK)
    await locate(jana, PRAGUE_POINT)
    assert await kept(obec) == {"kde": {"lat": 49.223, "lon": 17.854}}
    await jana.tap_on("Back")
    assert "49.223, 17.854" in await jana.sees()
    await jana.write("Vizovice")
    assert await kept(obec) == {"kde": {"municipality": VIZOVICE}}
    assert "Předáme to škole." in await jana.sees()
    await jana.tap_on("I confirm")
    assert "Vizovice" in await jana.sees()


async def test_a_photo_is_kept_bare_and_goes_with_the_answers(obec: Village) -> None:
    jana = await begun(obec, PHOTO, TICK)
    await jana.send(photo=("auto.jpg", picture(), "image/jpeg"))
    assert "Předáme to škole." in await jana.sees()
    (attachment,) = await obec.rows(Attachment)
    assert await kept(obec) == {"fotka": attachment.name}
    with Image.open(io.BytesIO(attachment.content)) as shown:
        assert (shown.size, dict(shown.getexif())) == ((64, 48), {})
    assert b"Fotoaparat" not in attachment.content
    await obec.send(await jana.last_update())
    assert await obec.count(Attachment) == 1

    await jana.tap_on("Back")
    assert "fotka" in await jana.sees()
    await jana.tap_on("Skip")
    assert await obec.count(Attachment) == 0
    await jana.tap_on("Back")
    await jana.send(document=("plan.png", picture("PNG"), "image/png"))
    assert await obec.count(Attachment) == 1
    (survey,) = await obec.rows(tables.Survey)
    await jana.craft(f"fg:withdraw:{survey.code}")
    assert (await obec.count(Response), await obec.count(Attachment)) == (0, 0)


@on_sqlite
async def test_what_is_no_picture_is_refused_in_words(obec: Village) -> None:
    jana = await begun(obec, PHOTO)
    for content in (b"", b"GIF89a nothing", b"<svg onload='x'/>", picture()[:200]):
        await jana.send(document=("x.jpg", content or b"\0", "image/jpeg"))
        assert await jana.reads("I cannot read this file. Please send another one.")
    await jana.write("tady je fotka")
    assert await jana.reads("Please send a photo here.")
    (survey,) = await obec.rows(tables.Survey)
    await jana.write("a" * 64 + ".jpg")
    assert await obec.count(Response) == 0


async def test_words_may_be_said_and_only_the_sound_is_kept(obec: Village) -> None:
    jana = await begun(obec, VOICE, TICK)
    assert await jana.reads(
        "You can also send a voice message. Only staff hear it; they may know your voice."
    )
    await jana.send(voice=("slovo.ogg", voice(), "audio/ogg"))
    (attachment,) = await obec.rows(Attachment)
    assert await kept(obec) == {"slovo": {"voice": attachment.name}}
    assert b"Jana" not in attachment.content
    await jana.tap_on("Back")
    assert "hlasová zpráva" in await jana.sees()
    await jana.write("Radši to napíšu.")
    assert await kept(obec) == {"slovo": "Radši to napíšu."}
    assert await obec.count(Attachment) == 0
    await obec.close((await obec.rows(tables.Survey))[0])


async def test_a_recording_is_kept_bare_and_goes_with_the_answers(obec: Village) -> None:
    jana = await begun(obec, AUDIO, TICK)
    assert await jana.reads(
        "Send a voice message or a recording of at most {n} MB. We keep the sound alone. Only "
        "staff hear it; they may know your voice. Please say no names."
    )
    await jana.send(voice=("slovo.ogg", voice(), "audio/ogg"))
    (attachment,) = await obec.rows(Attachment)
    assert await kept(obec) == {"nahravka": attachment.name}
    assert b"Jana" not in attachment.content
    await obec.send(await jana.last_update())
    assert await obec.count(Attachment) == 1

    await jana.tap_on("Back")
    assert "nahrávka" in await jana.sees()
    await jana.send(audio=("Jana Nováková.mp3", mp3(), "audio/mpeg"))
    (attachment,) = await obec.rows(Attachment)
    assert attachment.name.endswith(".mp3")
    await jana.tap_on("Back")
    await jana.send(document=("Jana Nováková.m4a", m4a(), "audio/mp4"))
    (attachment,) = await obec.rows(Attachment)
    assert await kept(obec) == {"nahravka": attachment.name}
    for told in ("Jana", str(jana.user["id"]), "Lipová"):
        assert told not in repr(attachment)
        assert told.encode() not in attachment.content
    await jana.tap_on("I confirm")
    await jana.tap_on("Change an answer")
    await jana.tap("1. Řekněte")
    await jana.tap_on("Skip")
    assert await obec.count(Attachment) == 0
    assert await kept(obec) == {"nahravka": None, "souhlas": "OK"}


async def test_a_file_is_a_picture_or_a_document_and_loses_its_name(obec: Village) -> None:
    jana = await begun(obec, FILE, TICK)
    await jana.send(document=("Jana Nováková.pdf", pdf(), "application/pdf"))
    (attachment,) = await obec.rows(Attachment)
    assert await kept(obec) == {"podklad": attachment.name}
    assert attachment.name.endswith(".pdf")
    assert SAID.encode() not in attachment.content
    assert "Jana" not in repr(attachment)
    await obec.send(await jana.last_update())
    assert await obec.count(Attachment) == 1
    await jana.tap_on("Back")
    assert "soubor" in await jana.sees()
    await jana.send(photo=("auto.jpg", picture(), "image/jpeg"))
    (attachment,) = await obec.rows(Attachment)
    assert attachment.name.endswith(".jpg")
    assert b"Fotoaparat" not in attachment.content
    (survey,) = await obec.rows(tables.Survey)
    await jana.craft(f"fg:withdraw:{survey.code}")
    assert (await obec.count(Response), await obec.count(Attachment)) == (0, 0)


@on_sqlite
async def test_the_card_leads_those_who_run_the_survey_to_what_was_sent(obec: Village) -> None:
    obec.house = replace(obec.house, public_url="https://obec.example")
    obec.restart()
    petr, eva = await obec.staff("petr", COORDINATOR), await obec.staff("eva", MEMBER)
    jana = await begun(obec, AUDIO, TICK)
    await jana.send(voice=("slovo.ogg", voice(), "audio/ogg"))
    await jana.tap_on("I confirm")
    await jana.tap_on("Hand in")
    (survey,) = await obec.rows(tables.Survey)
    await petr.craft(f"rs:show:{survey.code}:0")
    assert not await petr.offers("What people sent")
    await obec.close(survey)
    await petr.craft(f"rs:show:{survey.code}:0")
    assert await petr.offers("What people sent")
    await eva.craft(f"rs:show:{survey.code}:0")
    assert not await eva.offers("What people sent")


@on_sqlite
async def test_what_is_no_recording_or_file_is_refused_in_words(obec: Village) -> None:
    jana = await begun(obec, AUDIO, FILE.replace("type: file", "type: file, required: true"))
    await jana.send(audio=("pisen.flac", b"fLaC" + bytes(90), "audio/flac"))
    assert await jana.reads(
        "I can take a voice message, or a recording in MP3, M4A, WAV or OGG. Please send another "
        "one."
    )
    await jana.send(photo=("auto.jpg", picture(), "image/jpeg"))
    assert await jana.reads("Please send a voice message or a recording here.")
    assert await jana.reads("Or skip the question.")
    await jana.write("radši to napíšu")
    assert await jana.reads("Please send a voice message or a recording here.")
    await jana.tap_on("Skip")
    await jana.send(document=("slova.docx", b"PK" + bytes(90), "application/zip"))
    assert await jana.reads(
        "I can take a picture (JPEG, PNG) or a PDF without a password. Save it so and send it "
        "again, please."
    )
    await jana.send(document=("kniha.pdf", pdf(pages=21), "application/pdf"))
    assert "nejvýše 20" in await jana.sees()
    await jana.send(voice=("slovo.ogg", voice(), "audio/ogg"))
    assert await jana.reads("Please send a picture or a PDF here.")
    assert not await jana.reads("Or skip the question.")
    await jana.send(document=("velka.pdf", b"%PDF-" + bytes(10_000_001), "application/pdf"))
    assert await jana.reads("This is too big: {max} MB at most. Please send less.")
    assert await obec.count(Attachment) == 0


@on_sqlite
async def test_a_recording_about_health_is_not_asked_in_the_chat(obec: Village) -> None:
    jana = await begun(obec, AUDIO.replace("type: audio", "type: audio, sensitivity: health"), TICK)
    await jana.send(voice=("slovo.ogg", voice(), "audio/ogg"))
    assert (await obec.count(Response), await obec.count(Attachment)) == (0, 0)


@on_sqlite
async def test_a_note_is_read_and_not_answered(obec: Village) -> None:
    jana = await begun(obec, NOTE, TICK)
    assert "Nejdřív pár slov." in await jana.sees()
    assert not await jana.offers("Skip")
    await jana.tap_on("Go on")
    assert not await jana.offers("Skip")
    await jana.tap_on("I confirm")
    assert "Nejdřív pár slov." not in await jana.sees()
    await jana.tap_on("Hand in")
    assert await kept(obec) == {"uvod": "read", "souhlas": "OK"}


@on_sqlite
async def test_whoever_chooses_other_says_what(obec: Village) -> None:
    jana = await begun(obec, OTHER)
    await jana.tap("Jiné")
    assert "co jiného" in await jana.sees()
    await jana.write("Na koloběžce")
    assert await kept(obec) == {"jak": "other", "jak-other": "Na koloběžce"}


@on_sqlite
async def test_rules_lead_through_a_survey_and_repeat_answers(obec: Village) -> None:
    jana = await begun(obec, RULED)
    await jana.tap("Použít: 1")
    assert "Kolik z nich (1) chodí do školy?" in await jana.sees()
    await jana.write("2")
    assert "Nemůže jich být víc než všech." in await jana.sees()
    await jana.write("1")
    await jana.tap("Levý")
    assert "Kde bydlíte\nKterá ulice? (Levý)" in await jana.sees()
    assert (await jana.buttons())[:2] == ["Lipová", "Polní"]
    await jana.tap("Polní")
    assert "Která ulice? (Levý)" in await jana.sees()
    await jana.tap_on("Change an answer")
    await jana.tap("3. Který břeh?")
    await jana.tap("Pravý")
    assert (await jana.buttons())[0] == "Hlavní"
    (survey,) = await obec.rows(tables.Survey)
    await jana.craft(f"a:{survey.code}:1:ulice:polni")
    assert (await kept(obec))["ulice"] == "polni"
    await jana.tap("Hlavní")
    await jana.tap_on("Change an answer")
    await jana.tap("1. Kolik")
    await jana.write("0")
    await jana.tap_on("Hand in")
    assert await jana.reads("<b>Thank you for your answers.</b>")


@on_sqlite
async def test_what_the_author_suggests_is_left_out_where_it_is_not_offered(obec: Village) -> None:
    jana = await begun(obec, SUGGESTED)
    await jana.tap("Pravý")
    assert "Která ulice? (Pravý)" in await jana.sees()
    assert "Použít: Lipová" not in await jana.buttons()
    (survey,) = await obec.rows(tables.Survey)
    await jana.craft(f"a:{survey.code}:1:kraj:levy")
    await jana.tap("Použít: Lipová")
    assert await kept(obec) == {"kraj": "levy", "ulice": "lipova"}


@on_sqlite
async def test_a_constraint_broken_by_a_later_change_is_asked_again(obec: Village) -> None:
    jana = await begun(obec, RULED)
    await jana.write("3")
    await jana.write("3")
    await jana.tap("Levý")
    await jana.tap("Polní")
    await jana.tap_on("Change an answer")
    await jana.tap("1. Kolik")
    await jana.write("2")
    (survey,) = await obec.rows(tables.Survey)
    await jana.craft(f"sv:{survey.code}:finish:1")
    assert await jana.reads("This question still waits for your answer.")
    assert "Kolik z nich (2)" in await jana.sees()


async def test_a_reminder_for_tomorrow_comes_once_and_not_after_finishing(obec: Village) -> None:
    jana = await begun(obec, DATE, TICK)
    await jana.write("1. 9. 2020")
    await jana.tap_on("Remind me tomorrow")
    await jana.craft((await jana.last_update())["callback_query"]["data"])
    (letter,) = await obec.rows(Letter)
    assert "Cesta do školy" in letter.content["text"]
    assert letter.due_at.isoformat() == "2027-02-02T11:00:00+00:00"
    await jana.tap_on("Continue")
    await jana.tap_on("I confirm")
    await jana.tap_on("Hand in")
    assert await obec.count(Letter) == 0


async def test_closing_leaves_no_reminder_and_no_file_that_tells_of_somebody(obec: Village) -> None:
    jana = await begun(obec, PHOTO, TICK)
    await jana.send(photo=("auto.jpg", picture(), "image/jpeg"))
    await jana.tap_on("Remind me tomorrow")
    (survey,) = await obec.rows(tables.Survey)
    await obec.close(survey)
    assert await obec.count(Letter) == 0
    (attachment,) = await obec.rows(Attachment)
    assert str(jana.user["id"]) not in repr(attachment)


@on_sqlite
async def test_a_crafted_number_of_a_response_is_no_button_of_ours(obec: Village) -> None:
    jana = await begun(obec, TICK)
    (survey,) = await obec.rows(tables.Survey)
    await jana.craft(f"q:{survey.code}:-1:souhlas:0")
    assert await jana.reads("This button is no longer in use. Here is where to go on.")


@on_sqlite
async def test_results_tell_what_came_first_and_no_place_or_day(obec: Village) -> None:
    petr = await obec.staff("petr", MEMBER)
    survey = await obec.open(asking(RANK, DATE, PLACE, TICK, TIME.replace("kdy", "vyrazi"), NOTE))
    orders = [["svetlo", "prechod", "chodnik"]] * 40 + [["prechod", "chodnik", "svetlo"]] * 20
    for place, order in enumerate(orders):
        given = {"kdy": "2021-09-01", "kde": VIZOVICE, "souhlas": "OK", "uvod": "read"}
        given["vyrazi"] = "06:43"
        await obec.neighbour(survey, place, poradi=order, **given)
    await obec.close(survey)
    await petr.write("/vysledky")
    await petr.tap("Cesta do školy")
    await petr.tap_on("Results by question")
    seen = await petr.sees()
    assert "Světlo: 40 (67 %)" in seen
    assert await petr.reads("Counted here is what people put first.")
    assert "Přechod: 1,6" in seen
    await petr.craft(f"rs:page:{survey.code}:1")
    assert "2021" not in await petr.sees()
    await petr.craft(f"rs:page:{survey.code}:2")
    assert "585939" not in await petr.sees()
    await petr.craft(f"rs:page:{survey.code}:3")
    assert "potvrzeno: 60" in await petr.sees()
    await petr.craft(f"rs:page:{survey.code}:4")
    assert await petr.reads("The times are not shown here; staff find them in the export.")
    assert "6:43" not in await petr.sees()
    assert "5/5" in await petr.buttons()


@on_sqlite
async def test_a_photo_that_cannot_be_fetched_is_asked_for_again(obec: Village) -> None:
    jana = await begun(obec, PHOTO, TICK)
    await jana.telegram.faults({"kind": "500", "method": "getFile", "times": 1})
    await jana.send(photo=("auto.jpg", picture(), "image/jpeg"))
    assert await jana.reads("I cannot read this file. Please send another one.")
    assert await obec.count(Response) == 0
    await jana.send(photo=("auto.jpg", picture(), "image/jpeg"))
    assert await obec.count(Attachment) == 1


@on_sqlite
async def test_a_photo_or_a_place_that_nobody_asked_for_is_not_kept(obec: Village) -> None:
    jana = await begun(obec, TICK, PHOTO)
    await jana.send(photo=("auto.jpg", picture(), "image/jpeg"))
    await jana.send(voice=("slovo.ogg", voice(), "audio/ogg"))
    await locate(jana, PRAGUE_POINT)
    assert (await obec.count(Response), await obec.count(Attachment)) == (0, 0)
    assert not [call for call in await jana.telegram.calls() if call["method"] == "getFile"]


LONG = """\
  - id: co
    type: single
    text: {cs: "Co by vám nejvíc pomohlo?"}
    options:
      - {id: doprava, cs: "Doprava k lékaři, na úřad a na nákup, aspoň dvakrát v týdnu dopoledne"}
      - {id: pece, cs: "Pečovatelka, která přijde i večer a v sobotu"}
      - {id: nic, cs: "Nic"}
"""


@on_sqlite
async def test_options_too_long_for_a_button_stand_above_it_and_are_called_by_letters(
    obec: Village,
) -> None:
    jana = await begun(obec, LONG, RANK)
    assert "A) Doprava k lékaři, na úřad a na nákup, aspoň dvakrát" in await jana.sees()
    assert (await jana.buttons())[:3] == [
        "A) Doprava k lékaři, na úřad a na náku…",
        "B) Pečovatelka, která přijde i večer a…",
        "C) Nic",
    ]
    await jana.write("b")
    assert await kept(obec) == {"co": "pece"}
    await jana.tap_on("Back")
    assert (await jana.buttons())[1].startswith("✓ B) ")
