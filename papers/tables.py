"""Tables that other programs read: CSV files and workbooks that do no harm when opened."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

Cell = str | int | float | None
Row = Sequence[Cell]
NARROW, WIDE = 12, 40
# Row by row to the disk; texts stay texts.
PLAIN = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
# A spreadsheet would take a text that begins so for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_file(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """With the mark by which spreadsheets know that it is UTF-8."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(columns)
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    return made.getvalue().encode("utf-8-sig")


def csv_lines(rows: Iterable[Row]) -> Iterator[bytes]:
    """The same, a line at a time."""
    yield "\ufeff".encode()
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow([_harmless(cell) for cell in row])
        yield line.getvalue().encode()


def workbook(sheets: Mapping[str, Iterable[Row]]) -> bytes:
    """Each sheet has its first row as a heading that stays in sight; numbers stay numbers."""
    # Megabytes and a moment that only a process which exports needs.
    from xlsxwriter import Workbook

    made = io.BytesIO()
    with Workbook(made, PLAIN) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 0, WIDE)
            sheet.set_column(1, 20, NARROW)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(at, column, cell, None if at else bold)
                    elif cell is not None:
                        sheet.write_number(at, column, cell)
    return made.getvalue()


def _harmless(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell
