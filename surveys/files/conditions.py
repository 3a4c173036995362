"""Whether the conditions of a survey name what exists and can ever hold."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from surveys.definitions import AGREED, OTHER, SENT, Condition, Definition, Path, Question
from surveys.files.problems import Code

Finding = tuple[Path, Code, dict[str, Any]]

OPEN = ("text", "number", "rank", "date", "time", "place", "note", *SENT)


def conditions(definition: Definition) -> Iterator[Finding]:
    for place, question in enumerate(definition.questions):
        sound = True
        for index, condition in enumerate(question.show_if):
            for finding in _one(definition, place, condition):
                sound = False
                path, code, facts = finding
                yield ("questions", place, "show_if", index, *path), code, facts
        needed = _needed(definition, question) if sound else {}
        if not all(_some_answer(definition.question(q), rules) for q, rules in needed.items()):
            yield ("questions", place, "show_if"), Code.NEVER_SHOWN, {"asked": list(needed)}


def _one(definition: Definition, place: int, condition: Condition) -> Iterator[Finding]:
    asked = condition.question
    if asked not in definition:
        facts = {"asked": asked, "nearest": _nearest(asked, [q.id for q in definition.questions])}
        yield ("question",), Code.CONDITION_ON_UNKNOWN, facts
    elif definition.place(asked) == place:
        yield ("question",), Code.CONDITION_ON_ITSELF, {"asked": asked}
    elif definition.place(asked) > place:
        yield ("question",), Code.CONDITION_ON_LATER, {"asked": asked}
    elif definition.question(asked).type in OPEN:
        yield ("question",), Code.CONDITION_ON_OPEN, {"asked": asked}
    else:
        yield from _values(definition.question(asked), condition)
    if not (condition.any_of or condition.all_of or condition.none_of):
        yield (), Code.CONDITION_EMPTY, {"asked": asked}


def _nearest(written: str, names: list[str]) -> str | None:
    return next(iter(get_close_matches(written, names, n=1, cutoff=0.6)), None)


def _values(asked: Question, condition: Condition) -> Iterator[Finding]:
    if asked.type == "codelist":
        return
    offered = _offered(asked)
    for field in ("any_of", "all_of", "none_of"):
        for index, value in enumerate(getattr(condition, field)):
            if value not in offered:
                facts = {"asked": asked.id, "value": value, "nearest": _nearest(value, offered)}
                yield (field, index), Code.UNKNOWN_ANSWER, facts


def _offered(asked: Question) -> list[str]:
    if asked.type == "scale":
        return [str(point) for point in asked.points]
    if asked.type == "acknowledge":
        return [AGREED]
    return [option.id for option in asked.all_options] + [OTHER] * asked.or_other


def _needed(definition: Definition, question: Question) -> dict[str, list[Condition]]:
    """The question's conditions and those of the questions it depends on, by question asked."""
    needed: dict[str, list[Condition]] = {}
    waiting, met = [question], {question.id}
    while waiting:
        for condition in waiting.pop().show_if:
            needed.setdefault(condition.question, []).append(condition)
            if condition.question in definition and condition.question not in met:
                met.add(condition.question)
                waiting.append(definition.question(condition.question))
    return {asked: rules for asked, rules in needed.items() if asked in definition}


def _some_answer(asked: Question, rules: list[Condition]) -> bool:
    """Only what is certainly impossible counts: some answer has to fit all that is asked of it."""
    required = {value for rule in rules for value in rule.all_of}
    forbidden = {value for rule in rules for value in rule.none_of}
    if asked.max_choices is not None and len(required) > asked.max_choices:
        return False
    return any(
        required <= answer and all(not r.any_of or answer & set(r.any_of) for r in rules)
        for answer in _largest_answers(asked, rules, forbidden)
    )


def _largest_answers(
    asked: Question, rules: list[Condition], forbidden: set[str]
) -> Iterator[set[str]]:
    """Each kind of answer that says as much as it may and nothing forbidden."""
    if asked.type == "multi":
        yield {o.id for o in asked.options if not o.exclusive} - forbidden
    for alone in _alone(asked, rules):
        if alone not in forbidden:
            yield {alone}


def _alone(asked: Question, rules: list[Condition]) -> list[str]:
    if asked.type == "multi":
        return [option.id for option in asked.options if option.exclusive]
    if asked.type != "codelist":
        return _offered(asked)
    named = {value for rule in rules for value in (*rule.any_of, *rule.all_of)}
    # A codelist has more codes than any condition names.
    return [*named, "any other code"]
