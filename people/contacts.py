"""Who answers for an area: the contact card that its coordinator has set."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from people.danger import Danger
from texts.content import pick

# Every area should set its own lines; this one is true everywhere.
EVERYWHERE: tuple[Mapping[str, Any], ...] = (
    {
        "number": "112",
        "text": {
            "cs": "Tísňová linka",
            "cs-easy": "Když jde o život",
            "uk": "Екстрена допомога",
            "en": "Emergency line",
        },
    },
)


@dataclass(frozen=True)
class Contact:
    """Lies in the area's settings under `contact`; whatever is not set is empty."""

    name: str
    role: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    hours: str = ""


def contact(settings: Mapping[str, Any], language: str) -> Contact | None:
    kept = settings.get("contact") or {}
    told = {field: _told(kept.get(field), language) for field in Contact.__annotations__}
    return Contact(**told) if told["name"] else None


def help_lines(settings: Iterable[Mapping[str, Any]], danger: Danger) -> list[Mapping[str, Any]]:
    """The lines that the areas have set, each once; those made for this danger first."""
    found = [line for one in settings for line in one.get("emergency_lines", ())]
    once = {str(line["number"]): line for line in found or EVERYWHERE}
    return sorted(once.values(), key=lambda line: line.get("danger") != danger)


def _told(value: Any, language: str) -> str:
    return pick(value, language) if isinstance(value, Mapping) else str(value or "")
