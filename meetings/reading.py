"""Reads meetings from a YAML file: all of them, or everything that is wrong, by meeting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from meetings.documents import Meeting
from texts.formatting import PRAGUE

SIZE_LIMIT: Final = 1_000_000
MEETINGS_LIMIT: Final = 500
# How files of other makers call what we have another word for.
RENAMED: Final = {"id": "key", "working_group": "group", "capacity_unit": "unit"}
UNITS: Final = {"rodina": "family", "osoba": "person"}
# What such files tell besides, and what follows from the rest.
LEFT_OUT: Final = frozenset(
    {"audience", "certificate", "live_vote", "invitation_sent", "documents_available_from"}
    | {"comments_until", "children_corner", "transport_offered", "public_listing", "public"}
    | {"one_attendance_for_all_dates", "state", "cancelled_reason"}
)
CANCELLED: Final = ("zruseno", "cancelled")


@dataclass(frozen=True)
class Problem:
    """What is wrong: in which meeting, in which field, and what stands there."""

    where: str
    field: str
    told: str


class BadMeetings(Exception):
    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Entry:
    document: Meeting
    cancelled: bool = False
    because: str = ""


def read(content: bytes) -> list[Entry]:
    """Meetings of the area that the file names, unless they name their own; raises BadMeetings."""
    told, area = _listed(content)
    problems: list[Problem] = []
    found = [_entry(one, at, area, problems) for at, one in enumerate(told, start=1)]
    keys = [one.document.key for one in found if one]
    problems += [Problem(key, "id", key) for key in sorted({k for k in keys if keys.count(k) > 1})]
    if problems:
        raise BadMeetings(problems)
    return [one for one in found if one]


def _listed(content: bytes) -> tuple[list[Any], str]:
    """What the file lists, and the area that it is about."""
    if len(content) > SIZE_LIMIT:
        raise BadMeetings([Problem("", "", f"> {SIZE_LIMIT} B")])
    try:
        text = content.decode("utf-8-sig")
        _demand_plain(text)
        told = yaml.safe_load(text)
    except (UnicodeDecodeError, yaml.YAMLError, ValueError) as error:
        raise BadMeetings([Problem("", "", str(error).splitlines()[0][:100])]) from None
    events = told.get("events") if isinstance(told, Mapping) else None
    if not isinstance(events, list) or not events:
        raise BadMeetings([Problem("", "events", "")])
    if len(events) > MEETINGS_LIMIT:
        raise BadMeetings([Problem("", "events", f"{len(events)} > {MEETINGS_LIMIT}")])
    return events, str(told.get("area", ""))


def _demand_plain(text: str) -> None:
    """References let a small file grow without end."""
    for token in yaml.scan(text):
        if isinstance(token, yaml.AliasToken | yaml.AnchorToken):
            raise ValueError("anchors and references are not taken")


def _entry(told: Any, at: int, area: str, problems: list[Problem]) -> Entry | None:
    if not isinstance(told, Mapping):
        problems.append(Problem(str(at), "", str(told)[:40]))
        return None
    where = str(told.get("id") or at)
    try:
        document = Meeting.model_validate(_fields(told, area))
    except ValidationError as error:
        problems += [_problem(one, where) for one in error.errors()]
        return None
    because = told.get("cancelled_reason") or ""
    reason = because.get("cs", "") if isinstance(because, Mapping) else str(because)
    return Entry(document, told.get("state") in CANCELLED, reason)


def _fields(told: Mapping[str, Any], area: str) -> dict[str, Any]:
    fields = {
        RENAMED.get(name, name): value for name, value in told.items() if name not in LEFT_OUT
    }
    fields.setdefault("area", area)
    fields["one_for_all"] = told.get("one_attendance_for_all_dates", True)
    fields["is_public"] = told.get("public", True)
    fields["unit"] = UNITS.get(fields.get("unit", ""), fields.get("unit", "person"))
    fields["programme"] = [
        one if not isinstance(one, Mapping) or "title" in one else {"title": one}
        for one in told.get("programme") or ()
    ]
    if isinstance(fields.get("venue"), Mapping):
        venue = {**fields["venue"]}
        venue["interpreting"] = bool(venue.pop("czech_sign_language", False))
        venue["children"] = bool(told.get("children_corner", False))
        fields["venue"] = venue
    until = fields.get("registration_until")
    if isinstance(until, date | str):
        fields["registration_until"] = _end_of(until)
    return {name: value for name, value in fields.items() if value is not None}


def _end_of(told: date | str) -> datetime | date | str:
    """The end of a day in Prague; a moment stays as it is, and so does what is neither."""
    try:
        day = told if isinstance(told, date) else date.fromisoformat(told)
    except ValueError:
        return told
    if isinstance(day, datetime):
        return day
    return datetime.combine(day + timedelta(days=1), time(), PRAGUE)


def _problem(error: ErrorDetails, where: str) -> Problem:
    field = ".".join(str(part) for part in error["loc"])
    return Problem(where, field, str(error.get("input", ""))[:60])
