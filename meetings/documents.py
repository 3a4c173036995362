"""A meeting as its author gives it: what it is, where, for whom, and how many places there are."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from storage.attendance import NEXT_DAY
from texts.formatting import PRAGUE

TITLE_LENGTH = 200
TEXT_LENGTH = 3000
DATES_LIMIT = 60
FIRST_DAY = 1
# What lasts longer, as an exhibition does, has no days of its own.
LONGEST_BY_DAYS = timedelta(days=31)
# An evening may go on so long past midnight and is no day of its own.
PAST_MIDNIGHT = timedelta(hours=6)
PROGRAMME_LIMIT = 60
CAPACITY_LIMIT = 100_000

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
Title = Mapping[str, Annotated[str, StringConstraints(min_length=1, max_length=TITLE_LENGTH)]]
Text = Mapping[str, Annotated[str, StringConstraints(min_length=1, max_length=TEXT_LENGTH)]]
Line = Annotated[str, StringConstraints(max_length=TITLE_LENGTH)]


class Unit(StrEnum):
    """What a place is for."""

    PERSON = "person"
    FAMILY = "family"


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Item(Part):
    """One part of the programme."""

    title: Title
    lecturer: Line = ""


class Venue(Part):
    """Where it is; `municipality` is a code of the register.

    `children` are welcome, at a `children_corner` somebody minds them.
    """

    name: Line
    address: Line = ""
    municipality: str = ""
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    step_free: bool | None = None
    hearing_loop: bool = False
    interpreting: bool = False
    children: bool = False
    children_corner: bool = False
    neutral: bool = False

    @property
    def on_map(self) -> tuple[float, float] | None:
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude


def date_of(day: int) -> int:
    """The number of the date to which a day of a meeting belongs."""
    return day % NEXT_DAY


class When(Part):
    """One date, in its own time zone."""

    start: AwareDatetime
    end: AwareDatetime

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end <= self.start:
            raise ValueError("ends before it starts")
        return self

    @property
    def whole_days(self) -> tuple[date, date] | None:
        """The first day and the last, where it goes from one midnight here to another."""
        start, end = self.start.astimezone(PRAGUE), self.end.astimezone(PRAGUE)
        if (start.time(), end.time()) != (time(), time()):
            return None
        return start.date(), end.date() - timedelta(days=1)

    @property
    def days(self) -> tuple["When", ...]:
        """Itself, or from midnight to midnight here where it is longer than a day.

        The last evening ends when it ends.
        """
        start, end = self.start.astimezone(PRAGUE), self.end.astimezone(PRAGUE)
        if not timedelta(days=1) < end - start <= LONGEST_BY_DAYS:
            return (self,)
        dates = (start.date() + timedelta(days=nth) for nth in range(1, LONGEST_BY_DAYS.days + 1))
        midnights = (datetime.combine(one, time(), PRAGUE) for one in dates)
        bounds = [start, *(one for one in midnights if one + PAST_MIDNIGHT < end), end]
        # Between two moments of one zone Python reckons by its clocks, not by time.
        passed = pairwise(one.astimezone(UTC) for one in bounds)
        return tuple(When(start=since, end=until) for since, until in passed)

    def is_on(self, day: date) -> bool:
        last = self.end.astimezone(PRAGUE) - timedelta(microseconds=1)
        return self.start.astimezone(PRAGUE).date() <= day <= last.date()


class Project(Part):
    """Of which project it is; `number` is the one under which it is registered."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=TITLE_LENGTH)]
    number: Line = ""

    @property
    def told(self) -> str:
        return f"{self.name} ({self.number})" if self.number else self.name


class Certified(Part):
    """Whoever was there on all the days, or on `least` so many, may have a certificate.

    `hours` are told instead of the time between start and end; they are for all of the days. Where
    dates are chosen one by one, days and hours are those of one date.
    """

    accreditation: Line = ""
    hours: Annotated[float, Field(gt=0, le=1000)] | None = None
    least: Annotated[int, Field(ge=1, le=DATES_LIMIT)] | None = None


class Meeting(Part):
    """`one_for_all`: whoever comes, comes to all the dates; otherwise each date is chosen.

    Of the places, `reserved` are those which the office gives itself. `audience` are parties that
    it is meant for, nobody else being turned away. `picture` is the SHA-256 of a file in the media
    folder, `survey` the key of the one with its own questions, `plan` the code of the plan whose
    draft is heard; without one the two days say when that draft lies out and until when comments
    are taken.
    """

    key: Key
    area: Key
    kind: Key
    title: Title
    description: Text = {}
    when: Annotated[tuple[When, ...], Field(max_length=DATES_LIMIT)] = ()
    when_note: Text = {}
    one_for_all: bool = True
    venue: Venue | None = None
    online: Annotated[str, StringConstraints(pattern=r"^(https://\S+)?$", max_length=500)] = ""
    programme: Annotated[tuple[Item, ...], Field(max_length=PROGRAMME_LIMIT)] = ()
    topics: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    picture: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = ""
    survey: str = ""
    plan: str = ""
    documents_available_from: date | None = None
    comments_until: date | None = None
    group: str = ""
    organiser: Text = {}
    co_organiser: Text = {}
    project: Project | None = None
    publicity: Text = {}
    capacity: Annotated[int, Field(ge=1, le=CAPACITY_LIMIT)] | None = None
    reserved: Annotated[int, Field(ge=0, le=CAPACITY_LIMIT)] = 0
    unit: Unit = Unit.PERSON
    registration_until: AwareDatetime | None = None
    is_public: bool = True
    certificate: Certified | None = None

    @field_validator("certificate", mode="before")
    @classmethod
    def _certificate_or_none(cls, told: object) -> object:
        """Files may say only whether there is one."""
        if isinstance(told, bool):
            return {} if told else None
        return told

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        starts = [one.start for one in self.when]
        if starts != sorted(starts):
            raise ValueError("dates out of order")
        return self

    @field_validator("reserved")
    @classmethod
    def _of_what_there_is(cls, reserved: int, info: ValidationInfo) -> int:
        if reserved > (info.data.get("capacity") or 0):
            raise ValueError("more reserved places than places")
        return reserved

    @property
    def publicity_line(self) -> Mapping[str, str]:
        """The project and who pays it, as one line in each language."""
        if self.project is None:
            return self.publicity
        told = self.project.told
        return {one: f"{told} · {text}" for one, text in self.publicity.items()} or {"cs": told}

    @property
    def open_places(self) -> int | None:
        """Places that everybody may have; None where they are not counted."""
        return None if self.capacity is None else self.capacity - self.reserved

    @property
    def nths(self) -> tuple[int, ...]:
        """What one registers for: everything at once (0), or one of the dates."""
        if self.one_for_all or len(self.when) < 2:
            return (0,)
        return tuple(range(1, len(self.when) + 1))

    @property
    def days(self) -> Mapping[int, When]:
        """What attendance is kept for: each date, and each day of one that is longer than a day."""
        dates = range(FIRST_DAY, len(self.when) + 1)
        return {nth: one for date in dates for nth, one in self.days_of(date).items()}

    def days_of(self, date: int) -> Mapping[int, When]:
        """The days of one date; none where there is no such date any more.

        The first day has the number of its date, so that no day changes its number when another
        date becomes longer.
        """
        days = self.when[date - 1].days if 0 < date <= len(self.when) else ()
        return {date + later * NEXT_DAY: one for later, one in enumerate(days)}

    def has_days(self, date: int) -> bool:
        """Whether a date is longer than a day, and people come in on each of its days."""
        return len(self.days_of(date)) > 1

    @property
    def expected(self) -> int:
        """On how many days somebody comes who misses none of what they have chosen."""
        if 0 in self.nths:
            return len(self.days)
        return min(Counter(map(date_of, self.days)).values())

    @property
    def has_nights(self) -> bool:
        return any(self.has_days(nth) for nth, _ in enumerate(self.when, FIRST_DAY))

    def dates_of(self, nth: int) -> tuple[When, ...]:
        """All for 0; none where there is no such date any more."""
        return tuple(one for place, one in enumerate(self.when, 1) if nth in (0, place))

    def ends(self) -> datetime | None:
        return max((one.end for one in self.when), default=None)
