"""The block of cells to hide with a small one, so that nobody can work the small one out.

Within a block people could have answered each other's way round without any shown number
changing. That other world is the proof: what is shown fits every value of the small cell from
nought to `min_cell`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from surveys.results import NO_ANSWER, RawRow

# Enough rows to find a cheap block among, and few enough for a region of hundreds of villages.
ROWS_TRIED = 24


class Unprotectable(Exception):
    """No block protects this cell."""

    def __init__(self, row: str, option: str) -> None:
        super().__init__(row, option)
        self.row = row
        self.option = option


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
    """What is known of a question beforehand, by everybody."""

    options: tuple[str, ...]
    min_cell: int
    partition: bool = True
    required: bool = False
    sensitive: bool = False
    exclusive: frozenset[str] = frozenset()
    min_choices: int = 1
    max_choices: int = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """Where a person can move to: saying nothing is a column too, but never a secret one."""
        silent = self.partition and not self.required
        return (*self.options, NO_ANSWER) if silent else self.options


@dataclass
class Grid:
    """Exact counts by row and option, and what has been hidden of them so far."""

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

    def hide_rows(self, rows: Iterable[str]) -> None:
        self.hide(Block(frozenset(rows), frozenset((*self.shape.options, NO_ANSWER))))

    def need(self, row: str, option: str) -> Need | None:
        """What the cell needs when few people chose the option, or few (or none) did not."""
        count, least = self.count(row, option), self.shape.min_cell
        others = self.rows[row].answered - count
        few = 0 < count < least
        if few and self.shape.partition:
            return Need(least - count, count)
        few_others = 0 < others < least and not self.shape.partition
        nobody_else = others == 0 and count > 0 and self.shape.sensitive
        if not (few or few_others or nobody_else):
            return None
        up = max(least - count if few else 0, others if few_others else 0)
        down = max(count if few else 0, least - others if few_others or nobody_else else 0)
        return Need(min(up, self._free(row, option)), min(down, count))

    def _free(self, row: str, option: str) -> int:
        """How many more people of the row could have ticked the option."""
        taken = frozenset() if option in self.shape.exclusive else self.shape.exclusive
        return self.rows[row].answered - self.total([row], taken | {option})

    def partners(self, row: str, option: str) -> list[str]:
        """Options that people may be exchanged with; a tick that stands alone is its own kind."""
        alone = self.shape.exclusive
        # Where all have chosen the same, silence would leave them all the same.
        unanimous = self.rows[row].answered == self.count(row, option)
        return [
            other
            for other in self.shape.columns
            if other != option
            and (option in alone or other not in alone)
            and not (unanimous and other == NO_ANSWER and self.shape.sensitive)
        ]


def protects(grid: Grid, row: str, option: str, block: Block, need: Need) -> bool:
    """Whether people can be exchanged within the block as far as the cell needs it."""
    rows, options = block.rows - {row}, block.options - {option}
    beside = grid.total([row], options)
    if block.options <= grid.loose:
        enough = beside >= need.up and grid.count(row, option) >= need.down
        return enough and _fits(grid, row, option, Block(frozenset({row}), block.options), need)
    below, across = grid.total(rows, [option]), grid.total(rows, options)
    up = min(beside, below)
    down = min(grid.count(row, option), across)
    return up >= need.up and down >= need.down and _fits(grid, row, option, block, need)


def _fits(grid: Grid, row: str, option: str, block: Block, need: Need) -> bool:
    """Whether each row stays a possible one; only where people tick several options is it asked."""
    if grid.shape.partition:
        return True
    rows, options = block.rows - {row}, block.options - {option}
    if option not in grid.shape.exclusive:
        rising = _room(grid, [row], [option]), _room(grid, rows, options)
        falling = _room(grid, [row], options), _room(grid, rows, [option])
        up = min(rising) if rows else rising[0]
        down = min(falling) if rows else falling[0]
        return up >= need.up and down >= need.down
    if options <= grid.shape.exclusive:
        return True
    spared = _can_spare(grid, row, need.up) and _can_take(grid, row, need.down)
    return spared and all(
        _can_spare(grid, other, need.down) and _can_take(grid, other, need.up) for other in rows
    )


def _people(grid: Grid, row: str) -> int:
    """Those who ticked options that may be combined."""
    return grid.rows[row].answered - grid.total([row], grid.shape.exclusive)


def _ticks(grid: Grid, row: str) -> list[int]:
    return [grid.count(row, o) for o in grid.shape.options if o not in grid.shape.exclusive]


def _room(grid: Grid, rows: Iterable[str], options: Iterable[str]) -> int:
    return sum(_people(grid, row) - grid.count(row, option) for row in rows for option in options)


def _can_spare(grid: Grid, row: str, people: int) -> bool:
    """Whether so many can leave for an exclusive option, each taking one tick along."""
    left, ticks = _people(grid, row) - people, _ticks(grid, row)
    most = min(grid.shape.max_choices or len(ticks), len(ticks))
    return left >= max(ticks, default=0) and left * most >= sum(ticks) - people


def _can_take(grid: Grid, row: str, people: int) -> bool:
    more, ticks = _people(grid, row) + people, _ticks(grid, row)
    return sum(ticks) + people >= more * grid.shape.min_choices


def block_for(
    grid: Grid, row: str, option: str, need: Need, splits: frozenset[frozenset[str]]
) -> Block:
    """The block that hides least: fewest new cells, fewest branches parted, smallest counts."""
    fitting = [
        block
        for block in _blocks(grid, row, option, need)
        if protects(grid, row, option, block, need)
    ]
    if not fitting:
        raise Unprotectable(row, option)
    return min(fitting, key=lambda block: _price(grid, block, splits))


def _price(grid: Grid, block: Block, splits: frozenset[frozenset[str]]) -> tuple[int, int, int]:
    fresh = set(product(block.rows, block.options)) - grid.hidden
    parted = sum(parts(grid.shape, side, block.options) for side in splits)
    return parted, len(fresh), sum(grid.count(*cell) for cell in fresh)


def parts(shape: Shape, side: frozenset[str], options: frozenset[str]) -> bool:
    """Whether a move among the options leads some into a branch of the survey, or out of it."""
    return bool(side & options) and not (shape.partition and options <= side)


def _blocks(grid: Grid, row: str, option: str, need: Need) -> Iterator[Block]:
    columns = grid.partners(row, option)
    others = _likely_rows(grid, row, option, need)
    for column in columns:
        pair = frozenset({option, column})
        if pair <= grid.loose:
            yield Block(frozenset({row}), pair)
        for other in others[:ROWS_TRIED]:
            yield Block(frozenset({row, other}), pair)
    yield from _wide_blocks(grid, row, option, columns)


def _likely_rows(grid: Grid, row: str, option: str, need: Need) -> list[str]:
    rows = [other for other in grid.rows if other != row]
    enough = [other for other in rows if grid.count(other, option) >= need.up]
    return sorted(enough, key=lambda r: ((r, option) not in grid.hidden, grid.count(r, option)))


def _wide_blocks(grid: Grid, row: str, option: str, columns: list[str]) -> Iterator[Block]:
    """Where no two rows and two options do: more of them, the fullest first."""
    full = sorted(columns, key=lambda column: -grid.count(row, column))
    rows = sorted(set(grid.rows) - {row}, key=lambda r: (-grid.count(r, option), r))
    for width in range(1, len(full) + 1):
        options = frozenset({option, *full[:width]})
        if options <= grid.loose:
            yield Block(frozenset({row}), options)
        for height in (1, 2, 3, len(rows)):
            yield Block(frozenset({row, *rows[:height]}), options)
