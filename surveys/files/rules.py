"""Whether expressions, filters, defaults and repeated answers name what exists and comes before."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from surveys import checking
from surveys.calculations import named_by
from surveys.checking import AnswerRefused
from surveys.definitions import (
    Calculation,
    Definition,
    Path,
    Question,
    named_in,
    question_texts,
    texts,
)
from surveys.expressions import BadExpression, Expression, parse
from surveys.files.problems import Code
from surveys.others import OR_OTHER_ID_LIMIT

Finding = tuple[Path, Code, dict[str, Any]]

FIELDS = ("when", "constraint", "choice_filter")


def rules(definition: Definition) -> Iterator[Finding]:
    for path, text in texts(definition):
        if path[0] != "questions" and named_in(text):
            yield path, Code.REPEATS_LATER, {"asked": min(named_in(text))}
    for nth, calculation in enumerate(definition.calculations):
        for path, code, facts in _calculation(definition, calculation):
            yield ("calculations", nth, *path), code, facts
    for place, question in enumerate(definition.questions):
        for path, code, facts in _question(definition, place, question):
            yield ("questions", place, *path), code, facts


def _calculation(definition: Definition, calculation: Calculation) -> Iterator[Finding]:
    """It may name any question, wherever that stands."""
    if calculation.id in definition or definition.calculation(calculation.id) is not calculation:
        yield ("id",), Code.DUPLICATE_QUESTION, {"id": calculation.id}
    try:
        found = parse(calculation.expression)
    except BadExpression as bad:
        facts = {"field": "expression", "fault": bad.fault, "column": bad.column, **bad.data}
        yield ("expression",), Code.BAD_EXPRESSION, facts
        return
    if found.asks_itself or _turns(definition, calculation):
        yield ("expression",), Code.CONDITION_ON_ITSELF, {"asked": calculation.id}
    for asked in sorted(found.names):
        if asked not in definition and definition.calculation(asked) is None:
            yield ("expression",), Code.CONDITION_ON_UNKNOWN, _unknown(definition, asked)


def _turns(definition: Definition, calculation: Calculation) -> bool:
    """Whether it names itself, or others that lead back to it."""
    waiting, met = [calculation], set[str]()
    while waiting:
        for name in named_by(waiting.pop()) - met:
            met.add(name)
            named = definition.calculation(name)
            waiting += [named] if named else []
    return calculation.id in met


def _unknown(definition: Definition, asked: str) -> dict[str, Any]:
    names = [*(one.id for one in definition.questions), *(c.id for c in definition.calculations)]
    return {"asked": asked, "nearest": _nearest(asked, names)}


def _question(definition: Definition, place: int, question: Question) -> Iterator[Finding]:
    for field in FIELDS:
        if getattr(question, field) is not None:
            yield from _expression(definition, place, question, field)
    for path, text in question_texts(question):
        yield from _repeated(definition, place, path, named_in(text))
    if question.default:
        yield from _default(question)
    if question.or_other and len(question.id) > OR_OTHER_ID_LIMIT:
        yield ("id",), Code.BAD_ID, {"id": question.id, "longest": OR_OTHER_ID_LIMIT}
    if question.constraint_text is not None and question.constraint is None:
        yield ("constraint",), Code.MISSING_FIELD, {"field": "constraint"}


def _expression(
    definition: Definition, place: int, question: Question, field: str
) -> Iterator[Finding]:
    try:
        found = parse(getattr(question, field), filters=field == "choice_filter")
    except BadExpression as bad:
        facts = {"field": field, "fault": bad.fault, "column": bad.column, **bad.data}
        yield (field,), Code.BAD_EXPRESSION, facts
        return
    for asked in sorted(found.names):
        if field != "constraint" or asked != question.id:
            yield from _named(definition, place, (field,), asked)
    if found.asks_itself and field != "constraint":
        yield (field,), Code.CONDITION_ON_ITSELF, {"asked": question.id}
    yield from _attributes(question, found)


def _named(definition: Definition, place: int, path: Path, asked: str) -> Iterator[Finding]:
    if definition.calculation(asked):
        return  # It stands there by its name alone where it is wrong itself, and that is told.
    if asked not in definition:
        yield path, Code.CONDITION_ON_UNKNOWN, _unknown(definition, asked)
    elif definition.place(asked) == place:
        yield path, Code.CONDITION_ON_ITSELF, {"asked": asked}
    elif definition.place(asked) > place:
        yield path, Code.CONDITION_ON_LATER, {"asked": asked}


def _nearest(written: str, names: list[str]) -> str | None:
    return next(iter(get_close_matches(written, names, n=1, cutoff=0.6)), None)


def _attributes(question: Question, found: Expression) -> Iterator[Finding]:
    known = {"name", *(name for option in question.options for name in option.attributes)}
    for name in sorted(found.attributes - known):
        facts = {"attribute": name, "nearest": _nearest(name, sorted(known))}
        yield ("choice_filter",), Code.UNKNOWN_ATTRIBUTE, facts


def _repeated(definition: Definition, place: int, path: Path, names: set[str]) -> Iterator[Finding]:
    for asked in sorted(names):
        if asked not in definition and definition.calculation(asked) is None:
            yield path, Code.REPEATS_UNKNOWN, _unknown(definition, asked)
        elif _last_place(definition, asked) >= place:
            yield path, Code.REPEATS_LATER, {"asked": asked}


def _last_place(definition: Definition, asked: str) -> int:
    """Where the question stands, or the last one from which it is counted."""
    calculation = definition.calculation(asked)
    names = named_by(calculation) if calculation else {asked}
    return max((definition.place(name) for name in names if name in definition), default=-1)


def _default(question: Question) -> Iterator[Finding]:
    """Codelists are long and change, so their defaults are not looked up."""
    if question.type == "codelist":
        return
    several = question.type in ("multi", "rank")
    try:
        checking.check(question, list(question.default) if several else question.default[0])
    except AnswerRefused:
        told = ", ".join(question.default)
        yield ("default",), Code.DEFAULT_NOT_TAKEN, {"value": told}
