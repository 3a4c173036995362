"""Counting the answers to a survey: one pass over the responses, and only counts are kept."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from surveys.definitions import Definition, Question
from surveys.walking import Answers, Value
from surveys.ways import Ways

# An order is counted by what stands first in it.
CLOSED = ("single", "multi", "scale", "codelist", "rank", "acknowledge")
# Neither can be the id of an option, which begins with a letter or a digit.
NO_ANSWER = "_none"
EVERYBODY = "_all"
# A range no wider than this gets a class for each number, a wider one gets equal classes.
SINGLE_CLASSES = 20
SKIPPED = "null"
# A municipality and an answer, both as JSON; and the answers to each question, one a response.
Pair = tuple[str, str]
Columns = Mapping[str, Sequence[str]]


@dataclass
class RawRow:
    """The answers of one group of people to one question, before anything is hidden."""

    asked: int = 0
    answered: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: "RawRow") -> "RawRow":
        return RawRow(
            self.asked + other.asked, self.answered + other.answered, self.counts + other.counts
        )

    @property
    def skipped(self) -> int:
        return self.asked - self.answered


@dataclass
class RawNumber:
    """What is needed for a mean, and for judging whether one answer makes up most of it."""

    total: Decimal = Decimal(0)
    largest: Decimal = Decimal(0)
    lowest: Decimal = Decimal(0)


@dataclass(frozen=True)
class RawResults:
    """Exact counts. They are never shown to anybody: `disclosure.publish` decides what may be."""

    responses: int
    groups: Mapping[str, int]
    rows: Mapping[str, Mapping[str, RawRow]]
    numbers: Mapping[str, RawNumber]
    positions: Mapping[str, Counter[str]] = field(default_factory=dict)
    channels: Mapping[str, int] = field(default_factory=dict)

    def overall(self, question_id: str) -> RawRow:
        return sum(self.rows[question_id].values(), RawRow())


class Counting:
    """Takes responses one by one; memory grows with the questions, not with the people."""

    def __init__(self, definition: Definition) -> None:
        self._municipality = definition.tagged("municipality")
        self._ways = Ways(definition)
        self._responses = 0
        self._groups: Counter[str] = Counter()
        self._channels: Counter[str] = Counter()
        self._rows: dict[str, dict[str, RawRow]] = {q.id: {} for q in definition.questions}
        self._numbers = {q.id: RawNumber() for q in definition.questions if q.type == "number"}
        self._positions = {q.id: Counter[str]() for q in definition.questions if orders_all(q)}
        self._classes = {q.id: classes(q) for q in definition.questions if q.type == "number"}
        self._waiting = {q.id: Counter[Pair]() for q in definition.questions}
        self._waiting_groups = Counter[str]()
        self._questions = {q.id: q for q in definition.questions}

    @property
    def untold(self) -> frozenset[str]:
        """Questions of which only matters that they were answered."""
        told = {*self._ways.deciding}
        return frozenset(
            name
            for name, question in self._questions.items()
            if question.type not in (*CLOSED, "number") and name not in told
        )

    def add(self, answers: Answers, channel: str = "telegram") -> None:
        group = self._group(answers)
        self._responses += 1
        self._channels[channel] += 1
        self._groups[group] += 1
        for question in self._ways.visible(answers):
            self._count(question, group, answers.get(question.id), 1)

    def add_many(self, channels: Sequence[str], columns: Columns) -> None:
        """Many responses that have answers to the same questions, each a column of JSON.

        Equal answers from one municipality are counted as texts first, and read once.
        """
        self._responses += len(channels)
        self._channels.update(channels)
        nothing = [SKIPPED] * len(channels)
        groups = columns.get(self._municipality.id if self._municipality else "", nothing)
        self._waiting_groups.update(groups)
        for name, rows in self._ways.asked(len(channels), columns):
            values = columns.get(name, nothing)
            if rows is None:
                self._waiting[name].update(zip(groups, values, strict=True))
            else:
                self._waiting[name].update((groups[row], values[row]) for row in rows)

    def _group_named(self, told: str) -> str:
        return self._named(json.loads(told))

    def _group(self, answers: Answers) -> str:
        return self._named(answers.get(self._municipality.id) if self._municipality else None)

    def _named(self, value: Value) -> str:
        if self._municipality is None:
            return EVERYBODY
        return NO_ANSWER if value is None else str(value)

    def _count(self, question: Question, group: str, value: Value, people: int) -> None:
        rows = self._rows[question.id]
        row = rows.get(group) or rows.setdefault(group, RawRow())
        row.asked += people
        if value is None or value == []:
            return
        row.answered += people
        if question.type == "number":
            self._count_number(question, row, Decimal(str(value)), people)
        elif question.type == "rank" and isinstance(value, list):
            self._count_order(question, row, value, people)
        elif question.type in CLOSED:
            for one in set(value) if isinstance(value, list) else (str(value),):
                row.counts[one] = row.counts.get(one, 0) + people

    def _count_number(self, question: Question, row: RawRow, value: Decimal, people: int) -> None:
        number = self._numbers[question.id]
        number.total += value * people
        number.largest = max(number.largest, value)
        number.lowest = min(number.lowest, value)
        edges = self._classes[question.id]
        row.counts[str(sum(edge <= value for edge in edges))] += people

    def _count_order(self, question: Question, row: RawRow, order: list[str], people: int) -> None:
        row.counts[order[0]] += people
        if len(order) != len(question.options):
            # Put in order before the question had all of its options.
            self._positions.pop(question.id, None)
        if question.id in self._positions:
            places = {one: place * people for place, one in enumerate(order, start=1)}
            self._positions[question.id].update(places)

    def _read_waiting(self) -> None:
        for group, people in self._waiting_groups.items():
            self._groups[self._group_named(group)] += people
        self._waiting_groups.clear()
        for name, pairs in self._waiting.items():
            for (group, told), people in pairs.items():
                question = self._questions[name]
                self._count(question, self._group_named(group), json.loads(told), people)
            pairs.clear()

    def tables(self) -> RawResults:
        self._read_waiting()
        counted = (self._groups, self._rows, self._numbers, self._positions, self._channels)
        return RawResults(self._responses, *counted)


def orders_all(question: Question) -> bool:
    """Whether everybody puts all options in order, so that places can be averaged."""
    if question.type != "rank" or question.choice_filter is not None:
        return False
    return {question.min_choices, question.max_choices} <= {None, len(question.options)}


def classes(question: Question) -> tuple[Decimal, ...]:
    """The edges between classes of numbers, fixed by the question and never by the answers."""
    if question.min is None or question.max is None:
        return _ladder(question.min, question.max)
    width = question.max - question.min
    if width <= SINGLE_CLASSES and not question.decimals:
        return tuple(question.min + step for step in range(1, int(width) + 1))
    if width <= 1000:
        return tuple(question.min + width * step / 10 for step in range(1, 10))
    return _ladder(question.min, question.max)


def _ladder(lowest: Decimal | None, highest: Decimal | None) -> tuple[Decimal, ...]:
    """1, 2, 5, 10, 20, 50 … on both sides of nought, as far as the limits reach."""
    steps = [Decimal(first) * 10**power for power in range(12) for first in (1, 2, 5)]
    ladder = [-step for step in reversed(steps)] + [Decimal(0)] + steps
    return tuple(
        step
        for step in ladder
        if (lowest is None or step > lowest) and (highest is None or step <= highest)
    )
