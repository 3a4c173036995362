"""Another world with one number moved, found by a solver for integer programmes."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from surveys.results.system import ANSWERED, FREE, Corners, Place, Sum, System, World, moved

if TYPE_CHECKING:
    from highspy import Highs

# So many people of one kind more or fewer, in numbers of `min_cell`.
REACH: Final = 3
# Where to look for a world: so many groups and answers, and so many branches; the last is all.
CORNERS: Final = ((2, 2, 100), (4, 4, 100), (FREE, FREE, 20))
# Branches bound the work, whatever else the machine does; this is for what nobody thought of.
SECONDS: Final = 30.0
# A world that hides a little more than it would have to is good enough.
GAP: Final = 0.1
# What it costs to hide a cell by a count of none; how many people are in a row costs more.
CELL: Final = 1.0
ROW: Final = 4.0
MANY: Final = 50.0


class Solver:
    """Moves as few shown cells as it can; whatever is hidden moves for nothing."""

    def __init__(self, system: System, min_cell: int) -> None:
        self._system = system
        self._reach = REACH * min_cell
        self._corners = Corners(system)
        self._hidden: set[Place] = set()
        self._bounds_of: list[list[int]] = [[] for _ in system.counts]
        self._cells_of: list[list[Place]] = [[] for _ in system.counts]
        for number, bound in enumerate(system.bounds):
            for one in bound.terms:
                self._bounds_of[one].append(number)
        for place, terms in system.cells.items():
            for one in terms:
                self._cells_of[one].append(place)

    def spare(self, places: Iterable[Place]) -> None:
        """These cells are hidden from now on."""
        self._hidden |= {*places}

    def world(self, terms: Sum, by: int, likely: frozenset[str]) -> World | None:
        """A world in which the sum is by so many more (or fewer), or None.

        People have most likely moved among the `likely` groups.
        """
        for groups, values, branches in CORNERS:
            free = self._corners.near(terms, groups, values, likely)
            found = self._search(terms, by, free, branches)
            if found is not None or len(free) == self._system.size:
                return found
        return None

    def _search(self, terms: Sum, by: int, free: list[int], branches: int) -> World | None:
        solver = _solver(branches)
        at = {one: column for column, one in enumerate(free)}
        for one in free:
            fewer = -float(min(self._system.counts[one], self._reach))
            solver.addCol(0.0, fewer, float(self._reach), 0, [], [])
        _whole(solver, len(free))
        for number in sorted({number for one in free for number in self._bounds_of[one]}):
            bound = self._system.bounds[number]
            _row(solver, bound.least, bound.most, _within(bound.terms, at))
        for place in sorted({place for one in free for place in self._cells_of[one]}):
            if place not in self._hidden:
                self._price(solver, place, _within(self._system.cells[place], at))
        least, most = (by, FREE) if by > 0 else (-FREE, by)
        _row(solver, least, most, _within(terms, at))
        solver.run()
        values = solver.getSolution().col_value[: len(free)]
        world = {one: round(value) for one, value in zip(free, values, strict=False)}
        world = {one: change for one, change in world.items() if change}
        far = moved(world, terms)
        return world if (far >= by if by > 0 else far <= by) else None

    def _price(self, solver: "Highs", place: Place, terms: Sum) -> None:
        """How far the cell moves up and down, as two more unknowns that cost something."""
        count = self._system.value(self._system.cells[place])
        price = (ROW if place[2] == ANSWERED else CELL) + min(count / MANY, CELL)
        first = solver.getNumCol()
        for _ in range(2):
            solver.addCol(price, 0.0, solver.inf, 0, [], [])
        _row(solver, 0, 0, {**terms, first: -1, first + 1: 1})


def _solver(branches: int) -> "Highs":
    # Twelve megabytes that only a process which closes surveys needs.
    from highspy import Highs

    solver = Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 1)
    solver.setOptionValue("mip_rel_gap", GAP)
    solver.setOptionValue("mip_max_nodes", branches)
    solver.setOptionValue("time_limit", SECONDS)
    return solver


def _whole(solver: "Highs", columns: int) -> None:
    """People are counted in whole numbers."""
    from highspy import HighsVarType

    for column in range(columns):
        solver.changeColIntegrality(column, HighsVarType.kInteger)


def _within(terms: Sum, at: dict[int, int]) -> dict[int, int]:
    """The sum by columns of the solver; what may not move counts for nothing."""
    return {at[one]: factor for one, factor in terms.items() if one in at}


def _row(solver: "Highs", least: int, most: int, terms: Sum) -> None:
    low = -solver.inf if least <= -FREE else float(least)
    high = solver.inf if most >= FREE else float(most)
    solver.addRow(low, high, len(terms), [*terms], [*_factors(terms)])


def _factors(terms: Sum) -> Iterator[float]:
    return map(float, terms.values())
