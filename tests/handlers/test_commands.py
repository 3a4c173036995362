"""Commands are understood in Czech and English, with and without slash and accents."""

import pytest

from handlers.commands import COMMANDS, menu, understood
from people.roles import COORDINATOR, POWERS
from tests.handlers.test_comments import released, sends
from tests.handlers.test_debates import opened
from tests.handlers.test_meetings import announced
from tests.handlers.test_plans import brought, draft
from tests.handlers.village import Village, on_sqlite
from texts.content import fold
from texts.words import LANGUAGES, Words


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("/ankety", "surveys"),
        ("/ankety@naves_bot", "surveys"),
        ("/Surveys", "surveys"),
        ("ankety", "surveys"),
        ("Anketa", "surveys"),
        ("опитування", "surveys"),
        ("/moje", "mine"),
        ("/profil", "profile"),
        ("/jazyk", "profile"),
        ("Мова", "profile"),
        ("/soukromí", "privacy"),
        ("soukromi", "privacy"),
        ("nápověda", "help"),
        ("POMOC", "help"),
        ("Domů", "home"),
        ("/výsledky", "results"),
        ("/správa", "admin"),
        ("/ztlumit 12", "mute"),
    ],
)
def test_a_command_is_understood(text: str, what: str) -> None:
    command, _ = understood(text, False)
    assert command
    assert command.what == what


@pytest.mark.parametrize("text", ["", "/", "/xyz", "pomoc prosím", "moje máma", "/ ankety"])
def test_anything_else_is_no_command(text: str) -> None:
    assert understood(text, False)[0] is None


def test_where_words_are_awaited_only_a_slash_counts() -> None:
    assert understood("pomoc", True)[0] is None
    assert understood("/pomoc", True)[0] is not None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", [None, *POWERS])
def test_menus_are_such_as_telegram_takes(language: str, role: str | None) -> None:
    for name, told in menu(Words(language), frozenset(POWERS.get(role or "", ()))):
        assert name.isascii()
        assert name.islower()
        assert 1 <= len(told) <= 256


@pytest.mark.parametrize("role", [None, *POWERS])
def test_a_menu_holds_only_what_its_reader_may_do(role: str | None) -> None:
    powers = frozenset(POWERS.get(role or "", ()))
    shown = {name for name, _ in menu(Words("cs"), powers)}
    assert {one.czech for one in COMMANDS if one.power in (None, *powers)} == shown


SCREENS = {
    "ankety": "No survey is open now.",
    "moje": "You have sent nothing yet.",
    "profil": "My profile",
    "soukromí": "<b>Your data</b>",
    "pomoc": "<b>What I can do</b>",
    "menu": "What would you like to do?",
}


@on_sqlite
async def test_every_command_opens_its_screen_whatever_stands_before(obec: Village) -> None:
    jana = await obec.resident("jana")
    for slash in ("/", ""):
        for command, screen in SCREENS.items():
            await jana.write(slash + command)
            assert await jana.reads(screen), command


@on_sqlite
async def test_a_word_for_a_command_works_from_an_unrelated_screen(obec: Village) -> None:
    jana = await obec.resident("jana")
    await jana.write("/soukromi")
    await jana.write("moje")
    assert await jana.reads("You have sent nothing yet.")
    await jana.write("/profil")
    await jana.tap_on("Municipality")
    await jana.write("pomoc")
    assert await jana.reads("<b>What I can do</b>")


@on_sqlite
async def test_help_names_the_commands_that_somebody_has(obec: Village) -> None:
    jana, petr = await obec.resident("jana"), await obec.staff("petr", COORDINATOR)
    assert "/rozeslat" not in await jana.write("/pomoc")
    assert "/rozeslat" in await petr.write("/pomoc")


@on_sqlite
async def test_where_only_a_tap_a_day_or_a_file_can_be_meant_a_word_is_a_command(
    obec: Village,
) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    survey, meeting = await obec.survey(), await announced(obec)
    debate = await opened(obec, petr)
    for asks in (
        f"db:next:{debate}:0",
        f"au:opens:{survey.code}:",
        f"ma:mat-file:{meeting}:0:",
        f"ma:mat-link:{meeting}:0:",
    ):
        await petr.craft(asks)
        assert not await petr.reads("<b>What I can do</b>")
        await petr.write("pomoc")
        assert await petr.reads("<b>What I can do</b>"), asks


@on_sqlite
async def test_a_word_for_a_command_works_beside_a_decision_ready_to_be_taken(
    obec: Village,
) -> None:
    jana, petr = await obec.resident("jana"), await obec.staff("petr", COORDINATOR)
    found = await sends(obec, jana, await brought(obec, draft()))
    await released(obec, found)
    await petr.craft(f"cm:verdict::refused:{found.number}")
    await petr.write("Na to obec nemá auta.")
    assert await petr.offers("Decide")
    await petr.write("pomoc")
    assert await petr.reads("<b>What I can do</b>")


@on_sqlite
async def test_a_contest_may_be_named_as_a_command_is(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    await petr.write("/sprava")
    await petr.tap_on("Contests")
    await petr.tap_on("New contest")
    await petr.write("Domů")
    assert await petr.offers("The brief")


@on_sqlite
async def test_a_meeting_in_another_language_may_be_named_as_a_command_is(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    code = await announced(obec)
    await petr.craft(f"mh:say-in:{code}:uk.title")
    await petr.write("Зустріч")
    assert "Зустріч" in await petr.sees()
    assert await petr.offers("Title")


@on_sqlite
async def test_labels_may_be_typed_instead_of_tapped(obec: Village) -> None:
    jana = await obec.resident("jana")
    await jana.write("/profil")
    await jana.write(fold(jana.words("Topics")))
    await jana.write("☐ senioři")
    assert "☑ Senioři" in await jana.buttons()
    await jana.write(jana.words("Done").upper())
    assert await jana.reads("Topics: {topics}", topics="Senioři")


@on_sqlite
async def test_signs_alone_are_no_label(obec: Village) -> None:
    petr = await obec.staff("petr", COORDINATOR)
    survey = await obec.survey()
    for number in range(6):
        await obec.neighbour(survey, number, r4="ano")
    await petr.craft(f"rs:page:{survey.code}:1")
    for typed in ("👍", "!!!", "›"):
        await petr.write(typed)
        assert await petr.reads("I do not understand this. What you take care of is under /sprava.")
