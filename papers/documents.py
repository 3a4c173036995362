"""Reports as text documents that an office goes on writing in."""

import io
from itertools import cycle

from docx import Document
from docx.document import Document as Written
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table as Grid
from docx.table import _Cell

from papers import charts
from papers.parts import Content, Part, Table

CHART_WIDTH_CM = 15
PAGE_CM, MARGIN_CM = (21, 29.7), 2.5
# On every office's machine, and close to what we print with.
FONT, TEXT_SIZE, TABLE_SIZE = "Verdana", Pt(10), Pt(9)
GAP, TIGHT = Pt(10), Pt(2)
TEXT_SHARE = 3
HEADING, TEXT = 1, "Normal"


def docx(report: Content) -> bytes:
    made, document = io.BytesIO(), Document()
    document.core_properties.title = report.title
    speak(document, report.language.partition("-")[0])
    dress(document)
    document.add_heading(report.title, 0)
    document.add_paragraph(report.subtitle)
    if report.facts:
        table(document, Table(("", ""), tuple(report.facts)), headed=False)
        gap(document)
    for note in report.notes:
        document.add_paragraph(note)
    for part in report.parts:
        _part(document, part)
    document.save(made)
    return made.getvalue()


def speak(document: Written, language: str) -> None:
    """Tell spell checkers and screen readers the language."""
    properties = document.styles[TEXT].element.get_or_add_rPr()
    spoken = properties.find(qn("w:lang"))
    if spoken is None:
        spoken = properties.makeelement(qn("w:lang"), {})
        properties.append(spoken)
    spoken.set(qn("w:val"), language)


def dress(document: Written) -> None:
    """A page of A4 in one kind of letters."""
    section = document.sections[0]
    section.page_width, section.page_height = map(Cm, PAGE_CM)
    section.left_margin = section.right_margin = Cm(MARGIN_CM)
    section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
    for name in ("Title", f"Heading {HEADING}", TEXT):
        style = document.styles[name]
        style.font.name = FONT
        letters = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            letters.attrib.pop(qn(f"w:{theme}"), None)
    document.styles[TEXT].font.size = TEXT_SIZE


def _part(document: Written, part: Part) -> None:
    """A heading never stays at the foot of a page without what it heads."""
    document.add_heading(part.heading, HEADING)
    if part.note:
        document.add_paragraph(part.note).paragraph_format.keep_with_next = True
    if part.chart:
        shown = charts.png(part.chart, headed=False)
        picture = document.add_picture(io.BytesIO(shown), width=Cm(CHART_WIDTH_CM))
        picture._inline.docPr.set("descr", part.chart.told)
    for one in part.tables:
        gap(document, one.caption)
        table(document, one)


def gap(document: Written, caption: str = "") -> None:
    """Room above a table, with what it is called."""
    written = document.add_paragraph()
    written.add_run(caption).bold = True
    written.paragraph_format.keep_with_next = True
    written.paragraph_format.space_before = GAP if caption else TIGHT
    written.paragraph_format.space_after = TIGHT


def table(document: Written, told: Table, headed: bool = True) -> None:
    """With a first row that is repeated on each page, unless it is not `headed`."""
    rows = [told.columns, *told.rows] if headed else list(told.rows)
    made = document.add_table(
        len(rows), len(told.columns), style="Light Shading" if headed else None
    )
    cells = iter(made._cells)
    for row in rows:
        for at, value in enumerate(row):
            _cell(next(cells), str(value), is_number=headed and at > 0 and at not in told.texts)
    if headed:
        _give_room(made, told)
    for line in made.rows:
        whole = line._tr.get_or_add_trPr()
        whole.append(whole.makeelement(qn("w:cantSplit"), {}))
    if headed:
        repeat_heading(made)


def repeat_heading(made: Grid) -> None:
    """Have the first row stand above the table on each of its pages."""
    properties = made.rows[0]._tr.get_or_add_trPr()
    properties.append(properties.makeelement(qn("w:tblHeader"), {}))


def _cell(cell: _Cell, text: str, *, is_number: bool) -> None:
    cell.text = text
    written = cell.paragraphs[0]
    written.paragraph_format.space_before = written.paragraph_format.space_after = TIGHT
    if is_number:
        written.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for run in written.runs:
        run.font.size = TABLE_SIZE


def _give_room(made: Grid, table: Table) -> None:
    """Labels and running text are wider than numbers."""
    texts = table.texts or (0,)
    shares = [TEXT_SHARE if at in texts else 1 for at in range(len(table.columns))]
    widths = [Cm(CHART_WIDTH_CM * share / sum(shares)) for share in shares]
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    for cell, width in zip(made._cells, cycle(widths), strict=False):
        cell.width = width
