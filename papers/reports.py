"""Reports of tables and charts, as PDF, DOCX and XLSX, from plain values and words."""

from typing import Any

from papers import charts
from papers.parts import Content, Part
from papers.pdf import pdf

CHART_WIDTH = 900


class Report(Content):
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


def _plain(report: Content) -> dict[str, Any]:
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
