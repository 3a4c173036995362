"""The exact table of one question, with what has been hidden of it so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

from surveys.results.counting import NO_ANSWER, RawRow

# A row has at least so many times `min_cell` people; with fewer, most of its cells are small.
CELLS_IN_A_ROW = 6


@dataclass(frozen=True)
class Need:
    """How far a hidden count must be free to go up and down."""

    up: int
    down: int


@dataclass(frozen=True)
class Block:
    """Hidden cells among which people may be exchanged: these rows by these options."""

    rows: frozenset[str]
    options: frozenset[str]


@dataclass(frozen=True)
class Shape:
    """What everybody knows of a question beforehand."""

    options: tuple[str, ...]
    min_cell: int
    partition: bool = True
    required: bool = False
    sensitive: bool = False
    exclusive: frozenset[str] = frozenset()
    min_choices: int = 1
    max_choices: int | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Where a person can move to: saying nothing is a column too, but never a secret one."""
        silent = self.partition and not self.required
        return (*self.options, NO_ANSWER) if silent else self.options

    @property
    def smallest_row(self) -> int:
        return self.min_cell * CELLS_IN_A_ROW

    def parts(self, side: frozenset[str], options: frozenset[str]) -> bool:
        """Whether a move among the options leads into the branch behind the side, or out of it."""
        return bool(side & options) and not (self.partition and options <= side)


@dataclass
class Grid:
    shape: Shape
    rows: Mapping[str, RawRow]
    hidden: set[tuple[str, str]] = field(default_factory=set)
    # Options hidden in the row of everybody: between them a person may move within one row.
    loose: frozenset[str] = frozenset()

    def count(self, row: str, option: str) -> int:
        here = self.rows[row]
        return here.skipped if option == NO_ANSWER else here.counts[option]

    def total(self, rows: Iterable[str], options: Iterable[str]) -> int:
        return sum(self.count(row, option) for row, option in product(rows, options))

    def hide(self, block: Block) -> None:
        self.hidden |= set(product(block.rows, block.options))

    def need(self, row: str, option: str) -> Need | None:
        """How free the cell must be, if few people chose the option, or few (or none) did not."""
        count, least = self.count(row, option), self.shape.min_cell
        others = self.rows[row].answered - count
        few = 0 < count < least
        few_others = 0 < others < least and not self.shape.partition
        alike = others == 0 and count > 0 and self.shape.sensitive
        if not (few or few_others or alike):
            return None
        if few and self.shape.partition and not alike:
            return Need(least - count, count)
        up = max(least - count if few else 0, others if few_others else 0)
        down = max(count if few else 0, least - others if few_others or alike else 0)
        return Need(min(up, self.free(row, option)), min(down, count))

    def free(self, row: str, option: str) -> int:
        """How many more people of the row could have chosen the option beside what they chose."""
        alone = self.shape.exclusive - {option}
        taken = frozenset({option}) if option in self.shape.exclusive else alone | {option}
        return self.rows[row].answered - self.total([row], taken)

    def partners(self, row: str, option: str) -> list[str]:
        """Options that people may be exchanged with; a tick that stands alone is its own kind."""
        alone = self.shape.exclusive
        # Where all have chosen the same, silence would leave them all the same.
        alike = self.rows[row].answered == self.count(row, option)
        return [
            other
            for other in self.shape.columns
            if other != option
            and (option in alone or other not in alone)
            and not (alike and other == NO_ANSWER)
        ]
