"""Stories of writing to many: from the first word to the report that is read out."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.broadcasts.audience import KINDS, OF_SURVEYS, toggled
from handlers.broadcasts.words import blocker_told
from outreach import audiences
from outreach.audiences import Audience
from outreach.blockers import Blocker, Reason
from people.roles import ADMINISTRATOR, COORDINATOR, MEMBER
from storage import broadcasts as tables
from storage import people
from storage.audit import AuditEntry
from storage.broadcasts import Broadcast
from storage.groups import AGREED, Member, WorkingGroup
from storage.jobs import Job
from storage.outreach import Letter
from surveys import life
from tests.bot.test_incoming import PDF
from tests.handlers.kinds import picture
from tests.handlers.polls import DOGS
from tests.handlers.sending import approval_above, begin, fetch_files, go_out, newest
from tests.handlers.test_contests import announced as contest
from tests.handlers.test_plans import brought
from tests.handlers.test_plans import draft as plan
from tests.handlers.village import NOON, Phone, Village, on_sqlite
from texts.words import Words

NEIGHBOURS_AREA = "hlucinsko-zapad"
NOT_FOR_YOU = "This is for staff of the municipality only."
INVITATION = "Vážení sousedé, přijďte v úterý na setkání."


async def draft(petr: Phone, text: str = INVITATION) -> str:
    """A new message with a text; gives the card."""
    await petr.write("/rozeslat")
    await petr.tap_on("Write a new message")
    return await petr.write(text)


async def send(petr: Phone) -> None:
    await petr.tap_on("Send")
    await petr.tap_on("Yes, send it")


async def test_an_invitation_goes_from_the_first_word_to_the_report(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    oksana, ivan = await obec.resident("oksana", "uk"), await obec.resident("ivan")
    await obec.open(DOGS)

    card = await draft(petr)
    assert "Čeština ✓, Snadná čeština –, Українська –, English –" in card
    assert "4 lidé v 1 obci" in card
    await petr.tap_on("Buttons")
    await petr.tap_on("Add: open a survey")
    await petr.tap("Psi v obci")
    await petr.tap_on("Done")
    await petr.tap_on("Text")
    await petr.tap("– Українська")
    card = await petr.write("Запрошуємо на зустріч.")
    assert "Čeština ✓, Snadná čeština –, Українська ✓, English –" in card
    await send(petr)
    assert await petr.offers("Stop")
    await begin(obec)
    await obec.telegram.block(ivan.user)
    await go_out(obec)

    assert await jana.sees() == INVITATION
    assert await oksana.sees() == "Запрошуємо на зустріч."
    await jana.tap("Vyplnit anketu")
    await obec.send(await jana.last_update())
    assert "Psi v obci" in await jana.sees()
    assert INVITATION in await jana.saw(3)

    await petr.write("/rozeslat")
    await petr.tap("1")
    report = await petr.sees()
    assert "Zprávu má 3 ze 4 lidí." in report
    assert "75 %" in report
    assert "zablokovali bota: 1" in report
    assert "Vyplnit anketu: 1" in report
    done = {one.action for one in await obec.rows(AuditEntry)}
    assert {"broadcast_drafted", "broadcast_changed", "broadcast_sent"} <= done


@on_sqlite
async def test_a_contest_is_announced_by_a_message_with_its_button(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await contest(obec, petr)
    await draft(petr, "Nakreslete logo našeho kraje.")
    await petr.tap_on("Buttons")
    await petr.tap_on("Add: open a contest")
    await petr.tap("Logo <našeho> kraje")
    await petr.tap_on("Done")
    await send(petr)
    await go_out(obec)
    assert await jana.sees() == "Nakreslete logo našeho kraje."
    await jana.tap_on("See the contest")
    assert "Logo <našeho> kraje" in await jana.sees()
    assert await jana.offers("Hand in a work")


@on_sqlite
async def test_what_is_missing_is_named_before_the_button(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await petr.write("/rozeslat")
    await petr.tap_on("Write a new message")
    await petr.tap_on("Back")
    assert await petr.reads("The text is missing. Tap Text and write it.")
    assert not await petr.offers("Send")
    await petr.tap_on("Text")
    await petr.write(INVITATION)
    assert await petr.offers("Send")
    await petr.tap_on("To whom")
    await petr.tap_on("Municipalities")
    await petr.tap("Slušovice")
    await petr.tap_on("Done")
    await petr.tap_on("Done")
    assert await petr.reads("Nobody is among those you have chosen.")
    assert not await petr.offers("Send")
    await petr.craft("bc:send-now:1:")
    assert (await newest(obec)).state == tables.DRAFT


@on_sqlite
async def test_the_audience_is_told_in_one_sentence_that_follows_the_taps(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    for name in ("jana", "eva"):
        await obec.resident(name)
    await obec.resident("oksana", "uk")
    await draft(petr)
    await petr.tap_on("To whom")
    assert "Lidé z území ORP Vizovice.\n4 lidé v 1 obci" in await petr.sees()
    await petr.tap_on("Municipalities")
    await petr.tap("Vizovice")
    await petr.tap("Slušovice")
    await petr.tap_on("Done")
    await petr.tap_on("Leave somebody out")
    await petr.tap_on("Languages")
    await petr.tap("Українська")
    told = await petr.sees()
    assert "kteří mají v profilu obec „Vizovice“ nebo „Slušovice“" in told
    assert "a nemají zvolený jazyk „Українська“." in told
    assert "3 lidé v 1 obci" in told
    await petr.tap("Українська")
    assert "4 lidé v 1 obci" in await petr.sees()
    await petr.tap_on("Done")
    await petr.tap_on("Everybody again")
    assert "Lidé z území ORP Vizovice.\n" in await petr.sees()


@on_sqlite
async def test_a_working_group_is_written_to_or_left_out(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    async with obec.database.writing() as session:
        person = await people.by_telegram_id(session, jana.user["id"])
        assert person
        made = {"code": "PSS01", "key": "seniori", "made_at": NOON, "name": {"cs": "Senioři"}}
        session.add(WorkingGroup(**made, area_code="orp-vizovice"))
        await session.flush()
        seat = {"group_code": "PSS01", "name": "Jana", "party": "user", "state": AGREED}
        session.add(Member(**seat, resident_id=person.id, nominated_at=NOON))
    await draft(petr)
    await petr.tap_on("To whom")
    await petr.tap_on("Working groups")
    await petr.tap("Senioři")
    told = await petr.sees()
    assert "kteří jsou v pracovní skupině „Senioři“.\n1 člověk" in told
    await petr.tap("Senioři")
    await petr.tap_on("Done")
    await petr.tap_on("Leave somebody out")
    await petr.tap_on("Working groups")
    await petr.tap("Senioři")
    told = await petr.sees()
    assert "kteří nejsou v pracovní skupině „Senioři“.\n1 člověk" in told


@on_sqlite
async def test_who_took_part_is_told_only_of_a_crowd_and_roundly(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    survey = await obec.open(DOGS)
    await draft(petr)
    await petr.tap_on("To whom")
    await petr.tap_on("Who has answered a survey")
    await petr.tap("Psi v obci")
    assert await petr.reads("Fewer than {n} people", n="20")
    await petr.tap_on("Done")
    await petr.tap_on("Done")
    assert await petr.reads("Too few people: a choice by a survey needs at least {n}")
    told = await petr.craft(f"bc:pick:1:-took_part,{survey.code}")
    assert petr.spoken("Nobody can be left out for having taken part.").search(told)


def test_each_blocker_has_words_of_its_own() -> None:
    told = [blocker_told(Words("cs"), Blocker(reason, "cs", 3)) for reason in Reason]
    assert len(set(told)) == len(Reason)


VALUES = st.sampled_from(["a", "b", "c"])
TAPS = st.lists(st.tuples(st.sampled_from(list(KINDS)), st.booleans(), VALUES), max_size=12)


@given(TAPS)
def test_a_value_is_chosen_when_it_was_tapped_an_odd_number_of_times(
    taps: list[tuple[str, bool, str]],
) -> None:
    taps = [one for one in taps if one[0] not in OF_SURVEYS]
    audience = Audience(("orp-vizovice",))
    for kind, without, value in taps:
        audience = toggled(audience, kind, without, value)
    chosen = {(c.kind, c.without, v) for c in audience.criteria for v in c.values}
    odd = {tap for tap in taps if taps.count(tap) % 2}
    assert {one for one in chosen if one[0] != "seen_since"} == {
        one for one in odd if one[0] != "seen_since"
    }
    assert len([one for one in chosen if one[:2] == ("seen_since", False)]) <= 1
    assert Audience.from_json(audience.to_json()) == audience


@given(TAPS)
def test_whatever_was_tapped_a_survey_stands_alone(taps: list[tuple[str, bool, str]]) -> None:
    audience = Audience(("orp-vizovice",))
    for kind, without, value in taps:
        audience = toggled(audience, kind, without and kind not in OF_SURVEYS, value)
        audiences.check(audience)


@on_sqlite
async def test_editing_the_message_changes_the_draft(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await petr.write("/rozeslat")
    await petr.tap_on("Write a new message")
    written = await petr.say(INVITATION)
    await petr.write("/ankety")
    await petr.edit(written, "Setkání se ruší.")
    assert await petr.reads("I have changed the text of the message.")
    assert (await newest(obec)).texts == {"cs": "Setkání se ruší."}
    await petr.tap_on("Send")
    await petr.tap_on("Yes, send it")
    await obec.later(await obec.clock.now() + timedelta(seconds=2))
    await petr.edit(written, "Přece nebude.")
    assert (await newest(obec)).texts == {"cs": "Setkání se ruší."}
    assert await petr.reads("I do not read changes of older messages. Please write it anew.")


@on_sqlite
async def test_formatting_stays_but_nobody_is_pointed_at(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await petr.write("/rozeslat")
    await petr.tap_on("Write a new message")
    await petr_writes(
        petr,
        "Přijďte <všichni> sem, říká Eva.",
        {"type": "bold", "offset": 8, "length": 9},
        {"type": "text_link", "offset": 18, "length": 3, "url": "https://vizovice.eu/?a=1&b=2"},
        {"type": "text_mention", "offset": 28, "length": 3, "user": petr.user},
    )
    kept = (await newest(obec)).texts["cs"]
    link = '<a href="https://vizovice.eu/?a=1&amp;b=2">sem</a>'
    assert kept == f"Přijďte <b>&lt;všichni&gt;</b> {link}, říká Eva."
    await petr.tap_on("Show it to me")
    await obec.post()
    shown = await petr.telegram.last(petr.user)
    assert shown["text"] == "Přijďte <všichni> sem, říká Eva."
    assert [one["type"] for one in shown["entities"]] == ["bold", "text_link"]


async def petr_writes(petr: Phone, text: str, *entities: Mapping[str, Any]) -> None:
    """A message with formatting, as Telegram's app sends it."""
    message = {
        "message_id": 900,
        "date": int((await petr.village.clock.now()).timestamp()),
        "chat": {"id": petr.user["id"], "type": "private", "first_name": "petr"},
        "from": petr.user,
        "text": text,
        "entities": list(entities),
    }
    await petr.village.send({"message": message})


@on_sqlite
async def test_a_text_too_long_for_its_picture_is_named(obec: Village, tmp_path: Path) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await draft(petr, "a" * 1200)
    await petr.tap_on("Attachment")
    await petr.send(photo=("plakat.jpg", picture(), "image/jpeg"))
    await fetch_files(obec, tmp_path)
    await petr.write("/rozeslat")
    await petr.tap("1")
    assert "Text (Čeština) je o 176 znaků delší" in await petr.sees()
    await petr.write("b" * 100)
    assert await petr.reads("I have not added this.")
    assert (await newest(obec)).texts == {"cs": "a" * 1200}


@on_sqlite
async def test_a_document_comes_along_once_it_has_been_fetched(
    obec: Village, tmp_path: Path
) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await draft(petr)
    await petr.tap_on("Attachment")
    await petr.send(document=("pozvanka.pdf", PDF, "application/pdf"))
    assert await petr.reads("The attachment is on its way here. Wait a moment.")
    assert not await petr.offers("Send")
    await fetch_files(obec, tmp_path)
    await obec.post()
    assert await petr.reads("The file {name} is attached.", name="pozvanka.pdf")
    await petr.tap_on("Go on")
    assert await petr.reads("document {name}", name="pozvanka.pdf")
    obec.media = tmp_path / "media"
    await send(petr)
    await go_out(obec)
    got = await jana.telegram.last(jana.user)
    assert got["document"]["file_name"] == "pozvanka.pdf"
    assert await jana.sees() == INVITATION


@on_sqlite
async def test_a_file_that_cannot_be_sent_is_refused_by_a_letter(
    obec: Village, tmp_path: Path
) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await draft(petr)
    await petr.tap_on("Attachment")
    await petr.send(document=("faktura.pdf", b"MZ\x90\x00" + bytes(300), "application/pdf"))
    await fetch_files(obec, tmp_path)
    await obec.post()
    assert await petr.reads("I cannot send the file {name} on. Send a picture or a PDF.")
    await petr.tap_on("Go on")
    assert (await newest(obec)).media is None
    assert await petr.offers("Send")


@on_sqlite
async def test_of_an_album_one_picture_is_taken(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await draft(petr)
    await petr.tap_on("Attachment")
    for number in range(3):
        photo = {"file_id": f"f{number}", "file_unique_id": f"u{number}", "width": 9, "height": 9}
        message = {
            "message_id": 900 + number,
            "date": int((await obec.clock.now()).timestamp()),
            "chat": {"id": petr.user["id"], "type": "private", "first_name": "petr"},
            "from": petr.user,
            "media_group_id": "album",
            "photo": [photo],
        }
        await obec.send({"message": message})
    assert await petr.reads("Only one picture can be sent. I have taken the first one.")
    media = (await newest(obec)).media
    assert media
    assert media["name"] == "u0.jpg"
    assert await obec.count(Job) == 1


@on_sqlite
async def test_what_is_neither_text_nor_picture_nor_document_is_asked_for_again(
    obec: Village,
) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await petr.write("/rozeslat")
    await petr.tap_on("Write a new message")
    await petr.send(voice=("hlas.ogg", b"OggS" + bytes(90), "audio/ogg"))
    assert await petr.reads("I can send only a text, a picture or a document.")
    await petr.write(INVITATION)
    assert (await newest(obec)).texts == {"cs": INVITATION}


@on_sqlite
async def test_the_moment_is_tapped_or_written(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await draft(petr)
    await petr.tap_on("When")
    await petr.write("nesmysl")
    assert await petr.reads("I cannot find a date in that.")
    await petr.write("1. 1. 2027 v 9:30")
    assert await petr.reads("{when} cannot be chosen.", when="1. 1. 2027, 9:30")
    for gone in ("včera", "1. 1. 2027"):
        await petr.write(gone)
        assert await petr.reads("{when} cannot be chosen.")
    await petr.write("24. 3. v 9:30")
    assert "středa 24. 3. 2027, 9:30" in await petr.sees()
    await petr.tap_on("every week")
    assert "31. 3. 2027, 7. 4. 2027 a 14. 4. 2027" in await petr.sees()
    await petr.tap_on("Another day")
    await petr.craft("bc:month:1:202703")
    assert "březen 2027" in await petr.sees()
    await petr.tap("5")
    await petr.tap("15:00")
    assert "pátek 5. 3. 2027, 15:00" in await petr.sees()
    await petr.tap_on("Done")
    await petr.tap_on("Send")
    await petr.tap_on("Yes, schedule it")
    assert await petr.reads("Message no. {number} – {state}", state="naplánovaná")
    await begin(obec)
    assert await jana.telegram.messages(jana.user) == []
    await petr.tap_on("Take back and change")
    assert (await newest(obec)).state == tables.DRAFT


@on_sqlite
async def test_a_message_at_night_tells_when_it_will_go_out(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await draft(petr)
    await petr.tap_on("When")
    await petr.write("2. 2. 22:00")
    assert await petr.reads(
        "It is quiet time then, so it goes out on {when}.", when="středa 3. 2. 2027, 8:00"
    )


@on_sqlite
async def test_a_reminder_goes_by_the_end_of_a_survey(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await obec.open(DOGS)
    await petr.write("/rozeslat")
    await petr.tap_on("Write a new message")
    await petr.tap("Anketa zítra končí: Psi v obci")
    assert "sobota 27. 2. 2027, 9:00" in await petr.sees()
    assert await petr.offers("When")
    assert [one.state for one in await obec.rows(Broadcast)] == [tables.VOID, tables.DRAFT]
    await petr.tap_on("When")
    await petr.tap_on("By a survey or a meeting")
    await petr.tap("Psi v obci")
    await petr.tap_on("on its last day at 9:00")
    assert "neděle 28. 2. 2027, 9:00" in await petr.sees()


@on_sqlite
async def test_who_has_nobody_to_approve_hears_who_appoints_one(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await obec.resident("jana")
    await approval_above(obec, 1)
    await draft(petr)
    assert await petr.reads(
        "Over {n} recipients a second person has to approve it, and there is none: another "
        "coordinator of all the areas it goes to, or an administrator. Ask an administrator to "
        "appoint one under Administration, Invite a colleague.",
        n=1,
    )
    assert not await petr.offers("Send")
    await obec.staff("olga", ADMINISTRATOR)
    await petr.tap_on("To whom")
    await petr.tap_on("Done")
    assert await petr.offers("Send")


async def test_many_recipients_need_a_second_person(obec: Village) -> None:
    petr, marie = await obec.staff("petr", COORDINATOR), await obec.staff("marie", COORDINATOR)
    jana = await obec.resident("jana")
    await approval_above(obec, 2)
    await draft(petr)
    await petr.tap_on("Send")
    assert await petr.reads("So many people need a second person's approval. I shall ask for it.")
    await petr.tap_on("Yes, send it")
    assert await petr.reads("A colleague has to approve it. I have written to them.")
    told = await petr.craft("bc:approve:1:")
    assert petr.spoken("Somebody else has to approve it.").search(told)

    await obec.post()
    assert INVITATION in await marie.sees()
    await marie.tap_on("Show the message")
    assert await marie.reads("Your approval is wanted.")
    await marie.tap_on("Return")
    await marie.write("Chybí datum.")
    await obec.post()
    assert "Chybí datum." in await petr.sees()
    await petr.tap_on("Show the message")
    await petr.tap_on("Text")
    await petr.tap("Čeština")
    await petr.write("Přijďte 9. 2. na setkání.")
    await send(petr)
    await obec.post()
    await marie.tap_on("Approve")
    await obec.send(await marie.last_update())
    await go_out(obec)
    assert await jana.sees() == "Přijďte 9. 2. na setkání."
    done = [one.action for one in await obec.rows(AuditEntry)]
    assert done.count("broadcast_scheduled") == 1


@on_sqlite
async def test_pausing_keeps_letters_and_stopping_ends_them(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await draft(petr)
    await send(petr)
    await begin(obec)
    await petr.write("/rozeslat")
    await petr.tap("1")
    await petr.tap_on("Pause")
    await obec.post()
    assert await jana.telegram.messages(jana.user) == []
    assert await petr.reads("It is paused.")
    await petr.tap_on("Go on")
    await petr.tap_on("Stop")
    await petr.tap_on("Back")
    await petr.tap_on("Stop")
    await petr.tap_on("Yes, stop it")
    await obec.send(await petr.last_update())
    told = await petr.craft("bc:resume:1:")
    assert petr.spoken("The message is further on by now").search(told)
    await go_out(obec)
    assert await jana.telegram.messages(jana.user) == []
    await petr.write("/rozeslat")
    await petr.tap("1")
    assert "zastaveno před odesláním: 2" in await petr.sees()


@on_sqlite
async def test_a_message_is_tried_on_colleagues_first(obec: Village) -> None:
    petr, eva = await obec.staff("petr", COORDINATOR), await obec.staff("eva", MEMBER)
    jana = await obec.resident("jana")
    await draft(petr)
    assert "2" in await petr.tap_on("Try it on colleagues")
    await obec.post()
    assert await eva.sees() == INVITATION
    assert await jana.telegram.messages(jana.user) == []


@on_sqlite
async def test_tapping_twice_does_it_once(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await petr.write("/rozeslat")
    await petr.tap_on("Write a new message")
    await obec.send(await petr.last_update())
    assert await obec.count(Broadcast) == 1
    await petr.write(INVITATION)
    await petr.tap_on("Send")
    await petr.tap_on("Yes, send it")
    await obec.send(await petr.last_update())
    await go_out(obec)
    assert len(await jana.telegram.messages(jana.user)) == 1
    await petr.write("/rozeslat")
    await petr.tap("1")
    await petr.tap_on("Write a similar one")
    await obec.send(await petr.last_update())
    assert await obec.count(Broadcast) == 2
    assert (await newest(obec)).texts == {"cs": INVITATION}
    await petr.tap_on("Throw away")
    await petr.tap_on("Yes, throw it away")
    assert (await newest(obec)).state == tables.VOID


async def test_an_invitation_leads_to_a_draft_plan(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await brought(obec, plan())
    await draft(petr)
    await petr.tap_on("Buttons")
    await petr.tap_on("Add: open a plan")
    await petr.tap("Plán sociálních služeb")
    await petr.tap_on("Done")
    await send(petr)
    await go_out(obec)
    await jana.tap("Číst návrh")
    assert await jana.offers("Read section by section")
    assert (await jana.saw(2))[0] == INVITATION
    assert len(await obec.rows(tables.BroadcastTap)) == 1


@on_sqlite
async def test_without_a_plan_that_is_out_no_button_to_one_is_offered(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await draft(petr)
    await petr.tap_on("Buttons")
    assert not await petr.offers("Add: open a plan")


@on_sqlite
async def test_an_ended_survey_is_told_kindly_below_the_message(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    survey = await obec.open(DOGS)
    await draft(petr)
    await petr.tap_on("Buttons")
    await petr.tap_on("Add: open a survey")
    await petr.tap("Psi v obci")
    await petr.tap_on("Done")
    await send(petr)
    await go_out(obec)
    async with obec.database.writing() as session:
        await life.close_now(session, survey.code, await obec.clock.now())
    await jana.tap("Vyplnit anketu")
    assert await jana.reads("This survey closed on {when}. Thank you for your interest.")
    assert await jana.offers("Surveys")
    assert (await jana.saw(2))[0] == INVITATION


@on_sqlite
async def test_a_resident_chooses_how_many_messages_they_get(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await jana.write("/profil")
    await jana.tap_on("Topics")
    await jana.tap("Senioři")
    await draft(petr)
    await petr.tap_on("To whom")
    await petr.tap_on("Topics")
    await petr.tap("Senioři")
    await petr.tap_on("Done")
    await petr.tap_on("Done")
    await send(petr)
    await go_out(obec)
    await jana.tap("🔕 Méně zpráv")
    assert (await jana.saw(2))[0] == INVITATION
    await jana.tap(jana.words("Stop following: {topic}", topic="Senioři"))
    await jana.tap_on("None")
    assert "✓ Žádné" in await jana.buttons()
    await jana.tap_on("My profile")
    assert await jana.reads("Topics: {topics}", topics="neuvedeno")
    assert await jana.reads("Messages: {news}", news="Žádné")
    await jana.tap_on("How many messages")
    await jana.tap_on("One a week at most")
    known = await obec.known(jana)
    assert known
    assert known.news == "weekly"
    await jana.craft("nw:set:mockrát:0")
    await jana.craft("bt:999:0")
    await jana.craft("bt:1:9")
    assert not [one for one in obec.log if one["log_level"] == "error"]


@on_sqlite
async def test_who_writes_stop_is_asked_how_many_messages_may_come(obec: Village) -> None:
    jana = await obec.resident("jana")
    for said in ("/stop", "Už mi nepište!", "стоп"):
        assert (await jana.write(said)).startswith("Kolik zpráv chcete dostávat?")
    await jana.tap_on("None")
    known = await obec.known(jana)
    assert known
    assert known.news == "none"


@on_sqlite
async def test_a_notice_required_by_law_reaches_all_and_says_why(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await jana.write("/profil")
    await jana.tap_on("How many messages")
    await jana.tap_on("None")
    assert "1 člověk" in await draft(petr, "Vyhláška č. 4.")
    await petr.tap_on("Kind of message")
    await petr.tap_on("A notice required by law")
    assert "2 lidé" in await petr.sees()
    await send(petr)
    await go_out(obec)
    assert (await jana.sees()).startswith("Vyhláška č. 4.\n\nToto zákonné oznámení")
    assert not any("Méně" in one for one in await jana.buttons())


CRAFTED = (
    *("show", "texts", "text", "no-text", "media", "no-media", "buttons", "to-survey"),
    *("to-address", "label", "no-button", "audience", "of", "pick", "areas", "area"),
    *("everybody", "leave-out", "when", "at-once", "month", "day", "at", "repeat", "by", "by-at"),
    *("kind", "statutory", "preview", "try", "send", "send-now", "approve", "refuse", "take-back"),
    *("pause", "resume", "ask-stop", "stop", "discard", "discard-now", "copy", "ready", "list"),
)


@on_sqlite
@pytest.mark.parametrize("who", ["resident", "member", "neighbour"])
async def test_crafted_taps_of_others_change_nothing_and_tell_nothing(
    obec: Village, who: str
) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await draft(petr, "Tajný koncept.")
    await draft(petr, "Tajná zpráva.")
    await send(petr)
    intruder = await _intruder(obec, who)
    before = await _all(obec)
    for number in (1, 2):
        for act in CRAFTED:
            for value in ("", "cs" if number == 1 else "+municipality,585939"):
                told = await intruder.craft(f"bc:{act}:{number}:{value}")
                assert "Tajn" not in told, act
    await intruder.craft("bc:new:0:orp-vizovice")
    await intruder.craft("bc:show:99999999999999999999999:")
    await intruder.craft("bt:99999999999999999999999:0")
    assert await _all(obec) == before
    assert not [one for one in obec.log if one["log_level"] == "error"]


async def _all(obec: Village) -> tuple[Any, ...]:
    kept = sorted((one.id, one.model_dump_json()) for one in await obec.rows(Broadcast))
    return kept, await obec.count(AuditEntry), await obec.count(Letter)


async def _intruder(obec: Village, who: str) -> Phone:
    if who == "resident":
        return await obec.resident("ivan")
    if who == "member":
        return await obec.staff("ivan", MEMBER)
    return await obec.staff("ivan", COORDINATOR, NEIGHBOURS_AREA)


@on_sqlite
async def test_who_may_not_write_to_many_gets_a_polite_no(obec: Village) -> None:
    for person in (await obec.resident("jana"), await obec.staff("eva", MEMBER)):
        await person.write("/rozeslat")
        assert await person.reads(NOT_FOR_YOU)


@on_sqlite
async def test_a_moment_that_passes_while_writing_is_named(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await draft(petr)
    await petr.tap_on("When")
    await petr.write("2. 2. v 9:00")
    await obec.later(await obec.clock.now() + timedelta(days=2))
    await petr.tap_on("Done")
    assert await petr.reads("The moment has passed. Tap When and choose another one.")
    assert not await petr.offers("Send")


@on_sqlite
async def test_an_administrator_may_write_to_everybody_and_to_several_areas(obec: Village) -> None:
    petr = await obec.staff("petr", ADMINISTRATOR)
    jana, ivan = await obec.resident("jana"), await obec.person("ivan")
    await ivan.start()
    await petr.write("/rozeslat")
    await petr.tap_on("Write a new message")
    await petr.tap_on("Everybody who knows me")
    await petr.write(INVITATION)
    assert "Všichni uživatelé Návsi.\n2 lidé v 1 obci" in await petr.sees()
    await petr.tap_on("To whom")
    await petr.tap_on("Areas")
    await petr.tap("ORP Vizovice")
    await petr.tap("Mikroregion Hlučínsko")
    assert "ORP Vizovice a Mikroregion Hlučínsko" in await petr.sees()
    await petr.tap_on("Done")
    await petr.tap_on("Done")
    await send(petr)
    await go_out(obec)
    assert await jana.sees() == INVITATION
    assert await ivan.sees() != INVITATION


@on_sqlite
async def test_a_forwarded_post_with_its_picture_becomes_the_message(
    obec: Village, tmp_path: Path
) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await petr.write("/rozeslat")
    await petr.tap_on("Write a new message")
    sent = await petr.telegram.send(petr.user, INVITATION, photo=("a.jpg", picture(), "image/jpeg"))
    await obec.until_fed(lambda one: one.get("message", {}).get("message_id") == sent["message_id"])
    assert await petr.reads("picture")
    await fetch_files(obec, tmp_path)
    obec.media = tmp_path / "media"
    await obec.post()
    await petr.tap_on("Go on")
    await send(petr)
    await go_out(obec)
    got = await jana.telegram.last(jana.user)
    assert got["photo"]
    assert await jana.sees() == INVITATION
    await jana.tap("🔕")
    assert (await jana.saw(2))[0] == INVITATION


@on_sqlite
async def test_what_residents_wish_is_in_their_data(obec: Village) -> None:
    jana = await obec.resident("jana")
    await jana.craft("nw:set:weekly:0")
    await jana.write("/soukromi")
    await jana.tap_on("Download my data")
    files = [
        one["document"] for one in await jana.telegram.messages(jana.user) if "document" in one
    ]
    assert len(files) == 2
    assert await jana.reads("To read")


@on_sqlite
async def test_who_has_had_enough_this_week_is_counted_before_sending(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    for number in range(3):
        await draft(petr, f"Zpráva {number}.")
        await send(petr)
        await go_out(obec)
    assert "2 lidé v 1 obci; 2 počkají do 8. 2. 2027" in await draft(petr, "Čtvrtá.")
    await send(petr)
    await go_out(obec)
    assert await jana.sees() == "Zpráva 2."
    await petr.write("/rozeslat")
    await petr.tap("4")
    assert "počká na jiný den: 2" in await petr.sees()
    await obec.later(NOON + timedelta(days=8))
    await go_out(obec)
    await petr.tap_on("Other messages")
    await petr.tap("4")
    assert "měli ten týden zpráv dost: 2" in await petr.sees()


@on_sqlite
async def test_buttons_are_called_in_each_language_as_one_likes(obec: Village) -> None:
    petr, oksana = await obec.staff("petr", COORDINATOR), await obec.resident("oksana", "uk")
    await draft(petr)
    await petr.tap_on("Text")
    await petr.tap("– Українська")
    await petr.write("Запрошуємо.")
    await petr.tap_on("Buttons")
    await petr.tap_on("Add: open a page on the web")
    for mistyped in ("https://[vizovice.eu", "tohle není adresa"):
        await petr.write(mistyped)
        assert await petr.reads("This is not an address of a page.")
    await petr.write("vizovice.eu/pozvanka")
    await petr.tap("Popisek: Otevřít stránku")
    await petr.tap("Українська: Відкрити сторінку")
    await petr.write("Програма")
    await petr.tap("Popisek: Otevřít stránku")
    await petr.tap("Čeština")
    await petr.write("Program")
    assert "1. Program → https://vizovice.eu/pozvanka" in await petr.sees()
    await petr.tap_on("Done")
    await send(petr)
    await go_out(obec)
    assert "Програма" in await oksana.buttons()


@on_sqlite
async def test_an_old_card_leads_back_to_the_others(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await draft(petr)
    await petr.tap_on("Text")
    await petr.tap("Čeština")
    await petr.craft("bc:send-now:1:")
    await petr.craft("bc:no-text:1:cs")
    assert await petr.reads("The message is further on by now, so this is no longer possible.")
    await petr.tap_on("Other messages")
    assert await petr.offers("Write a new message")
