"""Another world with one number moved, found by a solver for integer programmes."""

from collections.abc import Iterable, Mapping
from typing import Final

from surveys.results.system import ANSWERED, FREE, Corners, Place, Sum, System, World, moved

# So many people of one kind more or fewer, in numbers of `min_cell`.
REACH: Final = 3
# Where to look for a world: so many groups and answers, for so many seconds; the last is all.
CORNERS: Final = ((2, 2, 1.0), (4, 4, 2.0), (FREE, FREE, 4.0))
# All worlds of a survey together; what is not found by then is not told.
PATIENCE: Final = 120.0
# A world that hides a little more than it would have to is good enough.
GAP: Final = 0.1
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
        self._corners = Corners(system)
        self._solver: Highs = Highs()  # type: ignore[no-untyped-call]
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("threads", 1)
        self._solver.setOptionValue("random_seed", 1)
        self._solver.setOptionValue("mip_rel_gap", GAP)
        self._reach = REACH * min_cell
        for _ in system.counts:
            self._solver.addCol(0.0, 0.0, 0.0, 0, [], [])
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
        for groups, values, seconds in CORNERS:
            if self._solver.getRunTime() > PATIENCE:
                return None
            free = self._corners.near(terms, groups, values)
            found = self._search(terms, by, free, seconds)
            if found is not None or len(free) == self._system.size:
                return found
        return None

    def _search(self, terms: Sum, by: int, free: set[int], seconds: float) -> World | None:
        self._let_move(free)
        # The solver's clock goes on from one search to the next.
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + seconds)
        row = self._solver.getNumRow()
        least, most = (by, self._solver.inf) if by > 0 else (-FREE, by)
        self._row(least, most, terms)
        self._solver.run()
        values = self._solver.getSolution().col_value
        self._solver.deleteRows(1, [row])
        found = {place: round(value) for place, value in enumerate(values[: self._system.size])}
        world = {place: change for place, change in found.items() if change}
        far = moved(world, terms)
        return world if (far >= by if by > 0 else far <= by) else None

    def _let_move(self, free: set[int]) -> None:
        places = [*range(self._system.size)]
        counts, reach = self._system.counts, self._reach
        fewer = [-float(min(counts[one], reach)) if one in free else 0.0 for one in places]
        more = [float(reach) if one in free else 0.0 for one in places]
        self._solver.changeColsBounds(len(places), places, fewer, more)
