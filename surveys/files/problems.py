"""What can be wrong with a survey file: codes with their facts; the doors give them words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Code(StrEnum):
    # The file as such.
    TOO_BIG = "too_big"
    NOT_UTF8 = "not_utf8"
    CONTROL_CHARACTER = "control_character"
    NOT_YAML = "not_yaml"
    NOT_PLAIN = "not_plain"
    TOO_DEEP = "too_deep"
    NOT_A_SURVEY = "not_a_survey"
    NOT_ONE_SURVEY = "not_one_survey"
    # The shape of what is written.
    DUPLICATE_KEY = "duplicate_key"
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_LANGUAGE = "unknown_language"
    MISSING_FIELD = "missing_field"
    EMPTY = "empty"
    WRONG_TYPE = "wrong_type"
    BAD_VALUE = "bad_value"
    BAD_ID = "bad_id"
    BAD_DATE = "bad_date"
    OUT_OF_BOUNDS = "out_of_bounds"
    TOO_MANY_ITEMS = "too_many_items"
    # What does not fit together.
    DUPLICATE_SURVEY = "duplicate_survey"
    DUPLICATE_QUESTION = "duplicate_question"
    DUPLICATE_OPTION = "duplicate_option"
    DUPLICATE_TAG = "duplicate_tag"
    CLOSES_FIRST = "closes_first"
    UNKNOWN_AREA = "unknown_area"
    UNKNOWN_CODELIST = "unknown_codelist"
    FIELD_NOT_FOR_TYPE = "field_not_for_type"
    TOO_FEW_OPTIONS = "too_few_options"
    ALL_EXCLUSIVE = "all_exclusive"
    NOTE_ON_NOTHING = "note_on_nothing"
    MIN_OVER_MAX = "min_over_max"
    TOO_MANY_CHOICES = "too_many_choices"
    TOO_MANY_POINTS = "too_many_points"
    LABEL_MISSING = "label_missing"
    LABEL_OUTSIDE = "label_outside"
    TEXT_TOO_LONG = "text_too_long"
    # Conditions.
    CONDITION_EMPTY = "condition_empty"
    CONDITION_ON_ITSELF = "condition_on_itself"
    CONDITION_ON_LATER = "condition_on_later"
    CONDITION_ON_UNKNOWN = "condition_on_unknown"
    CONDITION_ON_OPEN = "condition_on_open"
    UNKNOWN_ANSWER = "unknown_answer"
    NEVER_SHOWN = "never_shown"
    BAD_EXPRESSION = "bad_expression"
    UNKNOWN_ATTRIBUTE = "unknown_attribute"
    REPEATS_UNKNOWN = "repeats_unknown"
    REPEATS_LATER = "repeats_later"
    DEFAULT_NOT_TAKEN = "default_not_taken"
    # Warnings: the survey can be kept, its author should know.
    LONG_OPTION = "long_option"
    TEXT_MISSING = "text_missing"
    HEALTH_TEXT_SKIPPED = "health_text_skipped"
    SMALL_CELL = "small_cell"


WARNINGS = frozenset(
    {Code.LONG_OPTION, Code.TEXT_MISSING, Code.HEALTH_TEXT_SKIPPED, Code.SMALL_CELL}
)


@dataclass(frozen=True)
class Problem:
    line: int | None
    question: str | None
    code: Code
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_warning(self) -> bool:
        return self.code in WARNINGS


class BadDefinition(Exception):
    """The file cannot be used; every problem found in it, warnings among them, by line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{len(self.problems)} problems")
