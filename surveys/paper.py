"""A survey as it stands on paper: every question in order, and where to go on after an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from surveys.definitions import Condition, Definition, Option, Question
from surveys.expressions import parse

# After one answer to such a question it is plain where to go on.
JUMPING: Final = ("single", "scale", "acknowledge")


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
            tuple(_limit(definition, one, numbers) for one in _conditions(definition, question)),
            _depends_on(definition, question, numbers),
        )
        for question in definition.questions
    ]


def _conditions(definition: Definition, question: Question) -> tuple[Condition, ...]:
    """What leads to the question, an expression among it where options can say the same."""
    said = _said_by_options(definition, question)
    return (*question.show_if, said) if said else question.show_if


def _said_by_options(definition: Definition, question: Question) -> Condition | None:
    if question.when is None:
        return None
    rule = parse(question.when)
    names = [name for name in rule.names if name in definition]
    if len(names) != 1:
        return None
    asked = definition.question(names[0])
    if asked.type not in JUMPING or rule.holds({}, today=definition.opens):
        return None
    chosen = (one for one in _answers(asked) if rule.holds({asked.id: one}, today=definition.opens))
    leading = tuple(chosen)
    return Condition(question=asked.id, any_of=leading) if leading else None


def _answers(question: Question) -> list[str]:
    return [option.id for option in question.all_options] or [str(one) for one in question.points]


def _numbers(definition: Definition) -> dict[str, int]:
    asking = [question for question in definition.questions if question.type != "note"]
    return {question.id: number for number, question in enumerate(asking, start=1)}


def _jumps(definition: Definition, question: Question, numbers: dict[str, int]) -> dict[str, int]:
    """Options after which some of the next questions are left out."""
    if question.type not in JUMPING:
        return {}
    later = [
        q for q in definition.questions[definition.place(question.id) + 1 :] if q.id in numbers
    ]
    if not later:
        return {}
    demanded = {one.id: _conditions(definition, one) for one in later}
    jumps = {}
    for value in _answers(question):
        ends = value in question.ends_on
        open_to = [q for q in later if not ends and not _ruled_out(demanded[q.id], question, value)]
        first = next(iter(open_to), None)
        if first is not later[0]:
            jumps[value] = numbers[first.id] if first else 0
    return jumps


def _ruled_out(conditions: Sequence[Condition], by: Question, value: str) -> bool:
    """Whether the one answer decides that the later question is not asked."""
    return any(
        one.question == by.id
        and (
            value in one.none_of
            or bool(one.any_of and value not in one.any_of)
            or not set(one.all_of) <= {value}
        )
        for one in conditions
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


def _depends_on(
    definition: Definition, question: Question, numbers: dict[str, int]
) -> tuple[int, ...]:
    if question.when is None or _said_by_options(definition, question):
        return ()
    return tuple(sorted({numbers[name] for name in parse(question.when).names if name in numbers}))
