"""What the settlement table is made of, as plain values.

In print several things share a column, so that a page holds them; the spreadsheet has them apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from papers.parts import Cell, Table

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
class Content:
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
