"""A settlement table to hand round: facts that prove the process, then a line for each comment."""

from papers.annex_parts import WIDTHS, Content
from papers.pdf import pdf


class SettlementTable(Content):
    def pdf(self) -> bytes:
        return pdf("annex", _plain(self))

    def docx(self) -> bytes:
        from papers.annex_documents import docx

        return docx(self)

    def xlsx(self) -> bytes:
        from papers.annex_workbooks import workbook

        return workbook(self)


def _plain(made: Content) -> dict[str, object]:
    return {
        "lang": made.language.partition("-")[0],
        "title": made.title,
        "subtitle": made.subtitle,
        "facts": [[name, str(value)] for name, value in made.facts],
        "notes": list(made.notes),
        "page_word": made.page_word,
        "counts": [
            {
                "caption": one.caption,
                "columns": one.columns,
                "rows": [[str(cell) for cell in row] for row in one.rows],
            }
            for one in made.counts
        ],
        "widths": WIDTHS,
        "columns": list(made.printed_columns),
        "parts": [
            {
                "heading": part.heading,
                "rows": [
                    [[[piece.heading, piece.text] for piece in cell] for cell in row]
                    for row in part.rows
                ],
            }
            for part in made.parts
        ],
    }
