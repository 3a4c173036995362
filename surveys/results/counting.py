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
# So many ways of deciding are kept as texts, whatever people write.
MOST_WAITING = 5000
# A range no wider than this gets a class for each number, a wider one gets equal classes.
SINGLE_CLASSES = 20
# Answers to the questions that decide what is asked of somebody, as JSON; None says nothing.
Decided = tuple[str | None, ...]


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


@dataclass
class Told:
    """What people said who decided alike: how often each text."""

    people: int = 0
    texts: Counter[str] = field(default_factory=Counter)


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
        self._waiting: dict[Decided, Told] = {}
        self._questions = {q.id: q for q in definition.questions}

    @property
    def deciding(self) -> tuple[str, ...]:
        """Questions that decide what else is asked, and with whom somebody is counted."""
        first = (self._municipality.id,) if self._municipality else ()
        return (*first, *(one for one in self._ways.deciding if one not in first))

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
        self._responses += 1
        self._channels[channel] += 1
        self._ask(answers, 1)
        group = self._group(answers)
        for name, value in self._ways.relevant(answers).items():
            self._count(self._questions[name], group, value, 1)

    def add_alike(self, people: int, channel: str, decided: Decided, told: Sequence[str]) -> None:
        """Many responses with the same answers to `deciding`.

        What else they said is told as `question:JSON`, in any order. Equal answers are counted as
        texts first, and read once.
        """
        self._responses += people
        self._channels[channel] += people
        if decided not in self._waiting and len(self._waiting) >= MOST_WAITING:
            self._read_waiting()
        waiting = self._waiting.setdefault(decided, Told())
        waiting.people += people
        waiting.texts.update(told)

    def _ask(self, answers: Answers, people: int) -> tuple[Question, ...]:
        """The questions that they are asked."""
        group = self._group(answers)
        self._groups[group] += people
        asked = self._ways.visible(answers)
        for question in asked:
            self._rows[question.id].setdefault(group, RawRow()).asked += people
        return asked

    def _group(self, answers: Answers) -> str:
        if self._municipality is None:
            return EVERYBODY
        value = answers.get(self._municipality.id)
        return NO_ANSWER if value is None else str(value)

    def _count(self, question: Question, group: str, value: Value, people: int) -> None:
        if value is None or value == []:
            return
        row = self._rows[question.id][group]
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
        """Those of one group who were asked the same are put together before they are read."""
        together: dict[tuple[str, frozenset[str]], Counter[str]] = {}
        for decided, told in self._waiting.items():
            answers = self._read(decided)
            group = self._group(answers)
            asked = frozenset(question.id for question in self._ask(answers, told.people))
            together.setdefault((group, asked), Counter()).update(told.texts)
            for name, value in self._ways.relevant(answers).items():
                self._count(self._questions[name], group, value, told.people)
        self._waiting.clear()
        for (group, asked), texts in together.items():
            self._count_texts(group, asked, texts)

    def _count_texts(self, group: str, asked: frozenset[str], texts: Counter[str]) -> None:
        for text, people in texts.items():
            name, _, told = text.partition(":")
            if name in asked:
                self._count(self._questions[name], group, json.loads(told), people)

    def _read(self, decided: Decided) -> Answers:
        named = zip(self.deciding, decided, strict=True)
        return {name: json.loads(told) for name, told in named if told is not None}

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
