"""Which questions are asked, for many responses at once: found once for each way through."""

from collections.abc import Iterator
from typing import Any

from surveys.definitions import Definition, Question
from surveys.dependence import named
from surveys.walking import Answers, relevant, visible

# Expressions over free values lead through a survey in as many ways as there are values.
MOST_KEPT = 5000
MISSING = object()


class Ways:
    """Says the same as `walking.visible` and `walking.relevant`."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self.deciding = sorted(set(_deciding(definition)))
        self._is_filtered = any(one.choice_filter is not None for one in definition.questions)
        self._known: dict[tuple[Any, ...], tuple[tuple[Question, ...], frozenset[str]]] = {}

    def visible(self, answers: Answers) -> tuple[Question, ...]:
        return self._way(answers)[0]

    def relevant(self, answers: Answers) -> Answers:
        if self._is_filtered:
            return relevant(self._definition, answers)
        asked = self._way(answers)[1]
        if answers.keys() <= asked:
            return answers
        return {name: value for name, value in answers.items() if name in asked}

    def _way(self, answers: Answers) -> tuple[tuple[Question, ...], frozenset[str]]:
        key = tuple(_frozen(answers.get(name, MISSING)) for name in self.deciding)
        found = self._known.get(key)
        if found is None:
            asked = visible(self._definition, answers)
            found = (asked, frozenset(one.id for one in asked))
            if len(self._known) < MOST_KEPT:
                self._known[key] = found
        return found


def _deciding(definition: Definition) -> Iterator[str]:
    """The questions whose answers decide whether another one is asked."""
    for question in definition.questions:
        yield from (condition.question for condition in question.show_if)
        yield from named(question)
        if question.choice_filter is not None or question.ends_on:
            yield question.id


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return repr(value) if isinstance(value, dict) else value
