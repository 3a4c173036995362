"""Themes by which written answers are sorted: an area's own, or those usual in social planning."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from storage.places import Area
from surveys.definitions import Key

USUAL = Path(__file__).parent / "themes.yaml"


class Theme(BaseModel):
    """`phrases` are what people say about it; from them it is suggested for a text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Key
    text: Annotated[Mapping[str, str], Field(min_length=1)]
    phrases: tuple[str, ...] = ()


_THEMES = TypeAdapter(tuple[Theme, ...])


def themes_of(area: Area | None) -> tuple[Theme, ...]:
    """What the area has set; the usual ones where it has set nothing, or nothing readable."""
    own = area.settings.get("themes") if area else None
    if not own:
        return usual()
    try:
        return _THEMES.validate_python(own)
    except ValidationError:
        return usual()


@cache
def usual() -> tuple[Theme, ...]:
    return _THEMES.validate_python(yaml.safe_load(USUAL.read_text("utf-8")))
