"""A question as a form shows it and reads it back: its widget, what is offered, what was sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys import checking
from surveys.attachments import PAGES_LIMIT, SIZE_LIMIT
from surveys.definitions import Option, Question
from surveys.library import Entry
from surveys.walking import Value
from texts.formatting import day, number
from texts.words import Words
from web.respondents import Fields

# How each kind of question is asked; a test minds that none is missing.
WIDGETS: Mapping[str, str] = {
    "single": "radios",
    "multi": "ticks",
    "scale": "radios",
    "text": "area",
    "number": "line",
    "codelist": "select",
    "rank": "ranks",
    "date": "day",
    "time": "time",
    "place": "select",
    "photo": "file",
    "audio": "file",
    "file": "file",
    "acknowledge": "tick",
    "note": "note",
}
# A list that fits on a screen is shown whole.
MOST_RADIOS = 8
NAME = "answer"
FILE_MB = SIZE_LIMIT // 1_000_000
# What a browser offers to choose from; what was really sent is judged by its content.
ACCEPTED: Mapping[str, str] = {
    "photo": "image/jpeg,image/png,image/webp",
    "audio": "audio/*,.mp3,.m4a,.wav,.ogg,.opus",
    "file": "image/jpeg,image/png,image/webp,application/pdf",
}


class NothingGiven(Exception):
    """The form was sent without an answer."""


class SamePlace(Exception):
    """Two options were given the same place in an order."""


@dataclass(frozen=True)
class Choice:
    value: str
    label: Mapping[Any, str]
    chosen: bool
    note: str = ""
    picture: str = ""


@dataclass(frozen=True)
class Field:
    """`choices` of what is chosen from, `value` of what is written, `places` of an order."""

    widget: str
    hint: str
    value: str = ""
    choices: tuple[Choice, ...] = ()
    places: range = range(0)
    decimals: bool = False
    accepted: str = ""
    least: str = ""
    most: str = ""

    @property
    def is_group(self) -> bool:
        """Several controls that need a legend instead of one label."""
        return self.widget in ("radios", "ticks", "ranks")


def field(
    words: Words,
    question: Question,
    entries: Sequence[Entry],
    kept: Value,
    sent: Fields | None = None,
    *,
    fresh: bool = False,
) -> Field:
    """`kept` is the answer that stands, `sent` what was sent and not taken, to be mended.

    A question that is asked for the first time (`fresh`) offers what its author suggests.
    """
    if fresh and question.sensitivity != "health":
        kept = checking.suggested(question)
    given = sent.get(NAME, []) if sent is not None else _as_sent(kept)
    widget = WIDGETS[question.type]
    choices = _choices(question, entries, given)
    if widget == "select" and len(choices) <= MOST_RADIOS:
        widget = "radios"
    if widget == "ranks":
        choices = _ranked(question, kept, sent)
    return Field(
        widget,
        hint(words, question),
        value=given[0] if given else "",
        choices=choices,
        places=range(1, checking.positions(question) + 1),
        decimals=question.decimals > 0,
        accepted=ACCEPTED.get(question.type, ""),
        least=question.earliest.isoformat() if question.earliest else "",
        most=question.latest.isoformat() if question.latest else "",
    )


def read(question: Question, sent: Fields) -> Value:
    """What was sent, to be checked; raises when there is nothing."""
    if question.type == "rank":
        return _order(question, sent)
    given = [one for one in sent.get(NAME, []) if one.strip()]
    if not given:
        raise NothingGiven
    return list(given) if question.type == "multi" else given[0]


def hint(words: Words, question: Question) -> str:
    """The sentence that says how to answer."""
    match question.type:
        case "single" | "scale" | "codelist" | "place":
            return words("Choose one.")
        case "multi":
            return _several_hint(words, question)
        case "rank":
            return _order_hint(words, question)
        case "number":
            return _number_hint(words, question)
        case "date":
            return _day_hint(words, question)
        case "time":
            return words("Hours and minutes, for example 14:30.")
        case "text":
            return words(
                "At most {n} characters. Please write no names.",
                n=number(question.max_length, words.language),
            )
        case "photo":
            return words("One picture of at most 10 MB. Choose it, or take it with your phone.")
        case "audio":
            return words(
                "A recording (MP3, M4A, WAV, OGG) of at most {n} MB. We keep the sound alone. Only "
                "staff hear it; they may know your voice. Please say no names.",
                n=FILE_MB,
            )
        case "file":
            return words(
                "A picture (JPEG, PNG) or a PDF of at most {n} MB and {pages} pages. We keep how "
                "it looks: not its name, nor who made it, when or where. Only staff see it. Please "
                "no faces and no names.",
                n=FILE_MB,
                pages=PAGES_LIMIT,
            )
    return ""


def _choices(
    question: Question, entries: Sequence[Entry], given: Sequence[str]
) -> tuple[Choice, ...]:
    if question.type == "scale":
        return tuple(
            Choice(str(point), question.said_of(point), str(point) in given, str(point))
            for point in question.points
        )
    listed = [Choice(one.code, one.label, one.code in given) for one in entries]
    return (*listed, *(_choice(option, given) for option in question.all_options))


def _choice(option: Option, given: Sequence[str]) -> Choice:
    return Choice(option.id, option.text, option.id in given, picture=option.picture or "")


def _ranked(question: Question, kept: Value, sent: Fields | None) -> tuple[Choice, ...]:
    """Options with the place that each was given."""
    order = list(map(str, kept)) if isinstance(kept, list) else []
    places = {option_id: str(place) for place, option_id in enumerate(order, start=1)}
    if sent is not None:
        places = {name.removeprefix("place-"): values[-1] for name, values in sent.items()}
    return tuple(
        Choice(
            option.id,
            option.text,
            option.id in places,
            places.get(option.id, ""),
            option.picture or "",
        )
        for option in question.options
    )


def _order(question: Question, sent: Fields) -> Value:
    placed = []
    for option in question.options:
        place = sent.get(f"place-{option.id}", [""])[-1]
        if place.isdecimal():
            placed.append((int(place), option.id))
    if not placed:
        raise NothingGiven
    if len({place for place, _ in placed}) < len(placed):
        raise SamePlace
    return [option_id for _, option_id in sorted(placed)]


def _as_sent(kept: Value) -> list[str]:
    """The answer that stands, as the form would send it."""
    if kept is None or (isinstance(kept, dict) and "municipality" not in kept):
        return []
    if isinstance(kept, dict):
        return [str(kept["municipality"])]
    return [str(one) for one in kept] if isinstance(kept, list) else [str(kept)]


def _several_hint(words: Words, question: Question) -> str:
    if question.max_choices:
        return words.many("Choose at most {n}.", "Choose at most {n}.", question.max_choices)
    return words("You can choose more than one.")


def _order_hint(words: Words, question: Question) -> str:
    places = checking.positions(question)
    if places < len(question.options):
        return words.many(
            "Give the number 1 to what matters most.",
            "Choose the {n} that matter most and number them from 1.",
            places,
        )
    return words("Number them: 1 is what matters most.")


def _number_hint(words: Words, question: Question) -> str:
    least, most = (
        number(one, words.language) if one is not None else None
        for one in (question.min, question.max)
    )
    if least is not None and most is not None:
        return words("Write a number from {least} to {most}.", least=least, most=most)
    if least is not None:
        return words("Write a number, {least} or more.", least=least)
    return words("Write a number.")


def _day_hint(words: Words, question: Question) -> str:
    first, last = question.earliest, question.latest
    if first and last:
        return words(
            "A day from {first} to {last}.",
            first=day(first, words.language),
            last=day(last, words.language),
        )
    return words("Choose a day.")
