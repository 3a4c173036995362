"""Reads meetings from a calendar (RFC 5545); an event that repeats is one with more dates."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from hashlib import sha256
from itertools import islice
from typing import Any, Final

from dateutil.rrule import rrulestr
from icalendar import Component
from pydantic import ValidationError

from meetings.documents import DATES_LIMIT, Meeting
from meetings.entries import BadMeetings, Code, Entry, Problem, Where, problems_of, time_told
from meetings.local_time import NoSuchTime, real
from meetings.reading import MEETINGS_LIMIT
from texts.content import fold
from texts.formatting import PRAGUE

LASTS: Final = timedelta(hours=2)
DAY: Final = timedelta(days=1)
# How far a repeating event is followed.
FOLLOWED: Final = timedelta(days=3 * 365)
ZONES_LIMIT: Final = 10
FOLDED: Final = re.compile(r"\r?\n[ \t]")
RULE: Final = re.compile(r"^RRULE[^:\r\n]*:(.*)$", re.MULTILINE | re.IGNORECASE)
# What a rule may say; hours, minutes and seconds would make millions of dates of one line.
PARTS: Final = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "WKST"}
)
FREQUENCIES: Final = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
# What the checks of documents name, as calendars call it.
PROPERTIES: Final = {"title": "SUMMARY", "description": "DESCRIPTION", "venue": "LOCATION"}

Spans = list[tuple[datetime, datetime]]
# What a calendar tells of an event, by its names.
Event = Mapping[str, Any]


class TooOften(ValueError):
    """It repeats on more days than a meeting may have."""


def read(content: bytes, area: str, kinds: Mapping[str, Mapping[str, str]]) -> list[Entry]:
    """One meeting for each identity (UID) in the file; raises BadMeetings."""
    text = _text(content)
    _demand_small(text)
    events = _by_identity(_parsed(text))
    if not events:
        raise BadMeetings([Problem(Code.NO_MEETINGS)])
    problems: list[Problem] = []
    method = re.search(r"^METHOD:CANCEL\s*$", text, re.MULTILINE)
    found = [_entry(one, area, kinds, bool(method), problems) for one in events]
    if problems:
        raise BadMeetings(problems)
    return [one for one in found if one]


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1250", errors="replace")
    return FOLDED.sub("", text)


def _demand_small(text: str) -> None:
    """Nothing by which a small file would keep its reader busy for hours."""
    events = text.upper().count("BEGIN:VEVENT")
    if events > MEETINGS_LIMIT:
        raise BadMeetings([Problem(Code.TOO_MANY, told=str(events))])
    if text.upper().count("BEGIN:VTIMEZONE") > ZONES_LIMIT:
        raise BadMeetings([Problem(Code.NOT_CALENDAR)])
    for told in RULE.findall(text):
        parts = dict(part.upper().partition("=")[::2] for part in told.strip().split(";"))
        if set(parts) - PARTS or parts.get("FREQ") not in FREQUENCIES:
            raise BadMeetings([Problem(Code.TOO_OFTEN, field="RRULE", told=told.strip()[:60])])


def _parsed(text: str) -> list[Event]:
    try:
        found = Component.from_ical(text, multiple=True)
        listed = found if isinstance(found, list) else [found]
        if not any(one.name == "VCALENDAR" for one in listed):
            raise BadMeetings([Problem(Code.NOT_CALENDAR)])
        return [event for one in listed for event in one.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, RecursionError, OverflowError):
        raise BadMeetings([Problem(Code.NOT_CALENDAR)]) from None


def _by_identity(events: Iterable[Event]) -> list[list[Event]]:
    """Events that are one: the first tells what it is, the others its dates that are different."""
    found: dict[str, list[Event]] = {}
    for at, one in enumerate(events):
        found.setdefault(str(one.get("UID") or f"#{at}"), []).append(one)
    return [sorted(ones, key=lambda one: "RECURRENCE-ID" in one) for ones in found.values()]


def _entry(
    events: Sequence[Event],
    area: str,
    kinds: Mapping[str, Mapping[str, str]],
    calls_off: bool,
    problems: list[Problem],
) -> Entry | None:
    first = events[0]
    title = str(first.get("SUMMARY") or "").strip()
    where = Where(name=title[:60] or str(first.get("UID") or ""))
    try:
        spans = _spans(events)
    except (ValueError, OverflowError, TypeError, KeyError, AttributeError) as error:
        problems.append(_of_dates(error, where, first))
        return None
    if not title:
        problems.append(Problem(Code.MISSING, where, "SUMMARY"))
        return None
    fields = _fields(first, area, kinds, spans)
    try:
        document = Meeting.model_validate(fields)
    except ValidationError as error:
        problems += [_named(one) for one in problems_of(error, where)]
        return None
    cancelled = calls_off or str(first.get("STATUS", "")).upper() == "CANCELLED"
    told = frozenset(fields) - {"key", "area", "kind", "one_for_all"}
    return Entry(document, cancelled, "", where, told, str(first.get("UID") or ""))


def _named(problem: Problem) -> Problem:
    name = PROPERTIES.get(problem.field.split(".")[0], "DTSTART")
    return Problem(problem.code, problem.where, name, problem.told)


def _of_dates(error: Exception, where: Where, event: Event) -> Problem:
    told = str(event.get("DTSTART") or "")
    if isinstance(error, TooOften):
        return Problem(Code.TOO_MANY_DATES, where, "RRULE")
    if isinstance(error, NoSuchTime):
        return Problem(Code.NO_SUCH_TIME, where, "DTSTART", str(error))
    if "ends before" in str(error):
        ends = event.get("DTEND")
        times = [one.dt for one in (event.get("DTSTART"), ends) if one is not None]
        return Problem(Code.ENDS_BEFORE, where, "DTEND", " – ".join(map(time_told, times)))
    code = Code.BAD_DATE if "DTSTART" in event else Code.MISSING
    return Problem(code, where, "DTSTART", told[:60])


def _fields(
    event: Event, area: str, kinds: Mapping[str, Mapping[str, str]], spans: Spans
) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "key": made_key(area, str(event.get("UID") or event.get("SUMMARY"))),
        "area": area,
        "kind": _kind(event, kinds),
        "title": {"cs": str(event["SUMMARY"]).strip()},
        "when": [{"start": start, "end": end} for start, end in spans],
        "one_for_all": len(spans) < 2,
    }
    description = str(event.get("DESCRIPTION") or "").strip()
    if description:
        fields["description"] = {"cs": description}
    place = str(event.get("LOCATION") or "").strip()
    if place.startswith("https://"):
        fields["online"] = place
    elif place:
        fields["venue"] = _venue(place, event)
    return fields


def made_key(area: str, identity: str) -> str:
    return f"ics-{sha256(f'{area} {identity}'.encode()).hexdigest()[:24]}"


def _kind(event: Event, kinds: Mapping[str, Mapping[str, str]]) -> str:
    """By a category that is called so, otherwise the usual one."""
    named = {fold(text): kind for kind, texts in kinds.items() for text in (kind, *texts.values())}
    told = event.get("CATEGORIES")
    listed = told if isinstance(told, list) else [told] if told else []
    categories = [str(one) for each in listed for one in getattr(each, "cats", [])]
    found = [named[fold(one)] for one in categories if fold(one) in named]
    return next(iter(found or kinds), "")


def _venue(place: str, event: Event) -> dict[str, Any]:
    name, _, address = place.replace("\n", ", ").partition(",")
    told: dict[str, Any] = {"name": name.strip(), "address": address.strip()}
    geo = event.get("GEO")
    if geo is not None and hasattr(geo, "latitude"):
        told |= {"latitude": geo.latitude, "longitude": geo.longitude}
    return told


def _spans(events: Sequence[Event]) -> Spans:
    """Every date from when to when, in Prague; raises ValueError, NoSuchTime, TooOften."""
    first = events[0]
    start = first["DTSTART"].dt if hasattr(first.get("DTSTART"), "dt") else None
    if start is None:
        raise ValueError("no start")
    lasts, zone = _lasts(first, start), _zone(start)
    begins = _bare(start, zone)
    dates = {one: (one, one + lasts) for one in _repeated(first, begins, zone)}
    for other in (one for one in events if "RECURRENCE-ID" in one):
        dates.pop(_bare(other["RECURRENCE-ID"].dt, zone), None)
        if str(other.get("STATUS", "")).upper() != "CANCELLED":
            moved = other["DTSTART"].dt
            again = _bare(moved, zone)
            dates[again] = (again, again + _lasts(other, moved))
    told = sorted(dates.values())
    if len(told) > DATES_LIMIT:
        raise TooOften
    return [(_told(one, zone), _told(end, zone)) for one, end in told]


def _told(bare: datetime, zone: tzinfo) -> datetime:
    return real(bare.replace(tzinfo=zone)).astimezone(PRAGUE)


def _lasts(event: Event, start: date) -> timedelta:
    """How long it lasts: to its end, for so long, a whole day, or as meetings usually do."""
    end = getattr(event.get("DTEND"), "dt", None)
    whole_day = not isinstance(start, datetime)
    if end is not None:
        zone = _zone(start)
        lasts = _bare(end, zone) - _bare(start, zone)
    else:
        lasts = getattr(event.get("DURATION"), "dt", None) or (DAY if whole_day else LASTS)
    if lasts <= timedelta():
        raise ValueError("ends before it starts")
    return lasts


def _zone(moment: date) -> tzinfo:
    """Without a zone of its own it is told on the clocks here."""
    return (isinstance(moment, datetime) and moment.tzinfo) or PRAGUE


def _bare(moment: date, zone: tzinfo) -> datetime:
    """As the clocks of the zone show it."""
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001
    return moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment


def _repeated(event: Event, begins: datetime, zone: tzinfo) -> set[datetime]:
    found = {begins, *_listed(event, "RDATE", zone)}
    rule = event.get("RRULE")
    if rule is not None:
        if isinstance(rule, list):
            raise TooOften
        found |= set(_ruled(rule, begins, zone))
    return found - set(_listed(event, "EXDATE", zone))


def _ruled(rule: Mapping[str, Any], begins: datetime, zone: tzinfo) -> list[datetime]:
    """By the rule, to its end or as far as it is followed."""
    told = {name: value for name, value in rule.items() if name not in ("COUNT", "UNTIL")}
    ends = begins + FOLLOWED
    for until in rule.get("UNTIL", []):
        last = _bare(until, zone)
        ends = min(ends, last if isinstance(until, datetime) else last + DAY)
    most = min(rule.get("COUNT", [DATES_LIMIT + 1])[0], DATES_LIMIT + 1)
    parts = [f"{name}={','.join(map(str, value))}" for name, value in told.items()]
    text = ";".join([*parts, f"UNTIL={ends:%Y%m%dT%H%M%S}"])
    return list(islice(rrulestr(text, dtstart=begins), most))


def _listed(event: Event, name: str, zone: tzinfo) -> list[datetime]:
    told = event.get(name)
    every = told if isinstance(told, list) else [told] if told is not None else []
    moments = [one.dt for each in every for one in getattr(each, "dts", [])]
    return [_bare(one[0] if isinstance(one, tuple) else one, zone) for one in moments]
