"""Which answers an expression tells from which others, where that can be said exactly."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from surveys.definitions import Definition, Question
from surveys.dependence import named
from surveys.expressions import parse
from surveys.results.counting import NO_ANSWER, SINGLE_CLASSES
from surveys.results.numbers import NumberClass


def decides_alone(asked: Question, branch: Question) -> bool:
    """Whether nothing but the answer to this one question decides if the branch is asked."""
    ruled = branch.constraint is not None or branch.choice_filter is not None
    return not ruled and not branch.show_if and named(branch) == {asked.id}


def leading(
    definition: Definition, asked: Question, branch: Question, options: Iterable[str]
) -> frozenset[str]:
    """The answers, silence among them, that lead into a branch decided by this question alone."""
    answers = [(option, {asked.id: option}) for option in options]
    return frozenset(
        option
        for option, heard in [*answers, (NO_ANSWER, {})]
        if parse(branch.when or "").holds(heard, today=definition.opens)
    )


def has_single_numbers(question: Question) -> bool:
    """Whether each class of the numbers is one number, so that it is known what lies in it."""
    if question.type != "number" or question.decimals:
        return False
    least, most = question.min, question.max
    if least is None or most is None or least % 1 or most % 1:
        return False
    return most - least <= SINGLE_CLASSES


def cleanly(
    definition: Definition, asked: Question, classes: Sequence[NumberClass], counts: Counter[str]
) -> bool:
    """Whether the branches part no published class of the numbers so that a small part is left."""
    if not classes or asked.min is None or asked.max is None:
        return False
    numbers = [Decimal(number) for number in range(int(asked.min), int(asked.max) + 1)]
    behind = [branch for branch in definition.questions if decides_alone(asked, branch)]
    sides = [leading(definition, asked, branch, map(str, numbers)) for branch in behind]
    parts: Counter[tuple[int, ...]] = Counter()
    for place, number in enumerate(numbers):
        told = [str(number) in inside for inside in sides]
        parts[_class(number, classes), *told] += counts[str(place)]
    return all(not count or count >= definition.min_cell for count in parts.values())


def _class(number: Decimal, classes: Sequence[NumberClass]) -> int:
    return sum(one.low is not None and one.low <= number for one in classes)
