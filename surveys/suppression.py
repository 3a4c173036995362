"""Which cells of one question are hidden: the small ones, and what would give them away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from surveys.exchange import Block, Grid, Need, Shape, Unprotectable, block_for, protects
from surveys.results import EVERYBODY, NO_ANSWER, RawRow

Sides = frozenset[frozenset[str]]


@dataclass
class Suppressed:
    """What stays hidden of one question, and among which cells people may be thought to move."""

    cells: set[tuple[str, str]] = field(default_factory=set)
    blocks: list[Block] = field(default_factory=list)
    by_group: bool = True

    def hides(self, row: str, option: str) -> bool:
        return (row, option) in self.cells


def withheld(shape: Shape, rows: Iterable[str]) -> Suppressed:
    """Nothing at all is said about the question."""
    everything = Block(frozenset({EVERYBODY, *rows}), frozenset((*shape.options, NO_ANSWER)))
    cells = {(EVERYBODY, option) for option in everything.options}
    return Suppressed(cells, [everything], by_group=False)


def suppress(
    shape: Shape, rows: Mapping[str, RawRow], sides: Sides, forced: frozenset[str]
) -> Suppressed:
    """`sides` are the options that lead into branches; `forced` rows must be hidden whole."""
    overall = sum(rows.values(), RawRow())
    if EVERYBODY in forced or 0 < overall.answered < shape.min_cell:
        return withheld(shape, rows)
    everybody = Grid(shape, {EVERYBODY: overall}, loose=frozenset(shape.columns))
    try:
        pairs = _pairs(everybody, sides)
    except Unprotectable:
        return withheld(shape, rows)
    hidden = _by_group(Grid(shape, rows, loose=_options(everybody)), pairs, sides, forced)
    hidden.cells |= everybody.hidden
    hidden.blocks += [replace(block, rows=block.rows | {EVERYBODY}) for _, _, block in pairs]
    return hidden


Pair = tuple[str, Need, Block]


def _pairs(everybody: Grid, sides: Sides) -> list[Pair]:
    """The options to hide for everybody, each with its partners."""
    pairs = []
    for option in everybody.shape.options:
        need = everybody.need(EVERYBODY, option)
        if need is not None:
            block = block_for(everybody, EVERYBODY, option, need, sides)
            everybody.hide(block)
            pairs.append((option, need, block))
    return pairs


def _options(everybody: Grid) -> frozenset[str]:
    return frozenset(option for _, option in everybody.hidden)


def _by_group(grid: Grid, pairs: list[Pair], sides: Sides, forced: frozenset[str]) -> Suppressed:
    """Hide cells where that is enough, whole rows where it is not, or the whole table."""
    least = grid.shape.min_cell
    whole = forced | {name for name, row in grid.rows.items() if 0 < row.answered < least}
    while True:
        whole = _widened(grid, whole, forced)
        if whole >= set(grid.rows):
            return _table_withheld(grid)
        try:
            return _cells(replace(grid, hidden=set()), pairs, sides, whole)
        except Unprotectable as unprotectable:
            if unprotectable.row in whole:
                return _table_withheld(grid)
            whole |= {unprotectable.row}


def _table_withheld(grid: Grid) -> Suppressed:
    everywhere = Block(frozenset(grid.rows), frozenset((*grid.shape.options, NO_ANSWER)))
    return Suppressed(blocks=[everywhere], by_group=False)


def _widened(grid: Grid, whole: frozenset[str], forced: frozenset[str]) -> frozenset[str]:
    """Add rows, the smallest first, until the hidden ones together give nobody away."""
    rest = sorted(grid.rows.keys() - whole, key=lambda name: (grid.rows[name].answered, name))
    while whole and rest and not _safe_together(grid, whole, forced):
        whole |= {rest.pop(0)}
    return whole


def _safe_together(grid: Grid, whole: frozenset[str], forced: frozenset[str]) -> bool:
    answered = sum(grid.rows[name].answered for name in whole)
    shown = [option for option in grid.shape.options if option not in grid.loose]
    sums = [grid.total(whole, [option]) for option in shown]
    if not grid.shape.partition:
        sums += [answered - total for total in sums]
    if len(whole) < 2 or any(0 < total < grid.shape.min_cell for total in (answered, *sums)):
        return False
    return all(
        _lost_in_crowd(grid, name, option, whole)
        for name in whole - forced
        for option in grid.shape.options
        if grid.count(name, option)
    )


def _lost_in_crowd(grid: Grid, name: str, option: str, whole: frozenset[str]) -> bool:
    """Whether people of the hidden rows could have changed places as far as the cell needs it."""
    others = whole - {name}
    here = grid.count(name, option)
    room = _present(grid, name) - here
    elsewhere = grid.total(others, [option])
    down = min(here, sum(_present(grid, other) for other in others) - elsewhere)
    up = min(room, elsewhere)
    need = grid.need(name, option)
    if need is None:
        return up + down > 0
    return down >= need.down and up >= min(need.up, room)


def _present(grid: Grid, name: str) -> int:
    row = grid.rows[name]
    return row.answered if grid.shape.required else row.asked


def _cells(grid: Grid, pairs: list[Pair], sides: Sides, whole: frozenset[str]) -> Suppressed:
    blocks = []
    if whole:
        grid.hide_rows(whole)
        blocks.append(Block(whole, frozenset((*grid.shape.options, NO_ANSWER))))
    blocks += [_pair_by_group(grid, *pair) for pair in pairs]
    needs = _needs(grid, whole)
    grid.hidden |= needs.keys()
    for (name, option), need in needs.items():
        block = block_for(grid, name, option, need, sides)
        grid.hide(block)
        blocks.append(block)
    return Suppressed(grid.hidden, blocks)


def _needs(grid: Grid, whole: frozenset[str]) -> dict[tuple[str, str], Need]:
    """The cells that must be hidden, with how free they must be; hidden rows are safe already."""
    cells = [(name, option) for name in grid.rows.keys() - whole for option in grid.shape.options]
    found = {cell: grid.need(*cell) for cell in sorted(cells)}
    return {cell: need for cell, need in found.items() if need is not None}


def _pair_by_group(grid: Grid, option: str, need: Need, block: Block) -> Block:
    """Hide the pair in as many rows as it takes to leave the count for everybody open."""
    holders = {name for name in grid.rows if grid.count(name, option)}
    rest = sorted(grid.rows.keys() - holders, key=lambda n: -grid.total([n], block.options))
    while not _open(grid, option, need, Block(frozenset(holders), block.options)):
        if not rest:
            raise Unprotectable(min(holders), option)
        holders.add(rest.pop(0))
    hidden = Block(frozenset(holders), block.options)
    grid.hide(hidden)
    return hidden


def _open(grid: Grid, option: str, need: Need, block: Block) -> bool:
    up = sum(_freedom(grid, name, option, block, Need(1, 0), need.up) for name in block.rows)
    down = sum(_freedom(grid, name, option, block, Need(0, 1), need.down) for name in block.rows)
    return up >= need.up and down >= need.down


def _freedom(grid: Grid, name: str, option: str, block: Block, step: Need, limit: int) -> int:
    """How many people of one row could have moved to the option (or from it)."""
    alone = Block(frozenset({name}), block.options)
    steps = (Need(step.up * far, step.down * far) for far in range(limit, 0, -1))
    fit = (max(s.up, s.down) for s in steps if protects(grid, name, option, alone, s))
    return next(fit, 0)
