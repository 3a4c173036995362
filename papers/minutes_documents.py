"""Minutes as a document of an office: real headings, lists and tables."""

import io

from docx import Document
from docx.document import Document as Written
from docx.shared import Mm, Pt

from papers.documents import repeat_heading, speak
from papers.minutes import MinutesPaper, Section

TEXT_WIDTH = 170
MARGIN = 20
SMALL = Pt(9.5)


def docx(paper: MinutesPaper) -> bytes:
    file, document = io.BytesIO(), Document()
    document.core_properties.title = paper.title
    speak(document, paper.language.partition("-")[0])
    _margins(document)
    for line in filter(None, (paper.publicity, paper.mark)):
        document.add_paragraph(line)
    document.add_heading(paper.title, 0)
    document.add_paragraph(paper.subtitle)
    _table(document, paper.facts, (1, 3), headed=False)
    for one in paper.sections:
        _section(document, one)
    _signatures(document, paper.signed)
    document.save(file)
    return file.getvalue()


def _margins(document: Written) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(MARGIN)
    section.top_margin = section.bottom_margin = Mm(MARGIN)


def _section(document: Written, one: Section) -> None:
    document.add_heading(one.heading, 1)
    if one.note:
        document.add_paragraph(one.note)
    for line in one.lines:
        paragraph = document.add_paragraph(line, style="List Bullet")
        paragraph.paragraph_format.space_after = Pt(2)
    if one.rows:
        _table(document, (one.columns, *one.rows), one.shares)


def _table(
    document: Written,
    rows: tuple[tuple[str, ...], ...],
    shares: tuple[int, ...],
    headed: bool = True,
) -> None:
    if not rows:
        return
    made = document.add_table(len(rows), len(shares), style="Table Grid" if headed else None)
    made.autofit = False
    widths = [Mm(TEXT_WIDTH * share / sum(shares)) for share in shares]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    cells = iter(made._cells)
    for at, row in enumerate(rows):
        for place, value in enumerate(row):
            cell = next(cells)
            cell.width = widths[place]
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = Pt(1)
            paragraph.paragraph_format.space_after = Pt(2)
            bold = at == 0 if headed else place == 1
            run = paragraph.add_run(value)
            run.bold, run.font.size = bold, SMALL if headed else None
    if headed:
        repeat_heading(made)


def _signatures(document: Written, signed: tuple[tuple[str, str], ...]) -> None:
    if not signed:
        return
    document.add_paragraph()
    table = document.add_table(2, len(signed))
    for place, (what, name) in enumerate(signed):
        table.cell(0, place).text = "……………………………………"
        table.cell(1, place).text = f"{what}: {name}" if name else what
