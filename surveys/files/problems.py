"""What can be wrong with a survey file: codes with their facts; the doors give them words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple


class Cell(NamedTuple):
    """A place in a spreadsheet; `row` is counted as spreadsheets do, `column` is its heading."""

    sheet: str
    row: int | None = None
    column: str = ""


# A line of a text file, or a cell of a spreadsheet.
Line = int | Cell


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
    EMPTY_FILE = "empty_file"
    NOT_A_SPREADSHEET = "not_a_spreadsheet"
    MACROS = "macros"
    ENCRYPTED = "encrypted"
    TOO_COMPLEX = "too_complex"
    TOO_MANY_ROWS = "too_many_rows"
    NO_QUESTIONS = "no_questions"
    DUPLICATE_COLUMN = "duplicate_column"
    FORMULA = "formula"
    # A ZIP with pictures.
    NOT_A_ZIP = "not_a_zip"
    ZIP_TOO_BIG = "zip_too_big"
    NOT_ONE_FILE = "not_one_file"
    IN_A_FOLDER = "in_a_folder"
    TWICE_IN_ZIP = "twice_in_zip"
    TOO_MANY_PICTURES = "too_many_pictures"
    PICTURE_TOO_BIG = "picture_too_big"
    NOT_A_PICTURE = "not_a_picture"
    BAD_FILE_NAME = "bad_file_name"
    PICTURE_MISSING = "picture_missing"
    PICTURE_NOT_NAMED = "picture_not_named"
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
    GATE_ON_NOTHING = "gate_on_nothing"
    ALL_END = "all_end"
    NO_QUOTA = "no_quota"
    SMALL_QUOTA = "small_quota"
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
    CANNOT_CROSS = "cannot_cross"
    # What spreadsheets can say and we cannot, or say in a way we cannot follow.
    NOT_SUPPORTED = "not_supported"
    UNKNOWN_TYPE = "unknown_type"
    UNSPOKEN_LANGUAGE = "unspoken_language"
    UNKNOWN_LIST = "unknown_list"
    UNKNOWN_PARAMETER = "unknown_parameter"
    GROUP_NOT_ENDED = "group_not_ended"
    GROUP_NOT_BEGUN = "group_not_begun"
    DUPLICATE_NAME = "duplicate_name"
    OPTION_NAME_IN_EXPRESSION = "option_name_in_expression"
    SENT_REQUIRED_ON_PAPER = "sent_required_on_paper"
    # Warnings: the survey can be kept, its author should know.
    LONG_OPTION = "long_option"
    ONE_OPTION = "one_option"
    TEXT_MISSING = "text_missing"
    HEALTH_TEXT_SKIPPED = "health_text_skipped"
    SMALL_CELL = "small_cell"
    NOT_USED = "not_used"
    NOT_CALCULATED = "not_calculated"
    CALLED_BY_NAME = "called_by_name"
    LANGUAGE_LEFT_OUT = "language_left_out"
    SHEET_NOT_READ = "sheet_not_read"
    COLUMN_NOT_READ = "column_not_read"
    LIST_NOT_USED = "list_not_used"
    LANGUAGE_GUESSED = "language_guessed"
    ID_CHANGED = "id_changed"
    POINTS_UNNAMED = "points_unnamed"
    NOT_SHOWN = "not_shown"


WARNINGS = frozenset(
    {
        *(Code.LONG_OPTION, Code.TEXT_MISSING, Code.HEALTH_TEXT_SKIPPED, Code.SMALL_CELL),
        Code.ONE_OPTION,
        *(Code.NOT_USED, Code.SHEET_NOT_READ, Code.COLUMN_NOT_READ, Code.LIST_NOT_USED),
        *(Code.LANGUAGE_GUESSED, Code.ID_CHANGED, Code.POINTS_UNNAMED),
        *(Code.NOT_SHOWN, Code.NOT_CALCULATED, Code.CALLED_BY_NAME, Code.LANGUAGE_LEFT_OUT),
    }
)


@dataclass(frozen=True)
class Problem:
    line: Line | None
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
