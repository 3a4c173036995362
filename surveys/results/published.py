"""What everybody gets to see of a survey: tables that have passed the gate, kept as JSON."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import TypeAdapter

from surveys.results.counting import NO_ANSWER, RawRow
from surveys.results.merging import Group
from surveys.results.numbers import AveragePlace, NumberClass


@dataclass(frozen=True)
class Cell:
    """One count; None is hidden, which is never the same as nought."""

    id: str
    count: int | None
    percent: int | None


@dataclass(frozen=True)
class Row:
    """One group of people, or everybody (None); `answered` may be hidden too.

    `merged` are the groups (for this question perhaps more of them) that the row stands for.
    """

    group: str | None
    answered: int | None
    cells: tuple[Cell, ...] = ()
    merged: tuple[str, ...] = ()


@dataclass(frozen=True)
class PublishedQuestion:
    """One question; no `by_municipality` means that such a table is not published."""

    id: str
    type: str
    overall: Row
    by_municipality: tuple[Row, ...] = ()
    numbers: tuple[NumberClass, ...] = ()
    mean: Decimal | None = None
    median: str | None = None
    places: tuple[AveragePlace, ...] = ()


@dataclass(frozen=True)
class PublishedCrossing:
    """Answers to a question by those to another; without lines it is `withheld`, and why."""

    question: str
    by: str
    lines: tuple[Row, ...] = ()
    withheld: str = ""


@dataclass(frozen=True)
class KeptApart:
    """How many responses one answer ended, which are in no table; None are too few to say."""

    question: str
    option: str
    count: int | None


@dataclass(frozen=True)
class Published:
    """All that anybody gets to see; no `responses` means fewer than `min_cell`.

    `apart` is of how many responses `kept_apart` tells while the survey runs.
    Crossings are made only when the survey has closed; None means that they have not been yet.
    """

    responses: int | None
    min_cell: int
    groups: tuple[Group, ...] = ()
    questions: tuple[PublishedQuestion, ...] = ()
    channels: tuple[Group, ...] = ()
    crossings: tuple[PublishedCrossing, ...] | None = None
    kept_apart: tuple[KeptApart, ...] = ()
    apart: int = 0

    def question(self, question_id: str) -> PublishedQuestion:
        return next(question for question in self.questions if question.id == question_id)

    def to_json(self) -> str:
        return _KEPT.dump_json(self).decode()

    @classmethod
    def from_json(cls, kept: str) -> "Published":
        return _KEPT.validate_json(kept)


_KEPT = TypeAdapter(Published)


def row(
    group: str | None,
    raw: RawRow,
    options: Sequence[str],
    hides: Callable[[str], bool],
    merged: tuple[str, ...] = (),
) -> Row:
    """The row as it is shown; `hides` tells of each option, and of NO_ANSWER for all of them."""
    answered = None if hides(NO_ANSWER) else raw.answered
    cells = (_cell(one, None if hides(one) else raw.counts[one], answered) for one in options)
    return Row(group, answered, tuple(cells), merged)


def _cell(option: str, count: int | None, answered: int | None) -> Cell:
    return Cell(option, count, percent(count, answered))


def percent(count: int | None, of: int | None) -> int | None:
    """Whole percent, halves up; nothing where either number is hidden or nobody answered."""
    if count is None or not of:
        return None
    return (200 * count + of) // (2 * of)
