"""What may be published of a survey: tables that point at nobody, frozen and kept as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from surveys.definitions import AGREED, Definition, Question
from surveys.dependence import named
from surveys.results.counting import CLOSED, EVERYBODY, NO_ANSWER, RawResults, RawRow
from surveys.results.cuts import cleanly, decides_alone, has_single_numbers, leading
from surveys.results.grid import Shape
from surveys.results.merging import OTHERS, Group, merged, regrouped
from surveys.results.numbers import (
    AveragePlace,
    NumberClass,
    average_places,
    mean,
    number_classes,
)
from surveys.results.published import Cell, Published, PublishedQuestion, Row, percent, row
from surveys.results.suppression import Suppressed, suppress, withheld
from surveys.walking import holds

Codelists = Mapping[str, Sequence[str]]
# Their published counts say all that an expression can learn from an answer to them.
TOLD_BY_COUNTS = frozenset({"single", "multi", "scale", "codelist", "acknowledge"})


def publish(definition: Definition, raw: RawResults, codelists: Codelists) -> Published:
    """`codelists` give the codes of each code list that the questions name, in order."""
    if raw.responses < definition.min_cell:
        return Published(None, definition.min_cell)
    return _Publishing(definition, raw, codelists).published()


class _Publishing:
    """Goes through the questions in order, so that a branch knows what was hidden before it."""

    def __init__(self, definition: Definition, raw: RawResults, codelists: Codelists) -> None:
        self.definition = definition
        self.municipality = definition.tagged("municipality")
        self.options = {q.id: option_ids(q, raw, codelists) for q in definition.questions}
        self.groups = self._groups(raw)
        self.rows = {q.id: regrouped(raw.rows[q.id], self.groups) for q in definition.questions}
        self.raw = raw
        self.numbers: dict[str, tuple[NumberClass, ...]] = {}
        self.forced = {q.id: frozenset({EVERYBODY}) for q in self._on_open_answers()}

    def _on_open_answers(self) -> Iterator[Question]:
        """Questions decided by answers that are not counted by value, such as a day.

        How many were asked them is a count of such answers, cut where no table may cut.
        """
        known = {q.id for q in self.definition.questions if q.type in TOLD_BY_COUNTS}
        open_to = (q for q in self.definition.questions if not named(q) <= known)
        return (q for q in open_to if self._number_behind(q) is None)

    def _number_behind(self, question: Question) -> Question | None:
        """The question about a small number that alone decides whether this one is asked."""
        numbers = filter(has_single_numbers, self.definition.questions)
        return next((one for one in numbers if decides_alone(one, question)), None)

    def _groups(self, raw: RawResults) -> tuple[Group, ...]:
        if self.municipality is None:
            return (Group(EVERYBODY, raw.responses),)
        ids = (*self.options[self.municipality.id], NO_ANSWER)
        return merged(ids, raw.groups, self.definition.min_cell)

    def published(self) -> Published:
        asked = (question for question in self.definition.questions if question.type != "note")
        questions = tuple(self._question(question) for question in asked)
        groups = self.groups if self.municipality else ()
        # Nothing else is told by channel, so that large enough groups say nothing of anybody.
        channels, least = self.raw.channels, self.definition.min_cell
        by_channel = merged(sorted(channels), channels, least)
        return Published(self.raw.responses, least, groups, questions, by_channel)

    def _question(self, question: Question) -> PublishedQuestion:
        if question is self.municipality:
            return self._municipality(question)
        hidden = self._suppressed(question)
        self._pass_on(question, hidden)
        overall = self.raw.overall(question.id)
        everybody = row(None, overall, self._shown(question), partial(hidden.hides, EVERYBODY))
        if question.type == "number":
            return self._number(question, everybody, overall)
        median = _median(everybody) if question.type == "scale" else None
        by_group = self._by_group(question, hidden)
        return PublishedQuestion(
            question.id,
            question.type,
            everybody,
            by_group,
            median=median,
            places=self._places(question, everybody),
        )

    def _places(self, question: Question, row: Row) -> tuple[AveragePlace, ...]:
        """Only where nothing is hidden: a place tells of those who did not put it first too."""
        positions = self.raw.positions.get(question.id)
        hidden = row.answered is None or any(cell.count is None for cell in row.cells)
        if not positions or hidden or question.sensitivity != "none":
            return ()
        options = self.options[question.id]
        return average_places(options, positions, row.answered or 0, self.definition.min_cell)

    def _shown(self, question: Question) -> Sequence[str]:
        return self.options[question.id] if question.type in CLOSED else ()

    def _by_group(self, question: Question, hidden: Suppressed) -> tuple[Row, ...]:
        if len(hidden.rows) < 2:
            return ()
        merged = tuple(
            name
            for group in self.groups
            if group.id == OTHERS or group.id in hidden.merged
            for name in group.members
        )
        options = self.options[question.id]
        return tuple(
            row(name, raw, options, partial(hidden.hides, name), merged if name == OTHERS else ())
            for name, raw in hidden.rows.items()
        )

    def _municipality(self, question: Question) -> PublishedQuestion:
        """Its table is the sizes of the groups, small ones merged rather than hidden."""
        for branch in self.definition.questions:
            for side in self._leading(question, branch):
                if any(side & {*g.members} and not side >= {*g.members} for g in self.groups):
                    self.forced[branch.id] = frozenset({EVERYBODY})
        cells = tuple(
            Cell(group.id, group.responses, percent(group.responses, self.raw.responses))
            for group in self.groups
        )
        return PublishedQuestion(question.id, question.type, Row(None, self.raw.responses, cells))

    def _number(self, question: Question, row: Row, raw: RawRow) -> PublishedQuestion:
        if row.answered is None or not row.answered:
            return PublishedQuestion(question.id, question.type, row)
        self.numbers[question.id] = number_classes(question, raw, self.definition.min_cell)
        return PublishedQuestion(
            question.id,
            question.type,
            row,
            numbers=self.numbers[question.id],
            mean=mean(question, self.raw.numbers[question.id], raw.answered),
        )

    def _suppressed(self, question: Question) -> Suppressed:
        shape = self._shape(question)
        forced = self.forced.get(question.id, frozenset())
        rows = self.rows[question.id]
        number = self._number_behind(question)
        if number and not self._parts_cleanly(number):
            return withheld(shape, rows)
        if number or question.is_ruled:
            return self._bound(question, shape, forced)
        if question.type in CLOSED:
            return suppress(shape, rows, self._sides(question), forced)
        few = 0 < self.raw.overall(question.id).answered < self.definition.min_cell
        return withheld(shape, rows) if few or EVERYBODY in forced else Suppressed()

    def _bound(self, question: Question, shape: Shape, forced: frozenset[str]) -> Suppressed:
        """Published whole or not at all: what all know narrows down what is hidden."""
        overall, rows = self.raw.overall(question.id), self.rows[question.id]
        nothing = withheld(shape, rows)
        few = 0 < overall.answered < self.definition.min_cell
        if few or forced:
            return nothing
        if question.type in CLOSED:
            alone = suppress(shape, {EVERYBODY: overall}, self._sides(question), forced)
            if alone.hidden:
                return nothing
        (everything,) = nothing.blocks
        return Suppressed(blocks=[replace(everything, rows=frozenset(rows))])

    def _parts_cleanly(self, number: Question) -> bool:
        classes = self.numbers.get(number.id, ())
        return cleanly(self.definition, number, classes, self.raw.overall(number.id).counts)

    def _shape(self, question: Question) -> Shape:
        return shape_of(question, self._shown(question), self.definition.min_cell)

    def _sides(self, question: Question) -> frozenset[frozenset[str]]:
        """The sets of options that lead into a branch of the survey."""
        return frozenset(
            side for other in self.definition.questions for side in self._leading(question, other)
        )

    def _leading(self, question: Question, branch: Question) -> list[frozenset[str]]:
        conditions = [c for c in branch.show_if if c.question == question.id]
        options = self.options[question.id]
        if question.type == "multi":
            sides = [frozenset((*c.any_of, *c.all_of, *c.none_of)) for c in conditions]
            return [*sides, frozenset(options)] if question.id in named(branch) else sides
        sides = [frozenset(o for o in options if holds(c, {question.id: o})) for c in conditions]
        if decides_alone(question, branch):
            return [leading(self.definition, question, branch, options)]
        if question.id in named(branch):
            sides += [frozenset({option}) for option in options]
        return sides

    def _pass_on(self, question: Question, hidden: Suppressed) -> None:
        """What is open in a question must not be closed by those who were asked the next one."""
        shape = self._shape(question)
        for branch in self.definition.questions:
            for side in self._leading(question, branch):
                parted = [b.rows for b in hidden.blocks if shape.parts(side, b.options)]
                known = self.forced.get(branch.id, frozenset())
                self.forced[branch.id] = known.union(*parted)


def shape_of(question: Question, options: Sequence[str], min_cell: int) -> Shape:
    return Shape(
        options=tuple(options),
        min_cell=min_cell,
        partition=question.type != "multi",
        required=question.required,
        sensitive=question.sensitivity != "none",
        exclusive=frozenset(o.id for o in question.all_options if o.exclusive),
        min_choices=question.min_choices or 1,
        max_choices=question.max_choices,
    )


def option_ids(question: Question, raw: RawResults, codelists: Codelists) -> tuple[str, ...]:
    """Every possible answer to a closed question, chosen by somebody or not."""
    if question.type == "scale":
        return tuple(str(point) for point in question.points)
    if question.type == "acknowledge":
        return (AGREED,)
    codes = codelists.get(question.codelist or "", ())
    known = (*codes, *(option.id for option in question.all_options))
    # A code that has left its list since somebody chose it must still add up.
    chosen = raw.overall(question.id).counts.keys() if question.type in CLOSED else ()
    return (*known, *sorted(set(chosen) - set(known)))


def _median(row: Row) -> str | None:
    """The point at which half of the people have been reached; only where all points are shown."""
    if not row.answered or any(cell.count is None for cell in row.cells):
        return None
    reached = 0
    for cell in row.cells:
        reached += cell.count or 0
        if 2 * reached >= row.answered:
            return cell.id
    return None
