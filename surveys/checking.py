"""Whether a value fits its question: what was tapped or typed becomes a value or is refused."""

import re
import unicodedata
from collections.abc import Container, Sequence
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from surveys.definitions import AGREED, READ, SENT, Option, Question
from surveys.expressions import parse
from surveys.walking import Answers, Value

# Beyond this nobody means the number they wrote.
LARGEST: Final = Decimal(10**12)
NUMBER = re.compile(r"([+-]?)([0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,15})(?:([.,])([0-9]{1,15}))?")
CZECH_DAY = re.compile(r"([0-9]{1,2})\s*[./]\s*([0-9]{1,2})\s*[./]\s*([0-9]{4})")
ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
TIME = re.compile(r"([0-9]{1,2})(?:\s*[:.]\s*([0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?)?")
# Kinds that are answered by options of their own.
CHOSEN: Final = ("single", "multi", "rank")
FILE_NAME = re.compile(r"[0-9a-f]{64}\.([a-z0-9]{2,4})")
VOICE: Final = ("ogg",)
# About a hundred metres: enough for a crossing, too little for a flat.
PLACE_DECIMALS: Final = 3


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
    NOT_A_STEP = "not_a_step"
    NOT_A_DATE = "not_a_date"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    NOT_A_TIME = "not_a_time"
    NOT_A_PLACE = "not_a_place"
    NOT_A_FILE = "not_a_file"
    FILE_TOO_BIG = "file_too_big"
    NOT_A_RECORDING = "not_a_recording"
    NOT_A_DOCUMENT = "not_a_document"
    TOO_MANY_PAGES = "too_many_pages"
    CONSTRAINT = "constraint"


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
    if isinstance(raw, dict):
        return _parts(question, raw)
    if question.type in ("multi", "rank"):
        return done(question, raw if isinstance(raw, list) else [raw])
    if isinstance(raw, list):
        raise AnswerRefused(Reason.NOT_OFFERED)
    if question.type == "place":
        return {"municipality": _code(question, str(raw), codes)}
    return _one(question, str(raw), codes)


def check_constraint(question: Question, value: Value, answers: Answers, today: date) -> None:
    """Whether a value fits what the question demands of it beside the other answers."""
    if question.constraint is None or value is None:
        return
    if not parse(question.constraint).holds(answers, value, today=today):
        raise AnswerRefused(Reason.CONSTRAINT, text=question.constraint_text)


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
        case "date":
            return _day(question, raw)
        case "time":
            return f"{parsed_time(raw):%H:%M}"
        case "photo" | "audio" | "file":
            return _file(raw, SENT[question.type])
        case "acknowledge" | "note":
            return _ticked(question, raw)
        case _:
            return _offered(question, raw).id


def _parts(question: Question, raw: dict[str, Any]) -> Value:
    """An answer that has parts: a point on the map, or what was spoken."""
    if question.type == "place" and raw.keys() == {"lat", "lon"}:
        return {"lat": _degrees(raw["lat"], 90), "lon": _degrees(raw["lon"], 180)}
    if question.type == "text" and question.voice and raw.keys() == {"voice"}:
        return {"voice": _file(str(raw["voice"]), VOICE)}
    raise AnswerRefused(Reason.NOT_A_PLACE if question.type == "place" else Reason.NOT_OFFERED)


def _degrees(raw: Any, most: int) -> float:
    try:
        degrees = float(raw)
    except (TypeError, ValueError):
        raise AnswerRefused(Reason.NOT_A_PLACE) from None
    if not -most <= degrees <= most:
        raise AnswerRefused(Reason.NOT_A_PLACE)
    return round(degrees, PLACE_DECIMALS)


def _file(raw: str, endings: Sequence[str]) -> str:
    """The name under which a file is kept: the hash of its content, and what it is."""
    name = FILE_NAME.fullmatch(raw)
    if name is None or name[1] not in endings:
        raise AnswerRefused(Reason.NOT_A_FILE)
    return raw


def _ticked(question: Question, raw: str) -> str:
    if raw != tick(question):
        raise AnswerRefused(Reason.NOT_OFFERED)
    return raw


def tick(question: Question) -> str:
    """The only answer there is to an acknowledgement or a note."""
    return AGREED if question.type == "acknowledge" else READ


def _day(question: Question, raw: str) -> str:
    day = parsed_day(raw)
    if question.earliest is not None and day < question.earliest:
        raise AnswerRefused(Reason.TOO_EARLY, earliest=question.earliest)
    if question.latest is not None and day > question.latest:
        raise AnswerRefused(Reason.TOO_LATE, latest=question.latest)
    return day.isoformat()


def parsed_day(raw: str) -> date:
    """A day as people write it: "24. 11. 2027", "24/11/2027", "2027-11-24"."""
    written = raw.strip().removesuffix(".")
    czech, iso = CZECH_DAY.fullmatch(written), ISO_DAY.fullmatch(written)
    parts = reversed(czech.groups()) if czech else iso.groups() if iso else None
    if parts is None:
        raise AnswerRefused(Reason.NOT_A_DATE)
    try:
        return date(*map(int, parts))
    except ValueError:
        raise AnswerRefused(Reason.NOT_A_DATE) from None


def parsed_time(raw: str) -> time:
    """A time of day as people write it: "14:30", "14.30", "9"."""
    match = TIME.fullmatch(raw.strip())
    if match is None:
        raise AnswerRefused(Reason.NOT_A_TIME)
    try:
        return time(int(match[1]), int(match[2] or 0))
    except ValueError:
        raise AnswerRefused(Reason.NOT_A_TIME) from None


def suggested(question: Question) -> Value:
    """What the author offers first, as it would be kept.

    Nothing where nothing is offered, or an option of it is not offered after other answers.
    """
    chosen = question.default if question.type in CHOSEN else ()
    if not question.default or any(question.option(one) is None for one in chosen):
        return None
    if question.type in ("multi", "rank"):
        return list(question.default)
    first = question.default[0]
    return first if question.type in ("codelist", "place") else check(question, first)


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
    if question.type == "rank":
        return _ranked(question, chosen, option_id, on)
    if not on:
        return _in_order(question, set(chosen) - {option_id})
    if option.exclusive:
        return [option_id]
    together = {one.id for one in question.options if not one.exclusive}
    picked = set(chosen) & together | {option_id}
    _not_too_many(question, picked)
    return _in_order(question, picked)


def done(question: Question, chosen: Sequence[str | int]) -> list[str]:
    """The finished choice of several options, or their finished order."""
    if question.type == "rank":
        return _order(question, [_offered(question, str(one)).id for one in chosen])
    picked = {_offered(question, str(option_id)).id for option_id in chosen}
    alone = any(option.exclusive for option in question.options if option.id in picked)
    if alone and len(picked) > 1:
        raise AnswerRefused(Reason.NOT_TOGETHER)
    together = sum(not option.exclusive for option in question.options)
    least = 1 if alone else min(question.min_choices or 1, max(together, 1))
    if len(picked) < least:
        raise AnswerRefused(Reason.TOO_FEW, min=least)
    _not_too_many(question, picked)
    return _in_order(question, picked)


def positions(question: Question) -> int:
    """How many options are to be put in order: all, or the first few."""
    return min(question.max_choices or len(question.options), len(question.options))


def _ranked(question: Question, chosen: Sequence[str], option_id: str, on: bool) -> list[str]:
    """Put an option behind those ranked before, or take it out; the last one goes by itself."""
    offered = [option.id for option in question.options]
    kept = [one for one in chosen if one in offered and one != option_id]
    if not on:
        return kept
    if option_id in chosen:
        return [one for one in chosen if one in offered]
    if len(kept) == positions(question):
        raise AnswerRefused(Reason.TOO_MANY, max=positions(question))
    order = [*kept, option_id]
    left = [one for one in offered if one not in order]
    return [*order, *left] if len(left) == 1 and positions(question) == len(offered) else order


def _order(question: Question, chosen: list[str]) -> list[str]:
    if len(set(chosen)) < len(chosen):
        raise AnswerRefused(Reason.NOT_TOGETHER)
    if len(chosen) > positions(question):
        raise AnswerRefused(Reason.TOO_MANY, max=positions(question))
    least = min(question.min_choices or positions(question), positions(question))
    if len(chosen) < least:
        raise AnswerRefused(Reason.TOO_FEW, min=least)
    return chosen


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
    if question.step is not None and (value - (question.min or 0)) % question.step:
        raise AnswerRefused(Reason.NOT_A_STEP, step=question.step)
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
