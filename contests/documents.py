"""A contest as its brief gives it: what is sought, who may enter and vote, by when, who decides."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

TITLE_LENGTH = 120
TEXT_LENGTH = 3000
LINE_LENGTH = 120
CATEGORIES_LIMIT = 12
SCHOOLS_LIMIT = 30
PRIZES_LIMIT = 10
FILE_LIMIT_MB = 20
GROWN_UP = 18

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
# Travels in buttons.
ShortKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=20)]
Title = Mapping[str, Annotated[str, StringConstraints(min_length=1, max_length=TITLE_LENGTH)]]
Text = Mapping[str, Annotated[str, StringConstraints(min_length=1, max_length=TEXT_LENGTH)]]
Line = Annotated[str, StringConstraints(min_length=1, max_length=LINE_LENGTH)]


class Format(StrEnum):
    """What a work may be sent as, by its media type."""

    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"
    SVG = "image/svg+xml"
    PDF = "application/pdf"


class Method(StrEnum):
    """What a voter may mark: one entry, some of them, any, or an order of preference."""

    ONE = "one"
    UP_TO = "up_to"
    APPROVAL = "approval"
    RANKING = "ranking"


class Origin(StrEnum):
    """Where a voice was given: in the chat, with a slip on the web or in the hall's box, on paper,
    by a juror.

    `PUBLIC` is the first four together, and only so do slips on the web decide.
    """

    ONLINE = "online"
    SLIP = "slip"
    HALL = "hall"
    PAPER = "paper"
    JURY = "jury"
    PUBLIC = "public"


class Who(StrEnum):
    """Who may enter or vote: anybody, or whoever says that they live in the contest's area."""

    ANYBODY = "anybody"
    AREA = "area"


class Tie(StrEnum):
    """What follows from equality: they win together, or a working group decides."""

    JOINT = "joint"
    GROUP = "group"


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Category(Part):
    """For whom it is by age, both ends included; None where there is no limit."""

    id: ShortKey
    title: Title
    youngest: Annotated[int, Field(ge=0, le=120)] | None = None
    oldest: Annotated[int, Field(ge=0, le=120)] | None = None

    @property
    def has_ages(self) -> bool:
        return self.youngest is not None or self.oldest is not None

    @property
    def is_for_children(self) -> bool:
        return self.oldest is not None and self.oldest < GROWN_UP

    def takes(self, age: int | None) -> bool:
        """Whether somebody of this age belongs here; whoever wrote none is grown up."""
        if age is None:
            return not self.is_for_children
        return (self.youngest or 0) <= age <= (age if self.oldest is None else self.oldest)


class Works(Part):
    """What can be handed in."""

    formats: tuple[Format, ...] = tuple(Format)
    min_pixels: Annotated[int, Field(ge=0, le=10_000)] = 0
    max_mb: Annotated[int, Field(ge=1, le=FILE_LIMIT_MB)] = 10
    max_authors: Annotated[int, Field(ge=1, le=40)] = 5
    max_entries: Annotated[int, Field(ge=1, le=200)] = 3
    who: Who = Who.ANYBODY


class Shortlist(Part):
    """At most so many entries that a working group, by its name or key, lets through."""

    group: Line
    most: Annotated[int, Field(ge=2, le=50)]


class Prize(Part):
    place: Annotated[int, Field(ge=1, le=50)]
    what: Title


class Voting(Part):
    """`decides` weighs the voices by where they come from; what is not named is advisory.

    `points` is what a juror gives to a work at most.
    """

    method: Method = Method.ONE
    most: Annotated[int, Field(ge=1, le=50)] = 1
    points: Annotated[int, Field(ge=1, le=20)] = 10
    decides: Mapping[Origin, Annotated[int, Field(ge=1, le=100)]] = {Origin.PUBLIC: 100}
    who: Who = Who.ANYBODY
    tie: Tie = Tie.JOINT
    tie_group: Annotated[str, StringConstraints(max_length=LINE_LENGTH)] = ""

    @model_validator(mode="after")
    def _counts_nothing_twice(self) -> Self:
        parts = {Origin.ONLINE, Origin.HALL, Origin.PAPER}
        if not self.decides:
            raise ValueError("nobody decides")
        if Origin.PUBLIC in self.decides and parts & self.decides.keys():
            raise ValueError("the public and a part of it would both decide")
        if Origin.SLIP in self.decides:
            raise ValueError("slips on the web decide only as a part of the public")
        return self


class Contest(Part):
    """`under_age` is the age below which a guardian has to agree."""

    key: Key
    area: Key
    title: Title
    brief: Text = {}
    organiser: Text = {}
    licence: Text = {}
    categories: Annotated[tuple[Category, ...], Field(max_length=CATEGORIES_LIMIT)] = ()
    schools: Annotated[tuple[Line, ...], Field(max_length=SCHOOLS_LIMIT)] = ()
    works: Works = Works()
    under_age: Annotated[int, Field(ge=0, le=18)] = 15
    enter_from: AwareDatetime
    enter_until: AwareDatetime
    vote_from: AwareDatetime
    vote_until: AwareDatetime
    results_at: AwareDatetime
    shortlist: Shortlist | None = None
    voting: Voting = Voting()
    jury: Annotated[tuple[Line, ...], Field(max_length=20)] = ()
    prizes: Annotated[tuple[Prize, ...], Field(max_length=PRIZES_LIMIT)] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        moments = self.moments
        if list(moments) != sorted(moments) or self.enter_from == self.enter_until:
            raise ValueError("dates out of order")
        if self.vote_from == self.vote_until:
            raise ValueError("dates out of order")
        if len({one.id for one in self.categories}) < len(self.categories):
            raise ValueError("a category twice")
        return self

    def category(self, id: str) -> Category | None:
        """The one of this id, if there is one; an entry has none before it is chosen."""
        return next((one for one in self.categories if one.id == id), None)

    @property
    def moments(self) -> tuple[datetime, ...]:
        """From the first day of entering to the announcement."""
        return (
            self.enter_from,
            self.enter_until,
            self.vote_from,
            self.vote_until,
            self.results_at,
        )
