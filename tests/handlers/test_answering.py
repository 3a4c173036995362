"""Stories of people who answer a needs poll in the chat."""

import pytest

from storage.conversations import Conversation
from storage.people import Consent
from storage.surveys import Response, Survey, Turnout
from tests.handlers.polls import DOGS
from tests.handlers.village import Phone, Village, on_sqlite


async def test_a_newcomer_answers_from_start_to_receipt(obec: Village) -> None:
    survey = await obec.survey()
    jana = await obec.resident("jana")
    await jana.write("/ankety")
    await jana.tap("Co vám v obci chybí")
    await jana.tap_on("Begin")
    assert "1 ze 7" in await jana.sees()
    assert (await jana.buttons())[0] == "📍 Vizovice"
    await jana.tap("Vizovice")
    await jana.tap("27 až 64")
    await jana.tap("Za sebe")
    await jana.tap("Ne")
    assert "5 z 8" in await jana.sees()
    await jana.tap("Nevím, co je k dispozici")
    await jana.tap_on("Done")
    await jana.tap("Dostupné bydlení")
    await jana.tap_on("Done")
    await jana.tap_on("Skip")
    await jana.write("Víc laviček u řeky.")
    assert "Víc laviček u řeky." in await jana.sees()
    await jana.tap_on("Hand in")
    assert await jana.reads("<b>Thank you for your answers.</b>")

    (answers,) = await obec.answers(survey)
    assert answers == {
        "r1": "585939",
        "r2": "a27_64",
        "r3": "za_sebe",
        "r4": "ne",
        "r7": ["neznam"],
        "r8": ["bydleni"],
        "r9": None,
        "r10": "Víc laviček u řeky.",
    }
    (turnout,) = await obec.rows(Turnout)
    assert turnout.finished


@on_sqlite
async def test_answering_waits_for_consent_and_then_goes_on(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.person("jana")
    await jana.write("/ankety")
    await jana.tap("Psi v obci")
    await jana.tap_on("Begin")
    assert await jana.reads("Before you answer, please read in short what happens to your data.")
    await jana.craft(f"a:{survey.code}:1:pes:ano")
    assert await obec.count(Response) == 0
    await jana.tap_on("I agree")
    await jana.tap("Ano")
    assert await obec.answers(survey) == [{"pes": "ano"}]


async def test_agreeing_twice_leads_to_where_one_is(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.person("jana")
    await jana.start()
    await jana.craft(f"sv:{survey.code}:begin:1")
    await jana.tap_on("What happens to my data")
    await jana.tap_on("I agree")
    agreed = await jana.last_update()
    await jana.tap("Ano")
    await obec.send(agreed)
    assert "2 z " in await jana.sees()
    assert await obec.answers(survey) == [{"pes": "ano"}]
    assert await obec.count(Consent) == 1


@on_sqlite
async def test_who_agrees_for_somebody_else_goes_on_with_them(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.person("jana")
    await jana.start()
    await jana.craft(f"sv:{survey.code}:begin:2")
    await jana.tap_on("I agree")
    await jana.tap("Ano")
    (response,) = await obec.rows(Response)
    assert response.helped


async def test_agreement_stays_though_the_survey_has_closed_meanwhile(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.person("jana")
    await jana.start()
    await jana.craft(f"sv:{survey.code}:begin:1")
    await obec.close(survey)
    await jana.tap_on("I agree")
    assert await jana.reads("This survey closed on {when}. Thank you for your interest.")
    assert await obec.count(Consent) == 1


async def test_every_kind_of_question_is_answered_and_summed_up(obec: Village) -> None:
    jana = await begun(obec)
    await jana.tap("Ano")
    assert (await jana.sees()).startswith("Psi mají poplatek.")
    await jana.tap("Do lesa")
    await jana.tap("Na pole")
    await jana.tap_on("Done")
    await jana.tap("2 – tak napůl")
    await jana.write("12,5")
    await jana.write("Koše na trávníku")
    await jana.write("pečovatelská")
    await jana.tap("pečovatelská služba")
    await jana.tap_on("Answer here")
    await jana.tap("Záda")
    await jana.tap_on("Done")
    await jana.tap_on("Skip")
    told = await jana.sees()
    for answer in ("Do lesa, Na pole", "2 – tak napůl", "12,5", "Koše", "pečovatelská", "Záda"):
        assert answer in told
    await jana.tap_on("Hand in")
    survey = await the_survey(obec)
    assert await obec.answers(survey) == [
        {
            "pes": "ano",
            "kam": ["les", "pole"],
            "znamka": 2,
            "vaha": "12.5",
            "proc": "Koše na trávníku",
            "sluzba": "40",
            "nemoc": ["zada"],
            "leky": None,
        }
    ]


@on_sqlite
async def test_several_choices_keep_their_least_their_most_and_what_stands_alone(
    obec: Village,
) -> None:
    jana = await begun(obec)
    await jana.tap("Ano")
    assert not await jana.offers("Done")
    await jana.tap("Do lesa")
    assert await jana.tap_on("Done") == jana.words.many(
        "Choose at least {n}, please.", "Choose at least {n}, please.", 2
    ).replace("\xa0", " ")
    await jana.tap("Na pole")
    await jana.tap("Do parku")
    popped = await jana.tap("Na náměstí")
    assert "3" in popped
    assert "☐ Na náměstí" in await jana.buttons()
    await jana.tap("Nikam")
    assert [one for one in await jana.buttons() if one.startswith("☑")] == ["☑ Nikam"]
    await jana.tap("Do lesa")
    assert [one for one in await jana.buttons() if one.startswith("☑")] == ["☑ Do lesa"]
    await jana.tap("Nikam")
    await jana.tap_on("Done")
    assert "Jak se vám tam líbí?" in await jana.sees()


@on_sqlite
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("0,4", "The least possible is {n}."),
        ("91", "The most possible is {n}."),
        ("1,25", "At most {n} decimal place, please."),
        ("velký", "I need a number here, for example 12."),
    ],
)
async def test_a_number_that_does_not_fit_is_refused_with_what_would(
    obec: Village, typed: str, told: str
) -> None:
    jana = await at_the_number(obec)
    await jana.write(typed)
    said = jana.words(told, n=r"\0") if "decimal" not in told else ""
    assert said.split("\\0")[0].replace("\xa0", " ") in await jana.sees()
    assert "Kolik váží?" in await jana.sees()
    await jana.write("7,5")
    assert "Co změnit?" in await jana.sees()


@on_sqlite
async def test_a_text_that_is_too_long_or_empty_is_refused_with_the_reason(obec: Village) -> None:
    jana = await at_the_text(obec)
    await jana.write("x" * 41)
    assert await jana.reads(
        "Your answer has {length} characters, at most {max} are possible. Please shorten it."
    )
    await jana.write("\N{ZERO WIDTH SPACE}\N{ZERO WIDTH SPACE}")
    assert "Co změnit?" in await jana.sees()
    await jana.write("Nic")
    assert "Kde?" in await jana.sees()


@on_sqlite
async def test_points_may_be_typed_and_labels_are_taps(obec: Village) -> None:
    jana = await begun(obec)
    await jana.write("ano")
    await jana.write("☐ do lesa")
    assert "☑ Do lesa" in await jana.buttons()
    await jana.write("NA POLE")
    await jana.write(jana.words("Done").upper())
    assert "Jak se vám tam líbí?" in await jana.sees()
    await jana.write(jana.words("Back"))
    assert "Kam s ním chodíte?" in await jana.sees()
    await jana.write(jana.words("Done"))
    await jana.write("3")
    await jana.write(jana.words("Skip"))
    assert "Co změnit?" in await jana.sees()


@on_sqlite
async def test_a_long_list_is_searched_by_letters_and_an_exact_name_is_taken(obec: Village) -> None:
    jana = await at_the_text(obec)
    await jana.tap_on("Skip")
    await jana.write("qqq")
    assert await jana.reads("I found nothing like that. Try other letters.")
    await jana.write("dum")
    assert any("půl cesty" in one for one in await jana.buttons())
    await jana.write("Pecovatelska sluzba")
    assert "Co vás trápí?" in await jana.sees()
    (answers,) = await obec.answers(await the_survey(obec))
    assert answers["sluzba"] == "40"


@on_sqlite
async def test_health_is_answered_by_a_tap_of_ones_own_will_and_never_in_writing(
    obec: Village,
) -> None:
    jana = await at_the_text(obec)
    await jana.tap_on("Skip")
    await jana.tap_on("Skip")
    assert await jana.reads(
        "This question is about health. If you answer here, Telegram sees what you tap. "
        "You can skip it."
    )
    assert "☐ Záda" not in await jana.buttons()
    await jana.tap_on("Skip")
    assert "Jaké berete léky?" in await jana.sees()
    await jana.write("Inzulin")
    assert "Jaké berete léky?" in await jana.sees()
    (answers,) = await obec.answers(await the_survey(obec))
    assert "leky" not in answers
    assert answers["nemoc"] is None


@on_sqlite
async def test_going_back_and_answering_otherwise_drops_what_is_no_longer_asked(
    obec: Village,
) -> None:
    jana = await begun(obec)
    await jana.tap("Ano")
    assert "2 z 8" in await jana.sees()
    await jana.tap("Nikam")
    await jana.tap_on("Done")
    await jana.tap("3 – málo")
    for _ in range(3):
        await jana.tap_on("Back")
    assert "✓ Ano" in await jana.buttons()
    await jana.tap("Ne")
    assert "Co změnit?" in await jana.sees()
    assert "2 z 5" in await jana.sees()
    for _ in range(4):
        await jana.tap_on("Skip")
    assert "Kam s ním chodíte?" not in await jana.sees()
    await jana.tap_on("Hand in")
    assert await jana.reads("<b>Thank you for your answers.</b>")


@on_sqlite
async def test_what_must_be_answered_cannot_be_skipped_nor_handed_in_without(obec: Village) -> None:
    jana = await begun(obec)
    survey = await the_survey(obec)
    assert not await jana.offers("Skip")
    assert await jana.craft(f"x:{survey.code}:1:pes") == jana.words(
        "This question cannot be skipped."
    ).replace("\xa0", " ")
    await jana.craft(f"sv:{survey.code}:finish:1")
    assert await jana.reads("This question still waits for your answer.")
    assert "Máte psa?" in await jana.sees()
    assert await obec.count(Response) == 0


async def test_stopping_and_a_restart_lose_nothing(obec: Village) -> None:
    jana = await at_the_number(obec)
    await jana.tap_on("Finish later")
    assert await jana.reads("Your answers are kept. Go on at any time under “Surveys”.")
    obec.restart()
    await jana.write("/ankety")
    assert (await jana.buttons())[0].startswith("… Psi v obci")
    assert await jana.reads("✓ handed in, … begun")
    await jana.tap("Psi v obci")
    await jana.tap_on("Continue")
    assert "Kolik váží?" in await jana.sees()
    obec.restart()
    await jana.write("8")
    assert "Co změnit?" in await jana.sees()


@on_sqlite
async def test_while_words_are_awaited_only_a_slash_makes_a_command(obec: Village) -> None:
    jana = await at_the_text(obec)
    await jana.write("/pomoc")
    assert await jana.reads("<b>What I can do</b>")
    jana = await at_the_text(obec, "petr")
    await jana.write("/pomooc")
    assert await jana.reads("I do not know this command.")
    jana = await at_the_text(obec, "eva")
    await jana.write("pomoc")
    assert "Kde?" in await jana.sees()
    jana = await begun(obec, "hana")
    await jana.write("pomoc")
    assert await jana.reads("<b>What I can do</b>")


@on_sqlite
async def test_answers_may_be_changed_until_closing_under_the_same_receipt(obec: Village) -> None:
    jana, receipt = await finished(obec)
    survey = await the_survey(obec)
    await jana.tap_on("Change an answer")
    await jana.tap_on("Change an answer")
    await jana.tap("2. Co změnit?")
    await jana.write("Všechno")
    assert "Všechno" in await jana.sees()
    await jana.tap_on("Done")
    assert receipt in await jana.sees()
    (answers,) = await obec.answers(survey)
    assert answers["proc"] == "Všechno"
    await jana.write("/moje")
    assert jana.words("handed in") in await jana.sees()
    await jana.tap("Psi v obci")
    assert await jana.offers("Change my answers")


async def test_filling_in_for_somebody_else_is_a_response_of_its_own_and_says_so(
    obec: Village,
) -> None:
    jana, receipt = await finished(obec)
    await jana.tap_on("Fill in for somebody else")
    assert await jana.reads("Now answer for the other person, as they tell you.")
    await jana.tap("Ano")
    await jana.tap("Nikam")
    await jana.tap_on("Done")
    for _ in range(6):
        await jana.tap_on("Skip")
    await jana.tap_on("Hand in")
    assert receipt not in await jana.sees()
    responses = await obec.rows(Response)
    assert sorted(one.helped for one in responses) == [False, True]
    assert sorted(one["pes"] for one in await obec.answers(await the_survey(obec))) == ["ano", "ne"]
    assert await obec.count(Turnout) == 1


@on_sqlite
async def test_one_person_fills_in_ten_at_most(obec: Village) -> None:
    survey = await obec.open(DOGS)
    jana = await obec.resident("jana")
    await jana.write("/ankety")
    for nth in range(1, 11):
        await jana.craft(f"a:{survey.code}:{nth}:pes:ne")
    assert await obec.count(Response) == 10
    await jana.craft(f"sv:{survey.code}:again:1")
    await jana.craft(f"a:{survey.code}:11:pes:ne")
    await jana.craft(f"a:{survey.code}:0:pes:ne")
    assert await obec.count(Response) == 10


async def test_a_named_poll_is_answered_once_for_each_service(obec: Village) -> None:
    survey = await obec.survey("poskytovatele-2027")
    petr = await obec.resident("petr")
    await petr.start(f"s_{survey.code}")
    assert await petr.reads("🖊 Named: the answers are kept under the name of your organisation.")
    await petr.tap_on("Begin")
    await petr.tap("Pečovatelská služba Podhoří")
    await petr.write("osobni asis")
    await petr.tap("osobní asistence")
    assert "3 z" in await petr.sees()
    await petr.craft(f"sv:{survey.code}:again:1")
    await petr.tap("Klub Most")
    responses = await obec.rows(Response)
    known = await obec.known(petr)
    assert known
    assert {one.resident_id for one in responses} == {known.id}
    assert not any(one.helped for one in responses)
    assert len(responses) == 2


@on_sqlite
async def test_crafted_taps_never_store_what_a_question_does_not_offer(obec: Village) -> None:
    jana = await begun(obec)
    survey = await the_survey(obec)
    for data in (
        f"a:{survey.code}:1:pes:mozna",
        f"t:{survey.code}:1:pes:ano:1",
        f"a:{survey.code}:1:neni:ano",
        f"t:{survey.code}:1:kam:mesto:1",
        f"a:{survey.code}:1:sluzba:999",
        f"a:{survey.code}:1:znamka:9",
        f"a:{survey.code}:abc:pes:ano",
        "a:NIKDE:1:pes:ano",
    ):
        await jana.craft(data)
    assert await obec.count(Response) == 0
    assert not [one for one in obec.log if one["log_level"] == "error"]


@on_sqlite
async def test_a_poll_speaks_the_language_of_the_person(obec: Village) -> None:
    survey = await obec.survey()
    oksana = await obec.resident("oksana")
    await oksana.write("/profil")
    await oksana.tap_on("Language")
    await oksana.tap("Українська")
    oksana.language = "uk"
    await oksana.start(f"s_{survey.code}")
    await oksana.tap_on("Begin")
    assert "У якій громаді ви живете?" in await oksana.sees()
    assert await oksana.offers("Skip")


async def test_where_somebody_stood_is_forgotten_when_the_poll_closes(obec: Village) -> None:
    jana, _ = await finished(obec)
    await jana.tap_on("Change an answer")
    await jana.tap_on("Change an answer")
    assert await obec.count(Conversation) == 1
    await obec.close(await the_survey(obec))
    assert await obec.count(Conversation) == 0


async def begun(obec: Village, name: str = "jana") -> Phone:
    """At the first question of the poll about dogs."""
    survey = await (the_survey(obec) if await obec.count(Survey) else obec.open(DOGS))
    phone = await obec.resident(name)
    await phone.start(f"s_{survey.code}")
    await phone.tap_on("Begin")
    return phone


async def at_the_number(obec: Village) -> Phone:
    phone = await begun(obec)
    await phone.tap("Ano")
    await phone.tap("Nikam")
    await phone.tap_on("Done")
    await phone.tap_on("Skip")
    return phone


async def at_the_text(obec: Village, name: str = "jana") -> Phone:
    phone = await begun(obec, name)
    await phone.tap("Ne")
    return phone


async def finished(obec: Village) -> tuple[Phone, str]:
    """Somebody without a dog has handed in; with their receipt."""
    phone = await at_the_text(obec)
    for _ in range(4):
        await phone.tap_on("Skip")
    await phone.tap_on("Hand in")
    receipt = (await phone.sees()).split("\n\n")[1].split()[-1]
    return phone, receipt


async def the_survey(obec: Village) -> Survey:
    (survey,) = await obec.rows(Survey)
    return survey
