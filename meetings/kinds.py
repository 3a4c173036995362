"""What a meeting may be: an area's own list, or the usual one, and what each kind begins with."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from meetings.documents import CAPACITY_LIMIT, Unit
from storage.places import Area

USUAL = Path(__file__).parent / "kinds.yaml"


class Template(BaseModel):
    """What a new meeting of a kind begins with; `heard` are those about the draft of a plan.

    `lead_days` are the working days before which people are to be invited.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    minutes: int = Field(default=120, ge=15, le=14 * 24 * 60)
    starts: str = Field(default="17:00", pattern=r"^[0-2][0-9]:[0-5][0-9]$")
    capacity: int | None = Field(default=None, ge=1, le=CAPACITY_LIMIT)
    unit: Unit = Unit.PERSON
    one_for_all: bool = True
    is_public: bool = True
    heard: bool = False
    lead_days: int = Field(default=0, ge=0, le=60)

    @property
    def lasts(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    def fields(self) -> dict[str, Any]:
        """What of it a meeting takes over."""
        return self.model_dump(include={"capacity", "unit", "one_for_all", "is_public"})


def kinds_of(area: Area | None) -> Mapping[str, Mapping[str, str]]:
    """Labels in each language by the kind's id, in the order in which they are offered."""
    return {str(one["id"]): one["text"] for one in _told(area)}


def template_of(area: Area | None, kind: str) -> Template:
    """What the area says, or the usual list where the area is silent or says nonsense."""
    for listed in (_told(area), _usual()):
        found = next((one for one in listed if one["id"] == kind), {})
        if "usual" in found:
            try:
                return Template.model_validate(found["usual"])
            except ValidationError:
                continue
    return Template()


def _told(area: Area | None) -> list[dict[str, Any]]:
    own = area.settings.get("meeting_kinds") if area else None
    return own or _usual()


@cache
def _usual() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(USUAL.read_text("utf-8"))
    return found
