"""Another world with one number moved, found by a solver for integer programmes."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from surveys.results.system import ANSWERED, FREE, Place, Sum, System, World, moved

if TYPE_CHECKING:
    pass

# So many people of one kind more or fewer, in numbers of `min_cell`.
REACH: Final = 3
SECONDS: Final = 10.0
# What it costs to hide a cell by a count of none; how many people are in a row costs more.
CELL: Final = 1.0
ROW: Final = 4.0
MANY: Final = 50.0


class Solver:
    """Moves as few shown cells as it can; whatever is hidden moves for nothing."""

    def __init__(self, system: System, min_cell: int) -> None:
        # Twelve megabytes that only a process which closes surveys needs.
        from highspy import Highs, HighsVarType

        self._system = system
        self._solver: Highs = Highs()  # type: ignore[no-untyped-call]
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("threads", 1)
        self._solver.setOptionValue("random_seed", 1)
        self._solver.setOptionValue("time_limit", SECONDS)
        reach = REACH * min_cell
        for count in system.counts:
            self._solver.addCol(0.0, -min(count, reach), reach, 0, [], [])
        for place in range(system.size):
            self._solver.changeColIntegrality(place, HighsVarType.kInteger)
        for bound in system.bounds:
            self._row(bound.least, bound.most, bound.terms)
        self._costs = {place: self._cell(place, terms) for place, terms in system.cells.items()}

    def _row(self, least: float, most: float, terms: Mapping[int, float]) -> None:
        least = -self._solver.inf if least <= -FREE else least
        self._solver.addRow(least, most, len(terms), [*terms], [float(f) for f in terms.values()])

    def _cell(self, place: Place, terms: Sum) -> tuple[int, int]:
        """How far the cell moves up and down, as two more unknowns that cost something."""
        price = (ROW if place[2] == ANSWERED else CELL) + min(
            self._system.value(terms) / MANY, CELL
        )
        first = self._solver.getNumCol()
        for _ in range(2):
            self._solver.addCol(price, 0.0, self._solver.inf, 0, [], [])
        self._row(0, 0, {**terms, first: -1, first + 1: 1})
        return first, first + 1

    def spare(self, places: Iterable[Place]) -> None:
        """These cells are hidden from now on."""
        for place in places:
            for column in self._costs[place]:
                self._solver.changeColCost(column, 0.0)

    def world(self, terms: Sum, by: int) -> World | None:
        """A world in which the sum is by so many more (or fewer), or None."""
        rows = self._solver.getNumRow()
        least, most = (by, FREE) if by > 0 else (-FREE, by)
        self._row(least, self._solver.inf if most == FREE else most, terms)
        self._solver.run()
        values = self._solver.getSolution().col_value
        self._solver.deleteRows(1, [rows])
        if len(values) < self._system.size:
            return None
        found = {place: round(values[place]) for place in range(self._system.size)}
        world = {place: change for place, change in found.items() if change}
        far = moved(world, terms)
        return world if (far >= by if by > 0 else far <= by) else None
