"""A meeting as open data: OFN Události of 2020-07-01, the Czech formal norm for events."""

from collections.abc import Mapping
from typing import Any, Final

from meetings.calendars import Told
from meetings.documents import Meeting, Venue, When
from texts.content import pick

CONTEXT: Final = "https://ofn.gov.cz/události/2020-07-01/kontexty/událost.jsonld"
MUNICIPALITY: Final = "https://linked.cuzk.cz/resource/ruian/obec/"
# The norm knows Czech and languages by their two letters.
LANGUAGE_LENGTH: Final = 2


def event(told: Told, iri: str) -> dict[str, Any]:
    document, meeting = told.held.document, told.held.meeting
    made: dict[str, Any] = {
        "@context": CONTEXT,
        "typ": "Událost",
        "iri": iri,
        "název": _spoken(document.title),
        "vytvořeno": _moment(meeting.made_at.isoformat()),
        "aktualizováno": _moment(meeting.changed_at.isoformat()),
    }
    made["registrace"] = _registration(document)
    if document.description:
        made["popis"] = _spoken(document.description)
    if document.venue:
        made["umístění"] = [_place(document.venue)]
        if document.venue.step_free is not None:
            made["bezbariérovost"] = _access(document.venue.step_free)
    if document.when:
        made["doba_trvání"] = [_span(one) for one in document.when]
    return made


def _spoken(told: Mapping[str, str]) -> dict[str, str]:
    spoken = {name: text for name, text in told.items() if len(name) == LANGUAGE_LENGTH}
    return spoken or {"cs": pick(told, "cs")}


def _registration(document: Meeting) -> dict[str, str]:
    is_needed = document.capacity is not None or document.registration_until is not None
    return {"cs": "Přihlaste se předem." if is_needed else "Registrace není nutná."}


def _place(venue: Venue) -> dict[str, Any]:
    made: dict[str, Any] = {"typ": "Umístění", "název": {"cs": venue.name}}
    if venue.municipality:
        made["adresa"] = {"typ": "Adresa", "obec": MUNICIPALITY + venue.municipality}
    return made


def _access(step_free: bool) -> dict[str, Any]:
    told = "Bezbariérový přístup." if step_free else "Přístup není bezbariérový."
    return {"typ": "Bezbariérovost", "popis": {"cs": told}}


def _span(one: When) -> dict[str, Any]:
    return {
        "typ": "Časová specifikace",
        "časový_interval": {
            "typ": "Časový interval",
            "začátek": _moment(one.start.isoformat()),
            "konec": _moment(one.end.isoformat()),
        },
    }


def _moment(told: str) -> dict[str, str]:
    return {"typ": "Časový okamžik", "datum_a_čas": told}
