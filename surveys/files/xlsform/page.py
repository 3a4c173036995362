"""What is gathered while a form is read: the data of the survey, where it stood, and problems."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from surveys.definitions import Language, Path, Text
from surveys.files.pages import Page
from surveys.files.problems import Cell, Code
from surveys.files.xlsform.book import Row
from surveys.files.xlsform.naming import with_ids

TRUTHS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("yes", "true", "true()", "1", "ano"), True),
    **dict.fromkeys(("no", "false", "false()", "0", "ne"), False),
}


@dataclass(frozen=True)
class Defaults:
    """What a form from elsewhere leaves open; `name` is that of the file."""

    area: str
    opens: date
    closes: date
    intro: Text
    name: str
    language: Language = "cs"


@dataclass
class Draft:
    """`language` is the one of columns that name none, `ids` are those of the form's questions.

    `refused` are the names of rows that have been refused, so that one mistake is told once.
    """

    language: Language
    ids: Mapping[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    page: Page = field(default_factory=lambda: Page(data={}))

    def report(self, cell: Cell | None, code: Code, **facts: Any) -> None:
        self.page.report((), cell, code, **facts)

    def unsupported(self, cell: Cell, what: str, instead: str) -> None:
        self.report(cell, Code.NOT_SUPPORTED, what=what, instead=instead)

    def put(self, made: dict[str, Any], name: str, place: Path, cell: Cell, value: Any) -> None:
        made[name] = value
        self.page.note((*place, name), cell)

    def put_texts(
        self, made: dict[str, Any], name: str, place: Path, row: Row, column: str
    ) -> None:
        """The texts of a field by language, where there are any."""
        texts: dict[str, str] = {}
        for heading, text in row.spoken(column):
            language = heading.speaks if heading.language else self.language
            if language is None or (language in texts and not heading.language):
                continue
            texts[language] = with_ids(text, self.ids)
            cell = Cell(row.sheet, row.number, heading.written)
            self.page.note((*place, name), cell)
            self.page.note((*place, name, language), cell)
        if texts:
            made[name] = texts

    @staticmethod
    def truth(written: str) -> bool | str:
        """Yes or no as spreadsheets write it; anything else as it stands, to be refused."""
        return TRUTHS.get(written.lower(), written)
