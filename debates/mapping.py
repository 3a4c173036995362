"""The map of a debate: who says alike, as Pol.is has published it. Import it late, with its numpy.

Statements are put on two axes along which people differ most (principal components), a person
where their stances lead; what they have not answered says nothing, and few answers are stretched so
that nobody is drawn to the middle for having said little. Groups are looked for among these places
by k-means. Everything is told the same each time it is made of the same stances.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from debates.agreeing import Counts
from storage.stances import AGREE, DISAGREE

Matrix = NDArray[np.float64]
Labels = NDArray[np.int64]

# Who has said less is put on no map.
FEWEST_STANCES: Final = 7
# Groups are looked for only among so many people, and shown only when they hold.
FEWEST_PEOPLE: Final = 50
MOST_GROUPS: Final = 5
# How well people fit their group and no other (from -1 to 1), and how much of the groups comes out
# again from other statements (0 is what chance makes, 1 is all).
FITTING: Final = 0.3
HOLDING: Final = 0.1
HALVINGS: Final = 6
# More groups have to fit better by this than fewer would.
CLEARLY: Final = 0.05
STARTS, STEPS, SETTLED = 10, 100, 1e-6
TURNED, TURNS = 8, 40
SEED: Final = 20161120
# Comparing all with all grows with the square.
COMPARED: Final = 2000


@dataclass(frozen=True)
class Map:
    """`extremity` is how far a statement lies from the middle; `groups` what each says to what.

    Without groups that hold there is none; `fitting` and `holding` say how well the best did.
    """

    extremity: Mapping[int, float]
    groups: tuple[Mapping[int, Counts], ...] = ()
    sizes: tuple[int, ...] = ()
    fitting: float = 0
    holding: float = 0


def mapped(stances: Sequence[tuple[int, int, int]], numbers: Sequence[int], smallest: int) -> Map:
    """The map of stances (participant, number, value) to these statements.

    No group of it has fewer people than `smallest`.
    """
    said = _matrix(stances, numbers)
    enough = np.sum(~np.isnan(said), axis=1) >= min(FEWEST_STANCES, max(len(numbers), 1))
    said = said[enough]
    if len(said) < 2 or len(numbers) < 2:
        return Map(dict.fromkeys(numbers, 0.0))
    means, axes = _components(said)
    extremity = _extremity(means, axes)
    told = {number: float(far) for number, far in zip(numbers, extremity, strict=True)}
    if len(said) < FEWEST_PEOPLE:
        return Map(told)
    places = _projected(said, means, axes)
    labels, fitting = _grouped(places, smallest)
    if labels is None:
        return Map(told)
    holding = _holding(said, int(labels.max()) + 1)
    if fitting < FITTING or holding < HOLDING:
        return Map(told, (), (), fitting, holding)
    groups = [said[labels == group] for group in _by_size(labels)]
    counts = tuple(_counted(group, numbers) for group in groups)
    return Map(told, counts, tuple(len(group) for group in groups), fitting, holding)


def _matrix(stances: Sequence[tuple[int, int, int]], numbers: Sequence[int]) -> Matrix:
    """People by statements; what was not answered is no number. Their order says nothing."""
    column = {number: place for place, number in enumerate(numbers)}
    row: dict[int, int] = {}
    for participant, number, _ in stances:
        if number in column:
            row.setdefault(participant, len(row))
    matrix = np.full((len(row), len(numbers)), np.nan)
    for participant, number, value in stances:
        if number in column:
            matrix[row[participant], column[number]] = value
    return matrix[np.lexsort(np.nan_to_num(matrix, nan=2).T)] if len(row) else matrix


def _components(said: Matrix) -> tuple[Matrix, Matrix]:
    """The mean stance to each statement, and the two axes along which people differ most."""
    answered = np.maximum(np.sum(~np.isnan(said), axis=0), 1)
    means: Matrix = np.nansum(said, axis=0) / answered
    centred = np.where(np.isnan(said), 0, said - means)
    axes = _leading(centred.T @ centred)
    leading = np.argmax(np.abs(axes), axis=1)
    return means, axes * np.sign(axes[np.arange(len(axes)), leading])[:, None]


def _leading(spread: Matrix) -> Matrix:
    """Its two leading eigenvectors, by turning a few towards them: all of them take seconds."""
    some = min(TURNED, len(spread))
    turned = np.random.default_rng(SEED).standard_normal((len(spread), some))
    for _ in range(TURNS):
        turned, _ = np.linalg.qr(spread @ turned)
    _, within = np.linalg.eigh(turned.T @ spread @ turned)
    axes: Matrix = (turned @ within[:, ::-1][:, :2]).T
    return axes


def _projected(said: Matrix, means: Matrix, axes: Matrix) -> Matrix:
    answered = np.sum(~np.isnan(said), axis=1)
    centred = np.where(np.isnan(said), 0, said - means)
    stretched = np.sqrt(said.shape[1] / np.maximum(answered, 1))
    places: Matrix = (centred @ axes.T) * stretched[:, None]
    return places


def _extremity(means: Matrix, axes: Matrix) -> Matrix:
    """How far from the middle somebody would be put who only disagreed with this statement."""
    far: Matrix = np.abs(DISAGREE - means) * np.linalg.norm(axes, axis=0) * np.sqrt(len(means))
    return far


def _grouped(places: Matrix, smallest: int) -> tuple[Labels | None, float]:
    """The groups into which people fall best, and how well; None where each way is too small."""
    best, fitting = None, -1.0
    for k in range(2, MOST_GROUPS + 1):
        labels = _k_means(places, k, np.random.default_rng(SEED))
        if np.min(np.bincount(labels, minlength=k)) < smallest:
            continue
        found = _silhouette(places, labels)
        if best is None or found > fitting + CLEARLY:
            best, fitting = labels, found
    return best, fitting


def _k_means(places: Matrix, k: int, chance: np.random.Generator) -> Labels:
    """In which of so many groups each is; the best of some starts."""
    best: tuple[float, Labels] | None = None
    for _ in range(STARTS):
        middles = _spread(places, k, chance)
        for _ in range(STEPS):
            labels, far = _nearest(places, middles)
            moved = _middles(places, labels, middles)
            if np.abs(moved - middles).max() < SETTLED:
                break
            middles = moved
        total = float(np.sum(far))
        if best is None or total < best[0]:
            best = total, labels
    assert best is not None
    return best[1]


def _spread(places: Matrix, k: int, chance: np.random.Generator) -> Matrix:
    """Middles to begin with: each far from those before it, more or less (k-means++)."""
    middles = [places[chance.integers(len(places))]]
    while len(middles) < k:
        _, far = _nearest(places, np.array(middles))
        total = far.sum()
        shares = far / total if total > SETTLED else None
        middles.append(places[chance.choice(len(places), p=shares)])
    return np.array(middles)


def _middles(places: Matrix, labels: Labels, before: Matrix) -> Matrix:
    """The means of the groups; one that nobody is in stays where it was."""
    inside: Matrix = (labels[:, None] == np.arange(len(before))).astype(np.float64)
    sizes = inside.sum(axis=0)[:, None]
    means: Matrix = np.where(sizes > 0, (inside.T @ places) / np.maximum(sizes, 1), before)
    return means


def _nearest(places: Matrix, middles: Matrix) -> tuple[Labels, Matrix]:
    """The nearest of the middles, and the square of how far it is."""
    far = ((places[:, None, :] - middles[None, :, :]) ** 2).sum(axis=2)
    labels = far.argmin(axis=1).astype(np.int64)
    return labels, far[np.arange(len(places)), labels]


def _silhouette(places: Matrix, labels: Labels) -> float:
    """The mean of how much nearer people are to their own group than to the next one."""
    some = np.linspace(0, len(places) - 1, min(len(places), COMPARED)).astype(np.int64)
    places, labels = places[some], labels[some]
    far = np.sqrt(((places[:, None, :] - places[None, :, :]) ** 2).sum(axis=2))
    groups = np.unique(labels)
    sizes = np.array([np.sum(labels == group) for group in groups])
    sums = np.stack([far[:, labels == group].sum(axis=1) for group in groups], axis=1)
    own = np.searchsorted(groups, labels)
    each = np.arange(len(places))
    within = sums[each, own] / np.maximum(sizes[own] - 1, 1)
    beside = sums / sizes
    beside[each, own] = np.inf
    next_one = beside.min(axis=1)
    widest = np.maximum(np.maximum(within, next_one), 1e-12)
    return float(np.mean(np.where(sizes[own] > 1, (next_one - within) / widest, 0)))


def _holding(said: Matrix, k: int) -> float:
    """How alike the groups are that two halves of the statements make, on average.

    Stances given by chance fit groups as well as others do, but not the same ones twice.
    """
    chance = np.random.default_rng(SEED)
    found = []
    for _ in range(HALVINGS):
        mixed = chance.permutation(said.shape[1])
        one, other = (
            _k_means(_projected(half, *_components(half)), k, chance)
            for half in (said[:, mixed[::2]], said[:, mixed[1::2]])
        )
        found.append(_same_pairs(one, other))
    return float(np.mean(found))


def _same_pairs(one: Labels, other: Labels) -> float:
    """The adjusted Rand index: 1 where two divisions are the same, 0 where only chance is alike."""
    table = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
    np.add.at(table, (one, other), 1)
    together = _pairs(table).sum()
    rows, columns = _pairs(table.sum(axis=1)).sum(), _pairs(table.sum(axis=0)).sum()
    by_chance = rows * columns / max(float(_pairs(np.array([len(one)], float))[0]), 1.0)
    most = (rows + columns) / 2
    return float((together - by_chance) / (most - by_chance)) if most > by_chance else 1.0


def _pairs(counts: Matrix) -> Matrix:
    return counts * (counts - 1) / 2


def _by_size(labels: Labels) -> list[int]:
    """The groups, the largest first."""
    sizes = np.bincount(labels)
    return sorted(range(len(sizes)), key=lambda group: (-int(sizes[group]), group))


def _counted(said: Matrix, numbers: Sequence[int]) -> dict[int, Counts]:
    agrees, disagrees = (said == AGREE).sum(axis=0), (said == DISAGREE).sum(axis=0)
    answered = (~np.isnan(said)).sum(axis=0)
    return {
        number: Counts(int(agrees[at]), int(disagrees[at]), int(answered[at]))
        for at, number in enumerate(numbers)
    }
