"""Reports of tables and charts, as PDF, DOCX and XLSX, from plain values and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from papers import charts
from papers.charts import Chart
from papers.pdf import pdf

Cell = str | int | float
# A spreadsheet's sheet names: at most so many letters, and none of these.
NAME_LENGTH = 31
NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
CHART_WIDTH = 900


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
class Report:
    language: str
    title: str
    subtitle: str
    facts: Sequence[tuple[str, Cell]]
    notes: Sequence[str]
    parts: Sequence[Part]
    page_word: str

    def pdf(self) -> bytes:
        files = {
            f"{place}.svg": charts.svg(part.chart, CHART_WIDTH, headed=False).encode()
            for place, part in enumerate(self.parts)
            if part.chart
        }
        return pdf("report", _plain(self), files)

    def docx(self) -> bytes:
        """With real headings and tables, so that it can be edited and read aloud."""
        # Half a second of import that only a process which writes reports needs.
        from papers.documents import docx

        return docx(self)

    def xlsx(self) -> bytes:
        """One sheet with the facts, and one for each part."""
        from papers.workbooks import workbook

        return workbook(self)


def sheet_name(name: str, taken: set[str]) -> str:
    """A name that a spreadsheet accepts and no other sheet has."""
    plain = " ".join(name.translate(NOT_IN_A_NAME).split())[:NAME_LENGTH].strip("'") or "1"
    chosen, number = plain, 2
    while chosen.lower() in taken:
        chosen = f"{plain[: NAME_LENGTH - len(str(number)) - 1]} {number}"
        number += 1
    taken.add(chosen.lower())
    return chosen


def _plain(report: Report) -> dict[str, Any]:
    return {
        "lang": report.language.partition("-")[0],
        "title": report.title,
        "subtitle": report.subtitle,
        "facts": [[name, str(value)] for name, value in report.facts],
        "notes": list(report.notes),
        "page_word": report.page_word,
        "parts": [_plain_part(place, part) for place, part in enumerate(report.parts)],
    }


def _plain_part(place: int, part: Part) -> dict[str, Any]:
    return {
        "heading": part.heading,
        "note": part.note,
        "chart": f"{place}.svg" if part.chart else "",
        "alt": part.chart.told if part.chart else "",
        "tables": [
            {
                "caption": table.caption,
                "columns": table.columns,
                "texts": table.texts,
                "rows": [[str(cell) for cell in row] for row in table.rows],
            }
            for table in part.tables
        ],
    }
