"""What came of a debate in words and as a chart, the same in the chat and on pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from debates.agreeing import Lean
from debates.outcome import OpinionGroup, Outcome, StandsFor, Told
from papers.charts import Bar, Chart, Circle, Group
from texts.content import pick
from texts.formatting import number
from texts.words import Words, later

CHARTED: Final = 3
AGREED, DIVIDED = later("People agree: {text}"), later("It divides people: {text}")
SIDES: Mapping[str, str] = {
    "agree": later("agree"),
    "disagree": later("disagree"),
    "pass": later("are not sure"),
}
NEARLY_ALL: Mapping[str, str] = {
    "agree": later("Nearly all agree."),
    "disagree": later("Nearly all disagree."),
    "pass": later("Nearly all are not sure."),
}
MOSTLY: Mapping[str, str] = {
    "agree": later("Most agree."),
    "disagree": later("Most disagree."),
    "pass": later("Most are not sure."),
}
LEANS: Mapping[Lean, str] = {
    Lean.AGREE: later("agrees: {text}"),
    Lean.DISAGREE: later("disagrees: {text}"),
}


@dataclass(frozen=True)
class Line:
    """One answer to a statement: how many said so, and what part of all."""

    label: str
    count: int
    percent: int


@dataclass(frozen=True)
class Shown:
    """A statement with what is told of it: lines, or one sentence instead of them."""

    number: int
    told: Told
    lines: tuple[Line, ...]
    sentence: str


def shown(told: Told, least: int, words: Words) -> Shown:
    lines = _lines(told, words)
    return Shown(told.number, told, lines, _sentence(told, least, lines, words))


def _lines(told: Told, words: Words) -> tuple[Line, ...]:
    """Counts that are told, the rest of them together."""
    if not told.stances:
        return ()
    counts = {
        words(SIDES["agree"]): told.agrees,
        words(SIDES["disagree"]): told.disagrees,
        words(SIDES["pass"]): told.passes,
        words("the others"): told.rest,
    }
    return tuple(
        Line(label, count, round(100 * count / told.stances))
        for label, count in counts.items()
        if count is not None
    )


def _sentence(told: Told, least: int, lines: Sequence[Line], words: Words) -> str:
    if told.stances is None:
        return words("Fewer than {least} people said something to it.", least=least)
    if told.nearly_all:
        return words(NEARLY_ALL[told.nearly_all])
    if told.mostly:
        return words(MOSTLY[told.mostly])
    if not lines:
        return words("Too few people say each of the answers to be counted.")
    listed = ", ".join(
        f"{one.label} {number(one.count, words.language)} ({number(one.percent, words.language)} %)"
        for one in lines
    )
    return listed[:1].upper() + listed[1:]


def text(told: Told, words: Words) -> str:
    return pick(told.text, words.language)


def took_part(found: Outcome, words: Words) -> str:
    results = found.results
    if results.participants is None:
        return words(
            "Fewer than {least} people took part, so nothing more is told.",
            least=results.min_cell,
        )
    people = words.many("{n} person took part", "{n} people took part", results.participants)
    stances = words.many("{n} stance", "{n} stances", results.stances)
    return f"{people[:1].upper()}{people[1:]}, {stances}."


def group_told(group: OpinionGroup, words: Words) -> str:
    return words(
        "Group {letter}, about {n} people",
        letter=group.letter,
        n=number(group.size, words.language),
    )


def stand_told(found: Outcome, stand: StandsFor, words: Words) -> str:
    """What a group says, differently from the others."""
    said = text(found.results.statement(stand.number), words)
    return words(LEANS[stand.lean], text=said)


def chart(found: Outcome, words: Words) -> Chart | None:
    """The clearest of what unites and divides; of a small debate simply the first statements."""
    results = found.results
    united = [one.number for one in results.consensus[:CHARTED]]
    apart = results.dividing[:CHARTED]
    groups = [
        *_groups(found, united, AGREED, words),
        *_groups(found, apart, DIVIDED, words),
    ]
    if not results.is_judged:
        first = [one.number for one in results.statements[: 2 * CHARTED]]
        groups = _groups(found, first, "", words)
    if not groups:
        return None
    return Chart(
        title=pick(found.run.document.title, words.language),
        subtitle=took_part(found, words),
        bars=(),
        footnote=words("Those who took part chose to; they need not be like all residents."),
        groups=tuple(groups),
        circles=tuple(
            Circle(
                one.letter, one.size, words.many("about {n} person", "about {n} people", one.size)
            )
            for one in results.groups
        ),
        circles_title=words("Opinion groups (for orientation only)"),
    )


def _groups(found: Outcome, numbers: Sequence[int], heading: str, words: Words) -> list[Group]:
    told = [shown(found.results.statement(one), found.results.min_cell, words) for one in numbers]
    return [
        Group(
            words(heading, text=text(one.told, words)) if heading else text(one.told, words),
            tuple(
                Bar(line.label, line.percent, f"{number(line.percent, words.language)} %")
                for line in one.lines
            )
            or (Bar(one.sentence, None, words("hidden")),),
        )
        for one in told
    ]
