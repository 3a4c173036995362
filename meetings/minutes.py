"""What minutes say: who was there, what the parties bring and expect, and what came of it."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

LINE_LENGTH = 300
TEXT_LENGTH = 1000
LINES_LIMIT = 60
PEOPLE_LIMIT = 300
PARTIES: Final = ("user", "provider", "commissioner", "public", "partner")

Line = Annotated[str, StringConstraints(max_length=LINE_LENGTH, strip_whitespace=True)]
Told = Annotated[
    str, StringConstraints(min_length=1, max_length=TEXT_LENGTH, strip_whitespace=True)
]
Name = Annotated[str, StringConstraints(max_length=120, strip_whitespace=True)]
Party = Annotated[str, StringConstraints(pattern=f"^({'|'.join(PARTIES)})?$")]


class How(StrEnum):
    PRESENT = "present"
    IN_PART = "in_part"
    EXCUSED = "excused"


class Shown(StrEnum):
    """How those who were there are named to whoever reads the minutes."""

    NAMES = "names"
    INITIALS = "initials"
    COUNTS = "counts"


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Presence(Part):
    """A person, or several together (`people` with what they are: “12 students”).

    `part` says at what they were, where they came for a part only. Without a name it is so many
    people of a party.
    """

    name: Name = ""
    party: Party = ""
    people: Annotated[int, Field(ge=1, le=100_000)] = 1
    together: bool = False
    how: How = How.PRESENT
    part: Line = ""


class Role(Part):
    """What a party is there for, what it can bring, and what it expects of each of the others."""

    party: Party
    role: Line = ""
    brings: Line = ""
    expects: Mapping[Party, Line] = {}

    @property
    def is_empty(self) -> bool:
        return not (self.role or self.brings or any(self.expects.values()))


class Task(Part):
    """`id` stays when the task is corrected; a task of a working group has it too."""

    id: int
    what: Told
    who: Line = ""
    due: date | None = None


class Offer(Part):
    what: Told
    by: Line = ""


Lines = Annotated[tuple[Told, ...], Field(max_length=LINES_LIMIT)]


class Minutes(Part):
    """The minutes of a meeting; `rules_open` says that more rules may be added."""

    programme: Lines = ()
    present: Annotated[tuple[Presence, ...], Field(max_length=PEOPLE_LIMIT)] = ()
    roles: Annotated[tuple[Role, ...], Field(max_length=len(PARTIES))] = ()
    rules: Lines = ()
    rules_open: bool = False
    findings: Lines = ()
    tasks: Annotated[tuple[Task, ...], Field(max_length=LINES_LIMIT)] = ()
    offers: Annotated[tuple[Offer, ...], Field(max_length=LINES_LIMIT)] = ()
    recorder: Line = ""
    shown: Shown = Shown.COUNTS

    def came(self, *how: How) -> int:
        """How many people were there so."""
        return sum(one.people for one in self.present if one.how in how)

    def by_party(self) -> dict[str, int]:
        """How many were there of each party, in full or in part; those without one last."""
        there = [one for one in self.present if one.how is not How.EXCUSED]
        counted = {
            party: sum(one.people for one in there if one.party == party)
            for party in (*PARTIES, "")
        }
        return {party: people for party, people in counted.items() if people}

    def for_readers(self) -> "Minutes":
        """The minutes with those who were there named as their readers are to see them."""
        if self.shown is Shown.NAMES:
            return self
        known = {one.name: initials(one.name) for one in self.present if not one.together}
        tasks = tuple(
            one.model_copy(update={"who": known.get(one.who, one.who)}) for one in self.tasks
        )
        named = _counted if self.shown is Shown.COUNTS else _by_initials
        return self.model_copy(update={"present": named(self.present), "tasks": tasks})

    def role_of(self, party: str) -> Role:
        return next((one for one in self.roles if one.party == party), Role(party=party))


def _by_initials(present: tuple[Presence, ...]) -> tuple[Presence, ...]:
    return tuple(
        one if one.together else one.model_copy(update={"name": initials(one.name)})
        for one in present
    )


def _counted(present: tuple[Presence, ...]) -> tuple[Presence, ...]:
    """So many of each party, in full, in part and excused."""
    places = [(party, how) for how in How for party in (*PARTIES, "")]
    counted = {
        place: sum(one.people for one in present if (one.party, one.how) == place)
        for place in places
    }
    return tuple(
        Presence(party=party, how=how, people=people, together=True)
        for (party, how), people in counted.items()
        if people
    )


# The sections in the order in which minutes are read.
SECTIONS: Final = (
    *("programme", "present", "roles", "rules", "findings", "tasks", "offers", "recorder"),
)


class Change(Part):
    """What a correction took out of a section, and what it put in."""

    section: str
    gone: tuple[Any, ...] = ()
    new: tuple[Any, ...] = ()


def changes(before: Minutes, after: Minutes) -> tuple[Change, ...]:
    found = [_change(name, before, after) for name in SECTIONS]
    return tuple(one for one in found if one.gone or one.new)


def _change(section: str, before: Minutes, after: Minutes) -> Change:
    one, other = _items(before, section), _items(after, section)
    return Change(
        section=section,
        gone=tuple(item for item in one if item not in other),
        new=tuple(item for item in other if item not in one),
    )


def _items(minutes: Minutes, section: str) -> tuple[Any, ...]:
    told = getattr(minutes, section)
    if section == "roles":
        return tuple(one for one in told if not one.is_empty)
    if isinstance(told, tuple):
        return told
    return (told,) if told else ()


def counted(written: str) -> int:
    """How many people a line speaks of: “12 students” are twelve, a name is one."""
    first = written.split(maxsplit=1)[0] if written.split() else ""
    return min(int(first), 100_000) if first.isdecimal() and len(first) < 7 else 0


def initials(name: str) -> str:
    """J. M."""
    letters = [part[0].upper() for part in name.split() if part[0].isalpha()]
    return " ".join(f"{one}." for one in letters[:4]) or "–"
