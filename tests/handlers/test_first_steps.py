"""Stories of people who come for the first time: language, notice, consent, what they tell."""

import pytest

from storage.people import Consent, Resident, ResidentTopic
from tests.handlers.village import VIZOVICE, Phone, Village, on_sqlite
from texts import privacy


@on_sqlite
async def test_a_newcomer_meets_the_bot_in_czech_with_the_other_languages_at_hand(
    obec: Village,
) -> None:
    jana = await obec.person("jana")
    await jana.start()
    assert await jana.reads("Choose a language, or go on.")
    assert (await jana.buttons())[1:] == ["Snadná čeština", "Українська", "English"]

    await jana.tap("English")
    jana.language = "en"
    assert await jana.reads("Choose a language, or go on.")
    assert "Čeština" in await jana.buttons()


@on_sqlite
async def test_ukrainian_telegram_starts_in_ukrainian(obec: Village) -> None:
    oksana = await obec.person("oksana")
    oksana.language = "uk"
    await oksana.start()
    assert await oksana.reads("Choose a language, or go on.")
    known = await obec.known(oksana)
    assert known
    assert known.language == "uk"


async def test_consent_is_kept_with_version_and_moment_and_leads_to_the_first_questions(
    obec: Village,
) -> None:
    jana = await obec.person("jana")
    await jana.start()
    await jana.tap_on("Go on")
    await jana.tap_on("The whole notice")
    await jana.tap_on("Back")
    assert await obec.count(Consent) == 0
    await jana.tap_on("I agree")

    (kept,) = await obec.rows(Consent)
    assert kept.version == privacy.VERSION
    assert abs((kept.given_at - await obec.clock.now()).total_seconds()) < 60
    assert await jana.reads("<b>Where do you live?</b>")


@on_sqlite
async def test_the_first_questions_lead_through_municipality_party_and_topics_home(
    obec: Village,
) -> None:
    jana = await newly_consented(obec)
    await jana.write("vizo")
    await jana.tap("Vizovice (")
    await jana.tap_on("I simply live here")
    await jana.tap("Senioři")
    assert "☑ Senioři" in await jana.buttons()
    await jana.tap_on("Done")
    assert await jana.reads("What would you like to do?")

    known = await obec.known(jana)
    assert known
    assert (known.municipality, known.party) == (VIZOVICE, "public")
    assert [one.topic for one in await obec.rows(ResidentTopic)] == ["seniori"]


@on_sqlite
async def test_everything_about_oneself_may_be_left_out(obec: Village) -> None:
    jana = await newly_consented(obec)
    await jana.tap_on("Prefer not to say")
    await jana.tap_on("Prefer not to say")
    await jana.tap_on("Done")
    known = await obec.known(jana)
    assert known
    assert (known.municipality, known.party, known.area_code) == (None, None, None)


@on_sqlite
@pytest.mark.parametrize("typed", ["bratrejov", "BRATŘEJOV", "  Bratř"])
async def test_a_municipality_is_found_without_diacritics(obec: Village, typed: str) -> None:
    jana = await newly_consented(obec)
    await jana.write(typed)
    assert (await jana.buttons())[0].startswith("Bratřejov")


@on_sqlite
async def test_an_unknown_municipality_is_asked_again_with_a_way_out(obec: Village) -> None:
    jana = await newly_consented(obec)
    await jana.write("Atlantida")
    assert await jana.reads(
        "I know no municipality whose name begins like that. Try other letters, or choose below."
    )
    assert await jana.offers("I live elsewhere")
    await jana.write("vizo")
    assert (await jana.buttons())[0].startswith("Vizovice")


@on_sqlite
async def test_who_lives_elsewhere_may_choose_the_area_that_concerns_them(obec: Village) -> None:
    jana = await newly_consented(obec)
    await jana.tap_on("I live elsewhere")
    await jana.tap("ORP Vizovice")
    known = await obec.known(jana)
    assert known
    assert (known.municipality, known.area_code) == ("elsewhere", "orp-vizovice")


@on_sqlite
async def test_a_deep_link_is_kept_until_consent_and_leads_to_its_survey(obec: Village) -> None:
    survey = await obec.survey()
    jana = await obec.person("jana")
    await jana.start(f"s_{survey.code.lower()}")
    await jana.tap("English")
    jana.language = "en"
    await jana.tap_on("Go on")
    await jana.tap_on("The whole notice")
    await jana.tap_on("Back")
    await jana.tap_on("I agree")
    assert "What is missing in your municipality?" in await jana.sees()
    known = await obec.known(jana)
    assert known
    assert (known.municipality, known.area_code) == (None, "orp-vizovice")


@on_sqlite
@pytest.mark.parametrize("payload", ["ěščřžýáíéůúě" * 4, "a:b:c", "s_", "x" * 64, "s_NIKDE"])
async def test_a_link_that_leads_nowhere_frightens_nobody(obec: Village, payload: str) -> None:
    jana = await obec.person("jana")
    await jana.write(f"/start {payload}")
    assert await jana.reads("Choose a language, or go on.")
    await jana.tap_on("Go on")
    await jana.tap_on("I agree")
    assert not await jana.reads("I am sorry, something went wrong. The reference is {reference}.")


@on_sqlite
async def test_reading_needs_no_consent(obec: Village) -> None:
    await obec.survey()
    jana = await obec.person("jana")
    for command in ("/ankety", "/moje", "/pomoc", "/soukromi", "/profil"):
        await jana.write(command)
        assert not await jana.offers("I agree")
    await jana.write("/ankety")
    await jana.tap("Co vám v obci chybí?")
    assert await jana.offers("Begin")
    assert await obec.count(Consent) == 0


async def test_nothing_about_a_person_is_kept_before_they_agree(obec: Village) -> None:
    jana = await obec.person("jana")
    await jana.write("/profil")
    await jana.tap_on("Municipality")
    assert await jana.offers("I agree")
    await jana.craft(f"pf:municipality:{VIZOVICE}:0")
    await jana.craft("tp:seniori:1:0")
    known = await obec.known(jana)
    assert known
    assert known.municipality is None
    assert await obec.count(ResidentTopic) == 0


async def test_the_profile_can_be_changed_at_any_time(obec: Village) -> None:
    jana = await obec.resident("jana")
    await jana.write("/profil")
    assert await jana.reads("Municipality: {municipality}", municipality="Vizovice")
    await jana.tap_on("Municipality")
    await jana.write("bratr")
    await jana.tap("Bratřejov (")
    assert await jana.reads("Municipality: {municipality}", municipality="Bratřejov")
    await jana.tap_on("I take part as")
    await jana.tap_on("I work for a provider")
    assert await jana.reads("I take part as: {party}", party=jana.words("I work for a provider"))
    await jana.tap_on("Topics")
    await jana.tap("Rodiny s dětmi")
    await jana.tap("Senioři")
    await jana.tap("Rodiny s dětmi")
    await jana.tap_on("Done")
    assert await jana.reads("Topics: {topics}", topics="Senioři")
    await jana.tap_on("Language")
    await jana.tap("Українська")
    jana.language = "uk"
    assert await jana.reads("What would you like to do?")


@on_sqlite
async def test_writing_first_without_start_is_answered_too(obec: Village) -> None:
    jana = await obec.person("jana")
    await jana.write("kdy jede autobus")
    assert await jana.offers("Pass it to the coordinator")
    assert await obec.count(Resident) == 1


async def newly_consented(obec: Village) -> Phone:
    jana = await obec.person("jana")
    await jana.start()
    await jana.tap_on("Go on")
    await jana.tap_on("I agree")
    return jana


@on_sqlite
async def test_a_greeting_is_answered_as_a_greeting(obec: Village) -> None:
    jana = await obec.person("jana")
    await jana.start()
    await jana.write("Dobrý den!")
    assert await jana.reads("Choose a language, or go on.")
    await jana.write("/Start")
    assert await jana.reads("Choose a language, or go on.")
    eva = await obec.resident("eva")
    await eva.write("Ahoj")
    assert await eva.reads("What would you like to do?")
    await eva.write("Děkuji moc!")
    assert await eva.reads("You are welcome.")
    await eva.tap_on("Home")
    await eva.write("/neznamy prikaz")
    assert await eva.reads("I do not know this command.")
    await eva.tap_on("Help")


@on_sqlite
async def test_a_municipality_is_found_in_cyrillic(obec: Village) -> None:
    oksana = await newly_consented(obec)
    await oksana.write("Візовиці")
    await oksana.tap("Vizovice (")
    known = await obec.known(oksana)
    assert known
    assert known.municipality == "585939"
