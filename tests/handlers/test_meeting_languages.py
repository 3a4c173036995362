"""A meeting in the languages of those who read it, and what is missing in each."""

from people.roles import COORDINATOR
from tests.handlers.test_meeting_making import begins, the_document
from tests.handlers.test_meetings import announced, the_meeting
from tests.handlers.village import Village, on_sqlite


@on_sqlite
async def test_a_meeting_is_written_in_other_languages_and_what_is_missing_is_shown(
    obec: Village,
) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await begins(petr)
    code = (await the_meeting(obec)).code
    await petr.craft(f"mh:more:{code}:")
    assert "Zatím není v jazycích: Snadná čeština, Українська a English" in await petr.sees()
    await petr.tap_on("In other languages")
    assert "Українська – chybí: Název" in await petr.sees()
    await petr.tap("Українська")
    await petr.tap_on("Title")
    await petr.write("Я" * 300)
    assert await petr.reads("A title has at most {most} letters.")
    await petr.write("Як <доглядати> вдома")
    assert "Název: Як <доглядати> вдома" in await petr.sees()
    assert await petr.offers("Title")
    assert (await the_document(obec)).title == {
        "cs": "Jak pečovat doma",
        "uk": "Як <доглядати> вдома",
    }
    await petr.craft(f"mh:ask:{code}:")
    assert "Překlad zatím chybí: Snadná čeština a English. Lidé uvidí češtinu." in await petr.sees()
    await petr.craft(f"mh:out:{code}:")
    olha, john = await obec.resident("olha", "uk"), await obec.resident("john", "en")
    await olha.start(f"m_{code}")
    assert (await olha.sees()).startswith("Як <доглядати> вдома")
    await john.start(f"m_{code}")
    assert (await john.sees()).startswith("Jak pečovat doma")
    await petr.craft(f"mh:say-in:{code}:uk.title")
    await petr.write("-")
    assert (await the_document(obec)).title == {"cs": "Jak pečovat doma"}


@on_sqlite
async def test_of_two_translators_the_second_sees_every_language(obec: Village) -> None:
    code = await announced(obec)
    petr, eva = await obec.staff("petr", COORDINATOR), await obec.staff("eva", COORDINATOR)
    for one in (petr, eva):
        await one.craft(f"mh:card:{code}:")
        await one.craft(f"mh:say-in:{code}:uk.title")
    await eva.write("Зустріч")
    await petr.write("Слухання")
    told = await petr.sees()
    assert "Novější změna (eva): Název" in told
    assert "Українська: „Зустріч“" in told
    assert "Українська: „Слухання“" in told
    await petr.tap_on("Mine")
    document = await the_document(obec)
    assert document.title["uk"] == "Слухання"
    assert document.title["cs"] == "Projednání plánu"


@on_sqlite
async def test_project_and_who_pays_it_stand_on_the_card_as_one_line(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await begins(petr)
    code = (await the_meeting(obec)).code
    await petr.craft(f"mh:more:{code}:")
    await petr.tap_on("Project")
    await petr.write("P" * 300)
    assert await petr.reads("A title has at most {most} letters.")
    await petr.write("Podpora <plánování>\nCZ.03.2.63/0.0/0.0/15_007/0005690")
    named = "Podpora <plánování> (CZ.03.2.63/0.0/0.0/15_007/0005690)"
    assert (await petr.sees()).endswith(named)
    await petr.craft(f"mh:type:{code}:publicity")
    await petr.write("Hradí Evropská unie.")
    assert (await petr.sees()).endswith(f"{named} · Hradí Evropská unie.")
    await petr.craft(f"mh:type:{code}:project")
    await petr.write("-")
    assert (await the_document(obec)).project is None
