"""Small spreadsheets for tests, written row by row."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook

from surveys.definitions import Definition
from surveys.files.problems import Code
from surveys.files.reading import Known, Reading
from surveys.files.xlsform import sheets
from surveys.files.xlsform.book import from_json
from surveys.files.xlsform.page import Defaults
from surveys.files.xlsform.reading import read

Table = Sequence[Sequence[Any]]

DEFAULTS = Defaults(
    area="orp-vizovice",
    opens=date(2027, 1, 14),
    closes=date(2027, 2, 28),
    intro={"cs": "Pár otázek.", "en": "A few questions.", "uk": "Кілька запитань."},
    name="autobusy",
)
YES_NO: Table = [
    ["list_name", "name", "label::Čeština (cs)", "label::English (en)"],
    ["ano_ne", "ano", "Ano", "Yes"],
    ["ano_ne", "ne", "Ne", "No"],
]
HEADINGS = ["type", "name", "label::Čeština (cs)", "label::English (en)"]


def spreadsheet(**tables: Table) -> bytes:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def reading(content: bytes, known: Known | None = None) -> Reading:
    """What is read of a file, without the process that it is read in otherwise."""
    return read(from_json(sheets.read(content)), DEFAULTS, known or Known())


def form(*rows: Sequence[Any], **tables: Table) -> Reading:
    """What is read of a form in Czech and English with these rows under the usual headings."""
    written = {"survey": [HEADINGS, *rows]} | tables
    if "ano_ne" in str(written["survey"]):
        written = {"choices": YES_NO} | written
    return reading(spreadsheet(**written))


def taken(*rows: Sequence[Any], **tables: Table) -> Definition:
    read = form(*rows, **tables)
    assert not read.errors
    return read.definitions[0]


def errors(read: Reading) -> list[tuple[Code, Any]]:
    return [(problem.code, problem.line) for problem in read.errors]
