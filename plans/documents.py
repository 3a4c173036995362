"""A plan as a document: an outline of sections, each short enough to be read on a phone."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from plans.channels import CHANNELS, Channel

SECTION_ID_LIMIT = 16
SECTIONS_LIMIT = 1000
TEXT_LIMIT = 20_000
SUMMARY_LIMIT = 600
TITLE_LIMIT = 300
LEVELS_LIMIT = 6
# Messages hold so many letters with their heading and buttons' hints.
READABLE = 1200

SectionId = Annotated[
    str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]*$", max_length=SECTION_ID_LIMIT)
]
Prefix = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,6}$")]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=40)]
Long = Annotated[str, StringConstraints(min_length=1, max_length=TEXT_LIMIT)]
Text = Mapping[str, Long]
Title = Mapping[str, Annotated[str, StringConstraints(min_length=1, max_length=TITLE_LIMIT)]]
Summary = Mapping[str, Annotated[str, StringConstraints(min_length=1, max_length=SUMMARY_LIMIT)]]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Section(Part):
    """`level` is 1 for the highest; `facts` are lines such as indicators, dates and costs."""

    id: SectionId
    level: Annotated[int, Field(ge=1, le=LEVELS_LIMIT)]
    title: Title
    text: Text = {}
    summary: Summary = {}
    topics: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    responsible: Text = {}
    facts: tuple[Text, ...] = ()
    group: str = ""

    def digest(self) -> str:
        """The same for the same words, wherever the section stands."""
        told = self.model_dump(mode="json", exclude={"id", "level"})
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


class Window(Part):
    """The dates that a document itself gives for the consultation with the public."""

    opens: date
    closes: date
    hearing: date | None = None
    settle_by: date | None = None
    channels: Annotated[tuple[Channel, ...], Field(min_length=1)] = CHANNELS


class Plan(Part):
    key: Key
    prefix: Prefix
    area: Key
    title: Title
    label: Annotated[str, StringConstraints(min_length=1, max_length=20)] = "0.1"
    languages: Annotated[tuple[str, ...], Field(min_length=1)] = ("cs",)
    levels: Annotated[tuple[Title, ...], Field(min_length=1, max_length=LEVELS_LIMIT)]
    sections: Annotated[tuple[Section, ...], Field(min_length=1, max_length=SECTIONS_LIMIT)]
    window: Window | None = None

    def section(self, section_id: str) -> Section | None:
        return next((one for one in self.sections if one.id == section_id), None)

    def with_sections(self, sections: tuple[Section, ...]) -> Self:
        return self.model_copy(update={"sections": sections})
