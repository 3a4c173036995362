"""How many questions a survey asks; branches that rule each other out are not counted twice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod

from surveys.definitions import Definition, Question
from surveys.dependence import named
from surveys.expressions import parse
from surveys.walking import holds, is_ended

# Ways through a survey that are tried; where there are more, all its questions are told.
MOST_WAYS = 512
# What is chosen at each fork; None where it is skipped.
Way = Mapping[str, str | None]


@dataclass(frozen=True)
class Length:
    """Nobody is asked more than `most` questions; where it `varies`, somebody is asked fewer."""

    most: int
    varies: bool


def length(definition: Definition) -> Length:
    counted = [question for question in definition.questions if question.type != "note"]
    varies = any(_may_be_left_out(one) or one.ends_on for one in definition.questions)
    return Length(_most(definition) if varies else len(counted), varies)


def _may_be_left_out(question: Question) -> bool:
    return bool(question.show_if or question.when or question.choice_filter)


def _most(definition: Definition) -> int:
    """Of all ways through the survey that its choices of one decide about, the longest."""
    forks = _forks(definition)
    answers = [[None, *(option.id for option in one.all_options)] for one in forks]
    if prod(map(len, answers)) > MOST_WAYS:
        forks, answers = [], []
    names = [one.id for one in forks]
    return max(_asked(definition, dict(zip(names, way, strict=True))) for way in product(*answers))


def _forks(definition: Definition) -> list[Question]:
    deciding = {name for one in definition.questions for name in _looked_at(one)}
    return [one for one in definition.questions if one.type == "single" and one.id in deciding]


def _looked_at(question: Question) -> Iterator[str]:
    yield from (condition.question for condition in question.show_if)
    yield from named(question)


def _asked(definition: Definition, way: Way) -> int:
    """How many are asked on this way at most: what it does not decide about is asked."""
    heard: dict[str, str] = {}
    asked = 0
    for question in definition.questions:
        if not _may_be_asked(definition, question, way, heard):
            continue
        asked += question.type != "note"
        answer = way.get(question.id)
        if answer is None:
            continue
        heard[question.id] = answer
        if is_ended(question, answer):
            break
    return asked


def _may_be_asked(
    definition: Definition, question: Question, way: Way, heard: Mapping[str, str]
) -> bool:
    if not all(holds(one, heard) for one in question.show_if if one.question in way):
        return False
    if question.when is None or not parse(question.when).names <= way.keys():
        return True
    return parse(question.when).holds(heard, today=definition.opens)
