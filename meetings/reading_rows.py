"""Reads meetings from the rows of a table with Czech headings; rows of one title are its dates."""

import csv
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Any, Final

from pydantic import ValidationError

from meetings.documents import Meeting, Venue
from meetings.entries import BadMeetings, Code, Entry, Problem, Where, problems_of
from meetings.local_time import NoSuchTime, NotATime, clock_in, day_in, on_clocks
from meetings.reading import MEETINGS_LIMIT, UNITS, end_of
from texts.content import fold

SEPARATORS: Final = (";", ",", "\t")
# What Czech spreadsheets write where they are not asked for UTF-8.
OLD_ENCODING: Final = "cp1250"
LASTS: Final = timedelta(hours=2)
TITLE_OF_KEY: Final = 36
CELL_TOLD: Final = 60
# How a heading may be called, without diacritics; the first is the one of the template.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "key": ("id", "klic"),
    "title": ("nazev", "title"),
    "kind": ("druh", "typ", "kind"),
    "day": ("datum", "den", "datum od", "date"),
    "starts": ("od", "zacatek", "cas", "cas od", "start"),
    "last_day": ("datum do", "do dne"),
    "ends": ("do", "konec", "cas do", "end"),
    "place": ("misto", "sal", "place"),
    "address": ("adresa", "address"),
    "municipality": ("obec", "municipality"),
    "step_free": ("bezbarierove", "bezbarierovy pristup", "step free"),
    "interpreting": ("tlumoceni", "interpreting"),
    "children": ("deti", "deti vitany", "children"),
    "online": ("online", "odkaz"),
    "capacity": ("kapacita", "pocet mist", "capacity"),
    "unit": ("misto je pro", "jednotka", "unit"),
    "registration_until": ("prihlasky do", "prihlaseni do", "registration until"),
    "topics": ("temata", "tema", "topics"),
    "description": ("popis", "anotace", "description"),
    "organiser": ("poradatel", "organizator", "organiser"),
    "co_organiser": ("spoluporadatel", "spoluorganizator", "co organiser"),
    "group": ("skupina", "pracovni skupina", "group"),
    "one_for_all": ("vsechny terminy", "na vsechny terminy", "all dates"),
    "is_public": ("verejne", "public"),
    "area": ("uzemi", "oblast", "area"),
    "state": ("stav", "state"),
    "because": ("duvod", "duvod zruseni", "reason"),
}
OF_DATES: Final = frozenset({"day", "starts", "last_day", "ends"})
OF_VENUE: Final = {"place": "name", "address": "address", "municipality": "municipality"}
YES_OR_NO: Final = ("step_free", "interpreting", "children", "one_for_all", "is_public")
YES: Final = frozenset({"ano", "a", "yes", "true", "1", "x"})
NO: Final = frozenset({"ne", "n", "no", "false", "0"})
CANCELLED: Final = frozenset({"zruseno", "zrusena", "zrusene", "cancelled"})
TEXTS: Final = ("title", "description", "organiser", "co_organiser")
LINES: Final = ("online", "group", "area")
# A cell that a spreadsheet would reckon with when it opens it.
FORMULA: Final = re.compile(r"^\s*(?:=|[+@-](?=[A-Za-z]+[(!]))")
# In which column stands what the checks of documents name.
FIELD_OF: Final = {"when": "ends", "venue": "place", "key": "key"}

Cells = Mapping[str, str]
# A row as it is written, with the number that spreadsheets give it.
Row = tuple[int, Sequence[str]]


@dataclass
class Rows:
    """The rows of one meeting, with the numbers that spreadsheets give them."""

    area: str
    headings: Mapping[str, str]
    rows: list[tuple[int, Cells]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def first(self) -> Cells:
        return self.rows[0][1]

    @property
    def where(self) -> Where:
        return Where(self.rows[0][0])

    def wrong(
        self, code: Code, column: str, told: str = "", row: int | None = None, limit: int = 0
    ) -> None:
        heading = self.headings.get(column, COLUMNS[column][0])
        place = Where(row) if row else self.where
        self.problems.append(Problem(code, place, heading, told[:CELL_TOLD], limit))


def read(
    rows: Sequence[Row], area: str, kinds: Mapping[str, Mapping[str, Mapping[str, str]]]
) -> list[Entry]:
    """Meetings of the area unless a row names its own; `kinds` are those of each area.

    Raises BadMeetings.
    """
    if not rows:
        raise BadMeetings([Problem(Code.EMPTY)])
    columns = _columns(rows[0][1])
    headings = {name: heading for name, heading in columns if name}
    groups: dict[str, Rows] = {}
    for number, row in rows[1:]:
        cells = _cells(columns, row)
        name = cells.get("key") or fold(cells.get("title", "")) or f"#{number}"
        found = groups.setdefault(name, Rows(cells.get("area") or area, headings))
        found.rows.append((number, cells))
    if not groups:
        raise BadMeetings([Problem(Code.NO_MEETINGS)])
    if len(groups) > MEETINGS_LIMIT:
        raise BadMeetings([Problem(Code.TOO_MANY, told=str(len(groups)))])
    entries = [_entry(one, kinds) for one in groups.values()]
    problems = [problem for one in groups.values() for problem in one.problems]
    if problems:
        raise BadMeetings(problems)
    return [one for one in entries if one]


def rows_of(content: bytes) -> list[Row]:
    """The filled rows of a table (CSV); raises BadMeetings."""
    text = _text(content)
    first = text.lstrip().splitlines()[0] if text.strip() else ""
    separator = max(SEPARATORS, key=first.count)
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True))
    except csv.Error:
        raise BadMeetings([Problem(Code.NOT_CSV)]) from None
    return [(at, row) for at, row in enumerate(rows, start=1) if any(map(str.strip, row))]


def is_table(rows: Sequence[Row]) -> bool:
    """Whether its first row has a heading under which titles stand."""
    return bool(rows) and any(_plain(one) in COLUMNS["title"] for one in rows[0][1])


def _text(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode(OLD_ENCODING, errors="replace")


def _columns(row: Sequence[str]) -> list[tuple[str, str]]:
    """The field of each column and its heading; raises BadMeetings for those unknown or twice."""
    by_heading = {heading: name for name, told in COLUMNS.items() for heading in told}
    found = [(by_heading.get(_plain(one), ""), one.strip()) for one in row]
    known = [name for name, _ in found if name]
    problems = [
        Problem(Code.UNKNOWN_COLUMN, Where(1), told=heading[:CELL_TOLD])
        for name, heading in found
        if heading and not name
    ]
    problems += [
        Problem(Code.TWO_COLUMNS, Where(1), told=heading)
        for at, (name, heading) in enumerate(found)
        if name and name in known[: sum(bool(one) for one, _ in found[:at])]
    ]
    if "title" not in known:
        problems.append(Problem(Code.MISSING, Where(1), "název"))
    if problems:
        raise BadMeetings(problems)
    return found


def _plain(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", fold(heading)).strip()


def _cells(columns: Sequence[tuple[str, str]], row: Sequence[str]) -> Cells:
    told = zip(columns, row, strict=False)
    return {
        name: unicodedata.normalize("NFC", cell.strip())
        for (name, _), cell in told
        if name and cell.strip()
    }


def _entry(of: Rows, kinds: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Entry | None:
    _demand_plain(of)
    if of.area not in kinds:
        code = Code.UNKNOWN_AREA if of.area else Code.NO_AREA
        of.problems.append(Problem(code, of.where, of.area, ", ".join(kinds)))
        return None
    fields = _fields(of, kinds.get(of.area, {}))
    if of.problems:
        return None
    try:
        document = Meeting.model_validate(fields)
    except ValidationError as error:
        for one in problems_of(error, of.where):
            column = _column(one.field)
            of.wrong(one.code, column, of.first.get(column, ""), limit=one.limit)
        return None
    cancelled = fold(of.first.get("state", "")) in CANCELLED
    told = frozenset(fields) - {"key", "area"}
    return Entry(document, cancelled, of.first.get("because", ""), of.where, told)


def _column(place: str) -> str:
    name = place.split(".")[0]
    return name if name in COLUMNS else FIELD_OF.get(name, "title")


def _demand_plain(of: Rows) -> None:
    """No formulas; and a later row of the same meeting may not say something else."""
    for number, cells in of.rows:
        for column, cell in cells.items():
            if FORMULA.match(cell):
                of.wrong(Code.FORMULA, column, cell, number)
            elif column not in OF_DATES and of.first.get(column, cell) != cell:
                of.wrong(Code.DIFFERS, column, cell, number)


def _fields(of: Rows, kinds: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    cells = of.first
    if "title" not in cells:
        of.wrong(Code.MISSING, "title")
    fields: dict[str, Any] = {name: {"cs": cells[name]} for name in TEXTS if name in cells}
    fields |= {name: cells[name] for name in LINES if name in cells}
    fields["when"] = _dates(of)
    fields["area"] = of.area
    fields["key"] = _key(of, fields["when"])
    fields["kind"] = _kind(of, kinds)
    fields |= _answers(of)
    if "topics" in cells:
        fields["topics"] = [one.strip() for one in cells["topics"].split(",") if one.strip()]
    if "capacity" in cells:
        fields["capacity"] = cells["capacity"]
    if "unit" in cells:
        unit = fold(cells["unit"])
        fields["unit"] = {"rodinu": "family", "osobu": "person"}.get(unit, UNITS.get(unit, unit))
    if "registration_until" in cells:
        fields["registration_until"] = _until(of)
    venue = _venue(of, fields)
    return fields | ({"venue": venue} if venue else {})


def _key(of: Rows, when: Sequence[Mapping[str, datetime]]) -> str:
    told = re.sub(r"[^a-z0-9_]+", "-", fold(of.first.get("key", ""))).strip("-_")
    return told or made_key(of.area, of.first.get("title", ""), when)


def _kind(of: Rows, kinds: Mapping[str, Mapping[str, str]]) -> str:
    """By its id or its name in any language; the usual one where nothing is said."""
    told = of.first.get("kind")
    if told is None:
        return next(iter(kinds), "")
    named = {fold(text): kind for kind, texts in kinds.items() for text in (kind, *texts.values())}
    if fold(told) not in named:
        of.wrong(Code.UNKNOWN_KIND, "kind", told)
    return named.get(fold(told), "")


def _answers(of: Rows) -> dict[str, bool]:
    """What is answered by yes or no; dates are chosen one by one unless the file says otherwise."""
    found = {"one_for_all": len(of.rows) < 2}
    for name in YES_OR_NO:
        told = of.first.get(name)
        if told is None:
            continue
        if fold(told) not in YES | NO:
            of.wrong(Code.NOT_YES_OR_NO, name, told)
        found[name] = fold(told) in YES
    return found


def _venue(of: Rows, fields: dict[str, Any]) -> Venue | None:
    """Takes out of the fields what belongs to the place."""
    told: dict[str, Any] = {
        part: of.first[column] for column, part in OF_VENUE.items() if column in of.first
    }
    told |= {one: fields.pop(one) for one in YES_OR_NO[:3] if one in fields}
    if not told:
        return None
    if "name" not in told:
        told["name"] = told.get("address") or told.get("municipality", "")
    try:
        return Venue.model_validate(told)
    except ValidationError as error:
        column = "address" if error.errors()[0]["loc"] == ("address",) else "place"
        of.wrong(Code.TOO_LONG, column, of.first.get(column, ""))
        return None


def _until(of: Rows) -> datetime | None:
    """The end of a day, or a moment of it."""
    told = of.first["registration_until"]
    try:
        day, rest = day_in(told)
        until = on_clocks(day, clock_in(rest)) if rest else end_of(day)
    except ValueError as error:
        of.wrong(_not_a_moment(error), "registration_until", told)
        return None
    assert isinstance(until, datetime)
    return until


def _dates(of: Rows) -> list[dict[str, datetime]]:
    """In their order, whatever the order of rows."""
    found = [_date(of, number, cells) for number, cells in of.rows]
    return sorted((one for one in found if one), key=lambda one: one["start"])


def _date(of: Rows, number: int, cells: Cells) -> dict[str, datetime] | None:
    """None where the row leaves the date open."""
    if not OF_DATES & cells.keys():
        return None
    start = _moment(of, number, cells, ("day", "starts"), "")
    if start is None:
        return None
    if "ends" not in cells and "last_day" not in cells:
        return {"start": start, "end": start + LASTS}
    end = _moment(of, number, cells, ("last_day", "ends"), cells.get("day", ""))
    if end is None:
        return None
    if end <= start:
        of.wrong(Code.ENDS_BEFORE, "ends" if "ends" in cells else "last_day", _told(cells), number)
        return None
    return {"start": start, "end": end}


def _told(cells: Cells) -> str:
    return " ".join(cells[one] for one in ("day", "starts", "last_day", "ends") if one in cells)


def _moment(
    of: Rows, number: int, cells: Cells, columns: tuple[str, str], usual_day: str
) -> datetime | None:
    """A day and a time, each in its column or both in the second."""
    at_day, at_clock = columns
    named, told = cells.get(at_day, ""), cells.get(at_clock, "")
    column = at_clock
    try:
        if not named and _has_day(told):
            day, told = day_in(told)
        else:
            column = at_day if named else "day"
            day, rest = day_in(named or usual_day)
            column, told = at_clock, told or rest
        if not told:
            of.wrong(Code.MISSING, at_clock, row=number)
            return None
        return on_clocks(day, clock_in(told) if told else time())
    except ValueError as error:
        of.wrong(_not_a_moment(error), column, cells.get(column, ""), number)
        return None


def _has_day(told: str) -> bool:
    try:
        return bool(day_in(told))
    except NotATime:
        return False


def _not_a_moment(error: ValueError) -> Code:
    return Code.NO_SUCH_TIME if isinstance(error, NoSuchTime) else Code.BAD_DATE


def made_key(area: str, title: str, when: Sequence[Mapping[str, datetime]]) -> str:
    """For a meeting that has none: of its area, title and month, so that the same file finds it."""
    month = f"{when[0]['start']:%Y-%m}" if when else "0"
    mark = sha256(f"{area}\n{fold(title)}\n{month}".encode()).hexdigest()[:8]
    bare = re.sub(r"[^a-z0-9]+", "-", fold(title)).strip("-")[:TITLE_OF_KEY]
    return "-".join(filter(None, [bare.strip("-"), month, mark]))
