"""Builds the definition of a shape, reporting whatever does not fit the fields.

A part that is wrong is reported and replaced by a stand-in, so that one reading finds every
error of the file; a definition with stand-ins is only looked at, never kept.
"""

import json
import re
from copy import deepcopy
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from surveys.definitions import (
    KEY_LIMIT,
    OPTION_ID_LIMIT,
    QUESTION_ID_LIMIT,
    Calculation,
    Condition,
    Crossing,
    Definition,
    Option,
    Path,
    Question,
)
from surveys.expression_tokens import LENGTH_LIMIT, Fault
from surveys.files.problems import Code
from surveys.files.shapes import Shape

EXPRESSIONS = ("when", "constraint", "choice_filter", "expression")
ROUNDS = 6
ERRORS_LIMIT = 500
TEXT = {"cs": "?"}
STAND_INS: dict[str, Any] = {
    "key": "survey",
    "area": "area",
    "title": TEXT,
    "intro": TEXT,
    "text": TEXT,
    "opens": "2000-01-01",
    "closes": "2999-12-31",
    "languages": ["cs"],
    "questions": [{"id": "questions-0", "type": "text", "text": TEXT}],
    "type": "text",
    "expression": "0",
    "question": "?",
    "by": "?",
}
ITEMS: dict[str, dict[str, Any]] = {
    "questions": {"type": "text", "text": TEXT},
    "options": {"text": TEXT},
    "extra_options": {"text": TEXT},
    "calculations": {"expression": "0"},
}
PARTS: dict[str, type[BaseModel]] = {
    "questions": Question,
    "options": Option,
    "extra_options": Option,
    "show_if": Condition,
    "crossings": Crossing,
    "calculations": Calculation,
}
LONGEST: dict[type[BaseModel], int] = {
    Question: QUESTION_ID_LIMIT,
    Calculation: QUESTION_ID_LIMIT,
    Option: OPTION_ID_LIMIT,
}
FIELD_NAMES = {*Definition.model_fields, *(n for p in PARTS.values() for n in p.model_fields)}
CODES = {
    "missing": Code.MISSING_FIELD,
    "extra_forbidden": Code.UNKNOWN_FIELD,
    "literal_error": Code.BAD_VALUE,
    "string_pattern_mismatch": Code.BAD_ID,
    "string_too_long": Code.BAD_ID,
    "string_too_short": Code.EMPTY,
    "too_short": Code.EMPTY,
    "too_long": Code.TOO_MANY_ITEMS,
    "date_type": Code.BAD_DATE,
    "date_parsing": Code.BAD_DATE,
    "date_from_datetime_parsing": Code.BAD_DATE,
    "date_from_datetime_inexact": Code.BAD_DATE,
    "greater_than_equal": Code.OUT_OF_BOUNDS,
    "less_than_equal": Code.OUT_OF_BOUNDS,
}
EXPECTED = {
    "string_type": "text",
    "bool_type": "true_false",
    "tuple_type": "list",
    "dict_type": "languages",
    "mapping_type": "languages",
    "model_type": "fields",
}


def build(shape: Shape) -> Definition | None:
    """The definition, with stand-ins where something was reported; None when past mending."""
    for _ in range(ROUNDS):
        try:
            return Definition.model_validate_json(json.dumps(shape.data))
        except ValidationError as found:
            if found.error_count() > ERRORS_LIMIT:
                _tell_some(shape, found)
                return None
            before = set(shape.reported)
            for error in found.errors(include_url=False):
                _mend(shape, error, before)
    return None


def _tell_some(shape: Shape, found: ValidationError) -> None:
    """A file with so many errors is hardly a survey; what stands first says enough."""
    for error in found.errors(include_url=False)[:ERRORS_LIMIT]:
        _mend(shape, error, set())


def _mend(shape: Shape, error: ErrorDetails, before: set[Path]) -> None:
    path = tuple(step for step in error["loc"] if step != "[key]")
    if not isinstance(_at(shape.data, path[:-1]), dict | list):
        return  # What held it has been replaced a moment ago.
    value = _at(shape.data, path)
    if error["type"] == "string_type" and isinstance(value, int | float):
        _put(shape.data, path, json.dumps(value))
        return
    if error["type"] == "too_short" and value:
        return
    if not any(path == told[: len(path)] for told in before):
        code, facts = _told(error, path, value)
        shape.report(path, code, **facts)
    _stand_in(shape.data, path, error["type"])


def _told(error: ErrorDetails, path: Path, value: Any) -> tuple[Code, dict[str, Any]]:
    name = _written(path)
    kind, limits = error["type"], error.get("ctx", {})
    code = CODES.get(kind, Code.WRONG_TYPE)
    if error["loc"][-1] == "[key]":
        return _bad_key(kind, path)
    if value is None and kind != "missing":
        return Code.EMPTY, {"field": name}
    match code:
        case Code.UNKNOWN_FIELD:
            return code, {"field": str(path[-1]), "nearest": _nearest(path)}
        case Code.BAD_VALUE:
            return code, {
                "field": name,
                "value": str(value),
                "allowed": _allowed(limits["expected"]),
            }
        case Code.BAD_ID if name == "picture":
            return Code.BAD_FILE_NAME, {"name": str(value)}
        case Code.BAD_ID if name in EXPRESSIONS:
            fault = {"fault": Fault.TOO_LONG, "column": LENGTH_LIMIT, "limit": LENGTH_LIMIT}
            return Code.BAD_EXPRESSION, {"field": name, **fault}
        case Code.BAD_ID:
            return code, {"id": str(value), "longest": _longest(path)}
        case Code.BAD_DATE | Code.EMPTY | Code.MISSING_FIELD:
            return code, {"field": name}
        case Code.OUT_OF_BOUNDS:
            return code, {"field": name, "min": limits.get("ge"), "max": limits.get("le")}
        case Code.TOO_MANY_ITEMS:
            return code, {"field": name, "limit": limits["max_length"]}
    return code, {"field": name, "expected": EXPECTED.get(kind, "number")}


def _bad_key(kind: str, path: Path) -> tuple[Code, dict[str, Any]]:
    if kind == "literal_error":
        return Code.UNKNOWN_LANGUAGE, {"field": _written(path[:-1]), "language": path[-1]}
    return Code.WRONG_TYPE, {"field": _written(path[:-1]), "expected": "points"}


def _written(path: Path) -> str:
    """What the author calls the field that the path leads into."""
    names = [str(step) for step in path if step in FIELD_NAMES]
    name = names[-1] if names else str(path[-1])
    return "id" if name == "key" else name


def _part(path: Path) -> type[BaseModel]:
    """Which part of a definition holds the field at the end of the path."""
    lists = [step for step in path[:-1] if step in PARTS]
    return PARTS[str(lists[-1])] if lists else Definition


def _allowed(expected: str) -> list[str]:
    return re.findall(r"'([^']+)'", expected)


def _nearest(path: Path) -> str | None:
    names = ["id" if name == "key" else name for name in _part(path).model_fields]
    close = get_close_matches(str(path[-1]).lower(), names, n=1, cutoff=0.6)
    return close[0] if close else None


def _longest(path: Path) -> int:
    return LONGEST.get(_part(path), KEY_LIMIT) if path[-1] == "id" else KEY_LIMIT


def _at(data: Any, path: Path) -> Any:
    for step in path:
        if isinstance(data, dict):
            data = data.get(str(step))
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def _put(data: Any, path: Path, value: Any) -> None:
    holder, last = _at(data, path[:-1]), path[-1]
    holder[last if isinstance(holder, list) else str(last)] = deepcopy(value)


def _stand_in(data: Any, path: Path, kind: str) -> None:
    last = path[-1]
    if isinstance(last, int) and isinstance(_at(data, path[:-1]), list):
        _stand_in_item(data, path)
    elif last == "id":
        _put(data, path, "-".join(map(str, path[-3:-1])))
    elif last in STAND_INS and kind != "extra_forbidden":
        _put(data, path, STAND_INS[str(last)])
    else:
        _at(data, path[:-1]).pop(str(last), None)


def _stand_in_item(data: Any, path: Path) -> None:
    """A wrong item of a list of parts is replaced; any other takes the whole list with it."""
    listed, place = str(path[-2]), path[-1]
    if listed in ITEMS:
        _put(data, path, ITEMS[listed] | {"id": f"{listed}-{place}"})
    else:
        _stand_in(data, path[:-1], "")
