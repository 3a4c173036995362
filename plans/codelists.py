"""What a comment may be and how it may be settled: an area's own lists, or the usual ones."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from storage.places import Area

USUAL = Path(__file__).parent / "codelists.yaml"

# Short enough for a button beside a plan's code and a section.
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=16)]


class Kind(BaseModel):
    """What a comment is: on the matter, on the wording, a question."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id
    text: Annotated[Mapping[str, str], Field(min_length=1)]


class Verdict(Kind):
    """How a comment may be settled, and what has to be told with it."""

    reason: bool = True
    wording: bool = False


Entry = TypeVar("Entry", bound=Kind)
_KINDS = TypeAdapter(tuple[Kind, ...])
_VERDICTS = TypeAdapter(tuple[Verdict, ...])


def kinds_of(area: Area | None) -> tuple[Kind, ...]:
    return _own(_KINDS, area, "comment_kinds")


def verdicts_of(area: Area | None) -> tuple[Verdict, ...]:
    return _own(_VERDICTS, area, "verdicts")


def named(entries: tuple[Entry, ...], wanted: str) -> Entry | None:
    return next((one for one in entries if one.id == wanted), None)


def _own(shape: TypeAdapter[tuple[Entry, ...]], area: Area | None, name: str) -> tuple[Entry, ...]:
    """What the area has set; the usual ones where it has set nothing, or nothing readable."""
    own = area.settings.get(name) if area else None
    if own:
        try:
            return shape.validate_python(own)
        except ValidationError:
            pass
    return shape.validate_python(_usual()[name])


@cache
def _usual() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(USUAL.read_text("utf-8"))
    return found
