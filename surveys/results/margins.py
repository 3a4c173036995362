"""What is known already of questions that are to be crossed: their tables, and their branches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from surveys.crossings import decider, deciding
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
        silent = () if self._answered_by_all(question) else (NO_ANSWER,)
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

    def _answered_by_all(self, question: Question) -> bool:
        """What has to be answered may have been left blank on paper, which its n tells."""
        answered = self.published.question(question.id).overall.answered
        everybody = answered == self.published.responses
        return question.required and not deciding(question) and everybody

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
            self._fix_silence(system, self.definition.question(name))

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

    def _fix_silence(self, system: System, question: Question) -> None:
        """Who is not asked has not answered, and who must answer has, or is known not to have."""
        above = decider(self.definition, question)
        if above is None:
            if question.required:
                self._fix_each(system, system.sum_of({question.id: NO_ANSWER}))
            return
        leads = self._leading(system, above, question)
        told, silent = {question.id: ANSWERED}, {question.id: NO_ANSWER}
        for one in {*system.dimensions[above.id].columns} - leads:
            system.fix(system.sum_of({above.id: one} | told))
        ticked = _tick(system, above, question)
        if ticked:
            everybody = system.sum_of({above.id: TICKED} | told)
            tick = system.sum_of({above.id: ticked} | told)
            system.fix({**tick, **dict.fromkeys(everybody, -1)})
        for one in ({ticked} if ticked else leads) if question.required else ():
            self._fix_each(system, system.sum_of({above.id: one} | silent))

    @staticmethod
    def _fix_each(system: System, terms: Sum) -> None:
        """Whoever left blank what had to be answered did so in every world, so came on paper."""
        if not system.value(terms):
            system.fix(terms)
            return
        for one in terms:
            system.fix({one: 1})

    def _asked(
        self, system: System, question: Question, branch: Question, groups: Sequence[str]
    ) -> Sum:
        """Those of the groups whose answer leads to the branch."""
        ticked = _tick(system, question, branch)
        if ticked:
            return system.sum_of({question.id: ticked}, groups)
        terms: dict[int, int] = {}
        for one in self._leading(system, question, branch):
            terms |= system.sum_of({question.id: one}, groups)
        return terms

    def _leading(self, system: System, question: Question, branch: Question) -> frozenset[str]:
        """The columns in which people are asked the branch; of those who ticked, maybe not all."""
        columns = frozenset(system.dimensions[question.id].columns)
        if _tick(system, question, branch):
            return frozenset({TICKED})
        if decides_alone(question, branch):
            return leading(self.definition, question, branch, columns - {NO_ANSWER}) & columns
        (condition,) = branch.show_if
        answered = columns - {NO_ANSWER}
        return frozenset(one for one in answered if holds(condition, {question.id: one}))

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


def _tick(system: System, question: Question, branch: Question) -> str | None:
    """The tick that leads to the branch, where one does."""
    names = {option for one in branch.show_if for option in (*one.any_of, *one.all_of)}
    ticks = names & {*system.dimensions[question.id].ticks}
    return min(ticks, default=None)
