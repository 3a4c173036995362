"""Minutes on paper: facts, headed lists and tables, and lines to sign on, as PDF and DOCX."""

import io
from dataclasses import asdict, dataclass

from docx import Document
from docx.document import Document as Written
from docx.shared import Mm, Pt

from papers.documents import repeat_heading, speak
from papers.pdf import pdf

TEXT_WIDTH = 170
MARGIN = 20
SMALL = Pt(9.5)


@dataclass(frozen=True)
class Section:
    """A heading with lines below it, or with a table whose columns share the width by `shares`."""

    heading: str
    note: str = ""
    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    shares: tuple[int, ...] = ()


@dataclass(frozen=True)
class MinutesPaper:
    """`mark` stands above everything else: that this is a draft. `signed` are who signs."""

    language: str
    title: str
    subtitle: str
    publicity: str
    mark: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    signed: tuple[tuple[str, str], ...]
    page_word: str

    def pdf(self) -> bytes:
        return pdf("minutes", {**asdict(self), "lang": self.language.partition("-")[0]})

    def docx(self) -> bytes:
        """With real headings, lists and tables, so that it can be edited and read aloud."""
        file, document = io.BytesIO(), Document()
        document.core_properties.title = self.title
        speak(document, self.language.partition("-")[0])
        _margins(document)
        for line in filter(None, (self.publicity, self.mark)):
            document.add_paragraph(line)
        document.add_heading(self.title, 0)
        document.add_paragraph(self.subtitle)
        _table(document, self.facts, (1, 3), headed=False)
        for one in self.sections:
            _section(document, one)
        _signatures(document, self.signed)
        document.save(file)
        return file.getvalue()


def _margins(document: Written) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(MARGIN)
    section.top_margin = section.bottom_margin = Mm(MARGIN)


def _section(document: Written, one: Section) -> None:
    document.add_heading(one.heading, 1)
    if one.note:
        document.add_paragraph(one.note)
    for line in one.lines:
        paragraph = document.add_paragraph(line, style="List Bullet")
        paragraph.paragraph_format.space_after = Pt(2)
    if one.rows:
        _table(document, (one.columns, *one.rows), one.shares)


def _table(
    document: Written,
    rows: tuple[tuple[str, ...], ...],
    shares: tuple[int, ...],
    headed: bool = True,
) -> None:
    if not rows:
        return
    made = document.add_table(len(rows), len(shares), style="Table Grid" if headed else None)
    made.autofit = False
    widths = [Mm(TEXT_WIDTH * share / sum(shares)) for share in shares]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    cells = iter(made._cells)
    for at, row in enumerate(rows):
        for place, value in enumerate(row):
            cell = next(cells)
            cell.width = widths[place]
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = Pt(1)
            paragraph.paragraph_format.space_after = Pt(2)
            bold = at == 0 if headed else place == 1
            run = paragraph.add_run(value)
            run.bold, run.font.size = bold, SMALL if headed else None
    if headed:
        repeat_heading(made)


def _signatures(document: Written, signed: tuple[tuple[str, str], ...]) -> None:
    if not signed:
        return
    document.add_paragraph()
    table = document.add_table(2, len(signed))
    for place, (what, name) in enumerate(signed):
        table.cell(0, place).text = "……………………………………"
        table.cell(1, place).text = f"{what}: {name}" if name else what
