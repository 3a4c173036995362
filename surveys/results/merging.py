"""Municipalities with few responses are put together before anything is published by them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from surveys.results.counting import RawRow

OTHERS = "_others"
# A municipality is named only if so many times `min_cell` of its people have answered.
CELLS_IN_A_GROUP = 3


@dataclass(frozen=True)
class Group:
    """A municipality, an extra option such as "elsewhere", or several of them merged."""

    id: str
    responses: int
    merged: tuple[str, ...] = ()

    @property
    def members(self) -> tuple[str, ...]:
        return self.merged or (self.id,)


def merged(ids: Sequence[str], responses: Mapping[str, int], min_cell: int) -> tuple[Group, ...]:
    """The groups in the order of the ids, the merged one last; together they are everybody."""
    least = CELLS_IN_A_GROUP * min_cell
    sizes = {name: responses.get(name, 0) for name in ids}
    small = [name for name in sorted(ids, key=lambda n: sizes[n]) if sizes[name] < least]
    large = [name for name in sorted(ids, key=lambda n: sizes[n]) if sizes[name] >= least]
    while large and 0 < sum(sizes[name] for name in small) < least:
        small.append(large.pop(0))
    apart = tuple(Group(name, sizes[name]) for name in ids if name in large)
    rest = tuple(name for name in ids if name in small)
    total = sum(sizes[name] for name in rest)
    return (*apart, Group(OTHERS, total, rest)) if total else apart


def regrouped(rows: Mapping[str, RawRow], groups: Sequence[Group]) -> dict[str, RawRow]:
    return {
        group.id: sum((rows[name] for name in group.members if name in rows), RawRow())
        for group in groups
    }
