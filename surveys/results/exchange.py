"""The block of cells to hide with a small one, so that nobody can work the small one out.

Within a block people could have answered each other's way round without any shown number
changing. That other world is the proof: what is shown fits every value of the small cell from
nought to `min_cell`.
"""

from collections.abc import Iterator
from itertools import product

from surveys.results import ticks
from surveys.results.grid import Block, Grid, Need

# Enough rows to find a cheap block among, and few enough for a region of hundreds of villages.
ROWS_TRIED = 24
Sides = frozenset[frozenset[str]]


class Unprotectable(Exception):
    """No block protects this cell."""

    def __init__(self, row: str, option: str) -> None:
        super().__init__(row, option)
        self.row = row
        self.option = option


def protects(grid: Grid, row: str, option: str, block: Block, need: Need) -> bool:
    """Whether people can be exchanged within the block as far as the cell needs it."""
    if not grid.shape.partition and not ticks.possible(grid, row, option, block, need):
        return False
    rows, options = block.rows - {row}, block.options - {option}
    up, down = [], [grid.count(row, option)]
    if options:
        up.append(grid.total([row], options))
    if rows:
        up.append(grid.total(rows, [option]))
        down.append(grid.total(rows, options) if options else need.down)
    return min(up, default=need.up) >= need.up and min(down) >= need.down


def block_for(grid: Grid, row: str, option: str, need: Need, sides: Sides) -> Block:
    """The block that hides least: fewest branches parted, fewest new cells, smallest counts."""
    blocks = _blocks(grid, row, option, need)
    fitting = [block for block in blocks if protects(grid, row, option, block, need)]
    if not fitting:
        raise Unprotectable(row, option)
    return min(fitting, key=lambda block: _price(grid, block, sides))


def _price(grid: Grid, block: Block, sides: Sides) -> tuple[int, int, int]:
    fresh = set(product(block.rows, block.options)) - grid.hidden
    parted = sum(grid.shape.parts(side, block.options) for side in sides)
    return parted, len(fresh), sum(grid.count(*cell) for cell in fresh)


def _blocks(grid: Grid, row: str, option: str, need: Need) -> Iterator[Block]:
    others = _likely_rows(grid, row, option, need)[:ROWS_TRIED]
    ticked = [] if grid.shape.partition else [frozenset({option})]
    partners = grid.partners(row, option)
    for options in (*ticked, *(frozenset({option, partner}) for partner in partners)):
        if options <= grid.loose:
            yield Block(frozenset({row}), options)
        for other in others:
            yield Block(frozenset({row, other}), options)
    yield from _wide_blocks(grid, row, option, partners)


def _likely_rows(grid: Grid, row: str, option: str, need: Need) -> list[str]:
    rows = [other for other in grid.rows if other != row]
    enough = [other for other in rows if grid.count(other, option) >= need.up]
    return sorted(enough, key=lambda r: ((r, option) not in grid.hidden, grid.count(r, option), r))


def _wide_blocks(grid: Grid, row: str, option: str, partners: list[str]) -> Iterator[Block]:
    """Where no two rows and two options do: more of them, the fullest first."""
    full = sorted(partners, key=lambda column: -grid.count(row, column))
    rows = sorted(grid.rows.keys() - {row}, key=lambda r: (-grid.count(r, option), r))
    for width in range(1, len(full) + 1):
        options = frozenset({option, *full[:width]})
        if options <= grid.loose:
            yield Block(frozenset({row}), options)
        for height in (1, 2, 3, len(rows)):
            if rows:
                yield Block(frozenset({row, *rows[:height]}), options)
