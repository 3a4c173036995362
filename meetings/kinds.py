"""What a meeting may be: an area's own list, or the usual one."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from storage.places import Area

USUAL = Path(__file__).parent / "kinds.yaml"


def kinds_of(area: Area | None) -> Mapping[str, Mapping[str, str]]:
    """Labels in each language by the kind's id, in the order in which they are offered."""
    own = area.settings.get("meeting_kinds") if area else None
    return {str(one["id"]): one["text"] for one in own or _usual()}


@cache
def _usual() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(USUAL.read_text("utf-8"))
    return found
