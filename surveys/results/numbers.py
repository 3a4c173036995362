"""Numbers answered, as classes and a mean that give away no single one of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from surveys.definitions import Question
from surveys.results.counting import RawNumber, RawRow, classes


@dataclass(frozen=True)
class NumberClass:
    """Numbers from `low` up to `high`, which belongs to the next class; None is an open end."""

    low: Decimal | None
    high: Decimal | None
    count: int
    percent: int


def number_classes(question: Question, row: RawRow, min_cell: int) -> tuple[NumberClass, ...]:
    """Neighbouring classes are put together until each holds at least `min_cell` people."""
    edges = classes(question)
    found = list(_gathered(row, len(edges) + 1, min_cell))
    ends = [place for place, _ in found[:-1]]
    lows = [question.min, *(edges[place] for place in ends)]
    highs = [*(edges[place] for place in ends), None]
    return tuple(
        NumberClass(low, high, count, (200 * count + row.answered) // (2 * row.answered))
        for low, high, (_, count) in zip(lows, highs, found, strict=True)
    )


def _gathered(row: RawRow, places: int, min_cell: int) -> Iterator[tuple[int, int]]:
    """Place of the last class and count; what is left over at the top joins the one below."""
    left, waiting = row.answered, 0
    for place in range(places):
        waiting += row.counts[str(place)]
        left -= row.counts[str(place)]
        if (waiting >= min_cell and left >= min_cell) or place == places - 1:
            yield place, waiting
            waiting = 0


def mean(question: Question, number: RawNumber, answered: int) -> Decimal | None:
    """None where one answer makes up half of the sum, or where numbers below nought cancel out."""
    if number.lowest < 0 or (number.total and 2 * number.largest >= number.total):
        return None
    step = Decimal(1).scaleb(-question.decimals - 1)
    return (number.total / answered).quantize(step, ROUND_HALF_UP)


@dataclass(frozen=True)
class AveragePlace:
    """Where an option stands on average when everybody puts all of them in order."""

    id: str
    place: Decimal


STEPS = (Decimal("0.1"), Decimal("0.2"), Decimal("0.5"))


def average_places(
    options: Sequence[str], positions: Mapping[str, int], answered: int, min_cell: int
) -> tuple[AveragePlace, ...]:
    """Rounded so that fewer than `min_cell` people who move an option change nothing for sure."""
    step = next((step for step in STEPS if step * answered >= 2 * min_cell), None)
    if step is None:
        return ()
    return tuple(
        AveragePlace(option, _rounded(positions[option] / Decimal(answered), step))
        for option in options
    )


def _rounded(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step
