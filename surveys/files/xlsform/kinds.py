"""What the column `type` means: a question of ours, a mark in the form, or what we cannot do."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from surveys.definitions import Kind


class Mark(StrEnum):
    """Rows that ask nothing: the bounds of groups, and what other programs note by themselves."""

    GROUP = "group"
    END = "end"
    NOTED = "noted"


@dataclass(frozen=True)
class Asked:
    """A kind of question; `options` is the list it offers, `file` a list outside of the form."""

    kind: Kind
    options: str = ""
    file: str = ""
    or_other: bool = False
    decimal: bool = False
    is_range: bool = False


@dataclass(frozen=True)
class Unsupported:
    """`instead` names the advice: what the author can do instead."""

    what: str
    instead: str


@dataclass(frozen=True)
class Unknown:
    what: str


# The advice for what begins a group that is asked several times.
REPEATED: Final = "repeat"
CALCULATION: Final = "calculation"

Meant = Asked | Mark | Unsupported | Unknown

SELECT: Final = re.compile(
    r"(?P<command>select_one|select one from|select one|select1|select_multiple|"
    r"select all that apply from|select all that apply|select multiple from|rank)"
    r"(?P<file>[_ ]from[_ ]file)? +(?P<list>\S+)"
    r"(?P<other> +(?:or_other|or other|or specify other))?",
    re.IGNORECASE,
)
MARK: Final = re.compile(
    r"(?P<side>begin|end)[_ ](?P<what>group|repeat|loop|lgroup|looped group)\b.*", re.IGNORECASE
)
TEXTS: Final = ("text", "string", "q string", "add text prompt")
PLAIN: Final[Mapping[str, Asked]] = {
    **{name: Asked("text") for name in (*TEXTS, "phone number")},
    **{name: Asked("number") for name in ("integer", "int", "q int", "add integer prompt")},
    **{
        name: Asked("number", decimal=True)
        for name in ("decimal", "q decimal", "add decimal prompt")
    },
    "range": Asked("number", is_range=True),
    **{name: Asked("date") for name in ("date", "q date", "add date prompt")},
    **{name: Asked("time") for name in ("time", "q time", "add time prompt")},
    **{name: Asked("note") for name in ("note", "q note", "add note prompt")},
    **{
        name: Asked("place") for name in ("geopoint", "gps", "location", "q geopoint", "q location")
    },
    **{name: Asked("photo") for name in ("image", "photo", "q image", "q picture")},
    **{name: Asked("audio") for name in ("audio", "q audio", "add audio prompt")},
    **{name: Asked("file") for name in ("file", "add file prompt")},
    **{name: Asked("acknowledge") for name in ("acknowledge", "trigger", "q acknowledge")},
}
NOTED: Final = frozenset(
    {
        *("start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber"),
        *("username", "email", "audit", "imei", "start time", "end time", "device id", "sim id"),
        *("start-geopoint", "background-audio", "background-geopoint", "get start time"),
        *("get end time", "get today", "get device id", "get subscriber id", "get sim id"),
        *("get phone number", "uri:deviceid", "uri:phonenumber", "uri:subscriberid"),
        *("uri:simserial", "uri:username", "uri:email", "subscriber id"),
    }
)
UNSUPPORTED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("calculate", "q calculate", "add calculate prompt"), CALCULATION),
    **dict.fromkeys(("video", "q video", "add video prompt"), "media"),
    **dict.fromkeys(("datetime", "date time", "q datetime"), "day"),
    **dict.fromkeys(("barcode", "q barcode", "add barcode prompt"), "text"),
    **dict.fromkeys(("geotrace", "geoshape", "osm", "q geotrace", "q geoshape"), "point"),
    **dict.fromkeys(("select_one_external", "cascading_select", "cascading select"), "list"),
    **dict.fromkeys(("csv-external", "xml-external"), "list"),
    **dict.fromkeys(("hidden", "include", "set form title", "set form id"), "row"),
    **dict.fromkeys(("percentage",), "number"),
}


def meant(written: str) -> Meant:
    text = " ".join(written.split())
    simple = text.lower()
    if mark := MARK.fullmatch(text):
        return _mark(mark)
    if select := SELECT.fullmatch(text):
        return _select(select)
    if simple in PLAIN:
        return PLAIN[simple]
    if simple in NOTED:
        return Mark.NOTED
    first = simple.partition(" ")[0]
    for name in (simple, first):
        if name in UNSUPPORTED:
            what = text if name == simple else text.partition(" ")[0]
            return Unsupported(what, UNSUPPORTED[name])
    return Unknown(text)


def _mark(found: re.Match[str]) -> Meant:
    if found["side"].lower() == "end":
        return Mark.END
    what = found["what"].lower()
    return Mark.GROUP if what == "group" else Unsupported(what, REPEATED)


def _select(found: re.Match[str]) -> Meant:
    command, other = found["command"].lower(), bool(found["other"])
    many = "multiple" in command or "all that apply" in command
    if found["file"]:
        file = re.sub(r"\.(csv|xml|geojson)$", "", found["list"])
        if many or other:
            return Unsupported("select_multiple_from_file", "list")
        return Asked("codelist", file=file)
    if command == "rank" and other:
        return Unsupported("rank or_other", "other")
    kind: Kind = "rank" if command == "rank" else "multi" if many else "single"
    return Asked(kind, options=found["list"], or_other=other)
