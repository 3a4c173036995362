"""Stories of messages that nobody planned: a way to a person, help in danger, muting."""

from pathlib import Path

import pytest

from people.roles import CLERK, COORDINATOR
from storage import places
from storage.audit import AuditEntry
from storage.database import Database
from storage.enquiries import Enquiry
from storage.outreach import Letter
from tests.handlers.polls import DOGS
from tests.handlers.village import VIZOVICE, Village, on_sqlite, village

HANDED_OVER = (
    "Passed on as enquiry no. {number}. The answer will come here; /moje shows where it stands."
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "606060000000050001a5f645400000000049454e44ae426082"
)


async def test_what_is_not_understood_reaches_the_coordinator_and_the_answer_comes_back(
    obec: Village,
) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    jana = await obec.resident("jana")
    await jana.write("Kdy pojede autobus k lékaři?")
    assert "Jana Ukázková" in await jana.sees()
    await jana.tap_on("Pass it to the coordinator")
    assert await jana.reads(HANDED_OVER, number=1)

    assert await obec.post() == {"sent": 1}
    assert "Kdy pojede autobus k lékaři?" in await petr.sees()
    await petr.tap_on("Write an answer")
    await petr.write("Každé úterý v osm.")
    assert await petr.reads("The answer is on its way.")

    assert await obec.post() == {"sent": 1}
    assert "Každé úterý v osm." in await jana.sees()
    assert "petr" not in await jana.sees()
    await jana.write("/moje")
    assert jana.words("answered") in await jana.sees()


async def test_handing_over_twice_is_one_enquiry_and_one_letter(obec: Village) -> None:
    await obec.staff("petr", COORDINATOR)
    jana = await obec.resident("jana")
    await jana.write("Svítíte málo.")
    await jana.tap_on("Pass it to the coordinator")
    await obec.send(await jana.last_update())
    assert await jana.reads(HANDED_OVER, number=1)
    assert await obec.count(Enquiry) == 1
    assert await obec.count(Letter) == 1


@on_sqlite
async def test_each_of_several_messages_may_still_be_passed_on(obec: Village) -> None:
    jana = await obec.resident("jana")
    await jana.write("Chybí lavička")
    first = (await jana.telegram.last(jana.user))["reply_markup"]["inline_keyboard"][0][0]
    await jana.write("Kdy jede autobus?")
    await jana.tap_on("Pass it to the coordinator")
    await jana.craft(first["callback_data"])
    assert sorted(one.text for one in await obec.rows(Enquiry)) == [
        "Chybí lavička",
        "Kdy jede autobus?",
    ]


@on_sqlite
async def test_one_may_write_to_the_coordinator_from_the_help(obec: Village) -> None:
    jana = await obec.resident("jana")
    await jana.write("/pomoc")
    await jana.tap_on("Write to the coordinator")
    await jana.write("Moje máma potřebuje pečovatelku.")
    assert await jana.reads(HANDED_OVER, number=1)
    (enquiry,) = await obec.rows(Enquiry)
    assert (enquiry.text, enquiry.area_code) == ("Moje máma potřebuje pečovatelku.", "orp-vizovice")


async def test_a_number_is_never_given_again(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    for name in ("jana", "eva"):
        one = await obec.resident(name)
        await one.write(f"Tady {name}.")
        await one.tap_on("Pass it to the coordinator")
        await obec.post()
        assert f"Tady {name}." in await petr.sees()
        if name == "jana":
            await one.write("/soukromi")
            await one.tap_on("Delete my account")
            await one.tap_on("Yes, delete my account")
    await petr.craft("eq:answer:1:")
    (left,) = await obec.rows(Enquiry)
    assert left.number == 2
    assert left.answer is None


@on_sqlite
async def test_a_colleague_who_was_slower_is_told_so(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    marie = await obec.staff("marie", COORDINATOR)
    jana = await obec.resident("jana")
    await jana.write("Kde je úřad?")
    await jana.tap_on("Pass it to the coordinator")
    await obec.post()
    await marie.tap_on("Write an answer")
    await petr.tap_on("Write an answer")
    await petr.write("Na náměstí.")
    await marie.write("V parku.")
    assert await marie.reads("A colleague has answered this already.")
    (enquiry,) = await obec.rows(Enquiry)
    assert enquiry.answer == "Na náměstí."


@on_sqlite
async def test_too_many_enquiries_are_asked_to_wait(database: Database, tmp_path: Path) -> None:
    async with village(database, tmp_path, limits={"enquiry": "2/hour"}) as obec:
        jana = await obec.resident("jana")
        for number in range(3):
            await jana.write(f"Zpráva {number}")
            popped = await jana.tap_on("Pass it to the coordinator")
        assert popped == jana.words(
            "That was a lot at once. Please wait a little and try again."
        ).replace("\xa0", " ")
        assert await obec.count(Enquiry) == 2


@on_sqlite
async def test_even_who_writes_too_much_gets_help_lines(database: Database, tmp_path: Path) -> None:
    async with village(database, tmp_path, limits={"message": "1/hour"}) as obec:
        jana = await obec.resident("jana")
        await jana.write("Chybí lavička")
        await jana.write("Už nechci žít.")
        help_lines, told = await jana.saw(2)
        assert "116 123" in help_lines
        assert told == jana.words(
            "That was a lot at once. Please wait a little and try again."
        ).replace("\xa0", " ")


@on_sqlite
@pytest.mark.parametrize(
    ("language", "text", "line"),
    [
        ("cs", "Už nechci žít", "116 123"),
        ("cs", "Manžel mě bije", "116 006"),
        ("uk", "Я не хочу жити", "116 123"),
        ("en", "I want to die", "116 123"),
    ],
)
async def test_words_of_danger_are_answered_with_the_areas_lines_at_once(
    obec: Village, language: str, text: str, line: str
) -> None:
    jana = await obec.resident("jana", language)
    await jana.write(text)
    help_lines, offer = await jana.saw(2)
    assert line in help_lines
    assert help_lines.index(line) < help_lines.index("112")
    assert (await jana.buttons())[0] == jana.words("Pass it to the coordinator")
    assert offer


async def test_danger_in_an_answer_brings_help_and_the_answer_is_kept(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.resident("jana")
    await jana.start(f"s_{survey.code}")
    await jana.tap_on("Begin")
    await jana.tap("Ne")
    await jana.write("Nechci už žít")
    help_lines, following = await jana.saw(2)
    assert "116 123" in help_lines
    assert "Kde?" in following
    assert (await obec.answers(survey))[0]["proc"] == "Nechci už žít"


@on_sqlite
async def test_danger_in_an_answer_that_is_refused_brings_help_and_the_question_stays(
    obec: Village,
) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.resident("jana")
    await jana.start(f"s_{survey.code}")
    await jana.tap_on("Begin")
    await jana.tap("Ne")
    await obec.close(survey)
    await jana.write("Chci se zabít")
    assert "116 123" in (await jana.saw(2))[0]


@on_sqlite
async def test_danger_in_a_corrected_message_or_under_a_picture_is_heard(obec: Village) -> None:
    jana = await obec.resident("jana")
    sent = await jana.say("Ahoj")
    await jana.edit(sent, "Ahoj, nechci žít")
    assert "116 123" in (await jana.saw(2))[0]
    await jana.send("Nechci žít", photo=("a.png", PNG, "image/png"))
    assert "116 123" in (await jana.saw(2))[0]


async def test_a_muted_person_reaches_nobody_but_answers_and_gets_help(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    jana = await obec.resident("jana")
    await jana.write("Nadávka")
    await jana.tap_on("Pass it to the coordinator")
    await jana.write("Druhá nadávka")
    await obec.post()
    await petr.tap_on("Mute the author")
    await petr.tap_on("for a day")
    assert "1" in await petr.sees()
    (noted,) = [one for one in await obec.rows(AuditEntry) if one.action == "muted"]
    known = await obec.known(petr)
    assert known
    assert (noted.actor_id, noted.subject) == (known.id, "enquiry 1")

    await jana.tap_on("Pass it to the coordinator")
    assert await obec.count(Enquiry) == 1
    await jana.write("Třetí nadávka")
    assert await jana.reads("Your messages are paused for now. Surveys stay open to you.")
    await jana.write("nechci žít")
    assert "116 123" in (await jana.saw(2))[0]
    survey = await obec.open(DOGS)
    await jana.start(f"s_{survey.code}")
    await jana.tap_on("Begin")
    await jana.write("Ne")
    await jana.write("Klid")
    assert (await obec.answers(survey))[0]["proc"] == "Klid"

    await petr.write("/ztlumit 1")
    await petr.tap_on("Let them write")
    await jana.write("/menu")
    await jana.write("Promiňte")
    assert await jana.offers("Pass it to the coordinator")
    assert "unmuted" in {one.action for one in await obec.rows(AuditEntry)}


@on_sqlite
async def test_muting_without_a_number_offers_the_newest(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await petr.write("/ztlumit")
    assert await petr.reads("There are no enquiries.")
    jana = await obec.resident("jana")
    await jana.write("Nadávka")
    await jana.tap_on("Pass it to the coordinator")
    for odd in ("²", "99999999999999999999", "abc"):
        await petr.write(f"/mute {odd}")
        assert await petr.reads("Whose messages shall be muted?")
    await petr.tap("1: Nadávka")
    assert await petr.offers("Let them write")


@on_sqlite
async def test_pictures_voices_files_and_corrections_are_answered_kindly(obec: Village) -> None:
    jana = await obec.resident("jana")
    for files in (
        {"photo": ("a.png", PNG, "image/png")},
        {"voice": ("a.ogg", b"OggS" + bytes(60), "audio/ogg")},
        {"document": ("a.pdf", b"%PDF-1.4", "application/pdf")},
    ):
        await jana.send(**files)
        assert await jana.reads(
            "I can only read text here. Please write it in words, or turn to a person."
        )
        assert await jana.offers("Write to the coordinator")
    sent = await jana.say("Ahoj")
    await jana.edit(sent, "Nazdar")
    assert await jana.reads("I do not read changes of older messages. Please write it anew.")


@on_sqlite
async def test_stickers_places_and_unknown_buttons_are_answered_kindly(obec: Village) -> None:
    jana = await obec.resident("jana")
    await jana.write("/menu")
    last = await jana.telegram.last(jana.user)
    for content in (
        {"location": {"latitude": 49.2, "longitude": 17.8}},
        {"contact": {"phone_number": "1", "first_name": "Jana"}},
        {"dice": {"emoji": "🎲", "value": 3}},
    ):
        message = {key: last[key] for key in ("chat", "date")} | {"message_id": 900} | content
        await obec.send({"message": message | {"from": jana.user}})
        assert await jana.reads(
            "I can only read text here. Please write it in words, or turn to a person."
        )
    for data in ("zz:top", "q:ABC", "sv:ABCDE:dance:1", "go:nowhere:", ""):
        await jana.craft(data)
        assert not await jana.reads(
            "I am sorry, something went wrong. The reference is {reference}."
        )
    assert await jana.offers("Surveys")


@on_sqlite
async def test_a_sticker_or_a_correction_does_not_end_what_somebody_was_writing(
    obec: Village,
) -> None:
    jana = await obec.resident("jana")
    older = await jana.say("/pomoc")
    await jana.tap_on("Write to the coordinator")
    await jana.send(sticker=("a.webp", PNG, "image/webp"))
    assert await jana.reads(
        "I cannot use this here. Please go on in words, or with the buttons above."
    )
    await jana.edit(older, "Nazdar")
    await jana.write("Zastávka nemá lavičku.")
    assert await jana.reads(
        "Passed on as enquiry no. {number}. The answer will come here; "
        "/moje shows where it stands.",
        number=1,
    )


@on_sqlite
async def test_where_no_area_is_known_the_common_line_is_told(obec: Village) -> None:
    jana = await obec.resident("jana", "uk")
    async with obec.database.writing() as session:
        for area in await places.areas(session):
            await places.keep_area(session, area.code, area.name, {})
    await jana.write("не хочу жити")
    help_lines, _ = await jana.saw(2)
    assert "112" in help_lines
    assert "Екстрена допомога" in help_lines


@on_sqlite
async def test_tapping_again_on_what_was_passed_on_costs_nothing(obec: Village) -> None:
    jana = await obec.resident("jana")
    await jana.write("Svítíte málo.")
    await jana.tap_on("Pass it to the coordinator")
    for _ in range(6):
        await obec.send(await jana.last_update())
        assert await jana.reads(HANDED_OVER, number=1)


@on_sqlite
async def test_danger_where_a_choice_was_awaited_is_not_corrected(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.resident("jana")
    await jana.start(f"s_{survey.code}")
    await jana.tap_on("Begin")
    await jana.write("Chci se zabít")
    help_lines, question = await jana.saw(2)
    assert "116 123" in help_lines
    assert question.startswith("▰")
    await jana.write("promluvit si s člověkem")
    await jana.tap_on("Help")
    assert jana.words("Write to the coordinator") in await jana.buttons()


@on_sqlite
async def test_of_many_areas_one_is_told_whom_to_call_once_one_has_said_where_one_lives(
    obec: Village,
) -> None:
    jana = await obec.person("jana")
    await jana.start()
    await jana.tap_on("Go on")
    await jana.tap_on("I agree")
    await jana.write("/menu")
    await jana.write("Kdy jede autobus?")
    assert await jana.reads("Tell me where you live, and I will say whom to call.")
    assert "Jana Ukázková" not in await jana.sees()
    await jana.tap_on("Where I live")
    await jana.write("vizo")
    await jana.tap("Vizovice (")
    await jana.write("/pomoc")
    assert "Jana Ukázková" in await jana.sees()
    assert not await jana.offers("Where I live")


@on_sqlite
async def test_cards_of_several_areas_say_whose_they_are(obec: Village) -> None:
    jana = await obec.resident("jana")
    async with obec.database.writing() as session:
        first = await places.area(session, "orp-vizovice")
        assert first
        await places.keep_area(session, "soused", {"cs": "Soused"}, first.settings)
        await places.put_in_area(session, "soused", VIZOVICE)
    await jana.write("Kdy jede autobus?")
    assert "ORP Vizovice\nJana Ukázková" in await jana.sees()
    assert "Soused\nJana Ukázková" in await jana.sees()


@on_sqlite
async def test_whom_it_would_be_passed_to_is_shown_what_they_take_care_of(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await petr.write("kdy mam vyuctovani")
    assert not await petr.offers("Pass it to the coordinator")
    await petr.tap_on("Administration")
    assert await petr.offers("Enquiries")
    clerk = await obec.staff("klara", CLERK)
    await clerk.write("Dotazníky došly.")
    assert await clerk.offers("Pass it to the coordinator")
    neighbour = await obec.staff("sousedka", COORDINATOR, area="jinde")
    await neighbour.write("Kdy jede autobus?")
    assert await neighbour.offers("Pass it to the coordinator")


@on_sqlite
async def test_muting_twice_is_written_down_once(obec: Village) -> None:
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await jana.write("Nadávka")
    await jana.tap_on("Pass it to the coordinator")
    await petr.craft("eq:mute-for:1:1d")
    await obec.send(await petr.last_update())
    await petr.craft("eq:mute-for:1:")
    await petr.craft("eq:mute-for:1:")
    done = [one.action for one in await obec.rows(AuditEntry)]
    assert (done.count("muted"), done.count("unmuted")) == (1, 1)
