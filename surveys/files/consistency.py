"""Whether the parts of a definition fit together; each finding has its path, code and facts."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from surveys.crossings import obstacles
from surveys.definitions import (
    TOLD_LIMIT,
    Definition,
    Option,
    Path,
    Question,
    missing_texts,
    texts,
)
from surveys.expressions import BadExpression
from surveys.files.conditions import conditions
from surveys.files.gating import gates
from surveys.files.problems import Code
from surveys.files.rules import rules

Finding = tuple[Path, Code, dict[str, Any]]

POINTS_LIMIT: Final = 11
LEAST_OPTIONS: Final = {"single": 1, "multi": 1, "rank": 2}
OPTION_HINT: Final = 40
SMALLEST_CELL: Final = 5
# Title and introduction share one Telegram message of 4,096; so do text, help and note.
LENGTHS: Final = {"title": 200, "intro": 3000, "text": 1000, "help": 1000, "notes_on": 1000} | {
    "ends_on": 1000,
    "constraint_text": 180,
    "group": 200,
}
# A point of a scale stands on its button whole; options that are longer are lettered.
POINT: Final = 64
OPTION: Final = 250
FIELDS: Final = {
    "single": {
        *("options", "notes_on", "choice_filter", "or_other", "randomize", "ends_on", "quotas"),
    },
    "multi": {
        *("options", "notes_on", "min_choices", "max_choices", "choice_filter", "or_other"),
        "randomize",
    },
    "rank": {"options", "min_choices", "max_choices", "choice_filter", "randomize"},
    "scale": {"min", "max", "labels"},
    "text": {"max_length", "voice"},
    "number": {"min", "max", "step", "decimals"},
    "date": {"earliest", "latest"},
    "time": set(),
    "codelist": {"codelist", "extra_options", "notes_on"},
    "place": set(),
    "photo": set(),
    "audio": set(),
    "file": set(),
    "acknowledge": set(),
    "note": set(),
}
TYPED: Final = frozenset().union(*FIELDS.values())


@dataclass(frozen=True)
class Known:
    """Areas and codelists there are, None where they are not to be checked; pictures that came."""

    areas: Collection[str] | None = None
    codelists: Collection[str] | None = None
    pictures: Collection[str] | None = None


def findings(definition: Definition, known: Known) -> Iterator[Finding]:
    yield from _whole(definition, known)
    yield from _ids(definition)
    yield from _lengths(definition)
    yield from _missing(definition)
    for place, question in enumerate(definition.questions):
        for path, code, facts in _question(definition, question, known):
            yield ("questions", place, *path), code, facts
    yield from _pictures(definition, known.pictures)
    yield from conditions(definition)
    yield from rules(definition)
    yield from gates(definition)
    yield from _crossings(definition)


def _crossings(definition: Definition) -> Iterator[Finding]:
    try:
        found = obstacles(definition)
    except BadExpression:
        return  # Told already, and what the question depends on is not known before it is mended.
    for place, obstacle in enumerate(found):
        if obstacle:
            crossing = definition.crossings[place]
            facts = {"asked": crossing.question, "by": crossing.by, "obstacle": obstacle}
            yield ("crossings", place), Code.CANNOT_CROSS, facts


# Where somebody else types the answers in, and there is nothing to send.
BY_HAND = {"paper", "interviewer"}


def _whole(definition: Definition, known: Known) -> Iterator[Finding]:
    if definition.closes < definition.opens:
        dates = {"opens": definition.opens, "closes": definition.closes}
        yield ("closes",), Code.CLOSES_FIRST, dates
    if known.areas is not None and definition.area not in known.areas:
        yield ("area",), Code.UNKNOWN_AREA, {"area": definition.area, "known": sorted(known.areas)}
    if definition.anonymity == "anonymous" and definition.min_cell < SMALLEST_CELL:
        yield ("min_cell",), Code.SMALL_CELL, {"least": SMALLEST_CELL}
    for place, question in enumerate(definition.questions):
        if question.is_sent and question.required and BY_HAND & {*definition.channels}:
            yield ("questions", place, "required"), Code.SENT_REQUIRED_ON_PAPER, {}


def _pictures(definition: Definition, sent: Collection[str] | None) -> Iterator[Finding]:
    """Pictures that are named and did not come, and the other way round."""
    named = set()
    for path, name in _named_pictures(definition):
        named.add(name)
        if sent is None:
            yield path, Code.NOT_SHOWN, {"name": name}
        elif name not in sent:
            yield path, Code.PICTURE_MISSING, {"name": name}
    for name in sorted(set(sent or ()) - named):
        yield ("questions",), Code.PICTURE_NOT_NAMED, {"name": name}


def _named_pictures(definition: Definition) -> Iterator[tuple[Path, str]]:
    for place, question in enumerate(definition.questions):
        for field in ("options", "extra_options"):
            for nth, option in enumerate(getattr(question, field)):
                if option.picture:
                    yield ("questions", place, field, nth, "picture"), option.picture


def _ids(definition: Definition) -> Iterator[Finding]:
    for place in _repeated(question.id for question in definition.questions):
        again = definition.questions[place]
        yield ("questions", place, "id"), Code.DUPLICATE_QUESTION, {"id": again.id}
    for place in _repeated(question.tag for question in definition.questions):
        tag = definition.questions[place].tag
        if tag is not None:
            yield ("questions", place, "tag"), Code.DUPLICATE_TAG, {"tag": tag}


def _repeated(ids: Iterable[str | None]) -> list[int]:
    """The places where an id stands that has stood before."""
    seen: Counter[str | None] = Counter()
    again = []
    for place, one in enumerate(ids):
        if seen[one]:
            again.append(place)
        seen[one] += 1
    return again


def _lengths(definition: Definition) -> Iterator[Finding]:
    for path, text in texts(definition):
        limit = _limit(path)
        for language, words in text.items():
            length = len(words.encode("utf-16-le")) // 2
            facts = {"language": language, "length": length, "limit": limit}
            if length > limit:
                yield (*path, language), Code.TEXT_TOO_LONG, facts
            elif limit in (POINT, OPTION) and length > OPTION_HINT:
                yield (*path, language), Code.LONG_OPTION, facts | {"limit": OPTION_HINT}


def _limit(path: Path) -> int:
    if path[0] != "questions":
        return LENGTHS[str(path[0])]
    if path[2] in ("options", "extra_options"):
        return OPTION
    return LENGTHS.get(str(path[2]), POINT)


def _together(question: Question) -> Iterator[Finding]:
    """Options that no button holds are told with the question, in the same message."""
    for language in question.text:
        longest = max((len(one.text.get(language, "")) for one in question.all_options), default=0)
        length = question.told_length(language)
        if longest > POINT and length > TOLD_LIMIT:
            facts = {"language": language, "length": length, "limit": TOLD_LIMIT}
            yield ("options",), Code.TEXT_TOO_LONG, facts


def _missing(definition: Definition) -> Iterator[Finding]:
    for missing in missing_texts(definition):
        yield missing.path, Code.TEXT_MISSING, {"language": missing.language}


def _question(definition: Definition, question: Question, known: Known) -> Iterator[Finding]:
    for name in sorted(question.model_fields_set & TYPED - FIELDS[question.type]):
        yield (name,), Code.FIELD_NOT_FOR_TYPE, {"field": name, "type": question.type}
    match question.type:
        case "single" | "multi" | "rank":
            yield from _choice(question)
        case "scale":
            yield from _scale(question)
        case "number":
            yield from _range(question)
        case "codelist":
            yield from _codelist(question, known)
        case "date":
            yield from _days(question)
        case "text" | "photo" | "audio" | "file":
            yield from _of_health(definition, question)
    yield from _options(question)
    yield from _together(question)


def _options(question: Question) -> Iterator[Finding]:
    for place in _repeated(option.id for option in question.all_options):
        field, index = _option_place(question, place)
        again = question.all_options[place].id
        yield (field, index, "id"), Code.DUPLICATE_OPTION, {"id": again}
    for option_id in question.notes_on:
        if question.option(option_id) is None:
            yield ("notes_on", option_id), Code.NOTE_ON_NOTHING, {"option": option_id}


def _option_place(question: Question, place: int) -> tuple[str, int]:
    own = len(question.options)
    return ("options", place) if place < own else ("extra_options", place - own)


def _choice(question: Question) -> Iterator[Finding]:
    least = LEAST_OPTIONS[question.type]
    if len(question.options) < least:
        yield ("options",), Code.TOO_FEW_OPTIONS, {"least": least}
    elif len(question.options) == 1:
        yield ("options",), Code.ONE_OPTION, {}
    if question.type == "single":
        return
    together = [option for option in question.options if not option.exclusive]
    if question.options and not together:
        yield ("options",), Code.ALL_EXCLUSIVE, {}
    elif question.options:
        yield from _choices(question, together)


def _choices(question: Question, together: list[Option]) -> Iterator[Finding]:
    for name in ("min_choices", "max_choices"):
        asked = getattr(question, name)
        if asked is not None and asked > len(together):
            yield (name,), Code.TOO_MANY_CHOICES, {"field": name, "options": len(together)}
    least, most = question.min_choices, question.max_choices
    if least is not None and most is not None and least > most:
        yield ("min_choices",), Code.MIN_OVER_MAX, {"min": least, "max": most}


def _range(question: Question) -> Iterator[Finding]:
    least, most = question.min, question.max
    if least is not None and most is not None and least > most:
        yield ("min",), Code.MIN_OVER_MAX, {"min": least, "max": most}


def _days(question: Question) -> Iterator[Finding]:
    first, last = question.earliest, question.latest
    if first is not None and last is not None and first > last:
        yield ("earliest",), Code.MIN_OVER_MAX, {"min": first, "max": last}


def _scale(question: Question) -> Iterator[Finding]:
    wanting = [name for name in ("min", "max") if getattr(question, name) is None]
    for name in wanting:
        yield (name,), Code.MISSING_FIELD, {"field": name}
    yield from _range(question)
    if wanting:
        return
    broken = [name for name in ("min", "max") if getattr(question, name) % 1]
    for name in broken:
        yield (name,), Code.WRONG_TYPE, {"field": name, "expected": "whole_number"}
    if question.points and not broken:
        yield from _labels(question)


def _labels(question: Question) -> Iterator[Finding]:
    points = question.points
    if len(points) > POINTS_LIMIT:
        yield ("max",), Code.TOO_MANY_POINTS, {"points": len(points), "limit": POINTS_LIMIT}
        return
    missing = [point for point in points if point not in question.labels]
    if missing:
        yield ("labels",), Code.LABEL_MISSING, {"points": missing}
    for point in sorted(set(question.labels) - set(points)):
        yield ("labels", point), Code.LABEL_OUTSIDE, {"point": point}


def _codelist(question: Question, known: Known) -> Iterator[Finding]:
    if question.codelist is None:
        yield ("codelist",), Code.MISSING_FIELD, {"field": "codelist"}
    elif known.codelists is not None and question.codelist not in known.codelists:
        facts = {"codelist": question.codelist, "known": sorted(known.codelists)}
        yield ("codelist",), Code.UNKNOWN_CODELIST, facts


def _of_health(definition: Definition, question: Question) -> Iterator[Finding]:
    if question.sensitivity == "health" and "web" not in definition.channels:
        yield ("sensitivity",), Code.HEALTH_TEXT_SKIPPED, {}
