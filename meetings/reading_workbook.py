"""Reads the rows of a workbook (XLSX) as a table writes them; nothing in it is reckoned."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from meetings.entries import BadMeetings, Code, Problem
from meetings.reading_rows import Row, is_table

# What a small file may unpack to, so that it cannot fill the memory.
UNPACKED_LIMIT: Final = 20_000_000
PARTS_LIMIT: Final = 200
ROWS_LIMIT: Final = 20_000
# As far as a workbook can reach, whatever its file says of itself.
LAST_ROW, LAST_COLUMN = 1_048_576, 200
FORMULA_TYPE: Final = "f"


def rows_of(content: bytes) -> list[Row]:
    """The filled rows of its sheet with their numbers; raises BadMeetings."""
    _look_into(content)
    try:
        sheets = _sheets(content)
    except BadMeetings:
        raise
    except Exception:
        # Whatever a broken file makes the library raise, it is the file that is broken.
        raise BadMeetings([Problem(Code.SPREADSHEET)]) from None
    return _the_table(sheets)


def _look_into(content: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile:
        raise BadMeetings([Problem(Code.SPREADSHEET)]) from None
    names = {part.filename.lower() for part in parts}
    if "xl/workbook.xml" not in names or any("vbaproject" in name for name in names):
        raise BadMeetings([Problem(Code.SPREADSHEET)])
    if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
        raise BadMeetings([Problem(Code.TOO_BIG)])


def _sheets(content: bytes) -> dict[str, list[Row]]:
    """Sheets in which something is written, by their names."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    found = {sheet.title: list(_filled(sheet)) for sheet in book.worksheets}
    return {title: rows for title, rows in found.items() if rows}


def _filled(sheet: Any) -> Iterator[Row]:
    """Rows that are not there are all one object, so that a million of them costs little."""
    filled, before = 0, None
    for at, cells in enumerate(sheet.iter_rows(max_row=LAST_ROW, max_col=LAST_COLUMN), start=1):
        is_told, before = cells is not before, cells
        row = [_written(cell) for cell in cells] if is_told else []
        if not any(row):
            continue
        filled += 1
        if filled > ROWS_LIMIT:
            raise BadMeetings([Problem(Code.TOO_BIG)])
        yield at, row


def _the_table(sheets: dict[str, list[Row]]) -> list[Row]:
    """The only sheet, or the only one whose first row has our headings."""
    tables = {title: rows for title, rows in sheets.items() if is_table(rows)} or sheets
    if not tables:
        raise BadMeetings([Problem(Code.EMPTY)])
    if len(tables) > 1:
        raise BadMeetings([Problem(Code.SHEETS, told=", ".join(tables))])
    return next(iter(tables.values()))


def _written(cell: Any) -> str:
    """As it would stand in a table saved as text; a formula as it is written."""
    value = cell.value
    if cell.data_type == FORMULA_TYPE:
        return str(value) if isinstance(value, str) else f"={getattr(value, 'text', '')}"
    match value:
        case None:
            return ""
        case bool():
            return "ano" if value else "ne"
        case datetime():
            return _day(value) if value.time() == time() else f"{_day(value)} {value:%H:%M}"
        case date():
            return _day(value)
        case time():
            return f"{value:%H:%M}"
        case timedelta():
            return f"{value // timedelta(hours=1)}:{value // timedelta(minutes=1) % 60:02}"
        case float() if value.is_integer():
            return str(int(value))
    return str(value).strip()


def _day(one: date) -> str:
    return f"{one.day}. {one.month}. {one.year}"
