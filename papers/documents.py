"""Reports as text documents that an office goes on writing in."""

import io
from itertools import cycle

from docx import Document
from docx.document import Document as Written
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.table import Table as Grid

from papers import charts
from papers.reports import Part, Report, Table

CHART_WIDTH_CM = 15
TEXT_SHARE = 3
HEADING, TEXT = 1, "Normal"


def docx(report: Report) -> bytes:
    made, document = io.BytesIO(), Document()
    document.core_properties.title = report.title
    speak(document, report.language.partition("-")[0])
    document.add_heading(report.title, 0)
    document.add_paragraph(report.subtitle)
    if report.facts:
        _table(document, Table(("", ""), tuple(report.facts)), headed=False)
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


def _part(document: Written, part: Part) -> None:
    document.add_heading(part.heading, HEADING)
    if part.note:
        document.add_paragraph(part.note)
    if part.chart:
        picture = document.add_picture(io.BytesIO(charts.png(part.chart)), width=Cm(CHART_WIDTH_CM))
        picture._inline.docPr.set("descr", part.chart.told)
    for table in part.tables:
        if table.caption:
            document.add_paragraph(table.caption).runs[0].bold = True
        _table(document, table)


def _table(document: Written, table: Table, headed: bool = True) -> None:
    rows = [table.columns, *table.rows] if headed else list(table.rows)
    made = document.add_table(len(rows), len(table.columns), style="Light Grid")
    cells = iter(made._cells)
    for row in rows:
        for value in row:
            next(cells).text = str(value)
    if table.texts:
        _give_room(made, table)
    if headed:
        properties = made.rows[0]._tr.get_or_add_trPr()
        properties.append(properties.makeelement(qn("w:tblHeader"), {}))


def _give_room(made: Grid, table: Table) -> None:
    """Columns of running text are wider than those of numbers."""
    shares = [TEXT_SHARE if at in table.texts else 1 for at in range(len(table.columns))]
    widths = [Cm(CHART_WIDTH_CM * share / sum(shares)) for share in shares]
    made.autofit = False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    for cell, width in zip(made._cells, cycle(widths), strict=False):
        cell.width = width
