"""Reports as files: the same tables in each, and nothing in them that runs."""

import io
import zipfile

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from papers.charts import Bar, Chart
from papers.parts import Part, Table
from papers.reports import Report
from papers.workbooks import sheet_name

WICKED = '=HYPERLINK("http://zlo.example";"klikni")'
CHART = Chart(
    "Jak jezdíte?", "n = 20", (Bar("Denně", 60, "12 (60 %)"), Bar("Nikdy", None, "skryto"))
)
TABLE = Table(("Odpověď", "Počet"), (("Denně", 12), (WICKED, "skryto")), "Podle obcí")


@pytest.fixture
def report() -> Report:
    return Report(
        language="cs-easy",
        title="Co chybí ve vaší obci?",
        subtitle="Výsledky ankety",
        facts=[("Odpovědí", 20)],
        notes=["Malá čísla jsou skryta."],
        parts=[
            Part("r1", "1. Jak jezdíte?", "n = 20", CHART, (TABLE,)),
            Part("r1", "2. Co chybí? #set page(fill: red) [x] $y$", tables=(TABLE,)),
        ],
        page_word="Strana",
    )


def test_the_pages_say_it_in_words_numbers_and_pictures(report: Report) -> None:
    pages = PdfReader(io.BytesIO(report.pdf()))
    text = "\n".join(page.extract_text() for page in pages.pages)
    for told in ("Co chybí ve vaší obci?", "Malá čísla jsou skryta.", "Denně", "12", "Strana 1 / "):
        assert told in text
    assert "#set page(fill: red) [x] $y$" in text
    assert pages.root_object["/Lang"] == "cs"
    assert pages.metadata is not None
    assert pages.metadata.title == "Co chybí ve vaší obci?"


def test_the_document_has_real_headings_tables_and_a_described_picture(report: Report) -> None:
    content = report.docx()
    document = Document(io.BytesIO(content))
    sheet = document.sections[0]
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings[0] == "1. Jak jezdíte?"
    assert [cell.text for cell in document.tables[1].rows[2].cells] == [WICKED, "skryto"]
    assert [round(side.cm, 1) for side in (sheet.page_width, sheet.page_height)] == [21.0, 29.7]
    body = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert 'descr="Denně: 12 (60 %); Nikdy: skryto"' in body


def test_the_workbook_holds_no_formula_and_no_link(report: Report) -> None:
    archive = zipfile.ZipFile(io.BytesIO(report.xlsx()))
    sheets = [archive.read(name).decode() for name in archive.namelist() if "sheets/sheet" in name]
    assert len(sheets) == 3
    assert not any("<f>" in sheet or "hyperlink" in sheet for sheet in sheets)
    assert "HYPERLINK" in archive.read("xl/sharedStrings.xml").decode()


def test_the_workbook_has_the_chart_too_with_what_it_says(report: Report) -> None:
    archive = zipfile.ZipFile(io.BytesIO(report.xlsx()))
    pictures = [name for name in archive.namelist() if name.startswith("xl/media/")]
    assert len(pictures) == 1
    drawn = archive.read("xl/drawings/drawing1.xml").decode()
    assert 'descr="Denně: 12 (60 %); Nikdy: skryto"' in drawn


@given(st.lists(st.text(max_size=60), max_size=30))
def test_sheet_names_are_short_different_and_without_forbidden_signs(names: list[str]) -> None:
    taken: set[str] = set()
    made = [sheet_name(name, taken) for name in names]
    assert len({name.lower() for name in made}) == len(names)
    assert all(1 <= len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in made)
