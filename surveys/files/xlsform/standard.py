"""Conditions and limits of ours, said in XLSForm's expressions and understood again from them.

A condition is a pair of brackets with one inner pair for each of its lists:
`((selected(${kdy}, 'rano') or selected(${kdy}, 'noc')))` is one of any_of. An expression that looks
otherwise was written by somebody else, and is kept as it is.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from surveys.definitions import Condition

Json = dict[str, Any]

ONE: Final = re.compile(r"selected\(\$\{([\w-]+)\}, '([\w-]+)'\)")
NONE: Final = re.compile(r"not\(selected\(\$\{([\w-]+)\}, '([\w-]+)'\)\)")
ANSWERED: Final = re.compile(r"\$\{([\w-]+)\} != '' and ")


def relevant(conditions: Sequence[Condition], when: str | None) -> str:
    """What the column `relevant` says of a question's conditions."""
    said = [f"({' and '.join(_lists(one))})" for one in conditions]
    if when is not None:
        said.append(f"({when})" if said else when)
    return " and ".join(said)


def _lists(condition: Condition) -> list[str]:
    asked = condition.question
    answered = f"${{{asked}}} != ''"
    said = []
    if condition.any_of:
        said.append(f"({' or '.join(_selected(asked, one) for one in condition.any_of)})")
    if condition.all_of:
        chosen = [_selected(asked, one) for one in condition.all_of]
        said.append(f"({' and '.join([answered, *chosen])})")
    if condition.none_of:
        left_out = [f"not({_selected(asked, one)})" for one in condition.none_of]
        said.append(f"({' and '.join([answered, *left_out])})")
    return said


def _selected(question: str, option: str) -> str:
    return f"selected(${{{question}}}, '{option}')"


def conditions(text: str) -> tuple[list[Json], str]:
    """The conditions with which the expression begins, and what it demands beside them."""
    found: list[Json] = []
    left = text
    while (inside := _brackets(left)) is not None:
        condition = _condition(inside)
        rest = left[len(inside) + 2 :]
        if condition is None or not (rest == "" or rest.startswith(" and (")):
            break
        found.append(condition)
        left = rest.removeprefix(" and ")
        if not left:
            return found, ""
    if not found:
        return [], text
    inside = _brackets(left)
    return (found, inside) if inside is not None and len(inside) + 2 == len(left) else ([], text)


def _brackets(text: str) -> str | None:
    """What stands in the brackets with which the text begins."""
    if not text.startswith("("):
        return None
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return text[1:place]
    return None


def _condition(text: str) -> Json | None:
    lists: dict[str, list[str]] = {}
    asked: set[str] = set()
    left = text
    while left:
        inside = _brackets(left)
        found = _list(inside) if inside is not None else None
        if inside is None or found is None or found[0] in lists:
            return None
        name, question, options = found
        lists[name] = options
        asked.add(question)
        left = left[len(inside) + 2 :]
        if left and not left.startswith(" and ("):
            return None
        left = left.removeprefix(" and ")
    return {"question": asked.pop(), **lists} if len(asked) == 1 else None


def _list(text: str) -> tuple[str, str, list[str]] | None:
    """The list that a pair of brackets says, its question and its options."""
    answered = ANSWERED.match(text)
    if answered is None:
        found = _all(ONE, text, " or ")
        return ("any_of", *found) if found else None
    for name, shape in (("all_of", ONE), ("none_of", NONE)):
        found = _all(shape, text[answered.end() :], " and ")
        if found and found[0] == answered[1]:
            return (name, *found)
    return None


def _all(shape: re.Pattern[str], text: str, between: str) -> tuple[str, list[str]] | None:
    matches = [shape.fullmatch(part) for part in text.split(between)]
    questions = {match[1] for match in matches if match}
    if not all(matches) or len(questions) != 1:
        return None
    return questions.pop(), [match[2] for match in matches if match]


def limits(fields: Mapping[str, str]) -> str:
    """What the limits of a question demand of its answer, as other programs understand it."""
    shapes = {
        "min": ". >= {}",
        "max": ". <= {}",
        "earliest": ". >= date('{}')",
        "latest": ". <= date('{}')",
        "min_choices": "count-selected(.) >= {}",
        "max_choices": "count-selected(.) <= {}",
        "max_length": "string-length(.) <= {}",
    }
    return " and ".join(
        shape.format(fields[name]) for name, shape in shapes.items() if fields.get(name)
    )


def constraint(limits: str, own: str | None) -> str:
    """What the column `constraint` says: the limits, and what the question itself demands."""
    if own is None:
        return limits
    return f"({limits}) and ({own})" if limits else own


def own_constraint(limits: str, written: str) -> str:
    """What the column demands beside the limits, which stand in columns of their own."""
    start = f"({limits}) and ("
    if limits and written == limits:
        return ""
    if limits and written.startswith(start) and written.endswith(")"):
        return written[len(start) : -1]
    return written
