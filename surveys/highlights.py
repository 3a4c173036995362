"""What to tell people of the results in a few lines: the commonest answer to a few questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys.definitions import Question
from surveys.outcome import Outcome
from surveys.results.counting import NO_ANSWER
from surveys.results.published import PublishedQuestion, Row

TOLD = ("single", "multi", "scale")
MOST = 3
# A question that only says who answers is no news to them.
ABOUT_PEOPLE = ("municipality", "age", "gender", "status")


@dataclass(frozen=True)
class Highlight:
    """The commonest answer to one question; `local` when counted in one municipality alone."""

    question: Question
    answer: Mapping[Any, str]
    percent: int
    local: bool


def highlights(found: Outcome, municipality: str | None) -> list[Highlight]:
    """For somebody of the municipality; what is hidden there is told of the whole area."""
    told = [_highlight(found, one, municipality) for one in found.published.questions]
    return [one for one in told if one][:MOST]


def answered_in(found: Outcome, municipality: str | None) -> int | None:
    """How many of the municipality took part, where that may be said."""
    groups = [row for one in found.published.questions for row in _rows_of(one, municipality)]
    known = [row.answered for row in groups if row.answered is not None]
    return max(known, default=None)


def _highlight(
    found: Outcome, published: PublishedQuestion, municipality: str | None
) -> Highlight | None:
    question = found.definition.question(published.id)
    if question.type not in TOLD or question.tag in ABOUT_PEOPLE:
        return None
    local = _rows_of(published, municipality)
    for row, is_local in [*((row, True) for row in local), (published.overall, False)]:
        top = _top(row, several=question.type == "multi")
        label = found.label(question.id, top[0]) if top else None
        if top and label:
            return Highlight(question, label, top[1], is_local)
    return None


def _rows_of(published: PublishedQuestion, municipality: str | None) -> list[Row]:
    """The municipality's own row; one that stands for several places is not its own."""
    return [
        row
        for row in published.by_municipality
        if municipality and row.group == municipality and not row.merged[1:]
    ]


def _top(row: Row, several: bool) -> tuple[str, int] | None:
    """The commonest answer and its share; unknown where a hidden one might be commoner."""
    shown = [cell for cell in row.cells if cell.count and cell.id != NO_ANSWER]
    best = max(shown, key=lambda cell: cell.count or 0, default=None)
    if best is None or best.percent is None or row.answered is None:
        return None
    hides = any(cell.count is None for cell in row.cells)
    if hides and (several or 2 * (best.count or 0) <= row.answered):
        return None
    return best.id, best.percent
