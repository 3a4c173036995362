"""The settlement table as a spreadsheet: one sheet with the facts, one with a row for a comment."""

import io

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from papers.annex_parts import Content
from papers.workbooks import PLAIN, sheet_name

NARROW, WIDE = 16, 44
# Columns in which somebody has written longer than this are wide.
LONG = 40


def workbook(made: Content) -> bytes:
    file, taken = io.BytesIO(), set[str]()
    with Workbook(file, PLAIN) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _facts(book.add_worksheet(sheet_name(made.title, taken)), made, bold, wrapped)
        _settled(book.add_worksheet(sheet_name(made.sheet, taken)), made, bold, wrapped)
    return file.getvalue()


def _facts(sheet: Worksheet, made: Content, bold: Format, wrapped: Format) -> None:
    sheet.set_column(0, 1, WIDE, wrapped)
    sheet.write_string(0, 0, made.title, bold)
    sheet.write_string(1, 0, made.subtitle)
    row = 3
    for name, value in made.facts:
        sheet.write_string(row, 0, name, bold)
        sheet.write(row, 1, value)
        row += 1
    for note in made.notes:
        sheet.write_string(row, 0, note, wrapped)
        row += 1
    for one in made.counts:
        row += 1
        for place, name in enumerate(one.columns):
            sheet.write_string(row, place, name, bold)
        for cells in one.rows:
            row += 1
            for place, cell in enumerate(cells):
                sheet.write(row, place, cell)
        row += 1


def _settled(sheet: Worksheet, made: Content, bold: Format, wrapped: Format) -> None:
    sheet.freeze_panes(1, 1)
    for place, name in enumerate(made.columns):
        longest = max((len(str(row[place])) for row in made.rows), default=0)
        sheet.set_column(place, place, WIDE if longest > LONG else NARROW, wrapped)
        sheet.write_string(0, place, name, bold)
    for number, row in enumerate(made.rows, start=1):
        for place, cell in enumerate(row):
            if cell != "":
                sheet.write(number, place, cell, wrapped)
    if made.rows:
        sheet.autofilter(0, 0, len(made.rows), len(made.columns) - 1)
