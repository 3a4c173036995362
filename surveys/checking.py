"""Whether a value fits its question: what was tapped or typed becomes a value or is refused."""

import re
import unicodedata
from collections.abc import Container, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from surveys.definitions import Option, Question
from surveys.walking import Value
from texts.content import fold

# Beyond this nobody means the number they wrote.
LARGEST: Final = Decimal(10**12)
NUMBER = re.compile(r"([+-]?)([0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,15})(?:([.,])([0-9]{1,15}))?")


class Reason(StrEnum):
    REQUIRED = "required"
    EMPTY = "empty"
    NOT_OFFERED = "not_offered"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    NOT_TOGETHER = "not_together"
    NOT_A_NUMBER = "not_a_number"
    TOO_MANY_DECIMALS = "too_many_decimals"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    UNKNOWN_CODE = "unknown_code"


class AnswerRefused(Exception):
    def __init__(self, reason: Reason, **data: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.data = data


def can_skip(question: Question) -> bool:
    return not question.required


def check(question: Question, raw: Value, codes: Container[str] = ()) -> Value:
    """The value to keep; `codes` are those of the question's codelist."""
    if raw is None:
        return _skipped(question)
    if question.type == "multi":
        return done(question, [raw] if isinstance(raw, str | int) else raw)
    if isinstance(raw, list):
        raise AnswerRefused(Reason.NOT_OFFERED)
    return _one(question, str(raw), codes)


def _one(question: Question, raw: str, codes: Container[str]) -> Value:
    match question.type:
        case "scale":
            return _point(question, raw)
        case "text":
            return _text(question, raw)
        case "number":
            return _number(question, raw)
        case "codelist":
            return _code(question, raw, codes)
        case _:
            return _offered(question, raw).id


def _skipped(question: Question) -> Value:
    if can_skip(question):
        return None
    raise AnswerRefused(Reason.REQUIRED)


def _offered(question: Question, option_id: str) -> Option:
    option = question.option(option_id)
    if option is None:
        raise AnswerRefused(Reason.NOT_OFFERED)
    return option


def toggle(question: Question, chosen: Sequence[str], option_id: str, on: bool) -> list[str]:
    """What is chosen after one tap; the same tap twice says the same."""
    option = _offered(question, option_id)
    if not on:
        return _in_order(question, set(chosen) - {option_id})
    if option.exclusive:
        return [option_id]
    together = {one.id for one in question.options if not one.exclusive}
    picked = set(chosen) & together | {option_id}
    _not_too_many(question, picked)
    return _in_order(question, picked)


def done(question: Question, chosen: Sequence[str | int]) -> list[str]:
    """The finished choice of several options."""
    picked = {_offered(question, str(option_id)).id for option_id in chosen}
    alone = any(option.exclusive for option in question.options if option.id in picked)
    if alone and len(picked) > 1:
        raise AnswerRefused(Reason.NOT_TOGETHER)
    least = 1 if alone else question.min_choices or 1
    if len(picked) < least:
        raise AnswerRefused(Reason.TOO_FEW, min=least)
    _not_too_many(question, picked)
    return _in_order(question, picked)


def _not_too_many(question: Question, picked: set[str]) -> None:
    if question.max_choices is not None and len(picked) > question.max_choices:
        raise AnswerRefused(Reason.TOO_MANY, max=question.max_choices)


def _in_order(question: Question, picked: set[str]) -> list[str]:
    return [option.id for option in question.options if option.id in picked]


def _point(question: Question, raw: str) -> int:
    for point in question.points:
        if raw.strip() == str(point):
            return point
    raise AnswerRefused(Reason.NOT_OFFERED)


def _code(question: Question, raw: str, codes: Container[str]) -> str:
    if question.option(raw) is None and raw not in codes:
        raise AnswerRefused(Reason.UNKNOWN_CODE)
    return raw


def _text(question: Question, raw: str) -> str:
    text = unicodedata.normalize("NFC", _printable(raw)).strip()
    if not any(unicodedata.category(letter) not in ("Cf", "Zs", "Cc") for letter in text):
        raise AnswerRefused(Reason.EMPTY)
    if len(text) > question.max_length:
        raise AnswerRefused(Reason.TOO_LONG, max=question.max_length, length=len(text))
    return text


def _printable(raw: str) -> str:
    kept = raw.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in kept if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))


def _number(question: Question, raw: str) -> str:
    value = parsed_number(raw, question.decimals)
    least = -LARGEST if question.min is None else question.min
    most = LARGEST if question.max is None else question.max
    if value < least:
        raise AnswerRefused(Reason.TOO_SMALL, min=least, max=question.max)
    if value > most:
        raise AnswerRefused(Reason.TOO_LARGE, min=question.min, max=most)
    return f"{value:f}"


def parsed_number(raw: str, decimals: int) -> Decimal:
    """A number as people write it in Czech or English: "1 250,5", "1250.50"."""
    match = NUMBER.fullmatch(re.sub(r"\s+", " ", raw.replace("\N{MINUS SIGN}", "-").strip()))
    if match is None:
        raise AnswerRefused(Reason.NOT_A_NUMBER)
    sign, whole, mark, fraction = match.groups(default="")
    # "1.250" may mean one thousand two hundred fifty, so a guess is never made.
    doubtful = mark == "." and len(fraction) == 3
    written = fraction if doubtful else fraction.rstrip("0")
    if len(written) > decimals:
        raise AnswerRefused(Reason.TOO_MANY_DECIMALS, max=decimals)
    value = Decimal(f"{sign}{whole.replace(' ', '')}.{fraction.rstrip('0') or '0'}")
    return value.normalize() + 0


def option_named(question: Question, typed: str) -> Option | None:
    """The option whose label somebody typed instead of tapping, in any of its languages."""
    wanted = fold(typed)
    for option in question.all_options:
        if wanted in {fold(label) for label in option.text.values()}:
            return option
    return None
