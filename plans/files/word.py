"""Plans in DOCX: paragraphs by their styles, tables row by row; nothing in them is run."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from plans.files.outline import Block
from plans.files.problems import Code, unreadable
from texts.numbers import whole

# What the archive may grow to; a bomb grows a thousandfold.
UNPACKED_LIMIT: Final = 100_000_000
FILES_LIMIT: Final = 5_000
# As many as Word itself makes.
COLUMNS_LIMIT: Final = 63
BEYOND: Final = COLUMNS_LIMIT + 1
WIDENING: Final = ("w:gridSpan", "w:gridBefore", "w:gridAfter")
HEADING = re.compile(r"(?:heading|nadpis)\s*(\d)", re.IGNORECASE)
TITLES = ("title", "název", "nazev")
BULLETED = re.compile(r"list|seznam|odráž", re.IGNORECASE)
BULLET = "• "


def blocks(content: bytes) -> tuple[str, list[Block]]:
    """The document's title where a style says so, and its blocks in order."""
    _check_size(content)
    try:
        document = Document(io.BytesIO(content))
        _check_tables(document)
        read = [one for item in document.iter_inner_content() for one in _of(item)]
    except (KeyError, ValueError, SyntaxError, PackageNotFoundError, zipfile.BadZipFile):
        raise unreadable(Code.NOT_READABLE, format="DOCX") from None
    title = next((text for level, text in read if level == -1), "")
    return title, [Block(level, text) for level, text in read if level >= 0]


def _check_size(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile:
        raise unreadable(Code.NOT_READABLE, format="DOCX") from None
    unpacked = sum(member.file_size for member in members)
    if unpacked > UNPACKED_LIMIT or len(members) > FILES_LIMIT:
        raise unreadable(Code.TOO_BIG, size=unpacked, limit=UNPACKED_LIMIT)


def _check_tables(document: Any) -> None:
    """A cell may say that it is as wide as a million columns, and would be read a million times."""
    told = (one.get(qn("w:val"), "") for one in document.element.iter(*map(qn, WIDENING)))
    if any(whole(one, BEYOND) > COLUMNS_LIMIT for one in told):
        raise unreadable(Code.NOT_READABLE, format="DOCX")


def _of(item: Paragraph | Table) -> Iterator[tuple[int, str]]:
    if isinstance(item, Table):
        for row in item.rows:
            cells = [" ".join(cell.text.split()) for cell in row.cells]
            told = ": ".join(cells) if len(cells) == 2 else " | ".join(cells)
            yield 0, told
        return
    name = item.style.name if item.style is not None and item.style.name else ""
    heading = HEADING.search(name)
    if heading:
        yield int(heading[1]), item.text
    elif name.lower() in TITLES:
        yield -1, item.text
    else:
        yield 0, (BULLET if BULLETED.search(name) else "") + item.text
