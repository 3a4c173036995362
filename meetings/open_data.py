"""A meeting as open data: OFN Události of 2020-07-01, the Czech formal norm for events.

The norm names kinds by addresses of a state code list and organisers by their number. What has
neither stands in the long description, in words.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from meetings.calendars import Told
from meetings.documents import Meeting, Venue, When
from meetings.keeping import Held
from meetings.kinds import kinds_of
from storage.meetings import CANCELLED
from storage.places import Area
from texts.content import fold, pick

CONTEXT: Final = "https://ofn.gov.cz/události/2020-07-01/kontexty/událost.jsonld"
MUNICIPALITY: Final = "https://linked.cuzk.cz/resource/ruian/obec/"
# The norm knows Czech and languages by their two letters.
LANGUAGE_LENGTH: Final = 2
ICO: Final = re.compile("[0-9]{8}")


def event(told: Told, iri: str, area: Area) -> dict[str, Any]:
    document, meeting = told.held.document, told.held.meeting
    made: dict[str, Any] = {
        "@context": CONTEXT,
        "typ": "Událost",
        "iri": iri,
        "název": _spoken(document.title),
        "vytvořeno": _moment(meeting.made_at.isoformat()),
        "aktualizováno": _moment(meeting.changed_at.isoformat()),
    }
    if meeting.state == CANCELLED:
        made["zneplatněno"] = _moment(meeting.changed_at.isoformat())
    else:
        made["registrace"] = _registration(document)
    if document.description:
        made["popis"] = _spoken(document.description)
    if long := _long(told.held, area):
        made["dlouhý_popis"] = {"cs": long}
    if office := _office(document, area):
        made["pořadatel"] = [office]
    if document.venue:
        made["umístění"] = [_place(document.venue)]
        if document.venue.step_free is not None:
            made["bezbariérovost"] = _access(document.venue.step_free)
        if document.venue.children or document.venue.children_corner:
            made["vhodné_pro_děti"] = True
    if document.when:
        made["doba_trvání"] = [_span(one) for one in document.when]
    return made


def _spoken(told: Mapping[str, str]) -> dict[str, str]:
    """The norm demands Czech or English; another language alone stands for the Czech."""
    spoken = {name: text for name, text in told.items() if len(name) == LANGUAGE_LENGTH}
    return spoken if spoken.keys() & {"cs", "en"} else {**spoken, "cs": pick(told, "cs")}


def _long(held: Held, area: Area) -> str:
    """All that the norm has no other place for, in Czech."""
    document, because = held.document, held.meeting.cancelled_because
    kind = kinds_of(area).get(document.kind)
    held_by = [pick(one, "cs") for one in (document.organiser, document.co_organiser) if one]
    programme = [
        f"{at}. {pick(one.title, 'cs')}" + (f" ({one.lecturer})" if one.lecturer else "")
        for at, one in enumerate(document.programme, start=1)
    ]
    parts = [
        f"Zrušeno. {because}".strip() if held.meeting.state == CANCELLED else "",
        pick(document.description, "cs") if document.description else "",
        f"Druh: {pick(kind, 'cs')}" if kind else "",
        f"Pořádá: {', '.join(held_by)}" if held_by else "",
        "\n".join(["Program:", *programme]) if programme else "",
        pick(document.publicity_line, "cs") if document.publicity_line else "",
    ]
    return "\n\n".join(filter(None, parts))


def _office(document: Meeting, area: Area) -> dict[str, Any] | None:
    """The office of the area by its number, unless the meeting names somebody else as holding it.

    An area says so in its setting `organiser`, as `ico` and `name`.
    """
    told = area.settings.get("organiser")
    if not isinstance(told, Mapping) or not ICO.fullmatch(str(told.get("ico", ""))):
        return None
    name = told.get("name") or area.name
    if document.organiser and fold(pick(document.organiser, "cs")) != fold(pick(name, "cs")):
        return None
    return {"typ": "Osoba", "ičo": str(told["ico"]), "název": _spoken(name)}


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
