"""The settlement table: what is published for everybody, the rest for those who settle."""

import io
from dataclasses import replace

from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from handlers.plans.annex_words import written
from plans import confirming, voting
from plans.annex import Annex, annex
from plans.comments import AS_IT_IS
from storage.comments import RELEASED, STAFF_ONLY
from storage.database import Database
from tests.plans.test_comments import MARCH, code, sent, somebody, wrote
from tests.plans.test_keeping import area
from tests.plans.test_settling import decided, published, read, received
from tests.plans.test_voting import ANNA, BOHDAN, REASON, number, votes
from texts.words import Words

__all__ = ["area", "code", "number"]

CZECH = Words("cs")


async def made(database: Database, code: str, **wanted: bool) -> Annex:
    async with database.reading() as session:
        return await annex(session, code, **wanted)


async def settled(database: Database, number: str) -> None:
    """By the group: refused, with a reason."""
    await votes(database, number, "refused", ANNA)
    async with database.writing() as session:
        await voting.write(session, BOHDAN, number, REASON, "", MARCH)
        await confirming.confirm(session, ANNA, number, "refused", MARCH)


async def test_only_what_is_published_stands_in_the_published_table(
    database: Database, code: str, number: str
) -> None:
    second = await received(database, code, 2, text="Na úřadě chybí výtah.")
    await read(database, second)
    await settled(database, number)
    assert (await made(database, code)).lines == []
    await published(database, number)
    [line] = (await made(database, code)).lines
    assert (line.number, line.statement, line.published) == (number, REASON, True)
    assert line.verdict
    assert line.body
    assert (line.verdict.id, line.body.key) == ("refused", "senio")
    everything = await made(database, code, everything=True)
    assert [one.number for one in everything.lines] == [number, second]
    assert everything.verdicts == {"refused": 1, "": 1}
    assert everything.bodies == {"SENIO": 1}
    assert everything.channels == {"telegram": 2}


async def test_what_staff_keep_is_told_to_staff_alone(database: Database, code: str) -> None:
    author = await somebody(database, 1)
    unsent = await wrote(database, code, "Volejte na 777 123 456, prosím vás.")
    kept = (await sent(database, author, replace(unsent, care=AS_IT_IS))).number
    await read(database, kept, STAFF_ONLY)
    await decided(database, kept)
    await published(database, kept)
    [outside] = (await made(database, code)).lines
    [member] = (await made(database, code, everything=True)).lines
    [office] = (await made(database, code, everything=True, for_office=True)).lines
    assert outside.text == outside.statement == member.text == member.statement == ""
    assert "Volejte" in office.text
    assert "777" not in office.text
    assert "777" not in str((await made(database, code, for_office=True)).lines)


async def test_files_hold_the_usual_columns_and_the_proof(
    database: Database, code: str, number: str
) -> None:
    await settled(database, number)
    await published(database, number)
    table = written(await made(database, code), CZECH, MARCH)
    wanted = (number, "nepřijato", REASON, "Doprava k lékaři", "z chatu", "SENIO")

    pages = [page.extract_text() for page in PdfReader(io.BytesIO(table.pdf())).pages]
    told = " ".join(" ".join(pages).split())
    document = Document(io.BytesIO(table.docx()))
    cells = " ".join(cell.text for one in document.tables for cell in one._cells)
    cells = " ".join(cells.split())
    book = load_workbook(io.BytesIO(table.xlsx()))
    sheet = list(book.worksheets[1].iter_rows(values_only=True))
    for one in wanted:
        assert one in told
        assert one in cells
        assert any(one in str(cell).replace("\xa0", " ") for cell in sheet[1])
    assert len(sheet) == 2
    assert "1. 3. 2027" in told.replace("\xa0", " ")
    header = document.tables[-1].rows[0]._tr.xml
    assert "w:tblHeader" in header


async def test_a_formula_somebody_wrote_stays_a_text(database: Database, code: str) -> None:
    found = await received(database, code, 1, text="=1+1")
    await read(database, found, RELEASED)
    table = written(await made(database, code, everything=True), CZECH, MARCH)
    sheet = load_workbook(io.BytesIO(table.xlsx())).worksheets[1]
    assert sheet.cell(2, 8).value == "=1+1"
    assert sheet.cell(2, 8).data_type == "s"
