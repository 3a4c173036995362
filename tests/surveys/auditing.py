"""Somebody who has every published table, crossings among them, and a solver.

Unlike the gate it knows nothing of cliques or margins: its unknowns are whole responses, as many
kinds of them as the survey lets people give. Each published number is an equation.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from highspy import Highs, HighsVarType, ObjSense

from surveys.definitions import AGREED, BY_HAND, CHANNEL, Definition, Question
from surveys.results.counting import NO_ANSWER
from surveys.results.published import Published, Row
from surveys.walking import Value, visible

Response = dict[str, Value]
Kind = tuple[str, Response]


def kinds(
    definition: Definition, villages: Iterable[str], channels: Iterable[str]
) -> Iterator[Kind]:
    """Every way in which somebody can fill the survey in, and the channel they came by."""
    for channel in channels:
        for response in _filled_in(definition, {}, [*villages], channel in BY_HAND):
            yield channel, response


def _filled_in(
    definition: Definition, answers: Response, villages: list[str], by_hand: bool
) -> Iterator[Response]:
    waiting = (one for one in visible(definition, answers) if one.id not in answers)
    question = next(waiting, None)
    if question is None:
        yield answers
        return
    for value in _values(question, villages, by_hand):
        yield from _filled_in(definition, answers | {question.id: value}, villages, by_hand)


def as_counted(definition: Definition, everybody: Iterable[Kind]) -> list[Kind]:
    """Of an order only what stands first is told."""
    ranked = {one.id for one in definition.questions if one.type == "rank"}
    return [
        (channel, {name: _first(value) if name in ranked else value for name, value in one.items()})
        for channel, one in everybody
    ]


def _first(value: Value) -> Value:
    return value[:1] if isinstance(value, list) else value


def _values(question: Question, villages: list[str], by_hand: bool) -> Iterator[Value]:
    if by_hand or not question.required:
        yield None
    if question.type == "acknowledge":
        yield AGREED
    elif question.type == "scale":
        yield from question.points
    elif question.type == "multi":
        together = [one.id for one in question.options if not one.exclusive]
        yield from ([one.id] for one in question.options if one.exclusive)
        for size in range(1, (question.max_choices or len(together)) + 1):
            yield from (list(some) for some in combinations(together, size))
    elif question.type == "rank":
        yield from ([one.id] for one in question.options)
    else:
        yield from villages if question.codelist else ()
        yield from (one.id for one in question.all_options)


@dataclass(frozen=True)
class Told:
    """A place in the published tables; `count` is None where it is hidden."""

    rows: str
    groups: frozenset[str] | None
    columns: str
    option: str
    count: int | None

    def holds(self, kind: Kind) -> bool:
        return (self.groups is None or bool(_said(kind, self.rows) & self.groups)) and (
            self.option in _said(kind, self.columns)
            if self.option
            else bool(_said(kind, self.columns) - {NO_ANSWER})
        )


def _said(kind: Kind, name: str) -> frozenset[str]:
    channel, response = kind
    if name == CHANNEL:
        return frozenset({channel})
    value = response.get(name)
    if value is None or value == []:
        return frozenset({NO_ANSWER}) if name in response else frozenset()
    return frozenset(value) if isinstance(value, list) else frozenset({str(value)})


def told(definition: Definition, published: Published) -> Iterator[Told]:
    tagged = definition.tagged("municipality")
    village = tagged.id if tagged else ""
    for group in published.groups:
        yield Told(village, None, village, "", None)
        members = frozenset(group.members)
        yield Told(village, members, CHANNEL, "", group.responses)
    for group in published.channels:
        yield Told(CHANNEL, frozenset(group.members), CHANNEL, "", group.responses)
    for question in published.questions:
        if question.id != village:
            yield from _row("", None, question.id, question.overall)
            for row in question.by_municipality:
                names = frozenset(row.merged or (str(row.group),))
                yield from _row(village, names, question.id, row)
    for crossing in published.crossings or ():
        for row in crossing.lines:
            names = frozenset(row.merged or (str(row.group),))
            yield from _row(crossing.by, names, crossing.question, row)


def _row(rows: str, groups: frozenset[str] | None, columns: str, row: Row) -> Iterator[Told]:
    yield Told(rows, groups, columns, "", row.answered)
    for cell in row.cells:
        yield Told(rows, groups, columns, cell.id, cell.count)


class Auditor:
    def __init__(self, numbers: Iterable[Told], kinds: list[Kind], responses: int) -> None:
        self.kinds = kinds
        self.solver = Highs()
        self.solver.setOptionValue("output_flag", False)
        for place in range(len(kinds)):
            self.solver.addCol(0.0, 0.0, float(responses), 0, [], [])
            self.solver.changeColIntegrality(place, HighsVarType.kInteger)
        self._equation(range(len(kinds)), responses)
        for number in numbers:
            if number.count is not None:
                self._equation(self._holding(number), number.count)

    def _holding(self, number: Told) -> list[int]:
        return [place for place, kind in enumerate(self.kinds) if number.holds(kind)]

    def _equation(self, places: Iterable[int], count: int) -> None:
        terms = [*places]
        self.solver.addRow(count, count, len(terms), terms, [1.0] * len(terms))

    def could_be(self, number: Told, least: int, most: int) -> bool:
        """Whether so many people could have answered so, everything shown being as it is."""
        terms = self._holding(number)
        row = self.solver.getNumRow()
        self.solver.addRow(least, most, len(terms), terms, [1.0] * len(terms))
        self.solver.changeObjectiveSense(ObjSense.kMinimize)
        self.solver.run()
        status = self.solver.modelStatusToString(self.solver.getModelStatus())
        self.solver.deleteRows(1, [row])
        return bool(status == "Optimal")

    def count(self, number: Told, people: Iterable[Kind]) -> int:
        return sum(number.holds(one) for one in people)
