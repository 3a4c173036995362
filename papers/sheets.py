"""Plain tables as a spreadsheet that people fill in: headings stay in sight, texts stay texts."""

import io
from collections.abc import Mapping, Sequence

Rows = Sequence[Sequence[str]]

NARROW, WIDE, WIDEST = 12, 20, 60
PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def spreadsheet(sheets: Mapping[str, Rows]) -> bytes:
    """A file with these sheets; the first row of each is its heading."""
    # Megabytes and a moment that only a process which writes files needs.
    from xlsxwriter import Workbook

    made = io.BytesIO()
    with Workbook(made, PLAIN) as book:
        heading = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows):
                for column, text in enumerate(row):
                    if text:
                        sheet.write_string(number, column, text, wrapped if number else heading)
            for column, width in enumerate(_widths(rows)):
                sheet.set_column(column, column, width, wrapped)
    return made.getvalue()


def _widths(rows: Rows) -> list[int]:
    longest = [
        max((len(row[column]) for row in rows if column < len(row)), default=0)
        for column in range(max(map(len, rows), default=0))
    ]
    return [NARROW if one < NARROW else WIDE if one < WIDEST else WIDEST for one in longest]
