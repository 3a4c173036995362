"""Where people tick several options: which counts of ticks could be those of a row at all.

The counts are possible when nobody ticks an option twice, everybody ticks as many as the question
wants, and an exclusive option stands alone.
"""

from collections.abc import Iterable

from surveys.results.grid import Block, Grid, Need


def possible(grid: Grid, row: str, option: str, block: Block, need: Need) -> bool:
    """Whether every row stays a possible one when people are exchanged within the block."""
    rows, options = block.rows - {row}, block.options - {option}
    if not options:
        return _alone(grid, row, option, rows, need)
    if option not in grid.shape.exclusive:
        return _ordinary(grid, row, option, block, need)
    if options <= grid.shape.exclusive:
        return True
    spared = _can_spare(grid, row, need.up) and _can_take(grid, row, need.down)
    return spared and all(
        _can_spare(grid, other, need.down) and _can_take(grid, other, need.up) for other in rows
    )


def _alone(grid: Grid, row: str, option: str, rows: frozenset[str], need: Need) -> bool:
    """One person ticks the option besides the others, a person of another row unticks it."""
    if option in grid.shape.exclusive:
        return False
    rise = need.up <= _can_add(grid, row, option)
    fall = need.down <= _can_drop(grid, row, option)
    if not rows:
        return rise and fall
    dropped = sum(_can_drop(grid, other, option) for other in rows)
    added = sum(_can_add(grid, other, option) for other in rows)
    return rise and fall and dropped >= need.up and added >= need.down


def _can_add(grid: Grid, row: str, option: str) -> int:
    people = _people(grid, row)
    return min(people - grid.count(row, option), people * _most(grid) - sum(_ticks(grid, row)))


def _can_drop(grid: Grid, row: str, option: str) -> int:
    spare = sum(_ticks(grid, row)) - _people(grid, row) * grid.shape.min_choices
    return min(grid.count(row, option), spare)


def _ordinary(grid: Grid, row: str, option: str, block: Block, need: Need) -> bool:
    """One person ticks the option in place of another option, somebody elsewhere the reverse."""
    rows, options = block.rows - {row}, block.options - {option}
    up, down = _room(grid, [row], [option]), _room(grid, [row], options)
    if rows:
        up = min(up, _room(grid, rows, options))
        down = min(down, _room(grid, rows, [option]))
    return up >= need.up and down >= need.down


def _people(grid: Grid, row: str) -> int:
    """Those who ticked options that may be combined."""
    return grid.rows[row].answered - grid.total([row], grid.shape.exclusive)


def _ticks(grid: Grid, row: str) -> list[int]:
    return [grid.count(row, o) for o in grid.shape.options if o not in grid.shape.exclusive]


def _most(grid: Grid) -> int:
    combinable = len(grid.shape.options) - len(grid.shape.exclusive)
    return min(grid.shape.max_choices or combinable, combinable)


def _room(grid: Grid, rows: Iterable[str], options: Iterable[str]) -> int:
    wanted = list(options)
    return sum(_people(grid, row) - grid.count(row, option) for row in rows for option in wanted)


def _can_spare(grid: Grid, row: str, people: int) -> bool:
    """Whether so many can leave for an exclusive option, each taking one tick along."""
    left, ticks = _people(grid, row) - people, _ticks(grid, row)
    return left >= max(ticks, default=0) and left * _most(grid) >= sum(ticks) - people


def _can_take(grid: Grid, row: str, people: int) -> bool:
    more, ticks = _people(grid, row) + people, _ticks(grid, row)
    return sum(ticks) + people >= more * grid.shape.min_choices
