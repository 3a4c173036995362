"""What can be wrong with a plan's file: codes with their facts; the doors give them words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Code(StrEnum):
    TOO_BIG = "too_big"
    NOT_READABLE = "not_readable"
    NOT_UTF8 = "not_utf8"
    NOT_PLAIN = "not_plain"
    NOT_A_PLAN = "not_a_plan"
    NO_HEADINGS = "no_headings"
    TOO_MANY_SECTIONS = "too_many_sections"
    TOO_DEEP = "too_deep"
    TITLE_MISSING = "title_missing"
    TITLE_TOO_LONG = "title_too_long"
    TEXT_TOO_LONG = "text_too_long"
    SUMMARY_TOO_LONG = "summary_too_long"
    DUPLICATE_ID = "duplicate_id"
    BAD_ID = "bad_id"
    BAD_VALUE = "bad_value"
    MISSING_FIELD = "missing_field"
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_AREA = "unknown_area"
    UNKNOWN_MUNICIPALITY = "unknown_municipality"
    DATES_TURNED = "dates_turned"
    # Warnings: the plan can be kept, its author should know.
    SUMMARY_MISSING = "summary_missing"
    LANGUAGE_MISSING = "language_missing"
    LONG_SECTION = "long_section"
    UNKNOWN_TOPIC = "unknown_topic"
    UNKNOWN_GROUP = "unknown_group"
    UNKNOWN_CHANNEL = "unknown_channel"


WARNINGS = frozenset(
    {
        Code.SUMMARY_MISSING,
        Code.LANGUAGE_MISSING,
        Code.LONG_SECTION,
        Code.UNKNOWN_TOPIC,
        Code.UNKNOWN_GROUP,
        Code.UNKNOWN_CHANNEL,
    }
)


@dataclass(frozen=True)
class Problem:
    """`where` is the section's id, or the field for what concerns the whole file."""

    code: Code
    where: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_warning(self) -> bool:
        return self.code in WARNINGS


class BadPlan(Exception):
    """The file cannot be used; every problem found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{len(self.problems)} problems")


def unreadable(code: Code, **data: Any) -> BadPlan:
    return BadPlan([Problem(code, data=data)])
