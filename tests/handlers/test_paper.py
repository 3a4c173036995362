"""Stories of paper: a coordinator prints questionnaires, a poster and leaflets."""

import io
from datetime import timedelta

from pypdf import PdfReader

from people.roles import COORDINATOR, MEMBER
from storage import places
from storage.audit import AuditEntry
from storage.paper import PaperBatch
from storage.surveys import Survey
from surveys import codes
from tests.handlers.village import Phone, Village, example, on_sqlite


async def printed(phone: Phone) -> PdfReader:
    return PdfReader(io.BytesIO(await newest_file(phone)))


async def newest_file(phone: Phone) -> bytes:
    obec = phone.village
    messages = await phone.telegram.messages(phone.user)
    document = [one["document"] for one in messages if "document" in one][-1]
    found = await obec.playground.result("getFile", file_id=document["file_id"])
    address = f"{obec.playground.api}/file/bot{obec.playground.token}/{found['file_path']}"
    return (await obec.playground.client.get(address)).content


async def to_print(phone: Phone, code: str) -> None:
    await phone.write("/vysledky")
    await phone.craft(f"pp:menu:{code}::0:0")


async def test_a_coordinator_prints_questionnaires_with_codes(obec: Village) -> None:
    survey = await obec.open(example("obyvatele-2027", channels=("telegram", "web", "paper")))
    petr = await obec.staff("petr", COORDINATOR)
    await to_print(petr, survey.code)
    await petr.tap_on("Questionnaires")
    await petr.tap("10 výtisků s kódy")
    pages = [page.extract_text() for page in (await printed(petr)).pages]
    shown = {found for page in pages for word in page.split() if (found := codes.read(word))}
    assert len(shown) == 10
    text = "\n".join(pages)
    assert "dávka 1" in text
    assert "pokračujte otázkou" in text
    assert f"/a/{survey.code}" in text
    assert [(one.number, one.copies) for one in await obec.rows(PaperBatch)] == [(1, 10)]
    kept = str([one.model_dump() for one in await obec.rows(AuditEntry)])
    assert not any(code in kept for code in shown)


async def test_printing_again_by_the_same_tap_begins_no_second_batch(obec: Village) -> None:
    survey = await obec.open(example("obyvatele-2027", channels=("telegram", "paper")))
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"pp:sheets:{survey.code}:cs:0:1")
    await petr.craft(f"pp:sheets:{survey.code}:cs:0:1")
    assert len(await obec.rows(PaperBatch)) == 1
    await petr.craft(f"pp:copies:{survey.code}:cs:0:0")
    await petr.tap("Jeden pro kopírku")
    assert [one.number for one in await obec.rows(PaperBatch)] == [1, 2]


@on_sqlite
async def test_printed_on_both_sides_each_copy_begins_on_a_sheet_of_its_own(obec: Village) -> None:
    survey = await obec.open(example("obyvatele-2027", channels=("telegram", "paper")))
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"pp:sheets:{survey.code}:cs:10:1")
    texts = [page.extract_text() for page in (await printed(petr)).pages]
    first = [place for place, text in enumerate(texts) if "Strana 1 / 3" in text]
    assert first == list(range(0, 40, 4))
    assert not texts[3].strip()


@on_sqlite
async def test_a_questionnaire_says_where_it_is_handed_in_and_whom_to_call(obec: Village) -> None:
    survey = await obec.open(example("obyvatele-2027", channels=("telegram", "paper")))
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"pp:sheets:{survey.code}:cs:0:1")
    text = " ".join((await printed(petr)).pages[-1].extract_text().split())
    assert "Odevzdáte ho tady: městský úřad Vizovice, podatelna" in text
    assert "zavolejte: Jana Ukázková, +420 000 000 101" in text


@on_sqlite
async def test_whoever_prints_hears_that_nobody_would_know_where_to_hand_in(obec: Village) -> None:
    survey = await obec.open(example("obyvatele-2027", channels=("telegram", "paper")))
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"pp:menu:{survey.code}::0:0")
    assert "nebude, kde se papír odevzdává" not in await petr.sees()
    async with obec.database.writing() as session:
        area = await places.area(session, survey.area_code)
        assert area is not None
        contact = {**area.settings["contact"], "address": ""}
        area.settings = {**area.settings, "contact": contact}
    await petr.craft(f"pp:menu:{survey.code}::0:0")
    assert "nebude, kde se papír odevzdává" in await petr.sees()


@on_sqlite
async def test_other_questionnaires_never_share_a_number(obec: Village) -> None:
    survey = await obec.open(example("obyvatele-2027", channels=("telegram", "paper")))
    petr, marie = await obec.staff("petr", COORDINATOR), await obec.staff("marie", COORDINATOR)
    await petr.craft(f"pp:sheets:{survey.code}:cs:0:1")
    await petr.craft(f"pp:sheets:{survey.code}:uk:0:1")
    await marie.craft(f"pp:sheets:{survey.code}:cs:0:1")
    kept = {one.number: one.language for one in await obec.rows(PaperBatch)}
    assert kept == {1: "cs", 2: "uk", 3: "cs"}


@on_sqlite
async def test_a_poster_says_who_asks_and_until_when(obec: Village) -> None:
    survey = await obec.survey()
    petr = await obec.staff("petr", COORDINATOR)
    await to_print(petr, survey.code)
    await petr.tap_on("Poster A4")
    text = (await printed(petr)).pages[0].extract_text()
    assert "Jana Ukázková" in text
    assert "Namiřte telefon sem" in text
    assert "Papír odevzdáte" in text
    assert "podatelna" in text
    await to_print(petr, survey.code)
    await petr.tap_on("Leaflets A5")
    assert (await printed(petr)).pages[0].extract_text().count("Jana Ukázková") == 2


@on_sqlite
async def test_paper_speaks_every_language_of_the_survey(obec: Village) -> None:
    survey = await obec.open(example("obyvatele-2027", channels=("telegram", "paper")))
    petr = await obec.staff("petr", COORDINATOR)
    for language, told in (("uk", "Сторінка"), ("cs-easy", "Strana"), ("en", "Page")):
        await petr.craft(f"pp:sheets:{survey.code}:{language}:0:1")
        assert told in (await printed(petr)).pages[0].extract_text()


@on_sqlite
async def test_a_survey_without_paper_prints_no_questionnaire(obec: Village) -> None:
    survey = await obec.open(example("obyvatele-2027", channels=("telegram",)))
    petr = await obec.staff("petr", COORDINATOR)
    await to_print(petr, survey.code)
    assert not await petr.offers("Questionnaires")
    await petr.craft(f"pp:sheets:{survey.code}:cs:10:1")
    assert await obec.count(PaperBatch) == 0


@on_sqlite
async def test_only_who_runs_surveys_here_may_print(obec: Village) -> None:
    survey = await obec.survey()
    eva = await obec.staff("eva", MEMBER)
    jan = await obec.staff("jan", COORDINATOR, "hlucinsko-zapad")
    for phone in (eva, jan):
        for act in ("menu", "copies", "sheets", "a4"):
            await phone.craft(f"pp:{act}:{survey.code}:cs:0:1")
            assert await phone.reads("This is for staff of the municipality only.")
    assert await obec.count(PaperBatch) == 0


@on_sqlite
async def test_how_long_paper_is_entered_is_chosen_on_the_card(obec: Village) -> None:
    survey = await obec.open(example("obyvatele-2027", channels=("telegram", "paper")))
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"rs:show:{survey.code}:0")
    await petr.tap_on("The survey itself")
    assert "Papíry po konci: nezapisují se" in await petr.sees()
    await petr.tap_on("Paper after the end")
    await petr.tap("14 dní")
    assert "Papíry po konci: 14 dní" in await petr.sees()
    [kept] = await obec.rows(Survey)
    assert kept.entry_ends_at == survey.closes_at + timedelta(days=14)


@on_sqlite
async def test_results_wait_for_paper_until_the_coordinator_has_it_all(obec: Village) -> None:
    definition = example("obyvatele-2027", channels=("telegram", "paper"), paper_days=14)
    survey = await obec.open(definition)
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"rs:show:{survey.code}:0")
    assert "Papíry jde zapisovat do" in await petr.sees()
    await petr.tap_on("Close now")
    assert "ještě 14 dní" in await petr.sees()
    await petr.tap_on("Yes, close it")
    await obec.close(survey)
    await petr.craft(f"rs:show:{survey.code}:0")
    assert "zapisují se papíry" in await petr.sees()
    assert not await petr.offers("Close now")
    await petr.tap_on("All paper is entered")
    await petr.tap_on("Yes, count the results")
    await obec.close(survey)
    assert [one.state for one in await obec.rows(Survey)] == ["closed"]
