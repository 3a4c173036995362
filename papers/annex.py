"""A settlement table to hand round: facts that prove the process, then a line for each comment.

In print several things share a column, so that a page holds them; the spreadsheet has them apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from papers.pdf import pdf
from papers.reports import Cell, Table

# In millimetres of a page laid on its side, for the columns in print.
WIDTHS = (25, 26, 30, 63, 32, 25, 45, 27)


@dataclass(frozen=True)
class Piece:
    """Some words in a cell, under a small heading where they need one."""

    text: str
    heading: str = ""


PrintedRow = Sequence[Sequence[Piece]]


@dataclass(frozen=True)
class Part:
    """Rows that belong together, under a heading where there are several such parts."""

    heading: str
    rows: Sequence[PrintedRow]


@dataclass(frozen=True)
class SettlementTable:
    """`parts` hold the rows as pieces in the columns of print, `rows` are the spreadsheet's."""

    language: str
    title: str
    subtitle: str
    facts: Sequence[tuple[str, Cell]]
    notes: Sequence[str]
    counts: Sequence[Table]
    printed_columns: Sequence[str]
    parts: Sequence[Part]
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    sheet: str
    page_word: str

    def pdf(self) -> bytes:
        return pdf("annex", _plain(self))

    def docx(self) -> bytes:
        from papers.annex_documents import docx

        return docx(self)

    def xlsx(self) -> bytes:
        from papers.annex_workbooks import workbook

        return workbook(self)


def _plain(made: SettlementTable) -> dict[str, object]:
    return {
        "lang": made.language.partition("-")[0],
        "title": made.title,
        "subtitle": made.subtitle,
        "facts": [[name, str(value)] for name, value in made.facts],
        "notes": list(made.notes),
        "page_word": made.page_word,
        "counts": [
            {
                "caption": one.caption,
                "columns": one.columns,
                "rows": [[str(cell) for cell in row] for row in one.rows],
            }
            for one in made.counts
        ],
        "widths": WIDTHS,
        "columns": list(made.printed_columns),
        "parts": [
            {
                "heading": part.heading,
                "rows": [
                    [[[piece.heading, piece.text] for piece in cell] for cell in row]
                    for row in part.rows
                ],
            }
            for part in made.parts
        ],
    }
