"""Crossed tables: hidden together with their margins and every other table of the same answers.

The tables of single questions are frozen before; crossing may hide more of itself, never of them.
For each number that must stay open, another world is found in which it is far enough away, up and
down, while everything shown stays as it is. What moves in that world is hidden. Further hiding
never breaks a world, so the numbers are gone through one after another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from math import prod
from typing import Final

from surveys.crossings import net, obstacles
from surveys.definitions import CHANNEL, Crossing, Definition
from surveys.results.counting import EVERYBODY, NO_ANSWER, RawRow
from surveys.results.disclosure import shape_of
from surveys.results.grid import Grid, Need, Shape
from surveys.results.joint import JointCounting, cliques, regrouped
from surveys.results.margins import Margins, raw_row
from surveys.results.published import Published, PublishedCrossing, row
from surveys.results.solving import Solver
from surveys.results.system import ANSWERED, Place, Sum, System, World, moved

# Above these the search for other worlds takes minutes.
UNKNOWNS_LIMIT: Final = 12_000
CELLS_LIMIT: Final = 300
FEW: Final = "few"
LARGE: Final = "large"


@dataclass(frozen=True)
class Plan:
    """Which crossings are counted, by their place in the survey's list, and why others are not."""

    definition: Definition
    published: Published
    kept: Mapping[int, Crossing]
    withheld: Mapping[int, str]

    def counting(self) -> JointCounting:
        return JointCounting(self.definition, tuple(self.kept.values()))


def plan(definition: Definition, published: Published) -> Plan:
    """The crossings in their order, as long as all of them together stay small enough to judge."""
    margins = Margins(definition, published)
    kept: dict[int, Crossing] = {}
    withheld: dict[int, str] = {}
    asked = zip(definition.crossings, obstacles(definition), strict=True)
    for place, (crossing, obstacle) in enumerate(asked):
        reason = obstacle or _too_much(margins, [*kept.values(), crossing])
        if reason:
            withheld[place] = str(reason)
        else:
            kept[place] = crossing
    return Plan(definition, published, kept, withheld)


def _too_much(margins: Margins, crossings: list[Crossing]) -> str:
    if margins.published.responses is None:
        return FEW
    newest, whole = crossings[-1], net(margins.definition, crossings)
    names = {name for one in whole for name in (one.question, one.by)}
    if not all(map(margins.is_told, names)):
        return FEW
    sizes = {name: margins.dimension(name) for name in names}
    told = {name: len({*one.columns, *one.ticks}) for name, one in sizes.items()}
    if told[newest.by] * told[newest.question] > CELLS_LIMIT:
        return LARGE
    several = frozenset(name for name, one in sizes.items() if one.ticks)
    kinds = (prod(told[name] for name in one.questions) for one in cliques(whole, several))
    groups = max(1, len(margins.published.groups))
    return LARGE if groups * sum(kinds) > UNKNOWNS_LIMIT else ""


def publish_crossings(plan: Plan, counting: JointCounting) -> tuple[PublishedCrossing, ...]:
    """Takes up to minutes of processor, so call it in a thread."""
    made = {place: _withheld(plan, place, why) for place, why in plan.withheld.items()}
    if plan.kept:
        crossed = _Crossed(plan, counting)
        crossed.protect()
        made |= {place: crossed.published(place) for place in plan.kept}
    return tuple(made[place] for place in sorted(made))


def _withheld(plan: Plan, place: int, reason: str) -> PublishedCrossing:
    crossing = plan.definition.crossings[place]
    return PublishedCrossing(crossing.question, crossing.by, withheld=reason)


@dataclass(frozen=True)
class Target:
    """A number that must stay open; `of` are the crossings that could give it away.

    Where people tick, it should be open as far as it would be where they choose one answer, and
    must be as far as the question's own table demands.
    """

    terms: Sum
    need: Need
    of: frozenset[int]
    wanted: int = 0
    likely: frozenset[str] = frozenset()

    @property
    def ways(self) -> list[range]:
        """How far it has to go up, and down: the farthest first."""
        up = range(max(self.wanted, self.need.up), max(self.need.up, 1) - 1, -1)
        return [up, range(-self.need.down, -max(self.need.down, 1) + 1)]


@dataclass
class _Table:
    """One crossing with its exact numbers."""

    crossing: Crossing
    options: tuple[str, ...]
    rows: dict[str, RawRow] = field(default_factory=dict)


class _Crossed:
    """The crossings of a survey as they are hidden, step by step."""

    def __init__(self, plan: Plan, counting: JointCounting) -> None:
        self.plan = plan
        self.margins = Margins(plan.definition, plan.published)
        self.system = self._system(counting)
        self.margins.fix(self.system)
        self.tables = {place: self._table(one) for place, one in plan.kept.items()}
        for place, table in self.tables.items():
            self._name_cells(place, table)
        self.names = {place: self._names(one) for place, one in plan.kept.items()}
        self.hidden: set[Place] = set()
        self.withheld: set[int] = set()
        self.worlds: list[World] = []

    def _system(self, counting: JointCounting) -> System:
        groups = self.plan.published.groups
        group_of = {name: one.id for one in groups for name in one.members}
        channels = self.plan.published.channels
        channel_of = {name: one.id for one in channels for name in one.members}
        names = {name for one in counting.cliques for name in one.questions}
        return System(
            counting.cliques,
            [
                regrouped(clique, joint, group_of or {EVERYBODY: EVERYBODY}, channel_of)
                for clique, joint in zip(counting.cliques, counting.joints, strict=True)
            ],
            [one.id for one in groups] or [EVERYBODY],
            {name: self.margins.dimension(name) for name in sorted(names)},
        )

    def _names(self, crossing: Crossing) -> frozenset[str]:
        """The questions that the crossing tells something about."""
        linked = net(self.plan.definition, [crossing])
        return frozenset(name for one in linked for name in (one.question, one.by))

    def _options(self, name: str) -> tuple[str, ...]:
        if name == CHANNEL:
            return tuple(one.id for one in self.plan.published.channels)
        return tuple(cell.id for cell in self.plan.published.question(name).overall.cells)

    def _table(self, crossing: Crossing) -> _Table:
        table = _Table(crossing, self._options(crossing.question))
        for name in self._options(crossing.by):
            counts = {
                one: self.system.value(self._sum(crossing, name, one)) for one in table.options
            }
            answered = self.system.value(self._sum(crossing, name, ANSWERED))
            table.rows[name] = raw_row(answered, counts)
        return table

    def _sum(self, crossing: Crossing, group: str, option: str) -> Sum:
        return self.system.sum_of({crossing.by: group, crossing.question: option})

    def _name_cells(self, place: int, table: _Table) -> None:
        for name in table.rows:
            for option in (*table.options, ANSWERED):
                terms = self._sum(table.crossing, name, option)
                self.system.cells[place, name, option] = terms

    def protect(self) -> None:
        """Hide small numbers, and what moves in the worlds in which they are others."""
        solver = Solver(self.system, self.plan.definition.min_cell)
        targets = [*self._small(), *self._hidden_before()]
        self._hide(solver, self.hidden.copy())
        for target in targets:
            for way in target.ways:
                if not target.of <= self.withheld:
                    self._open(solver, target, way)

    def _open(self, solver: Solver, target: Target, way: range) -> None:
        """Hide what it takes for the number to go as far as it can on this way."""
        if not way or self._is_open(target, way[0]):
            return
        for by in way:
            world = solver.world(target.terms, by, target.likely)
            if world is not None and self._take(solver, world):
                return
        if target.need.up or way[0] < 0:
            self.withheld |= target.of
            self._hide(solver, {place for place in self.system.cells if place[0] in target.of})

    def _is_open(self, target: Target, by: int) -> bool:
        far = (moved(world, target.terms) for world in self.worlds)
        return any(one >= by if by > 0 else one <= by for one in far)

    def _take(self, solver: Solver, world: World) -> bool:
        changed = {place for place, terms in self.system.cells.items() if moved(world, terms)}
        if not self.system.fits(world, frozenset(self.hidden | changed)):
            return False
        self.worlds.append(world)
        self._hide(solver, changed)
        return True

    def _hide(self, solver: Solver, places: set[Place]) -> None:
        solver.spare(places)
        self.hidden |= places

    def _small(self) -> Iterator[Target]:
        """Rows of few people, which are hidden whole; cells of few, or where all are alike."""
        least = self.plan.definition.min_cell
        for place, table in self.tables.items():
            for name, counted in table.rows.items():
                if 0 < counted.answered < least:
                    need = Need(least - counted.answered, counted.answered)
                    yield self._hidden_target((place, name, ANSWERED), need)
            for name, option, need in self._needs(table):
                wanted = max(least - table.rows[name].counts[option], 0)
                yield self._hidden_target((place, name, option), need, wanted)

    def _hidden_target(self, cell: Place, need: Need, wanted: int = 0) -> Target:
        self.hidden.add(cell)
        return Target(self.system.cells[cell], need, frozenset({cell[0]}), wanted)

    def _needs(self, table: _Table) -> Iterator[tuple[str, str, Need]]:
        grid = Grid(self._shape(table), table.rows)
        for name in table.rows:
            for option in table.options:
                need = grid.need(name, option) or self._alike(table, grid, name, option)
                if need:
                    yield name, option, need

    def _shape(self, table: _Table) -> Shape:
        if table.crossing.question == CHANNEL:
            return Shape(table.options, self.plan.definition.min_cell, required=True)
        question = self.plan.definition.question(table.crossing.question)
        return shape_of(question, table.options, self.plan.definition.min_cell)

    def _alike(self, table: _Table, grid: Grid, name: str, option: str) -> Need | None:
        """Where all who chose an option gave the same sensitive answer to the other question."""
        if table.crossing.by == CHANNEL:
            return None
        count, least = grid.count(name, option), self.plan.definition.min_cell
        sensitive = self.plan.definition.question(table.crossing.by).sensitivity != "none"
        alike = sensitive and 0 < count == grid.total(table.rows, [option])
        return Need(0, min(count, least)) if alike else None

    def _hidden_before(self) -> Iterator[Target]:
        """Small numbers of the single questions must not come out by their crossings."""
        for name in self.system.dimensions:
            of = frozenset(place for place, names in self.names.items() if name in names)
            for terms, need, likely in self.margins.open_sums(self.system, name):
                yield Target(terms, need, of, likely=likely)

    def published(self, place: int) -> PublishedCrossing:
        table, crossing = self.tables[place], self.tables[place].crossing
        if place in self.withheld:
            return PublishedCrossing(crossing.question, crossing.by, withheld=FEW)
        merged = {one.id: one.merged for one in self.plan.published.channels}
        lines = tuple(
            row(
                name,
                counted,
                table.options,
                partial(self._hides, place, name),
                merged.get(name, ()) if crossing.by == CHANNEL else (),
            )
            for name, counted in table.rows.items()
        )
        return PublishedCrossing(crossing.question, crossing.by, lines)

    def _hides(self, place: int, name: str, option: str) -> bool:
        return (place, name, ANSWERED if option == NO_ANSWER else option) in self.hidden
