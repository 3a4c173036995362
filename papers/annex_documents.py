"""The settlement table as a text document on pages laid on their side."""

import io
from collections.abc import Sequence
from itertools import islice

from docx import Document
from docx.document import Document as Written
from docx.enum.section import WD_ORIENT
from docx.shared import Mm, Pt
from docx.table import _Cell

from papers.annex_parts import WIDTHS, Content, Piece
from papers.documents import HEADING, dress, gap, repeat_heading, speak, table
from papers.parts import Table

MARGIN, SMALL, SMALLER = Mm(12), Pt(7.5), Pt(6.5)
STYLE = "Table Grid"


def docx(made: Content) -> bytes:
    file, document = io.BytesIO(), Document()
    document.core_properties.title = made.title
    speak(document, made.language.partition("-")[0])
    dress(document)
    _lay_on_side(document)
    document.add_heading(made.title, 0)
    document.add_paragraph(made.subtitle)
    table(document, Table(("", ""), tuple(made.facts)), headed=False)
    gap(document)
    for note in made.notes:
        document.add_paragraph(note)
    for one in made.counts:
        document.add_heading(one.caption, HEADING)
        table(document, one)
    document.add_paragraph().paragraph_format.page_break_before = True
    _settled(document, made)
    document.save(file)
    return file.getvalue()


def _lay_on_side(document: Written) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = MARGIN
    section.bottom_margin = MARGIN


def _settled(document: Written, made: Content) -> None:
    headings = sum(bool(part.heading) for part in made.parts)
    rows = sum(len(part.rows) for part in made.parts)
    grid = document.add_table(1 + headings + rows, len(WIDTHS), style=STYLE)
    grid.autofit = False
    for column, width in zip(grid.columns, WIDTHS, strict=True):
        column.width = Mm(width)
    cells = iter(grid._cells)
    for place, name in enumerate(made.printed_columns):
        _write(next(cells), [Piece(name)], WIDTHS[place], bold=True)
    for part in made.parts:
        if part.heading:
            whole = list(islice(cells, len(WIDTHS)))
            _write(whole[0].merge(whole[-1]), [Piece(part.heading)], sum(WIDTHS), bold=True)
        for row in part.rows:
            for place, pieces in enumerate(row):
                _write(next(cells), pieces, WIDTHS[place])
    repeat_heading(grid)


def _write(cell: _Cell, pieces: Sequence[Piece], width: int, bold: bool = False) -> None:
    cell.width = Mm(width)
    paragraph = cell.paragraphs[0]
    for place, piece in enumerate(pieces):
        paragraph = cell.add_paragraph() if place else paragraph
        paragraph.paragraph_format.space_after = Pt(2)
        if piece.heading:
            heading = paragraph.add_run(f"{piece.heading}\n")
            heading.font.size, heading.italic, heading.bold = SMALLER, True, False
        run = paragraph.add_run(piece.text)
        run.font.size, run.bold = SMALL, bold
