"""Reads meetings from a YAML file: all of them, or everything that is wrong, by meeting."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import yaml
from pydantic import ValidationError

from meetings.documents import Meeting
from meetings.entries import BadMeetings, Code, Entry, Problem, Where, problems_of
from storage.people import PARTIES
from texts.formatting import PRAGUE

SIZE_LIMIT: Final = 1_000_000
MEETINGS_LIMIT: Final = 200
# How files of other makers call what we have another word for.
RENAMED: Final = {"id": "key", "working_group": "group", "capacity_unit": "unit"}
UNITS: Final = {"rodina": "family", "osoba": "person"}
# What such files tell besides, and what follows from the rest.
LEFT_OUT: Final = frozenset(
    {"live_vote", "invitation_sent", "children_corner", "transport_offered"}
    | {"public_listing", "public", "one_attendance_for_all_dates", "state", "cancelled_reason"}
)
CANCELLED: Final = ("zruseno", "cancelled")
# Whom a meeting is for, as Czech files call the parties; others are left out.
PARTIES_TOLD: Final = {
    "uzivatele": "user",
    "poskytovatele": "provider",
    "zadavatele": "commissioner",
    "verejnost": "public",
    "partneri": "partner",
}
TOLD_LENGTH: Final = 100


def read(content: bytes, own_area: str = "") -> list[Entry]:
    """Meetings of the area that the file names, unless they name their own; raises BadMeetings."""
    told, area = _listed(content)
    problems: list[Problem] = []
    found = [_entry(one, at, area or own_area, problems) for at, one in enumerate(told, start=1)]
    if problems:
        raise BadMeetings(problems)
    return [one for one in found if one]


def _listed(content: bytes) -> tuple[list[Any], str]:
    """What the file lists, and the area that it is about."""
    if len(content) > SIZE_LIMIT:
        raise BadMeetings([Problem(Code.TOO_BIG)])
    told = _parsed(content)
    events = told.get("events") if isinstance(told, Mapping) else None
    if not isinstance(events, list) or not events:
        raise BadMeetings([Problem(Code.NO_MEETINGS, field="events")])
    if len(events) > MEETINGS_LIMIT:
        raise BadMeetings([Problem(Code.TOO_MANY, told=str(len(events)))])
    return events, str(told.get("area") or "")


def _parsed(content: bytes) -> Any:
    try:
        text = content.decode("utf-8-sig")
        if _has_references(text):
            raise BadMeetings([Problem(Code.NOT_PLAIN)])
        return yaml.safe_load(text)
    except UnicodeDecodeError:
        raise BadMeetings([Problem(Code.NOT_UTF8)]) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadMeetings([Problem(Code.NOT_YAML, told=_first_line(error))]) from None


def _first_line(error: Exception) -> str:
    """With the line where the reader stopped, if it knows one."""
    mark = getattr(error, "problem_mark", None)
    told = (str(error).splitlines() or [""])[0][:TOLD_LENGTH]
    return f"{told} ({mark.line + 1})" if mark else told


def _has_references(text: str) -> bool:
    """References let a small file grow without end."""
    return any(isinstance(one, yaml.AliasToken | yaml.AnchorToken) for one in yaml.scan(text))


def _entry(told: Any, at: int, area: str, problems: list[Problem]) -> Entry | None:
    if not isinstance(told, Mapping):
        problems.append(Problem(Code.BAD_VALUE, Where(name=str(at)), "events", str(told)[:40]))
        return None
    where = Where(name=str(told.get("id") or at))
    try:
        document = Meeting.model_validate(_fields(told, area))
    except ValidationError as error:
        problems += problems_of(error, where)
        return None
    because = told.get("cancelled_reason") or ""
    reason = because.get("cs", "") if isinstance(because, Mapping) else str(because)
    return Entry(document, told.get("state") in CANCELLED, reason, where)


def _fields(told: Mapping[str, Any], area: str) -> dict[str, Any]:
    fields = {
        RENAMED.get(str(name), str(name)): value
        for name, value in told.items()
        if name not in LEFT_OUT
    }
    fields.setdefault("area", area)
    fields["one_for_all"] = told.get("one_attendance_for_all_dates", True)
    fields["is_public"] = told.get("public", True)
    unit = fields.get("unit", "person")
    fields["unit"] = UNITS.get(unit, unit) if isinstance(unit, str) else unit
    fields["audience"] = _audience(told.get("audience") or ())
    fields["programme"] = _programme(told.get("programme") or ())
    if isinstance(fields.get("venue"), Mapping):
        venue = {**fields["venue"]}
        if "czech_sign_language" in venue:
            venue["interpreting"] = bool(venue.pop("czech_sign_language"))
        venue.setdefault("children_corner", bool(told.get("children_corner", False)))
        fields["venue"] = venue
    until = fields.get("registration_until")
    if isinstance(until, date | str):
        fields["registration_until"] = end_of(until)
    return {name: value for name, value in fields.items() if value is not None}


def _audience(told: Any) -> Any:
    if not isinstance(told, list | tuple):
        return told
    named = [PARTIES_TOLD.get(str(one), str(one)) for one in told]
    return [one for one in named if one in PARTIES]


def _programme(told: Any) -> Any:
    if not isinstance(told, list | tuple):
        return told
    return [
        one if not isinstance(one, Mapping) or "title" in one else {"title": one} for one in told
    ]


def end_of(told: date | str) -> datetime | date | str:
    """The end of a day in Prague; a moment stays as it is, and so does what is neither."""
    try:
        day = told if isinstance(told, date) else date.fromisoformat(told)
    except ValueError:
        return told
    if isinstance(day, datetime):
        return day
    return datetime.combine(day + timedelta(days=1), time(), PRAGUE)
