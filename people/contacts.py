"""Who answers for an area: the contact card that its coordinator has set."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from texts.content import pick


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


def _told(value: Any, language: str) -> str:
    return pick(value, language) if isinstance(value, Mapping) else str(value or "")
