"""Whom a survey has reached: answers by municipality, age and channel, beside how many live there.

Never as a share of citizens: those who answered chose to, and some answer for others.
"""

from dataclasses import dataclass

from handlers.surveys.tables import place_name, shown
from papers.parts import Cell, Part, Table
from surveys.outcome import Outcome
from surveys.results.merging import OTHERS, Group
from texts.formatting import number
from texts.words import Words, later

CHANNEL_NAMES = {
    "telegram": later("chat"),
    "web": later("web form"),
    "paper": later("paper"),
    "interviewer": later("interviewer"),
}


@dataclass(frozen=True)
class Reached:
    """How many answered from a group; `residents` where it is known how many live there."""

    label: str
    answered: int | None
    residents: int | None = None


@dataclass(frozen=True)
class Reach:
    municipalities: tuple[Reached, ...]
    ages: tuple[Reached, ...]
    channels: tuple[Reached, ...]

    def __bool__(self) -> bool:
        return bool(self.municipalities or self.ages or self.channels)


def reach(found: Outcome, words: Words) -> Reach:
    """All of it has passed the gate; by channel only once nothing can be told from a change."""
    published = found.published
    return Reach(
        tuple(_municipality(found, group, words) for group in published.groups),
        _ages(found, words),
        tuple(_channel(group, words) for group in published.channels) if found.is_final else (),
    )


def part(found: Outcome, words: Words) -> list[Part]:
    """The reach as the last part of a report; nothing where nothing may be told."""
    told = reach(found, words)
    if not told:
        return []
    tables = (
        _table(words, words("Municipality"), told.municipalities, with_residents=True),
        _table(words, words("Age"), told.ages),
        _table(words, words("Way of answering"), told.channels),
    )
    return [
        Part(
            name=words("Reach"),
            heading=words("Whom the survey has reached"),
            note=words("Those who answered chose to take part; this is no share of citizens."),
            tables=tuple(table for table in tables if table),
        )
    ]


def _table(
    words: Words, name: str, rows: tuple[Reached, ...], with_residents: bool = False
) -> Table | None:
    if not rows:
        return None
    columns = (name, words("Answered"), *((words("Residents"),) if with_residents else ()))
    return Table(columns, tuple(_cells(row, words, with_residents=with_residents) for row in rows))


def _cells(row: Reached, words: Words, *, with_residents: bool) -> tuple[Cell, ...]:
    answered: Cell = words("hidden") if row.answered is None else row.answered
    if not with_residents:
        return (row.label, answered)
    residents = "" if row.residents is None else number(row.residents, words.language)
    return (row.label, answered, residents)


def _municipality(found: Outcome, group: Group, words: Words) -> Reached:
    known = [found.populations[one] for one in group.members if one in found.populations]
    return Reached(place_name(found, group.id, words), group.responses, sum(known) or None)


def _ages(found: Outcome, words: Words) -> tuple[Reached, ...]:
    asked = found.definition.tagged("age")
    if asked is None:
        return ()
    lines = [line for one in shown(found, words) if one.id == asked.id for line in one.lines]
    return tuple(Reached(line.label, line.count) for line in lines)


def _channel(group: Group, words: Words) -> Reached:
    names = [words(CHANNEL_NAMES.get(one, one)) for one in group.members]
    label = ", ".join(names) if group.id == OTHERS else names[0]
    return Reached(label, group.responses)
