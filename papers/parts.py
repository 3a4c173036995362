"""What reports are made of: words, tables and charts as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass

from papers.charts import Chart

Cell = str | int | float


@dataclass(frozen=True)
class Table:
    """`columns` are the words above them; the first column is the label of its row.

    `texts` are the places of columns of running text, which get room; the others hold numbers.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    texts: tuple[int, ...] = ()


@dataclass(frozen=True)
class Part:
    """One heading with a note, a chart and tables; `name` is short and names the sheet."""

    name: str
    heading: str
    note: str = ""
    chart: Chart | None = None
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Content:
    """All that a report says; `page_word` stands before the numbers of its pages."""

    language: str
    title: str
    subtitle: str
    facts: Sequence[tuple[str, Cell]]
    notes: Sequence[str]
    parts: Sequence[Part]
    page_word: str
