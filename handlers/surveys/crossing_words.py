"""Crossed tables in words: the same in the chat, on pages and in reports."""

from dataclasses import dataclass

from handlers.surveys.crossing_choice import name_of
from handlers.surveys.reach import CHANNEL_NAMES
from handlers.surveys.tables import Line, answer_name, counted
from papers.charts import Bar, Chart, Group
from surveys.crossings import deciding
from surveys.definitions import CHANNEL
from surveys.outcome import Outcome
from surveys.results.merging import OTHERS
from surveys.results.published import PublishedCrossing, Row
from texts.formatting import escape, number
from texts.words import Words


@dataclass(frozen=True)
class CrossedGroup:
    """Those who gave one answer to the question by which the other one is told."""

    label: str
    answered: int | None


@dataclass(frozen=True)
class CrossedAnswer:
    """An answer with its count in each group, in the order of the groups."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class CrossedTable:
    """One crossing as it is shown; with `withheld` there is nothing but that sentence.

    `note` says who is counted, where that is not everybody with all they answered.
    """

    place: int
    question: str
    by: str
    groups: tuple[CrossedGroup, ...] = ()
    answers: tuple[CrossedAnswer, ...] = ()
    withheld: str = ""
    note: str = ""

    def title(self, words: Words) -> str:
        return words("{question} – by: {by}", question=self.question, by=self.by)


def crossed(found: Outcome, words: Words) -> tuple[CrossedTable, ...]:
    """Nothing before closing: crossings are made only once nobody answers any more."""
    made = found.published.crossings or ()
    return tuple(_table(found, place, one, words) for place, one in enumerate(made, start=1))


def _table(found: Outcome, place: int, made: PublishedCrossing, words: Words) -> CrossedTable:
    asked, by = (name_of(found.definition, one, words) for one in (made.question, made.by))
    if not made.lines or _all_together(made):
        return CrossedTable(place, asked, by, withheld=_withheld(made, words))
    groups = tuple(
        CrossedGroup(_label(found, made.by, str(row.group), row.merged, words), row.answered)
        for row in made.lines
    )
    answers = tuple(
        CrossedAnswer(
            _label(found, made.question, cell.id, (), words),
            tuple(_line(group, row, at) for group, row in zip(groups, made.lines, strict=True)),
        )
        for at, cell in enumerate(made.lines[0].cells)
    )
    return CrossedTable(place, asked, by, groups, answers, note=_note(found, made, words))


def _all_together(made: PublishedCrossing) -> bool:
    """Groups so small that they had to be put together tell nothing apart."""
    return len(made.lines) == 1 and len(made.lines[0].merged) > 1


def _note(found: Outcome, made: PublishedCrossing, words: Words) -> str:
    names = (one for one in (made.question, made.by) if one != CHANNEL)
    questions = [found.definition.question(one) for one in names]
    notes = []
    if any(map(deciding, questions)):
        notes.append(words("Counted here is only who was asked both."))
    if any(one.type == "rank" for one in questions):
        notes.append(words("Counted here is what people put first."))
    return " ".join(notes)


def _line(group: CrossedGroup, row: Row, at: int) -> Line:
    return Line(group.label, row.cells[at].count, row.cells[at].percent)


def _withheld(made: PublishedCrossing, words: Words) -> str:
    if made.withheld == "large":
        return words("This table is too large to be published without pointing at people.")
    return words("Too few people answered for this table to be shown.")


def _label(found: Outcome, name: str, option: str, merged: tuple[str, ...], words: Words) -> str:
    if name != CHANNEL:
        return answer_name(found, found.definition.question(name), option, words)
    members = merged if option == OTHERS else (option,)
    return ", ".join(words(CHANNEL_NAMES.get(one, one)) for one in members)


def chart_of(table: CrossedTable, words: Words) -> Chart:
    """The groups under each answer, so that they can be compared."""
    groups = tuple(
        Group(
            answer.label,
            tuple(Bar(line.label, line.percent, counted(line, words)) for line in answer.lines),
        )
        for answer in table.answers
    )
    return Chart(table.question, words("By: {by}", by=table.by), (), groups=groups)


def told(table: CrossedTable, words: Words) -> str:
    """The numbers as text, in HTML."""
    lines = [f"<b>{escape(table.question)}</b>", words("By: {by}", by=escape(table.by)), ""]
    if table.withheld:
        return "\n".join([*lines, table.withheld])
    sizes = (f"{escape(one.label)}: {count(one.answered, words)}" for one in table.groups)
    lines += [f"n – {'; '.join(sizes)}", *([table.note] if table.note else []), ""]
    for answer in table.answers:
        cells = (f"{escape(one.label)}: {counted(one, words)}" for one in answer.lines)
        lines.append(f"<b>{escape(answer.label)}</b> – {'; '.join(cells)}")
    return "\n".join(lines)


def count(value: int | None, words: Words) -> str:
    return words("hidden") if value is None else number(value, words.language)
