"""A survey as it stands on paper: every question in order, and where to go on after an answer."""

from dataclasses import dataclass

from surveys.definitions import Condition, Definition, Option, Question
from surveys.expressions import parse


@dataclass(frozen=True)
class Limit:
    """Whom a printed question is for: those who chose so in the question of this number."""

    number: int
    condition: Condition
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Printed:
    """One question; `number` is None for what asks nothing.

    `jumps` say after which option to go on with which number, 0 for the end; `limits` are the
    conditions in words of options, `depends_on` the numbers that an expression looks at.
    """

    question: Question
    number: int | None
    jumps: dict[str, int]
    limits: tuple[Limit, ...]
    depends_on: tuple[int, ...]


def printed(definition: Definition) -> list[Printed]:
    numbers = _numbers(definition)
    return [
        Printed(
            question,
            numbers.get(question.id),
            _jumps(definition, question, numbers),
            tuple(_limit(definition, one, numbers) for one in question.show_if),
            _depends_on(question, numbers),
        )
        for question in definition.questions
    ]


def _numbers(definition: Definition) -> dict[str, int]:
    asking = [question for question in definition.questions if question.type != "note"]
    return {question.id: number for number, question in enumerate(asking, start=1)}


def _jumps(definition: Definition, question: Question, numbers: dict[str, int]) -> dict[str, int]:
    """Options after which some of the next questions are left out."""
    if question.type not in ("single", "scale", "acknowledge"):
        return {}
    later = [
        q for q in definition.questions[definition.place(question.id) + 1 :] if q.id in numbers
    ]
    if not later:
        return {}
    chosen = [option.id for option in question.all_options] or [str(one) for one in question.points]
    jumps = {}
    for value in chosen:
        first = next((q for q in later if not _ruled_out(q, question, value)), None)
        if first is not later[0]:
            jumps[value] = numbers[first.id] if first else 0
    return jumps


def _ruled_out(question: Question, by: Question, value: str) -> bool:
    """Whether the one answer decides that the later question is not asked."""
    return any(
        one.question == by.id
        and (
            value in one.none_of
            or bool(one.any_of and value not in one.any_of)
            or not set(one.all_of) <= {value}
        )
        for one in question.show_if
    )


def _limit(definition: Definition, condition: Condition, numbers: dict[str, int]) -> Limit:
    asked = definition.question(condition.question)
    named = {*condition.any_of, *condition.all_of, *condition.none_of}
    chosen = tuple(option for option in asked.all_options if option.id in named)
    points = tuple(
        Option(id=str(point), text=asked.labels.get(point, {"cs": str(point)}))
        for point in asked.points
        if str(point) in named
    )
    return Limit(numbers[asked.id], condition, chosen + points)


def _depends_on(question: Question, numbers: dict[str, int]) -> tuple[int, ...]:
    if question.when is None:
        return ()
    return tuple(sorted({numbers[name] for name in parse(question.when).names if name in numbers}))
