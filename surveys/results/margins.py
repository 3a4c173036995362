"""What is known already of questions that are to be crossed: their tables, and their branches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from surveys.crossings import deciding
from surveys.definitions import CHANNEL, Definition, Question
from surveys.results.counting import NO_ANSWER, RawRow
from surveys.results.cuts import decides_alone, leading
from surveys.results.disclosure import shape_of
from surveys.results.grid import Grid, Need
from surveys.results.joint import TICKED
from surveys.results.published import Published, PublishedQuestion, Row
from surveys.results.system import ANSWERED, Dimension, Sum, System
from surveys.walking import holds


@dataclass(frozen=True)
class Margins:
    """The frozen tables of the single questions, as they bear on their crossings."""

    definition: Definition
    published: Published

    def dimension(self, name: str) -> Dimension:
        if name == CHANNEL:
            return Dimension(name, tuple(one.id for one in self.published.channels))
        question = self.definition.question(name)
        options = tuple(cell.id for cell in self.published.question(name).overall.cells)
        silent = () if question.required else (NO_ANSWER,)
        if question.type != "multi":
            return Dimension(name, (*options, *silent))
        alone = {one.id for one in question.all_options if one.exclusive}
        together = tuple(one for one in options if one not in alone)
        return Dimension(
            name,
            (TICKED, *(one for one in options if one in alone), *silent),
            together,
            question.min_choices or 1,
            min(question.max_choices or len(together), len(together)),
        )

    def is_told(self, name: str) -> bool:
        """Whether anything is published of the question alone."""
        return name == CHANNEL or self.published.question(name).overall.answered is not None

    def fix(self, system: System) -> None:
        """Everything published of the single questions and of their branches is known."""
        for name in system.dimensions:
            if name == CHANNEL:
                for one in self.published.channels:
                    system.fix(system.sum_of({name: one.id}))
                continue
            for row, groups in self._rows(self.published.question(name)):
                if row.answered is not None:
                    system.fix(system.sum_of({name: ANSWERED}, groups))
                for cell in row.cells:
                    if cell.count is not None:
                        system.fix(system.sum_of({name: cell.id}, groups))
            self._fix_branches(system, self.definition.question(name))

    def _rows(self, question: PublishedQuestion) -> Iterator[tuple[Row, Sequence[str]]]:
        """Each published row with the groups of municipalities it stands for."""
        everybody = [group.id for group in self.published.groups]
        yield question.overall, everybody or ["_all"]
        for row in question.by_municipality:
            names = {*(row.merged or (str(row.group),))}
            yield row, [one.id for one in self.published.groups if {*one.members} <= names]

    def _fix_branches(self, system: System, question: Question) -> None:
        """How many were asked a branch is taken to be known wherever an n of it is shown."""
        for branch in self.definition.questions:
            if question.id not in deciding(branch) or branch.type == "note":
                continue
            for row, groups in self._rows(self.published.question(branch.id)):
                if row.answered is not None:
                    system.fix(self._asked(system, question, branch, groups))

    def _asked(
        self, system: System, question: Question, branch: Question, groups: Sequence[str]
    ) -> Sum:
        """Those of the groups whose answer leads to the branch."""
        if question.type == "multi":
            return _ticked(system, question, branch, groups)
        options = [one for one in system.dimensions[question.id].columns if one != NO_ANSWER]
        if decides_alone(question, branch):
            side = leading(self.definition, question, branch, options)
        else:
            (condition,) = branch.show_if
            side = frozenset(one for one in options if holds(condition, {question.id: one}))
        terms: dict[int, int] = {}
        for one in side & {*system.dimensions[question.id].columns}:
            terms |= system.sum_of({question.id: one}, groups)
        return terms

    def open_sums(self, system: System, name: str) -> Iterator[tuple[Sum, Need, frozenset[str]]]:
        """The small numbers hidden in the question's own tables, with the groups that hide one."""
        if name == CHANNEL:
            return
        question = self.definition.question(name)
        options = [cell.id for cell in self.published.question(name).overall.cells]
        shape = shape_of(question, options, self.definition.min_cell)
        hiding = self._hiding(self.published.question(name))
        for row, groups in self._rows(self.published.question(name)):
            sums = {one: system.sum_of({name: one}, groups) for one in (*options, ANSWERED)}
            counts = {one: system.value(terms) for one, terms in sums.items()}
            answered = counts.pop(ANSWERED)
            grid = Grid(shape, {"": raw_row(answered, counts)})
            for cell in row.cells:
                need = grid.need("", cell.id) if cell.count is None else None
                if need:
                    yield sums[cell.id], need, frozenset(hiding.get(cell.id, ()))

    def _hiding(self, question: PublishedQuestion) -> dict[str, set[str]]:
        """The groups in whose rows an option is hidden, by option: there people may have moved."""
        found: dict[str, set[str]] = {}
        for row, groups in self._rows(question):
            for cell in row.cells if row.group else ():
                if cell.count is None:
                    found.setdefault(cell.id, set()).update(groups)
        return found


def raw_row(answered: int, counts: dict[str, int]) -> RawRow:
    made = RawRow(answered, answered)
    made.counts.update(counts)
    return made


def _ticked(system: System, question: Question, branch: Question, groups: Sequence[str]) -> Sum:
    (condition,) = branch.show_if
    if not condition.none_of:
        (option,) = {*condition.any_of, *condition.all_of}
        return system.sum_of({question.id: option}, groups)
    terms = system.sum_of({question.id: ANSWERED}, groups)
    for option in condition.none_of:
        for one in system.sum_of({question.id: option}, groups):
            del terms[one]
    return terms
