"""How an expression reckons: its values are texts, numbers and truths, as in XPath 1.0."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from operator import ge, gt, le, lt
from typing import Any, Final, NamedTuple

EPOCH: Final = date(1970, 1, 1).toordinal()

Result = str | float | bool


def truth(value: Result) -> bool:
    if isinstance(value, float):
        return not (value == 0 or math.isnan(value))
    return bool(value)


NUMBER = re.compile(r"\s*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*")
DAY = re.compile(r"\s*([0-9]{4}-[0-9]{2}-[0-9]{2})\s*")
TIME = re.compile(r"\s*([01][0-9]|2[0-3]):([0-5][0-9])(?::[0-5][0-9](?:\.[0-9]+)?)?\s*")
MINUTES_IN_A_DAY: Final = 24 * 60


def number(value: Result) -> float:
    if not isinstance(value, str):
        return float(value)
    if NUMBER.fullmatch(value):
        return float(value)
    if match := DAY.fullmatch(value):
        return _days(match[1])
    match = TIME.fullmatch(value)
    return (int(match[1]) * 60 + int(match[2])) / MINUTES_IN_A_DAY if match else math.nan


def _days(day: str) -> float:
    try:
        return float(date.fromisoformat(day).toordinal() - EPOCH)
    except ValueError:
        return math.nan


def text_of(value: Result) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if math.isfinite(value):
        return str(int(value)) if value == int(value) else repr(value)
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def seen(value: Any) -> Result:
    """An answer as an expression sees it."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "OK" if value else ""
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    if isinstance(value, Mapping):
        return " ".join(map(str, value.values()))
    return str(value)


def _equal(left: Result, right: Result) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    if isinstance(left, float) or isinstance(right, float):
        return number(left) == number(right)
    return left == right


def _ordered(compare: Callable[[float, float], bool]) -> Callable[[Result, Result], Result]:
    return lambda left, right: compare(number(left), number(right))


def _divided(left: Result, right: Result) -> float:
    dividend, divisor = number(left), number(right)
    if divisor:
        return dividend / divisor
    return math.nan if not dividend else math.copysign(math.inf, dividend)


def _remainder(left: Result, right: Result) -> float:
    dividend, divisor = number(left), number(right)
    if not divisor or math.isinf(dividend):
        return math.nan
    return math.fmod(dividend, divisor)


SIGNS: Final[Mapping[str, Callable[[Result, Result], Result]]] = {
    "=": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": _ordered(lt),
    "<=": _ordered(le),
    ">": _ordered(gt),
    ">=": _ordered(ge),
    "+": lambda left, right: number(left) + number(right),
    "-": lambda left, right: number(left) - number(right),
    "*": lambda left, right: number(left) * number(right),
    "div": _divided,
    "mod": _remainder,
}


def _selected(chosen: Result, wanted: Result) -> bool:
    return text_of(wanted).strip() in text_of(chosen).split()


def _whole(value: Result) -> float:
    given = number(value)
    return float(math.trunc(given)) if math.isfinite(given) else given


def _rounded(value: Result, places: Result = 0.0) -> float:
    """Halves go up, as on paper and in XPath."""
    given, wanted = number(value), number(places)
    if not math.isfinite(given) or not math.isfinite(wanted):
        return given
    scale = 10.0 ** max(-12, min(12, int(wanted)))
    moved = given * scale
    return math.floor(moved + 0.5) / scale if math.isfinite(moved) else given


def _least(*values: Result) -> float:
    return min(map(number, values)) if not _any_nan(values) else math.nan


def _most(*values: Result) -> float:
    return max(map(number, values)) if not _any_nan(values) else math.nan


def _any_nan(values: tuple[Result, ...]) -> bool:
    return any(math.isnan(number(value)) for value in values)


def _coalesced(*values: Result) -> Result:
    return next((value for value in values if text_of(value)), "")


class Function(NamedTuple):
    least: int
    most: int
    does: Callable[..., Result]


MANY: Final = 50
FUNCTIONS: Final[Mapping[str, Function]] = {
    "boolean": Function(1, 1, truth),
    "coalesce": Function(2, MANY, _coalesced),
    "concat": Function(1, MANY, lambda *values: "".join(map(text_of, values))),
    "count-selected": Function(1, 1, lambda value: float(len(text_of(value).split()))),
    "date": Function(1, 1, text_of),
    "decimal-time": Function(1, 1, number),
    "false": Function(0, 0, lambda: False),
    "int": Function(1, 1, _whole),
    "max": Function(1, MANY, _most),
    "min": Function(1, MANY, _least),
    "not": Function(1, 1, lambda value: not truth(value)),
    "number": Function(1, 1, number),
    "round": Function(1, 2, _rounded),
    "selected": Function(2, 2, _selected),
    "string": Function(1, 1, text_of),
    "string-length": Function(1, 1, lambda value: float(len(text_of(value)))),
    "true": Function(0, 0, lambda: True),
}
