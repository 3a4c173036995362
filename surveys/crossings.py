"""Which results may be crossed: the answers to one question told by the answers to another.

A survey names its crossings before it closes, so that nobody chooses them by what they show.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final

from surveys.definitions import BY_HAND, CHANNEL, Condition, Crossing, Definition, Question
from surveys.dependence import named

# What is said by one count of an answer; an order is told by what stands first in it.
DECIDING: Final = ("single", "multi", "scale", "codelist", "acknowledge")
CROSSED: Final = (*DECIDING, "rank")


class Obstacle(StrEnum):
    """Why two questions are not crossed."""

    UNKNOWN = "unknown"
    ITSELF = "itself"
    TWICE = "twice"
    OPEN = "open"
    MUNICIPALITY = "municipality"
    BY_SEVERAL = "by_several"
    NOT_EVERYBODY = "not_everybody"
    RULED = "ruled"
    BRANCHES = "branches"


def obstacles(definition: Definition) -> list[Obstacle | None]:
    """What stands in the way of each crossing, in their order."""
    seen: set[frozenset[str]] = set()
    found = []
    for crossing in definition.crossings:
        pair = frozenset((crossing.question, crossing.by))
        found.append(Obstacle.TWICE if pair in seen else obstacle(definition, crossing))
        seen.add(pair)
    return found


def obstacle(definition: Definition, crossing: Crossing) -> Obstacle | None:
    if crossing.question == crossing.by:
        return Obstacle.ITSELF
    if _asked_several(definition, crossing.by):
        return Obstacle.BY_SEVERAL
    sides = (of_question(definition, one) for one in (crossing.question, crossing.by))
    return next(filter(None, sides), None)


def of_question(definition: Definition, name: str) -> Obstacle | None:
    """Why the question can be crossed with no other."""
    if name == CHANNEL:
        return None
    if name not in definition:
        return Obstacle.UNKNOWN
    question = definition.question(name)
    if question.type not in CROSSED:
        return Obstacle.OPEN
    if question.tag == "municipality":
        return Obstacle.MUNICIPALITY
    if question.is_ruled:
        return Obstacle.RULED
    if deciding(question) and decider(definition, question) is None:
        return Obstacle.NOT_EVERYBODY
    if not all(_stands_alone(question, *one) for one in _below(definition, question)):
        return Obstacle.BRANCHES
    return None


def decider(definition: Definition, question: Question) -> Question | None:
    """The one question whose counts say who was asked this one, if it may be crossed itself."""
    names = deciding(question)
    if len(names) != 1:
        return None
    above = definition.question(*names)
    both_several = above.type == question.type == "multi"
    if above.type not in DECIDING or both_several or not counts_plainly(above, question):
        return None
    return above if of_question(definition, above.id) is None else None


def net(definition: Definition, crossings: Iterable[Crossing]) -> tuple[Crossing, ...]:
    """The crossings, and each question in them with the one that decides whether it is asked.

    Only on paper is a question left blank that has to be answered: beside channels that counts.
    """
    made = dict.fromkeys(crossings)
    sides = {name for one in made for name in (one.question, one.by)}
    by_channel = CHANNEL in sides and not {*BY_HAND}.isdisjoint(definition.channels)
    waiting = sorted(sides - {CHANNEL})
    while waiting:
        question = definition.question(waiting.pop())
        if by_channel and question.required:
            made[Crossing(question=question.id, by=CHANNEL)] = None
        above = decider(definition, question)
        if above is not None:
            made[Crossing(question=question.id, by=above.id)] = None
            waiting.append(above.id)
    return tuple(made)


def crossable(definition: Definition) -> list[str]:
    """Everything that can be crossed with something else."""
    names = [*(question.id for question in definition.questions), CHANNEL]
    return [name for name in names if of_question(definition, name) is None]


def partners(definition: Definition, question: str) -> list[str]:
    """By what the answers to a question can be told, and are not yet."""
    told = {frozenset((one.question, one.by)) for one in definition.crossings}
    return [
        by
        for by in crossable(definition)
        if frozenset((question, by)) not in told
        and obstacle(definition, Crossing(question=question, by=by)) is None
    ]


def _asked_several(definition: Definition, name: str) -> bool:
    return name in definition and definition.question(name).type == "multi"


def _below(definition: Definition, question: Question) -> Iterator[tuple[Question, set[str]]]:
    """The questions that depend on this one, each with the questions known to do so before it."""
    above = {question.id}
    for branch in definition.questions:
        if above & deciding(branch):
            yield branch, above
            above = above | {branch.id}


def deciding(branch: Question) -> set[str]:
    """The questions whose answers decide about this one."""
    return {*named(branch), *(condition.question for condition in branch.show_if)}


def _stands_alone(question: Question, branch: Question, above: set[str]) -> bool:
    """Whether people can be thought to have answered the question and its branches otherwise."""
    if not deciding(branch) <= above:
        return False
    return question.id not in deciding(branch) or counts_plainly(question, branch)


def counts_plainly(question: Question, branch: Question) -> bool:
    """Whether those who are asked the branch are a sum of counts of this one question."""
    if branch.constraint or branch.choice_filter:
        return False
    if branch.when:
        alone = not branch.show_if and named(branch) == {question.id}
        return alone and question.type != "multi"
    if len(branch.show_if) != 1:
        return False
    return question.type != "multi" or _is_plain(question, branch.show_if[0])


def _is_plain(question: Question, condition: Condition) -> bool:
    """One option ticked, or none of those that stand alone."""
    if condition.none_of:
        alone = {option.id for option in question.all_options if option.exclusive}
        return not condition.any_of and not condition.all_of and {*condition.none_of} <= alone
    return len({*condition.any_of, *condition.all_of}) == 1
