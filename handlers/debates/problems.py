"""What is wrong with a debate that somebody wrote, said so that it can be put right."""

from collections.abc import Mapping, Sequence

from debates.files import Code, NotADebate, Problem
from handlers.cards import Card, fitting
from handlers.debates.taps import DebateStep
from handlers.taps import button
from texts.formatting import escape
from texts.words import Words, later

FIELDS: Mapping[str, str] = {
    "title": later("Name"),
    "introduction": later("Introduction"),
    "statements": later("Statements"),
    "opens": later("First day"),
    "closes": later("Last day"),
}
SENTENCES: Mapping[Code, str] = {
    Code.NOT_YAML: later(
        "This cannot be read as YAML. Check the indentation and put texts with a colon in quotes."
    ),
    Code.NOT_A_DEBATE: later("A debate is expected here: fields such as title and statements."),
    Code.UNKNOWN: later("this is not known here. Correct or delete it."),
    Code.MISSING: later("this is missing. Add it."),
    Code.EMPTY: later("nothing is written here."),
    Code.TOO_LONG: later("this is too long, at most {most} characters."),
    Code.TOO_SHORT: later("this is too short, at least {least} characters."),
    Code.TOO_FEW: later("there are too few of them, at least {least}."),
    Code.TOO_MANY: later("there are too many of them, at most {most}."),
    Code.NOT_A_DAY: later("this is not a day. Write it like this: 2027-01-14."),
    Code.DAYS_OUT_OF_ORDER: later("the last day is before the first one."),
    Code.TWICE: later("this says the same as statement {other}."),
    Code.NOT_A_KEY: later("use small letters without accents, digits and hyphens."),
    Code.OUT_OF_RANGE: later("this number is outside what is allowed."),
    Code.WRONG_TYPE: later("something else is expected here."),
}
# What stands in the place of a fact that a problem does not have.
UNKNOWN = "?"
FACTS = ("least", "most", "other")


def sentences(problems: Sequence[Problem], words: Words, *, in_file: bool = True) -> list[str]:
    """Each problem as a line of plain text; only a file tells its languages apart."""
    return [_sentence(one, words, in_file) for one in problems]


def _sentence(problem: Problem, words: Words, in_file: bool) -> str:
    facts = {name: problem.data.get(name, UNKNOWN) for name in FACTS}
    told = words(SENTENCES[problem.code], **facts)
    place = _place(problem.place, words, in_file)
    return f"{place}: {told}" if place else told


def _place(place: str, words: Words, in_file: bool) -> str:
    field, *rest = place.split(".")
    if field == "statements" and rest:
        named = words("Statement {number}", number=rest[0])
    else:
        named = words(FIELDS[field]) if field in FIELDS else field
    is_language = in_file and rest and not rest[-1].isdecimal()
    return f"{named} ({rest[-1]})" if is_language else named


def told(words: Words, refusal: NotADebate) -> str:
    """All that is wrong, for a screen that asks once more."""
    return "\n".join(fitting(words, sentences(refusal.problems, words, in_file=False)))


def card(words: Words, name: str, problems: Sequence[str]) -> Card:
    """All that is wrong with a file, to whoever sent it."""
    text = words(
        "<b>{name} could not be read</b>\nMend this and send the file once more.",
        name=escape(name),
    )
    lines = "\n".join(fitting(words, problems))
    back = button(words("Debates"), DebateStep(act="list"))
    return Card(f"{text}\n\n{lines}", ((back,),))
