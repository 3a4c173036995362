"""What a file says of meetings: an entry each, or all that is wrong with it and where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from meetings.documents import Meeting

TOLD_LENGTH = 60


class Code(StrEnum):
    # The file as such.
    EMPTY = "empty"
    TOO_BIG = "too_big"
    NOT_TAKEN = "not_taken"
    SPREADSHEET = "spreadsheet"
    SHEETS = "sheets"
    NOT_UTF8 = "not_utf8"
    NOT_YAML = "not_yaml"
    NOT_PLAIN = "not_plain"
    NOT_CSV = "not_csv"
    NOT_CALENDAR = "not_calendar"
    NO_MEETINGS = "no_meetings"
    TOO_MANY = "too_many"
    # What stands in it.
    HIDDEN_CHARACTER = "hidden_character"
    FORMULA = "formula"
    UNKNOWN_COLUMN = "unknown_column"
    TWO_COLUMNS = "two_columns"
    UNKNOWN_FIELD = "unknown_field"
    MISSING = "missing"
    TOO_LONG = "too_long"
    TOO_LITTLE = "too_little"
    TOO_MUCH = "too_much"
    NOT_A_NUMBER = "not_a_number"
    BAD_VALUE = "bad_value"
    BAD_DATE = "bad_date"
    NO_SUCH_TIME = "no_such_time"
    NO_OFFSET = "no_offset"
    ENDS_BEFORE = "ends_before"
    NOT_YES_OR_NO = "not_yes_or_no"
    DIFFERS = "differs"
    TWICE = "twice"
    TOO_MANY_DATES = "too_many_dates"
    TOO_OFTEN = "too_often"
    UNKNOWN_AREA = "unknown_area"
    NO_AREA = "no_area"
    UNKNOWN_KIND = "unknown_kind"
    UNKNOWN_MUNICIPALITY = "unknown_municipality"
    # What cannot be done with what is kept.
    NOT_YOURS = "not_yours"
    WRONG_AREA = "wrong_area"
    FEWER_PLACES = "fewer_places"
    DATES_TAKEN = "dates_taken"


@dataclass(frozen=True)
class Where:
    """A row as spreadsheets count them, or what the file calls the meeting."""

    row: int | None = None
    name: str = ""


NOWHERE = Where()


@dataclass(frozen=True)
class Problem:
    """What is wrong, where, in which field, what stands there or could, and up to what number."""

    code: Code
    where: Where = NOWHERE
    field: str = ""
    told: str = ""
    limit: int = 0


class BadMeetings(Exception):
    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Entry:
    """A meeting of a file. Where a file cannot tell all, `fields` are those that it told.

    `identity` is what a calendar knows it by.
    """

    document: Meeting
    cancelled: bool = False
    because: str = ""
    where: Where = NOWHERE
    fields: frozenset[str] = frozenset()
    identity: str = ""

    def onto(self, kept: Meeting) -> Meeting:
        """The meeting as it is after the file; what the file is silent about stays."""
        if not self.fields:
            return self.document
        changed = {name: _laid(name, self.document, kept) for name in self.fields}
        return Meeting.model_validate({**kept.model_dump(), **changed, "key": kept.key})


def _laid(name: str, told: Meeting, kept: Meeting) -> Any:
    """Texts in other languages and what is known of the same place are kept."""
    new, old = getattr(told, name), getattr(kept, name)
    if name == "venue" and old and new and old.name == new.name:
        return {**old.model_dump(), **new.model_dump(exclude_unset=True)}
    if isinstance(new, Mapping):
        return {**old, **new}
    return new


# What the checks of documents find, in our words.
FOUND: Mapping[str, Code] = {
    "missing": Code.MISSING,
    "extra_forbidden": Code.UNKNOWN_FIELD,
    "string_too_long": Code.TOO_LONG,
    "string_too_short": Code.MISSING,
    "too_long": Code.TOO_MANY_DATES,
    "greater_than_equal": Code.TOO_LITTLE,
    "less_than_equal": Code.TOO_MUCH,
    "int_parsing": Code.NOT_A_NUMBER,
    "float_parsing": Code.NOT_A_NUMBER,
    "timezone_aware": Code.NO_OFFSET,
    "datetime_from_date_parsing": Code.BAD_DATE,
    "datetime_parsing": Code.BAD_DATE,
}


def problems_of(error: ValidationError, where: Where) -> list[Problem]:
    return [_problem(one, where) for one in error.errors()]


def _problem(error: ErrorDetails, where: Where) -> Problem:
    field = ".".join(str(part) for part in error["loc"])
    code = FOUND.get(error["type"], Code.BAD_VALUE)
    if "ends before" in error["msg"]:
        code = Code.ENDS_BEFORE
    bounds = error.get("ctx", {})
    limit = int(bounds.get("ge", bounds.get("le", 0)))
    return Problem(code, where, field, _shown(error.get("input", ""))[:TOLD_LENGTH], limit)


def _shown(told: Any) -> str:
    """A date by its two times; of what else has parts nothing."""
    if isinstance(told, Mapping):
        times = [told.get(name) for name in ("start", "end")]
        return " – ".join(time_told(one) for one in times) if all(times) else ""
    return str(told)


def time_told(told: Any) -> str:
    """A moment as one writes it, or whatever a file has in its place."""
    if isinstance(told, datetime):
        return f"{told.day}. {told.month}. {told.year} {told:%H:%M}"
    return str(told)
