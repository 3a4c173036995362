"""Which cells of one question are hidden: the small ones, and what would give them away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from surveys.results.counting import EVERYBODY, NO_ANSWER, RawRow
from surveys.results.exchange import Sides, Unprotectable, block_for, protects
from surveys.results.grid import Block, Grid, Need, Shape
from surveys.results.merging import OTHERS

Rows = Mapping[str, RawRow]


@dataclass
class Suppressed:
    """What is shown of one question by rows, and what of it stays hidden."""

    rows: Rows = field(default_factory=dict)
    merged: frozenset[str] = frozenset()
    hidden: set[tuple[str, str]] = field(default_factory=set)
    # Among these cells people may be thought to have answered each other's way round.
    blocks: list[Block] = field(default_factory=list)

    def hides(self, row: str, option: str) -> bool:
        return (row, option) in self.hidden


def withheld(shape: Shape, rows: Rows) -> Suppressed:
    """Nothing at all is said about the question."""
    everything = _whole(shape, {EVERYBODY, *rows})
    return Suppressed(
        hidden={(EVERYBODY, option) for option in everything.options}, blocks=[everything]
    )


def _whole(shape: Shape, rows: Iterable[str]) -> Block:
    return Block(frozenset(rows), frozenset((*shape.options, NO_ANSWER)))


def suppress(shape: Shape, rows: Rows, sides: Sides, forced: frozenset[str]) -> Suppressed:
    """`sides` are the options that lead into branches; `forced` rows may not be shown apart."""
    overall = sum(rows.values(), RawRow())
    if EVERYBODY in forced or 0 < overall.answered < shape.min_cell:
        return withheld(shape, rows)
    everybody = Grid(shape, {EVERYBODY: overall}, loose=frozenset(shape.columns))
    try:
        pairs = _pairs(everybody, sides)
    except Unprotectable:
        return withheld(shape, rows)
    loose = frozenset(option for _, option in everybody.hidden)
    suppressed = _by_group(shape, rows, loose, pairs, sides, forced)
    suppressed.hidden |= everybody.hidden
    suppressed.blocks += [replace(pair.block, rows=frozenset({EVERYBODY})) for pair in pairs]
    return suppressed


@dataclass(frozen=True)
class Pair:
    """An option hidden for everybody, with the partners hidden beside it."""

    option: str
    need: Need
    block: Block


def _pairs(everybody: Grid, sides: Sides) -> list[Pair]:
    pairs = []
    for option in everybody.shape.options:
        need = everybody.need(EVERYBODY, option)
        if need is not None:
            block = block_for(everybody, EVERYBODY, option, need, sides)
            everybody.hide(block)
            pairs.append(Pair(option, need, block))
    return pairs


def _by_group(
    shape: Shape,
    rows: Rows,
    loose: frozenset[str],
    pairs: list[Pair],
    sides: Sides,
    forced: frozenset[str],
) -> Suppressed:
    """Hide cells where that is enough, merge rows where it is not, or show no rows at all."""
    small = {name for name, row in rows.items() if row.answered < shape.smallest_row}
    together = _widened(shape, rows, forced | small)
    while together < rows.keys():
        grid = Grid(shape, _merged_rows(rows, together), loose=loose)
        try:
            return _shown(grid, together, pairs, sides)
        except Unprotectable as unprotectable:
            together = _widened(shape, rows, together | {_next(rows, together, unprotectable)})
    return Suppressed(blocks=[_whole(shape, rows)])


def _next(rows: Rows, together: frozenset[str], unprotectable: Unprotectable) -> str:
    if unprotectable.row != OTHERS:
        return unprotectable.row
    return _smallest(rows, rows.keys() - together)


def _smallest(rows: Rows, names: Iterable[str]) -> str:
    return min(names, key=lambda name: (rows[name].answered, name))


def _widened(shape: Shape, rows: Rows, together: frozenset[str]) -> frozenset[str]:
    """Add rows, the smallest first, until the merged ones hide each other."""
    if together and OTHERS in rows:
        together |= {OTHERS}
    while together and together < rows.keys() and not _crowded(shape, rows, together):
        together |= {_smallest(rows, rows.keys() - together)}
    return together


def _crowded(shape: Shape, rows: Rows, together: frozenset[str]) -> bool:
    answered = [rows[name].answered for name in together if rows[name].answered]
    return not answered or (len(answered) > 1 and sum(answered) >= shape.smallest_row)


def _merged_rows(rows: Rows, together: frozenset[str]) -> dict[str, RawRow]:
    apart = {name: row for name, row in rows.items() if name not in together}
    if not together:
        return apart
    return apart | {OTHERS: sum((rows[name] for name in together), RawRow())}


def _shown(grid: Grid, together: frozenset[str], pairs: list[Pair], sides: Sides) -> Suppressed:
    blocks = [_pair_by_group(grid, pair) for pair in pairs]
    needs = _needs(grid)
    grid.hidden |= needs.keys()
    for (name, option), need in needs.items():
        block = block_for(grid, name, option, need, sides)
        grid.hide(block)
        blocks.append(block)
    blocks = [replace(block, rows=_members(block.rows, together)) for block in blocks]
    if together:
        blocks.append(_whole(grid.shape, together))
    return Suppressed(grid.rows, together, grid.hidden, blocks)


def _members(names: frozenset[str], together: frozenset[str]) -> frozenset[str]:
    return names | together if OTHERS in names else names


def _needs(grid: Grid) -> dict[tuple[str, str], Need]:
    found = {
        (name, option): grid.need(name, option)
        for name in grid.rows
        for option in grid.shape.options
    }
    return {cell: need for cell, need in found.items() if need is not None}


def _pair_by_group(grid: Grid, pair: Pair) -> Block:
    """Hide the pair in as many rows as it takes to leave the count for everybody open."""
    holders = {name for name in grid.rows if grid.count(name, pair.option)}
    rest = sorted(grid.rows.keys() - holders, key=lambda n: -grid.total([n], pair.block.options))
    while not _open(grid, pair, holders):
        if not rest:
            raise Unprotectable(OTHERS, pair.option)
        holders.add(rest.pop(0))
    hidden = Block(frozenset(holders), pair.block.options)
    grid.hide(hidden)
    return hidden


def _open(grid: Grid, pair: Pair, holders: Iterable[str]) -> bool:
    up = sum(_freedom(grid, name, pair, Need(1, 0), pair.need.up) for name in holders)
    down = sum(_freedom(grid, name, pair, Need(0, 1), pair.need.down) for name in holders)
    return up >= pair.need.up and down >= pair.need.down


def _freedom(grid: Grid, name: str, pair: Pair, step: Need, limit: int) -> int:
    """How many people of one row could have moved to the option (or from it)."""
    alone = Block(frozenset({name}), pair.block.options)
    steps = (Need(step.up * far, step.down * far) for far in range(limit, 0, -1))
    fitting = (s for s in steps if protects(grid, name, pair.option, alone, s))
    return next((max(s.up, s.down) for s in fitting), 0)
