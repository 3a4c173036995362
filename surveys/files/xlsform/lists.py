"""The sheet `choices`: lists of options by name, with our ids for their names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from surveys.definitions import OPTION_ID_LIMIT
from surveys.files.problems import Code
from surveys.files.xlsform.book import Column, Row, Sheet
from surveys.files.xlsform.naming import Names
from surveys.files.xlsform.page import Draft

OWN: Final = frozenset(
    {"list", "name", "label", "image", "exclusive", "services", "note", "ends", "quota"}
)
REFUSED: Final = frozenset({"audio", "video", "big-image"})


@dataclass
class Options:
    """One list; `used` once a question offers it."""

    name: str
    rows: list[Row] = field(default_factory=list)
    names: Names = field(default_factory=lambda: Names(OPTION_ID_LIMIT))
    used: bool = False

    def repeated(self) -> Iterator[tuple[Row, Row]]:
        """Rows with a name that the list has had already, each with the row that had it first."""
        first: dict[str, Row] = {}
        for row in self.rows:
            name = row["name"]
            if name and first.setdefault(name, row) is not row:
                yield row, first[name]

    def attributes(self) -> set[str]:
        return {column.field for row in self.rows for column in row.cells if is_attribute(column)}


def lists(draft: Draft, sheet: Sheet) -> dict[str, Options]:
    found: dict[str, Options] = {}
    for row in sheet.rows:
        name = row["list"]
        if not name and not row["name"] and not row["label"]:
            continue
        if not name:
            draft.report(row.cell("list_name"), Code.MISSING_FIELD, field="list_name")
            continue
        options = found.setdefault(name, Options(name))
        options.rows.append(row)
        if row["name"]:
            options.names.id(row["name"])
        for column in row.cells:
            if column.field in REFUSED:
                draft.unsupported(row.cell(column.field), column.field, "column")
    return found


def is_attribute(column: Column) -> bool:
    return column.field not in OWN and column.field not in REFUSED


def option(draft: Draft, options: Options, place: tuple[Any, ...], row: Row) -> dict[str, Any]:
    """One option as a definition has it."""
    draft.page.note(place, row.cell())
    made: dict[str, Any] = {}
    if row["name"]:
        made["id"] = options.names.id(row["name"])
        draft.page.note((*place, "id"), row.cell("name"))
    draft.put_texts(made, "text", place, row, "label")
    if row["exclusive"]:
        made["exclusive"] = draft.truth(row["exclusive"])
        draft.page.note((*place, "exclusive"), row.cell("exclusive"))
    if row["services"]:
        made["services"] = row["services"].replace(",", " ").split()
    picture = next((text for _, text in row.spoken("image")), "")
    if picture:
        made["picture"] = picture
        draft.page.note((*place, "picture"), row.cell("image"))
        if "text" not in made and row["name"]:
            made["text"] = {draft.language: row["name"]}
            draft.report(row.cell("image"), Code.CALLED_BY_NAME, option=row["name"])
    return made


def said_on(options: Options, column: str) -> Iterator[tuple[str, Row]]:
    """Options for which something stands in the column, with their rows."""
    for row in options.rows:
        if row["name"] and (row[column] or any(True for _ in row.spoken(column))):
            yield options.names.id(row["name"]), row


def with_attributes(
    made: dict[str, Any], row: Row, renamed: Mapping[str, Mapping[str, str]]
) -> None:
    """Give the option what filters look at; `renamed` are new names of values by attribute."""
    attributes = {
        column.field: renamed.get(column.field, {}).get(text, text)
        for column, text in row.cells.items()
        if is_attribute(column)
    }
    if attributes:
        made["attributes"] = attributes
