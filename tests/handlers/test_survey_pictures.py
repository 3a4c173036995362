"""Pictures of options, from the ZIP that a coordinator sends to the phone of who answers."""

from pathlib import Path
from zipfile import ZipFile

from handlers.surveys.pictures import MOST
from people.roles import COORDINATOR
from storage.survey_pictures import SurveyPicture
from storage.surveys import Survey
from surveys import pictures
from tests.handlers.test_survey_authoring import HEADINGS, SETTINGS, dogs, kept, send
from tests.handlers.village import Phone, Village, on_sqlite
from tests.surveys.test_package import painted, zipped
from tests.surveys.xlsform.forms import Table, spreadsheet

CHOICES: Table = [
    ["list_name", "name", "label::Čeština (cs)", "label::English (en)", "image"],
    ["jak", "pesky", "Pěšky", "On foot", "pesky.png"],
    ["jak", "kolo", "Na kole & jinde", "By bike", "kolo.webp"],
    ["jak", "jinak", "Jinak", "Otherwise", None],
]
ROWS: Table = [["select_one jak", "jak", "Jak chodíte se psem?", "How do you walk it?"]]
PICTURES = [("pesky.png", painted()), ("kolo.webp", painted("WEBP"))]


def form(choices: Table = CHOICES, rows: Table = ROWS) -> bytes:
    return spreadsheet(survey=[HEADINGS, *rows], choices=choices, settings=SETTINGS)


def package(*files: tuple[str, bytes], sheet: bytes | None = None) -> bytes:
    return zipped(("psi.xlsx", sheet or form()), *(files or PICTURES))


async def release(obec: Village, petr: Phone) -> str:
    await petr.tap_on("Open")
    await petr.tap_on("Yes, release it")
    (found,) = await obec.rows(Survey)
    return str(found.code)


async def names(obec: Village) -> list[str]:
    return sorted(one.name for one in await obec.rows(SurveyPicture))


async def test_pictures_are_sent_and_the_question_stays_below(obec: Village, tmp_path: Path):
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    card = await send(obec, petr, tmp_path, package(), "psi.zip")
    assert card.startswith("Psi v obci")
    assert "neukáže" not in card
    code = await release(obec, petr)

    await jana.start(f"s_{code}")
    await jana.tap_on("Begin")
    assert "Jak chodíte se psem?" in await jana.sees()
    await jana.tap_on("Pictures")
    *captions, question = await jana.saw(3)
    assert captions == ["Pěšky", "Na kole & jinde"]
    assert "Jak chodíte se psem?" in question
    assert [bool(one.get("photo")) for one in await jana.telegram.messages(jana.user)][-3:] == [
        True,
        True,
        False,
    ]
    await jana.tap("Na kole & jinde")
    assert await jana.reads("Your answers")
    assert "Na kole & jinde" in await jana.sees()


@on_sqlite
async def test_a_trial_shows_pictures_too_and_keeps_nothing(obec: Village, tmp_path: Path):
    petr = await obec.staff("petr", COORDINATOR)
    await send(obec, petr, tmp_path, package(), "psi.zip")
    await petr.tap_on("Try it")
    await petr.tap_on("Pictures")
    assert (await petr.saw(3))[:2] == ["Pěšky", "Na kole & jinde"]
    await petr.tap("Pěšky")
    await petr.tap_on("Hand in")
    assert await petr.reads("The trial has come to its end. Nothing of it was kept.")
    assert await kept(obec) == [0, 0, 0]


@on_sqlite
async def test_a_question_without_pictures_has_no_such_button(obec: Village, tmp_path: Path):
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await send(obec, petr, tmp_path, dogs(), "psi.xlsx")
    code = await release(obec, petr)
    await jana.start(f"s_{code}")
    await jana.tap_on("Begin")
    assert not await jana.offers("Pictures")
    await jana.craft(f"pi:{code}:1:ma_psa:0")
    assert "Máte psa?" in await jana.sees()


@on_sqlite
async def test_a_spreadsheet_alone_is_taken_and_says_how_to_send_pictures(
    obec: Village, tmp_path: Path
):
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    card = await send(obec, petr, tmp_path, form(), "psi.xlsx")
    assert "Obrázek pesky.png se neukáže" in card
    assert "Pošlete ZIP s anketou i obrázky." in card
    code = await release(obec, petr)
    await jana.start(f"s_{code}")
    await jana.tap_on("Begin")
    assert not await jana.offers("Pictures")


@on_sqlite
async def test_all_that_is_wrong_with_sheets_and_pictures_is_in_one_list(
    obec: Village, tmp_path: Path
):
    petr = await obec.staff("petr", COORDINATOR)
    rows = [*ROWS, ["calculate", "soucet", None, None]]
    wrong = package(("pesky.png", b"<svg/>"), ("jezevcik.png", painted()), sheet=form(rows=rows))
    told = await send(obec, petr, tmp_path, wrong, "psi.zip")
    assert "pesky.png nejde přečíst jako obrázek" in told
    assert "Obrázek jezevcik.png není u žádné možnosti" in told
    assert "List choices, řádek 3, sloupec image: Obrázek kolo.webp v ZIPu není." in told
    assert "calculate neumíme" in told
    broken = await send(obec, petr, tmp_path, b"PK\x03\x04", "psi.zip")
    assert "Tento ZIP nejde otevřít." in broken
    assert await obec.rows(Survey) == []
    assert await obec.rows(SurveyPicture) == []


async def test_what_is_downloaded_comes_back_with_the_same_pictures(obec: Village, tmp_path: Path):
    petr = await obec.staff("petr", COORDINATOR)
    await send(obec, petr, tmp_path, package(), "psi.zip")
    before = await names(obec)
    await petr.tap_on("Change it by a file")
    await petr.tap_on("Download as XLSForm")
    newest = await petr.telegram.last(petr.user)
    assert newest["document"]["file_name"] == "psi-2027.zip"
    file = await obec.bot.download(newest["document"]["file_id"])
    assert file
    content = file.read()
    with ZipFile(file) as archive:
        assert sorted(archive.namelist()) == sorted(["psi-2027.xlsx", *before])
        sheet = archive.read("psi-2027.xlsx")
    await send(obec, petr, tmp_path, content, "psi-2027.zip")
    assert await names(obec) == before
    # The spreadsheet alone names pictures that are here already.
    card = await send(obec, petr, tmp_path, sheet, "psi-2027.xlsx")
    assert "neukáže" not in card


@on_sqlite
async def test_another_picture_of_the_same_name_is_another_picture(obec: Village, tmp_path: Path):
    petr = await obec.staff("petr", COORDINATOR)
    await send(obec, petr, tmp_path, package(), "psi.zip")
    before = await names(obec)
    other = package(("pesky.png", painted(size=(9, 9))), PICTURES[1])
    await send(obec, petr, tmp_path, other, "psi.zip")
    after = await names(obec)
    assert len(after) == 2, "a draft keeps only what it names"
    assert len(set(before) & set(after)) == 1


@on_sqlite
async def test_a_running_survey_gets_pictures_as_a_new_version(obec: Village, tmp_path: Path):
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await send(obec, petr, tmp_path, form(), "psi.xlsx")
    code = await release(obec, petr)
    await send(obec, petr, tmp_path, package(), "psi.zip")
    await petr.tap_on("Yes, as a new version")
    await jana.start(f"s_{code}")
    await jana.tap_on("Begin")
    assert await jana.offers("Pictures")


@on_sqlite
async def test_a_copy_has_the_same_pictures(obec: Village, tmp_path: Path):
    petr = await obec.staff("petr", COORDINATOR)
    await send(obec, petr, tmp_path, package(), "psi.zip")
    await petr.tap_on("Copy as a new survey")
    await petr.tap_on("Try it")
    await petr.tap_on("Pictures")
    assert (await petr.saw(3))[0] == "Pěšky"
    assert await obec.count(SurveyPicture) == 4


@on_sqlite
async def test_ten_pictures_are_sent_at_once_and_the_others_on_a_tap(obec: Village, tmp_path: Path):
    petr = await obec.staff("petr", COORDINATOR)
    numbers = range(MOST + 2)
    choices = [CHOICES[0], *(["jak", f"a{n}", f"A {n}", f"A {n}", f"{n}.png"] for n in numbers)]
    many = [(f"{n}.png", painted(size=(n + 1, 9))) for n in numbers]
    await send(obec, petr, tmp_path, package(*many, sheet=form(choices)), "psi.zip")
    await petr.tap_on("Try it")
    await petr.tap_on("Pictures")
    shown = await petr.saw(MOST + 1)
    assert shown[:-1] == [f"A {n}" for n in numbers][:MOST]
    messages = await petr.telegram.messages(petr.user)
    [[more]] = messages[-2]["reply_markup"]["inline_keyboard"]
    assert more["text"] == "Další obrázky: 2"
    await petr.craft(more["callback_data"])
    assert (await petr.saw(3))[:-1] == [f"A {n}" for n in numbers][MOST:]


def test_a_name_keeps_one_hash_however_often_it_changes():
    once = pictures._telling("kolo.webp", b"a")
    assert pictures._telling(once, b"a") == once
    assert pictures._telling(once, b"b").startswith("kolo-")
    assert len(pictures._telling("a" * 96 + ".png", b"a")) <= 100
