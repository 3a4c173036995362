"""Reports as spreadsheets."""

import io

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from papers import charts
from papers.charts import Chart
from papers.parts import Content, Table

LABEL_WIDTH, NUMBER_WIDTH = 48, 14
PICTURE_SCALE = 0.6
# A spreadsheet's sheet names: at most so many letters, and none of these.
NAME_LENGTH = 31
NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
# Texts stay texts: nothing that people wrote becomes a formula or a link.
PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def workbook(report: Content) -> bytes:
    made, taken = io.BytesIO(), set[str]()
    with Workbook(made, PLAIN) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _facts(book.add_worksheet(sheet_name(report.title, taken)), report, bold, wrapped)
        for part in report.parts:
            sheet = book.add_worksheet(sheet_name(part.name, taken))
            sheet.set_column(0, 0, LABEL_WIDTH, wrapped)
            sheet.set_column(1, 50, NUMBER_WIDTH)
            sheet.write_string(0, 0, part.heading, bold)
            sheet.write_string(1, 0, part.note, wrapped)
            row = 3
            for table in part.tables:
                row = _table(sheet, table, row, bold) + 2
            if part.chart:
                _picture(sheet, part.chart, row)
    return made.getvalue()


def _picture(sheet: Worksheet, chart: Chart, row: int) -> None:
    """Not a chart of the spreadsheet's own, which would draw a hidden number as none."""
    shown = {
        "image_data": io.BytesIO(charts.png(chart)),
        "description": chart.told,
        "x_scale": PICTURE_SCALE,
        "y_scale": PICTURE_SCALE,
    }
    sheet.insert_image(row, 0, "chart.png", shown)


def sheet_name(name: str, taken: set[str]) -> str:
    """A name that a spreadsheet accepts and no other sheet has."""
    plain = " ".join(name.translate(NOT_IN_A_NAME).split())[:NAME_LENGTH].strip("'") or "1"
    chosen, number = plain, 2
    while chosen.lower() in taken:
        chosen = f"{plain[: NAME_LENGTH - len(str(number)) - 1]} {number}"
        number += 1
    taken.add(chosen.lower())
    return chosen


def _facts(sheet: Worksheet, report: Content, bold: Format, wrapped: Format) -> None:
    sheet.set_column(0, 0, LABEL_WIDTH, wrapped)
    sheet.set_column(1, 1, LABEL_WIDTH, wrapped)
    sheet.write_string(0, 0, report.title, bold)
    sheet.write_string(1, 0, report.subtitle)
    for row, (name, value) in enumerate(report.facts, start=3):
        sheet.write_string(row, 0, name, bold)
        sheet.write(row, 1, value)
    for row, note in enumerate(report.notes, start=4 + len(report.facts)):
        sheet.write_string(row, 0, note)


def _table(sheet: Worksheet, table: Table, row: int, bold: Format) -> int:
    """Written from the row on; gives the first free row below."""
    if table.caption:
        sheet.write_string(row, 0, table.caption, bold)
        row += 1
    for column, name in enumerate(table.columns):
        sheet.write_string(row, column, name, bold)
    for place, cells in enumerate(table.rows, start=row + 1):
        for column, cell in enumerate(cells):
            sheet.write(place, column, cell)
    return row + len(table.rows) + 1
