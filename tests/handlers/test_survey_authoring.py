"""A coordinator who never saw code makes a survey: a file, its card, a trial, dates, a change."""

from datetime import date
from pathlib import Path

from bot import doings, sent_files, settings
from bot.work import Work
from handlers.surveys.authoring import READ_FILE
from handlers.surveys.template import survey, template
from people.roles import ADMINISTRATOR, COORDINATOR, MEMBER
from storage import jobs
from storage import surveys as tables
from storage.jobs import Job
from storage.surveys import Answer, Response, Survey, SurveyVersion, Turnout
from surveys.definitions import Definition
from surveys.files.xlsform.writing import write
from tests.handlers.kinds import picture, voice
from tests.handlers.village import AREA, Phone, Village, on_sqlite
from tests.programs import STRONG
from tests.surveys.recordings import pdf
from tests.surveys.xlsform.forms import HEADINGS, YES_NO, reading, spreadsheet
from texts.words import LANGUAGES, Words

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SETTINGS = [
    ["form_title", "form_id", "area", "opens", "closes"],
    ["Psi v obci", "psi-2027", AREA, "2027-01-20", "2027-03-01"],
]
ROWS = [
    ["select_one ano_ne", "ma_psa", "Máte psa?", "Have you a dog?", None],
    ["text", "jmeno", "Jak se jmenuje?", "What is its name?", "${ma_psa} = 'ano'"],
    ["integer", "vek", "Kolik je mu let?", "How old is it?", "${ma_psa} = 'ano'"],
]


def dogs(rows: list[list[str | None]] = ROWS) -> bytes:
    survey = [[*HEADINGS, "relevant"], *rows]
    return spreadsheet(survey=survey, choices=YES_NO, settings=SETTINGS)


async def send(obec: Village, phone: Phone, folder: Path, content: bytes, name: str) -> str:
    """Send a file; gives the bot's letter about it once it has been read."""
    await phone.send(document=(name, content, SHEET))
    await read_files(obec, folder)
    await obec.post()
    return await phone.sees()


async def read_files(obec: Village, folder: Path) -> None:
    read = settings.read(
        telegram_bot_token=obec.playground.token,
        telegram_api_url=obec.playground.api,
        secret_key=STRONG,
        data_dir=folder,
    )
    for job in await obec.rows(Job):
        if job.kind == READ_FILE and job.state == jobs.WAITING:
            result = await sent_files.table(read)[READ_FILE](Work(job, obec.database, obec.clock))
            async with obec.database.writing() as session:
                await jobs.settle(session, job.id, jobs.DONE, result=result)
                settled = await jobs.job(session, job.id)
                assert settled
                await doings.tell(session, settled, await obec.clock.now())


async def kept(obec: Village) -> list[int]:
    return [await obec.count(table) for table in (Response, Answer, Turnout)]


async def test_a_file_becomes_a_survey_that_is_tried_and_opened(obec: Village, tmp_path: Path):
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    card = await send(obec, petr, tmp_path, dogs(), "psi.xlsx")
    assert card.startswith("Psi v obci")
    assert "3 otázky" in card
    assert "Čeština: vše přeloženo" in card
    assert "English: chybí texty: název" in card

    await petr.tap_on("Try it")
    assert await petr.reads("A trial: nothing is kept.")
    await petr.tap("Ano")
    assert "Jak se jmenuje?" in await petr.sees()
    await petr.write("Punťa")
    await petr.write("stará")
    assert await petr.reads("I need a number here, for example 12.")
    await petr.write("7")
    assert "Punťa" in await petr.sees()
    await petr.tap_on("Hand in")
    assert await petr.reads("The trial has come to its end. Nothing of it was kept.")
    assert await kept(obec) == [0, 0, 0]

    await petr.tap_on("Back to the survey")
    await petr.tap_on("Open")
    await petr.tap_on("Yes, release it")
    (found,) = await obec.rows(Survey)
    assert found.state == tables.RELEASED
    assert "Psi v obci" in await jana.start(f"s_{found.code}") or await jana.sees()


@on_sqlite
async def test_all_that_is_wrong_comes_in_one_letter(obec: Village, tmp_path: Path):
    petr = await obec.staff("petr", COORDINATOR)
    rows = [
        ["calculate", "soucet", None, None, None],
        ["select_one nikde", "kde", "Kde?", "Where?", None],
        ["text", "proc", "Proč?", "Why?", "${kdo} = 1"],
    ]
    told = await send(obec, petr, tmp_path, dogs(rows), "psi.xlsx")
    assert "zatím anketa není. Opravte 3 věci" in told
    assert "List survey, řádek 2, sloupec type: calculate neumíme." in told
    assert "List survey, řádek 3, sloupec type: Seznam nikde není na listu choices." in told
    assert "List survey, řádek 4, sloupec relevant:" in told
    assert await obec.rows(Survey) == []
    await petr.tap_on("The whole list as a file")
    assert "psi.xlsx" in await petr.sees()


@on_sqlite
async def test_every_bad_file_ends_in_a_clear_sentence_and_nothing_half_made(
    obec: Village, tmp_path: Path
):
    petr = await obec.staff("petr", COORDINATOR)
    for content, name, sentence in (
        (b"", "prazdny.xlsx", "Soubor je prázdný."),
        (b"%PDF-1.7", "anketa.pdf", "Tohle není tabulka"),
        (b"PK\x03\x04", "anketa.xlsx", "Tohle není tabulka"),
        (b"a: [b", "anketa.yaml", "nejde přečíst jako YAML"),
        (bytes(6_000_000), "velky.xlsx", "příliš velký"),
    ):
        assert sentence in await send(obec, petr, tmp_path, content, name)
    assert await obec.rows(Survey) == []


@on_sqlite
async def test_only_who_runs_surveys_makes_them(obec: Village, tmp_path: Path):
    eva, jana = await obec.staff("eva", MEMBER), await obec.resident("jana")
    for phone in (eva, jana):
        await phone.send(document=("psi.xlsx", dogs(), SHEET))
        await phone.write("/sablona")
    await read_files(obec, tmp_path)
    assert [job for job in await obec.rows(Job) if job.kind == READ_FILE] == []
    assert await obec.rows(Survey) == []


@on_sqlite
async def test_an_area_of_others_is_refused(obec: Village, tmp_path: Path):
    petr = await obec.staff("petr", COORDINATOR, "hlucinsko-zapad")
    told = await send(obec, petr, tmp_path, dogs(), "psi.xlsx")
    assert f"V území {AREA} ankety nevedete." in told
    assert await obec.rows(Survey) == []


@on_sqlite
async def test_a_trial_of_others_is_refused(obec: Village, tmp_path: Path):
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await send(obec, petr, tmp_path, dogs(), "psi.xlsx")
    (found,) = await obec.rows(Survey)
    await jana.craft(f"sv:{found.code}:begin:0")
    assert await jana.reads("This is for staff of the municipality only.")
    await jana.craft(f"a:{found.code}:0:ma_psa:ano")
    assert await kept(obec) == [0, 0, 0]


@on_sqlite
async def test_a_trial_goes_through_every_kind_of_question_and_keeps_no_file(
    obec: Village, tmp_path: Path
):
    petr = await obec.staff("petr", COORDINATOR)
    rows = [
        ["select_multiple ano_ne", "a", "Vyberte.", "Choose.", None],
        ["rank ano_ne", "b", "Seřaďte.", "Order.", None],
        ["image", "c", "Pošlete fotku.", "Send a photo.", None],
        ["audio", "h", "Řekněte.", "Say it.", None],
        ["file", "i", "Ukažte.", "Show it.", None],
        ["date", "d", "Kdy?", "When?", None],
        ["select_one_from_file municipalities.csv", "e", "Kde?", "Where?", None],
        ["note", "f", "Ještě chvilku, ${d}.", "A while.", None],
        ["acknowledge", "g", "Souhlasíte?", "Do you agree?", None],
    ]
    await send(obec, petr, tmp_path, dogs(rows), "psi.xlsx")
    await petr.tap_on("Try it")
    await petr.tap("Ano")
    await petr.tap_on("Done")
    await petr.tap("▫ Ne")
    await petr.tap_on("Done")
    await petr.write("tohle není fotka")
    assert await petr.reads("Please send a photo here.")
    await petr.send(photo=("pes.jpg", picture(), "image/jpeg"))
    await petr.send(photo=("pes.jpg", picture(), "image/jpeg"))
    assert await petr.reads("Please send a voice message or a recording here.")
    await petr.send(voice=("haf.ogg", voice(), "audio/ogg"))
    await petr.send(document=("pes.pdf", pdf(), "application/pdf"))
    assert "Kdy?" in await petr.sees()
    await petr.write("24. 11. 2027")
    await petr.write("Vizovice")
    assert "Ještě chvilku, 24. 11. 2027." in await petr.sees()
    await petr.tap_on("Go on")
    await petr.tap("Potvrzuji")
    assert await petr.reads("Your answers")
    assert await kept(obec) == [0, 0, 0]
    assert list((tmp_path / "media").glob("*")) == []


@on_sqlite
async def test_dates_are_planned_by_buttons(obec: Village, tmp_path: Path):
    petr = await obec.staff("petr", COORDINATOR)
    await send(obec, petr, tmp_path, dogs(), "psi.xlsx")
    await petr.tap_on("Plan the dates")
    await petr.tap("8. 2. 2027")
    await petr.tap("3 týdny")
    assert "Od 8. 2. 2027 do 28. 2. 2027" in await petr.sees()
    (found,) = await obec.rows(Survey)
    assert found.opens_at.isoformat().startswith("2027-02-07T23:00")


@on_sqlite
async def test_days_that_stand_on_no_button_are_written(obec: Village, tmp_path: Path):
    petr = await obec.staff("petr", COORDINATOR)
    await send(obec, petr, tmp_path, dogs(), "psi.xlsx")
    await petr.tap_on("Plan the dates")
    await petr.write("brzy")
    assert await petr.reads("I need a day here, for example 24. 11. 2027.")
    await petr.write("10. 2. 2027")
    await petr.write("5. 2. 2027")
    assert await petr.reads("These dates are no longer possible. Please choose others.")
    await petr.write("17. 3.")
    assert "Od 10. 2. 2027 do 17. 3. 2027" in await petr.sees()
    await petr.tap_on("Plan the dates")
    assert "Psi v obci" in await send(obec, petr, tmp_path, dogs(), "psi.xlsx")


@on_sqlite
async def test_what_is_open_can_only_close_on_another_day(obec: Village, tmp_path: Path):
    petr = await obec.staff("petr", COORDINATOR)
    await send(obec, petr, tmp_path, dogs(), "psi.xlsx")
    await petr.tap_on("Open")
    await petr.tap_on("Yes, release it")
    await petr.tap_on("The survey itself")
    await petr.tap_on("Plan the dates")
    await petr.tap("2 týdny")
    assert "Od 20. 1. 2027 do 14. 2. 2027" in await petr.sees()
    (found,) = await obec.rows(Survey)
    await petr.craft(f"au:plan:{found.code}:2027-03-01_2027-03-20")
    (again,) = await obec.rows(Survey)
    assert again.opens_at == found.opens_at


@on_sqlite
async def test_ready_questions_and_copies(obec: Village, tmp_path: Path):
    petr = await obec.staff("petr", COORDINATOR)
    await send(obec, petr, tmp_path, dogs(), "psi.xlsx")
    await petr.tap_on("Add a ready question")
    await petr.tap("Kolik je vám let?")
    assert "4 otázky" in await petr.sees()
    await petr.tap_on("Copy as a new survey")
    assert await petr.reads("This is a new draft that asks the same.")
    assert sorted(one.key for one in await obec.rows(Survey)) == ["psi-2027", "psi-2027-2"]
    await petr.write("/vysledky")
    listed = [one for one in await petr.buttons() if one.startswith("Psi v obci")]
    assert len({*listed}) == 2


@on_sqlite
async def test_what_a_new_file_leaves_open_stays_as_it_was(obec: Village, tmp_path: Path):
    petr = await obec.staff("petr", COORDINATOR)
    await send(obec, petr, tmp_path, dogs(), "psi.xlsx")
    await petr.tap_on("Open")
    await petr.tap_on("Yes, release it")
    (before,) = await obec.rows(Survey)
    plain = spreadsheet(
        survey=[
            [*HEADINGS, "relevant"],
            *ROWS,
            ["text", "rasa", "Jaké rasy?", "What breed?", None],
        ],
        choices=YES_NO,
        settings=[["form_title", "form_id"], ["Psi v obci", "psi-2027"]],
    )
    await send(obec, petr, tmp_path, plain, "psi.xlsx")
    await petr.tap_on("Yes, as a new version")
    assert "Od 20. 1. 2027 do 1. 3. 2027" in await petr.sees()
    (after,) = await obec.rows(Survey)
    assert (after.opens_at, after.closes_at) == (before.opens_at, before.closes_at)
    assert after.version > before.version


@on_sqlite
async def test_a_named_survey_stays_named_unless_a_file_says_otherwise(
    obec: Village, tmp_path: Path
):
    petr = await obec.staff("petr", COORDINATOR)
    for said in ("named", None, "anonymous"):
        heading, row = ["form_title", "form_id"], [f"Psi v obci, {said}", "psi-2027"]
        if said:
            heading, row = [*heading, "anonymity"], [*row, said]
        rows = [[*HEADINGS, "relevant"], *ROWS]
        content = spreadsheet(survey=rows, choices=YES_NO, settings=[heading, row])
        await send(obec, petr, tmp_path, content, "psi.xlsx")
    kept = sorted(await obec.rows(SurveyVersion), key=lambda one: one.version)
    told = [Definition.model_validate_json(one.definition).anonymity for one in kept]
    assert told == ["named", "named", "anonymous"]


async def test_a_running_survey_changes_only_as_a_new_version(obec: Village, tmp_path: Path):
    petr, jana = await obec.staff("petr", COORDINATOR), await obec.resident("jana")
    await send(obec, petr, tmp_path, dogs(), "psi.xlsx")
    await petr.tap_on("Open")
    await petr.tap_on("Yes, release it")
    (found,) = await obec.rows(Survey)
    await jana.start(f"s_{found.code}")
    await jana.tap_on("Begin")
    await jana.tap("Ano")

    more = [*ROWS, ["text", "rasa", "Jaké je rasy?", "What breed?", None]]
    await send(obec, petr, tmp_path, dogs(more), "psi.xlsx")
    assert await petr.reads("which is released already. It becomes a new version")
    assert await obec.count(SurveyVersion) == 1
    await petr.tap_on("Yes, as a new version")
    assert "4 otázky" in await petr.sees()
    assert await obec.count(SurveyVersion) == 2

    less = [["text", "jmeno", "Jak se jmenuje?", "What is its name?", None]]
    await send(obec, petr, tmp_path, dogs(less), "psi.xlsx")
    await petr.tap_on("Yes, as a new version")
    assert "ma_psa" in await petr.sees()
    assert await obec.count(SurveyVersion) == 2


@on_sqlite
async def test_the_template_is_sent_and_comes_back_as_a_survey(obec: Village, tmp_path: Path):
    boss = await obec.staff("boss", ADMINISTRATOR)
    await boss.write("/sablona")
    assert await boss.reads("A survey that can be opened as it is.")
    content = template(Words("cs"), AREA, date(2027, 2, 1))
    card = await send(obec, boss, tmp_path, content, "sablona.xlsx")
    assert "Anketa k sociálním službám" in card
    assert "6 otázek" in card


def test_the_template_is_read_without_a_word_of_complaint():
    for language in LANGUAGES:
        read = reading(template(Words(language), AREA, date(2027, 2, 1)))
        assert read.problems == ()
    assert read.definitions[0] == survey(AREA, date(2027, 2, 1))


@on_sqlite
async def test_the_file_that_is_downloaded_can_be_sent_back(obec: Village, tmp_path: Path):
    petr = await obec.staff("petr", COORDINATOR)
    await send(obec, petr, tmp_path, dogs(), "psi.xlsx")
    await petr.tap_on("Change it by a file")
    await petr.tap_on("Download as XLSForm")
    assert await petr.reads("The survey as XLSForm. Change it and send it back to me.")
    (definition,) = reading(dogs()).definitions
    await send(obec, petr, tmp_path, write(definition), "psi-2027.xlsx")
    (found,) = await obec.rows(Survey)
    assert found.key == "psi-2027"
