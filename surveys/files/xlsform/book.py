"""A spreadsheet as it was read: sheets with columns that are understood, and rows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from surveys.definitions import LANGUAGES, Language
from surveys.files.problems import Cell
from texts.content import fold

# What pyxform makes of a heading, and what we call the field.
FIELDS: Final = {
    ("list name",): "list",
    ("id_string",): "form_id",
    ("survey_title",): "title",
    ("bind", "relevant"): "relevant",
    ("bind", "constraint"): "constraint",
    ("bind", "jr:constraintMsg"): "constraint_message",
    ("bind", "required"): "required",
    ("bind", "jr:requiredMsg"): "required_message",
    ("bind", "calculate"): "calculation",
    ("bind", "readonly"): "read_only",
    ("control", "jr:count"): "repeat_count",
    ("control", "appearance"): "appearance",
    ("control", "rows"): "rows",
    ("control", "autoplay"): "autoplay",
    ("media", "image"): "image",
    ("media", "big-image"): "big-image",
    ("media", "audio"): "audio",
    ("media", "video"): "video",
}
# Columns that may stand once for each language.
SPOKEN: Final = frozenset(
    {
        *("label", "hint", "guidance_hint", "constraint_message", "required_message", "note"),
        "ends",
        *("image", "big-image", "audio", "video", "title", "intro"),
    }
)
SAID_ON_OPTIONS: Final = re.compile(r"(note|ends)_(cs-easy|cs|uk|en)")
# How authors name the languages we speak, without diacritics.
LANGUAGE_NAMES: Final[Mapping[str, Language]] = {
    **dict.fromkeys(("cs", "cz", "cestina", "cesky", "czech"), "cs"),
    **dict.fromkeys(("cs-easy", "snadna cestina", "easy czech"), "cs-easy"),
    **dict.fromkeys(("uk", "ua", "ukrajinstina", "ukrajinsky", "ukrainian"), "uk"),
    **dict.fromkeys(("українська", "украінська"), "uk"),
    **dict.fromkeys(("en", "english", "anglictina", "anglicky"), "en"),
}


@dataclass(frozen=True)
class Column:
    """`written` is the heading, `language` as its author named it, "" where none is named."""

    written: str
    field: str
    language: str = ""

    @property
    def speaks(self) -> Language | None:
        return language_named(self.language)


@dataclass(frozen=True)
class Row:
    sheet: str
    number: int
    cells: Mapping[Column, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """What stands in the field, "" when nothing does; of spoken fields the plain column."""
        return next(
            (
                text
                for column, text in self.cells.items()
                if (column.field, column.language) == (name, "")
            ),
            "",
        )

    def spoken(self, name: str) -> Iterator[tuple[Column, str]]:
        for column, text in self.cells.items():
            if column.field == name:
                yield column, text

    def cell(self, name: str = "") -> Cell:
        """Where the field stands, or would stand, in this row."""
        heading = next((one.written for one in self.cells if one.field == name), name)
        return Cell(self.sheet, self.number, heading)


@dataclass(frozen=True)
class Sheet:
    name: str
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Book:
    """`unread` are the names of sheets that mean nothing to a form."""

    sheets: Mapping[str, Sheet]
    formulas: tuple[Cell, ...] = ()
    unread: tuple[str, ...] = ()

    def sheet(self, name: str) -> Sheet:
        return self.sheets.get(name, Sheet(name))


def language_named(name: str) -> Language | None:
    """The language that "English (en)", "en" or "anglicky" means, if we speak it."""
    inside = name.rpartition("(")[2].rstrip(") ").lower() if "(" in name else ""
    for written in (inside, fold(name), fold(name.partition("(")[0])):
        if written in LANGUAGES:
            return written
        if written in LANGUAGE_NAMES:
            return LANGUAGE_NAMES[written]
    return None


def from_json(told: Mapping[str, Any]) -> Book:
    """What the reading process has written."""
    sheets = {name: _sheet(name, one) for name, one in told["sheets"].items()}
    formulas = [
        Cell(name, row, heading)
        for name, one in told["sheets"].items()
        for row, heading in one["formulas"]
    ]
    read = {"survey"} if len(told["names"]) == 1 else set(sheets)
    unread = [name for name in told["names"] if name.lower() not in read]
    return Book(sheets, tuple(formulas), tuple(unread if len(told["names"]) > 1 else ()))


def _sheet(name: str, told: Mapping[str, Any]) -> Sheet:
    columns = {written: _column(written, tuple(parts)) for written, parts in told["columns"]}
    rows = [
        Row(name, number, {columns[heading]: _clean(text) for heading, text in cells.items()})
        for number, cells in told["rows"]
    ]
    return Sheet(name, tuple(columns.values()), tuple(rows))


def _column(written: str, parts: tuple[str, ...]) -> Column:
    if said := SAID_ON_OPTIONS.fullmatch(written.lower()):
        return Column(written, said[1], said[2])
    whole = FIELDS.get(parts, parts[0] if len(parts) == 1 else "")
    if whole:
        return Column(written, whole)
    start = FIELDS.get(parts[:-1], parts[0] if len(parts) == 2 else "")
    if start in SPOKEN:
        return Column(written, start, parts[-1])
    return Column(written, "::".join(parts))


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
