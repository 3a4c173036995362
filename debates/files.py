"""Reads a debate from a YAML file, or says everything that is wrong with it at once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from debates.documents import Debate
from texts.content import fold

SIZE_LIMIT: Final = 200_000
DEPTH_LIMIT: Final = 6
# Everything is text at first; an alias could grow without end.
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# A text in quotes may spell it.
NUL: Final = "\0"
CZECH_DAY = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})")
YES_OR_NO: Final = {"ano": "true", "ne": "false"}
# Where one text may stand for a mapping of languages.
IN_LANGUAGES: Final = ("title", "introduction")


class Code(StrEnum):
    NOT_YAML = "not_yaml"
    NOT_A_DEBATE = "not_a_debate"
    UNKNOWN = "unknown"
    MISSING = "missing"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    NOT_A_DAY = "not_a_day"
    DAYS_OUT_OF_ORDER = "days_out_of_order"
    TWICE = "twice"
    NOT_A_KEY = "not_a_key"
    OUT_OF_RANGE = "out_of_range"
    WRONG_TYPE = "wrong_type"


@dataclass(frozen=True)
class Problem:
    """`place` is the way to it: `statements.3.uk`, statements counted from one; `data` its facts.

    Facts are `line` of a file that is no YAML, `least` or `most` of what is too little or too
    much, and `other`, the number of a statement that says the same.
    """

    place: str
    code: Code
    data: Mapping[str, Any] = field(default_factory=dict)


class NotADebate(Exception):
    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{len(self.problems)} problems")


def is_debate(content: bytes) -> bool:
    """Whether whoever wrote the file meant a debate."""
    try:
        root = _root(_loaded(content))
    except NotADebate:
        return False
    return "statements" in root


def read(content: bytes, area: str = "") -> Debate:
    """The debate of a file, in this area unless it names another; raises NotADebate."""
    root = _root(_loaded(content))
    if area:
        root.setdefault("area", area)
    return checked(_plain(root))


def checked(fields: Mapping[str, Any]) -> Debate:
    """Raises NotADebate with all that is wrong, in the order of the statements."""
    problems = [*_compared(fields)]
    try:
        made = Debate.model_validate(fields)
    except ValidationError as error:
        found = (_problem(one) for one in error.errors() if one["type"] != "value_error")
        raise NotADebate([*found, *problems]) from None
    if problems:
        raise NotADebate(problems)
    return made


def _loaded(content: bytes) -> Any:
    """Plain data only: aliases, what is nested deeply and what no database takes are refused."""
    try:
        text = content[: SIZE_LIMIT + 1].decode("utf-8-sig")
        if len(content) > SIZE_LIMIT or not _is_plain(text):
            raise NotADebate([Problem("", Code.NOT_YAML, {"line": 0})])
        return yaml.load(text, Loader=LOADER)
    except UnicodeDecodeError:
        raise NotADebate([Problem("", Code.NOT_YAML, {"line": 0})]) from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        raise NotADebate([Problem("", Code.NOT_YAML, {"line": line})]) from None


def _is_plain(text: str) -> bool:
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEPTH_LIMIT or isinstance(event, yaml.AliasEvent):
            return False
        if NUL in getattr(event, "value", ""):
            return False
    return True


def _root(data: Any) -> dict[str, Any]:
    root = data.get("debate", data) if isinstance(data, dict) else None
    if not isinstance(root, dict) or not all(isinstance(name, str) for name in root):
        raise NotADebate([Problem("", Code.NOT_A_DEBATE)])
    return dict(root)


def _plain(root: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they are meant: a bare text is Czech, and so may a day be written."""
    fields = dict(root)
    for name in IN_LANGUAGES:
        if isinstance(fields.get(name), str):
            fields[name] = {"cs": fields[name]} if fields[name].strip() else {}
    for name in ("opens", "closes"):
        if isinstance(fields.get(name), str):
            fields[name] = CZECH_DAY.sub(_in_numbers, fields[name].strip())
    if isinstance(fields.get("residents_add"), str):
        told = fields["residents_add"].strip().lower()
        fields["residents_add"] = YES_OR_NO.get(told, told)
    if isinstance(fields.get("statements"), list):
        fields["statements"] = [
            {"cs": one} if isinstance(one, str) else one for one in fields["statements"]
        ]
    return fields


def _in_numbers(told: re.Match[str]) -> str:
    day, month, year = told.groups()
    return f"{year}-{int(month):02}-{int(day):02}"


def _compared(fields: Mapping[str, Any]) -> Iterator[Problem]:
    """What shows only beside each other: days, and statements that say the same."""
    opens, closes = (_day(fields.get(name)) for name in ("opens", "closes"))
    if opens and closes and closes < opens:
        yield Problem("closes", Code.DAYS_OUT_OF_ORDER)
    seen: dict[tuple[str, str], int] = {}
    statements = fields.get("statements")
    for number, one in enumerate(statements if isinstance(statements, Sequence) else (), start=1):
        texts = one.items() if isinstance(one, Mapping) else ()
        for language, said in texts:
            first = seen.setdefault((str(language), fold(str(said))), number)
            if first != number:
                yield Problem(f"statements.{number}.{language}", Code.TWICE, {"other": first})


def _day(told: Any) -> date | None:
    try:
        return told if isinstance(told, date) else date.fromisoformat(str(told))
    except ValueError:
        return None


_CODES: Final = {
    "missing": Code.MISSING,
    "extra_forbidden": Code.UNKNOWN,
    "literal_error": Code.UNKNOWN,
    "string_too_long": Code.TOO_LONG,
    "too_short": Code.TOO_FEW,
    "too_long": Code.TOO_MANY,
    "string_pattern_mismatch": Code.NOT_A_KEY,
    "greater_than_equal": Code.OUT_OF_RANGE,
    "less_than_equal": Code.OUT_OF_RANGE,
}
_FACTS: Final = {
    "min_length": "least",
    "ge": "least",
    "max_length": "most",
    "le": "most",
}


def _problem(error: ErrorDetails) -> Problem:
    context = error.get("ctx", {})
    facts = {told: context[name] for name, told in _FACTS.items() if name in context}
    return Problem(_place(error["loc"]), _code(error), facts)


def _code(error: ErrorDetails) -> Code:
    if error["type"] == "string_too_short":
        return Code.TOO_SHORT if str(error["input"]).strip() else Code.EMPTY
    if error["type"] == "too_short" and error["loc"][-1] != "statements":
        return Code.EMPTY
    if error["type"].startswith("date"):
        return Code.NOT_A_DAY
    return _CODES.get(error["type"], Code.WRONG_TYPE)


def _place(steps: Sequence[int | str]) -> str:
    counted = (str(step + 1) if isinstance(step, int) else step for step in steps)
    return ".".join(one for one in counted if one != "[key]")
