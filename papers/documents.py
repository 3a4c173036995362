"""Reports as text documents that an office goes on writing in."""

import io

from docx import Document
from docx.document import Document as Written
from docx.oxml.ns import qn
from docx.shared import Cm

from papers import charts
from papers.reports import Part, Report, Table, described

CHART_WIDTH_CM = 15
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
        picture._inline.docPr.set("descr", described(part.chart))
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
    if headed:
        properties = made.rows[0]._tr.get_or_add_trPr()
        properties.append(properties.makeelement(qn("w:tblHeader"), {}))
