"""Meetings that come in a file: in YAML, as a table (CSV, XLSX) or as a calendar (iCalendar)."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Final

import filetype

from meetings import reading, reading_calendar, reading_rows, reading_workbook
from meetings.documents import Meeting
from meetings.entries import BadMeetings, Code, Entry, Problem
from meetings.reading import SIZE_LIMIT
from texts.content import fold

TREES: Final = (".yaml", ".yml")
TABLES: Final = (".csv", ".txt", ".tsv")
CALENDARS: Final = (".ics", ".ical", ".ifb", ".icalendar")
WORKBOOKS: Final = (".xlsx",)
# Workbooks that are not read: older ones, those with macros, those under a password.
OTHER_WORKBOOKS: Final = (".xlsm", ".xls", ".xlsb", ".ods")
PACKED, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
OF_MEETINGS: Final = re.compile(rb"^events\s*:", re.MULTILINE)
# Controls and marks that turn the direction of writing; nobody sees them, and they can deceive.
HIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Known:
    """What a file can name: areas with their kinds of meetings, and municipalities."""

    kinds: Mapping[str, Mapping[str, Mapping[str, str]]]
    municipalities: Mapping[str, str] = field(default_factory=dict)
    area: str = ""


def is_meetings(content: bytes, name: str) -> bool:
    """Whether a YAML lists meetings rather than a survey or a plan."""
    return PurePath(name).suffix.lower() in TREES and bool(OF_MEETINGS.search(content))


def read(content: bytes, name: str, known: Known) -> list[Entry]:
    """Every meeting of the file; raises BadMeetings with all that is wrong."""
    if not content.strip():
        raise BadMeetings([Problem(Code.EMPTY)])
    if len(content) > SIZE_LIMIT:
        raise BadMeetings([Problem(Code.TOO_BIG)])
    entries = _read(content, name, known)
    problems = [problem for one in entries for problem in _unknown(one, known)]
    keys = Counter(one.document.key for one in entries)
    twice = [one for one in entries if keys[one.document.key] > 1]
    problems += [Problem(Code.TWICE, one.where, "id", one.document.key) for one in twice[1:]]
    if problems:
        raise BadMeetings(problems)
    return [_with_municipality(one, known) for one in entries]


def _read(content: bytes, name: str, known: Known) -> Sequence[Entry]:
    suffix = PurePath(name).suffix.lower()
    if suffix in OTHER_WORKBOOKS or content.startswith(OLD_OFFICE):
        raise BadMeetings([Problem(Code.SPREADSHEET)])
    if suffix in WORKBOOKS or content.startswith(PACKED):
        return reading_rows.read(reading_workbook.rows_of(content), known.area, known.kinds)
    if filetype.guess_mime(content):
        raise BadMeetings([Problem(Code.NOT_TAKEN)])
    if suffix in CALENDARS or content[:200].lstrip(b"\xef\xbb\xbf \r\n").startswith(b"BEGIN:VCAL"):
        return reading_calendar.read(content, _area(known), known.kinds.get(known.area, {}))
    if suffix in TREES:
        return reading.read(content, known.area)
    if suffix in TABLES:
        return reading_rows.read(reading_rows.rows_of(content), known.area, known.kinds)
    raise BadMeetings([Problem(Code.NOT_TAKEN)])


def _area(known: Known) -> str:
    """A calendar does not say for which area it is."""
    if not known.area:
        raise BadMeetings([Problem(Code.NO_AREA)])
    return known.area


def _unknown(entry: Entry, known: Known) -> list[Problem]:
    """What the entry names that is not there, or that nobody could see."""
    document, where = entry.document, entry.where
    problems = [
        Problem(Code.HIDDEN_CHARACTER, where, told=f"U+{ord(found[0]):04X}")
        for found in [HIDDEN.search(_said(document))]
        if found
    ]
    if not document.area:
        return [*problems, Problem(Code.NO_AREA, where)]
    if document.area not in known.kinds:
        told = ", ".join(known.kinds)
        return [*problems, Problem(Code.UNKNOWN_AREA, where, document.area, told)]
    if document.kind not in known.kinds[document.area]:
        problems.append(Problem(Code.UNKNOWN_KIND, where, "kind", document.kind))
    if _municipality(document, known) is None:
        assert document.venue
        problems.append(Problem(Code.UNKNOWN_MUNICIPALITY, where, told=document.venue.municipality))
    return problems


def _said(document: Meeting) -> str:
    texts = [*document.title.values(), *document.description.values(), document.online]
    texts += [one for each in (document.organiser, document.publicity) for one in each.values()]
    texts += [one for item in document.programme for one in (*item.title.values(), item.lecturer)]
    texts += [document.project.told] if document.project else []
    venue = document.venue
    return "\n".join([*texts, venue.name, venue.address] if venue else texts)


def _municipality(document: Meeting, known: Known) -> str | None:
    """Its code; empty where none is told, None where there is no such among those known."""
    told = document.venue.municipality if document.venue else ""
    if not told or not known.municipalities or told in known.municipalities.values():
        return told
    return known.municipalities.get(fold(told))


def _with_municipality(entry: Entry, known: Known) -> Entry:
    venue, code = entry.document.venue, _municipality(entry.document, known)
    if venue is None or not code or code == venue.municipality:
        return entry
    told = venue.model_copy(update={"municipality": code})
    return replace(entry, document=entry.document.model_copy(update={"venue": told}))
