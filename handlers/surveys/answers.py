"""Answers in words: what was answered, and why an answer was not taken."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from surveys.calculations import Counted, counted
from surveys.checking import AnswerRefused, Reason, can_skip
from surveys.definitions import Definition, Question
from surveys.piping import without_holes
from surveys.walking import Answers, Value
from texts.content import pick
from texts.formatting import day, number
from texts.words import Words, later


def answer_text(words: Words, asked: Question, value: Value, label: str = "") -> str:
    """A given answer in words of the person's language; `label` is that of a codelist's entry."""
    if value is None:
        return words("skipped")
    if label:
        return label
    language = words.language
    match asked.type:
        case "scale":
            return point_text(asked, int(str(value)), words)
        case "number":
            return str(value).replace(".", "." if language == "en" else ",")
        case "date":
            return day(date.fromisoformat(str(value)), language)
        case "time":
            return str(value).removeprefix("0")
        case "acknowledge":
            return words("confirmed")
        case "photo" | "audio" | "file":
            return words(SENT_NAMES[asked.type])
        case "rank":
            return _in_order(asked, value, language)
    if isinstance(value, dict):
        return _parts(words, value)
    chosen = value if isinstance(value, list) else [str(value)]
    named = [asked.option(one) for one in chosen]
    return ", ".join(
        pick(option.text, language) if option else one
        for option, one in zip(named, chosen, strict=True)
    )


def repeated(words: Words, definition: Definition, name: str, given: Answers, label: str) -> str:
    """What a text says where it repeats an earlier answer, or what is counted from answers."""
    calculation = definition.calculation(name)
    if calculation:
        return counted_text(words, counted(definition, calculation, given))
    if name not in definition or given.get(name) is None:
        return ""
    return answer_text(words, definition.question(name), given[name], label)


def counted_text(words: Words, value: Counted) -> str:
    if isinstance(value, bool):
        return words("yes") if value else words("no")
    if isinstance(value, float):
        return str(value).replace(".", "." if words.language == "en" else ",")
    return "" if value is None else str(value)


def point_text(asked: Question, point: int, words: Words) -> str:
    """A point of a scale: its number, and what stands beside it."""
    label = pick(asked.said_of(point), words.language)
    return f"{point} – {label}" if label else str(point)


def _in_order(asked: Question, value: Value, language: str) -> str:
    named = [asked.option(one) for one in value] if isinstance(value, list) else []
    texts = (pick(option.text, language) for option in named if option)
    return ", ".join(f"{place}. {text}" for place, text in enumerate(texts, start=1))


def entry_code(value: Value) -> str:
    """The code of a codelist's entry that an answer names; of a place, its municipality."""
    return str(value.get("municipality", "") if isinstance(value, dict) else value)


def _parts(words: Words, value: dict[str, Any]) -> str:
    if "voice" in value:
        return words("a voice message")
    if "lat" in value:
        point = f"{value['lat']}, {value['lon']}"
        return words("a point on the map ({point})", point=point)
    return str(value["municipality"])


SENT_NAMES = {
    "photo": later("a photo"),
    "audio": later("a recording"),
    "file": later("a file"),
}
INSTEAD = {
    "photo": later("Please send a photo here."),
    "audio": later("Please send a voice message or a recording here."),
    "file": later("Please send a picture or a PDF here."),
}
SENTENCES = {
    Reason.REQUIRED: later("This question cannot be skipped."),
    Reason.EMPTY: later("I see no words in your answer. Please write it once more."),
    Reason.NOT_TOGETHER: later("These answers do not go together. Choose again, please."),
    Reason.NOT_A_NUMBER: later("I need a number here, for example 12."),
    Reason.NOT_A_DATE: later("I need a day here, for example 24. 11. 2027."),
    Reason.NOT_A_TIME: later("I need a time here, for example 14:30."),
    Reason.NOT_A_PLACE: later(
        "I need a place here: send your location, or write the municipality."
    ),
    Reason.NOT_A_FILE: later("I cannot read this file. Please send another one."),
    Reason.NOT_A_RECORDING: later(
        "I can take a voice message, or a recording in MP3, M4A, WAV or OGG. Please send another "
        "one."
    ),
    Reason.NOT_A_DOCUMENT: later(
        "I can take a picture (JPEG, PNG) or a PDF without a password. Save it so and send it "
        "again, please."
    ),
    Reason.CONSTRAINT: later("This does not fit the other answers. Please look at it once more."),
}
NOT_OFFERED = later("This answer is not among those offered. Please choose again.")


def sent_instead(words: Words, asked: Question) -> str:
    """What is asked for where something else was sent or written."""
    wanted = words(INSTEAD[asked.type])
    return f"{wanted} {words('Or skip the question.')}" if can_skip(asked) else wanted


def refused_answer(words: Words, refusal: AnswerRefused) -> str:
    """Why an answer was not taken, and what would be."""
    data, language = refusal.data, words.language
    match refusal.reason:
        case Reason.TOO_FEW:
            return words.many(
                "Choose at least {n}, please.", "Choose at least {n}, please.", data["min"]
            )
        case Reason.TOO_MANY:
            return words.many(
                "You can choose {n} at most. Take one off first.",
                "You can choose {n} at most. Take one off first.",
                data["max"],
            )
        case Reason.TOO_SMALL:
            return words("The least possible is {n}.", n=number(data["min"], language))
        case Reason.TOO_LARGE:
            return words("The most possible is {n}.", n=number(data["max"], language))
        case Reason.TOO_MANY_DECIMALS | Reason.NOT_A_STEP:
            return _not_so_fine(words, data)
        case Reason.TOO_EARLY:
            return words("The first possible day is {day}.", day=day(data["earliest"], language))
        case Reason.TOO_LATE:
            return words("The last possible day is {day}.", day=day(data["latest"], language))
        case Reason.FILE_TOO_BIG:
            most = number(data["max"], language)
            return words("This is too big: {max} MB at most. Please send less.", max=most)
        case Reason.TOO_MANY_PAGES:
            return words.many(
                "A document of {n} page at most, please.",
                "A document of {n} pages at most, please.",
                data["max"],
            )
        case Reason.CONSTRAINT if data["text"]:
            return without_holes(pick(data["text"], language))
        case Reason.TOO_LONG:
            return words(
                "Your answer has {length} characters, at most {max} are possible. "
                "Please shorten it.",
                length=number(data["length"], language),
                max=number(data["max"], language),
            )
    return words(SENTENCES.get(refusal.reason, NOT_OFFERED))


def _not_so_fine(words: Words, data: Mapping[str, Any]) -> str:
    """A number with too many decimals, or between two steps."""
    if "step" in data:
        step = number(data["step"], words.language)
        return words("Only steps of {step} are possible here.", step=step)
    if not data["max"]:
        return words("I need a whole number here, without decimals.")
    return words.many(
        "At most {n} decimal place, please.", "At most {n} decimal places, please.", data["max"]
    )
