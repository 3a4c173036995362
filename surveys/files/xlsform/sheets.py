"""Reads the sheets of a spreadsheet, in a process of its own that may take only so much.

A program by itself: the file comes in on the standard input, and what its sheets say, or what is
wrong with the file as a whole, goes out as JSON. It imports nothing of the house.
"""

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

MEMORY_LIMIT = 400_000_000
CPU_SECONDS = 20
UNPACKED_LIMIT = 60_000_000
PARTS_LIMIT = 500
ROWS_LIMIT = 2000
# Empty rows count here too; spreadsheets that were once formatted have many.
LINES_LIMIT = 30_000
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
READ = ("survey", "choices", "settings")
# How LibreOffice writes a plain true or false.
PLAIN = ("=TRUE()", "=FALSE()")
# Columns of ours beside those of XLSForm, so that they are found whatever their case.
OURS = {
    "survey": {
        *("min", "max", "step", "decimals", "earliest", "latest", "min_choices", "max_choices"),
        *("max_length", "voice", "extra_choices", "show_if", "sensitivity", "question_tag"),
        *("leads_to", "type", "name", "label", "hint", "guidance_hint", "default", "parameters"),
        *("choice_filter", "trigger", "disabled", "media", "bind", "instance", "control"),
    },
    "choices": {
        *("exclusive", "services", "note", "ends", "quota", "list name", "name", "label", "media"),
    },
    "settings": {
        *("area", "opens", "closes", "anonymity", "audience", "channels", "languages", "min_cell"),
        *(
            "unit",
            "working_group",
            "intro",
            "title",
            "survey_title",
            "id_string",
            "default_language",
            "version",
            "style",
        ),
    },
}


class Unreadable(Exception):
    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.told = {"problem": code, "facts": facts}


def main() -> None:
    _limit()
    try:
        told = read(sys.stdin.buffer.read())
    except Unreadable as unreadable:
        told = unreadable.told
    except (MemoryError, RecursionError):
        told = {"problem": "too_complex", "facts": {}}
    except Exception:
        # Whatever a broken file makes its libraries raise, it is the file that is broken.
        told = {"problem": "not_a_spreadsheet", "facts": {}}
    sys.stdout.write(json.dumps(told))


def _limit() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def read(content: bytes) -> dict[str, Any]:
    """What the sheets of a file say."""
    if content.startswith(ZIP):
        _look_into(content)
        return _book(_xlsx(content), _formulas(content))
    if content.startswith(OLE):
        return _book(_xls(content), {})
    raise Unreadable("not_a_spreadsheet")


def _look_into(content: bytes) -> None:
    archive = zipfile.ZipFile(io.BytesIO(content))
    parts = archive.infolist()
    if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
        raise Unreadable("too_complex")
    names = {part.filename.lower() for part in parts}
    if any("vbaproject" in name or "macrosheets" in name for name in names):
        raise Unreadable("macros")
    if "xl/workbook.xml" not in names:
        raise Unreadable("not_a_spreadsheet")
    sheets = [part for part in parts if part.filename.startswith("xl/worksheets/")]
    if any(_lines(archive, part) > LINES_LIMIT for part in sheets):
        raise Unreadable("too_complex")


def _lines(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """About how many rows a sheet has, found without reading it as a sheet."""
    with archive.open(part) as file:
        return sum(piece.count(b"<row") for piece in iter(lambda: file.read(1 << 20), b""))


def _xlsx(content: bytes) -> dict[str, Any]:
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import xlsx_to_dict

    try:
        return dict(xlsx_to_dict(io.BytesIO(content)))
    except PyXFormError as error:
        raise _told(error) from None


def _xls(content: bytes) -> dict[str, Any]:
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import xls_to_dict

    if _utf16("_VBA_PROJECT") in content:
        raise Unreadable("macros")
    if _utf16("EncryptedPackage") in content:
        raise Unreadable("encrypted")
    try:
        return dict(xls_to_dict(io.BytesIO(content)))
    except PyXFormError as error:
        raise _told(error) from None


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def _told(error: Exception) -> Unreadable:
    column = str(error).partition("Duplicate column header: ")[2]
    if column:
        return Unreadable("duplicate_column", column=column)
    return Unreadable("encrypted" if "encrypted" in str(error) else "not_a_spreadsheet")


def _formulas(content: bytes) -> dict[str, list[list[Any]]]:
    """Where formulas stand: rows and names of columns by sheet."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    alone = len(book.worksheets) == 1
    return {
        "survey" if alone else sheet.title.lower(): list(_formulas_of(sheet))
        for sheet in book.worksheets
        if alone or sheet.title.lower() in READ
    }


def _formulas_of(sheet: Any) -> Iterator[list[Any]]:
    names: dict[int, str] = {}
    for number, row in enumerate(sheet.iter_rows(max_row=ROWS_LIMIT), start=1):
        for place, cell in enumerate(row):
            if number == 1 and cell.value is not None:
                names[place] = " ".join(str(cell.value).split())
            if cell.data_type == "f" and place in names and cell.value not in PLAIN:
                yield [number, names[place]]


def _book(found: dict[str, Any], formulas: dict[str, list[list[Any]]]) -> dict[str, Any]:
    sheets = {}
    for name in [name for name in found if name != "sheet_names" and not name.endswith("_header")]:
        if len(found[name]) > ROWS_LIMIT:
            facts = {"sheet": name, "rows": len(found[name]), "limit": ROWS_LIMIT}
            raise Unreadable("too_many_rows", **facts)
        written = list((found[f"{name}_header"] or [{}])[0])
        sheets[name] = {
            "columns": [[column, _parts(name, column, written)] for column in written],
            "rows": [[number, row] for number, row in enumerate(found[name], start=2) if row],
            "formulas": formulas.get(name, []),
        }
    return {"sheets": sheets, "names": found["sheet_names"]}


def _parts(sheet: str, column: str, written: list[str]) -> list[str]:
    """A column's name in its parts: `label::English (en)` is a label and its language."""
    from pyxform import aliases
    from pyxform.parsing.sheet_headers import process_header

    known = {
        "survey": aliases.survey_header,
        "choices": aliases.list_header,
        "settings": aliases.settings_header,
    }
    doubled = any("::" in one for one in written)
    _, parts = process_header(column, doubled, known.get(sheet, {}), OURS.get(sheet, set()))
    return list(parts)


if __name__ == "__main__":
    main()
