"""Stories of reports: staff take the results away as a file, and nobody learns more from it."""

import io
import zipfile

from pypdf import PdfReader

from handlers.surveys import tables
from people.roles import COORDINATOR, MEMBER
from storage.audit import AuditEntry
from surveys.outcome import outcome
from tests.handlers.test_paper import newest_file
from tests.handlers.village import Village, on_sqlite
from texts.words import Words


async def test_a_coordinator_takes_the_results_away_in_three_forms(obec: Village) -> None:
    survey = await obec.survey()
    for number in range(60):
        await obec.neighbour(survey, number)
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"rs:show:{survey.code}:0")
    await petr.tap_on("Report to hand round")
    await petr.tap("PDF")
    text = "\n".join(
        page.extract_text() for page in PdfReader(io.BytesIO(await newest_file(petr))).pages
    )
    assert "45" in text
    assert "ORP Vizovice" in text
    assert "Anketa ještě běží" in text
    for label, inside in (("DOCX", "word/document.xml"), ("XLSX", "xl/workbook.xml")):
        await petr.craft(f"rp:{survey.code}:")
        await petr.tap(label)
        assert inside in zipfile.ZipFile(io.BytesIO(await newest_file(petr))).namelist()
    noted = [one.detail for one in await obec.rows(AuditEntry) if one.action == "report_made"]
    assert sorted(one["format"] for one in noted) == ["docx", "pdf", "xlsx"]


@on_sqlite
async def test_where_nobody_was_asked_bars_are_empty_and_not_hidden(obec: Village) -> None:
    survey = await obec.survey()
    for number in range(60):
        await obec.neighbour(survey, number, r4="ne")
    await obec.close(survey)
    async with obec.database.reading() as session:
        found = await outcome(session, survey.code, await obec.clock.now())
    [unasked] = [one for one in tables.shown(found, Words("cs")) if one.id == "r5"]
    drawn = tables.chart(unasked, Words("cs"))
    assert drawn.subtitle == "n = 0"
    assert {(bar.value, bar.note) for bar in drawn.bars} == {(0, "0")}


@on_sqlite
async def test_a_report_of_too_few_answers_is_not_made(obec: Village) -> None:
    survey = await obec.survey()
    petr = await obec.staff("petr", COORDINATOR)
    await petr.craft(f"rp:{survey.code}:pdf")
    assert await petr.reads("There is nothing to show yet.")
    await petr.craft(f"rp:{survey.code}:exe")
    assert await petr.reads("There is nothing to show yet.")


@on_sqlite
async def test_results_of_another_area_are_no_report_here(obec: Village) -> None:
    survey = await obec.survey()
    eva = await obec.staff("eva", MEMBER, "hlucinsko-zapad")
    await eva.craft(f"rp:{survey.code}:pdf")
    assert await eva.reads("This is for staff of the municipality only.")
