"""Which texts say the same: copies, small changes, and a copied sentence with one's own around it.

Texts are compared folded, so that neither diacritics nor capitals matter. Comparing all with all
would grow with the square; texts are compared only when they share a rare run of letters.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.fuzz import ratio

from texts.content import fold

# Of a hundred; below that, sentences of one template ("Chybí u nás …") would be taken for copies.
ALIKE = 82
# A few letters make another word of a short text.
SHORT, ALIKE_IF_SHORT = 25, 96
# A shorter sentence is often the same by chance.
WORDS_OF_A_SENTENCE = 6
# Two people may quote the same sentence; three have copied it.
PEOPLE_OF_A_CAMPAIGN = 3
RUN = 6
RUNS_LOOKED_AT = 8
# A run of letters that so many share says nothing.
COMMON_RUN = 200
END_OF_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
SIGNS = re.compile(r"[^\w ]+")


class _Unit(NamedTuple):
    """A sentence, or a whole text, of the text at `place`."""

    place: int
    folded: str
    whole: bool


def alike(texts: Sequence[str]) -> list[list[int]]:
    """Groups of texts that say the same, as places in the list; the largest first.

    A text is in a group when it is nearly another one, or when it holds a sentence that at least
    three texts hold. Texts alike with none are in no group.
    """
    units = [unit for place, text in enumerate(texts) for unit in _units(place, text)]
    joined = _Joined(len(texts))
    for cluster in _clusters(units):
        wholes = {units[one].place for one in cluster if units[one].whole}
        everybody = {units[one].place for one in cluster}
        joined.join(everybody if len(everybody) >= PEOPLE_OF_A_CAMPAIGN else wholes)
    return joined.groups()


def sentences(text: str) -> list[str]:
    return [one.strip() for one in END_OF_SENTENCE.split(text) if one.strip()]


def _units(place: int, text: str) -> Iterator[_Unit]:
    whole = _bare(text)
    if whole:
        yield _Unit(place, whole, True)
    parts = sentences(text)
    for one in parts if len(parts) > 1 else ():
        folded = _bare(one)
        if len(folded.split()) >= WORDS_OF_A_SENTENCE:
            yield _Unit(place, folded, False)


def _bare(text: str) -> str:
    return " ".join(SIGNS.sub(" ", fold(text)).split())


def _clusters(units: Sequence[_Unit]) -> list[list[int]]:
    joined = _Joined(len(units))
    for one, other in _candidates(units):
        if joined.are_one(one, other):
            continue
        if _say_the_same(units[one].folded, units[other].folded):
            joined.join((one, other))
    return joined.groups()


def _say_the_same(one: str, other: str) -> bool:
    least = ALIKE if min(len(one), len(other)) > SHORT else ALIKE_IF_SHORT
    return ratio(one, other, score_cutoff=least) > 0


def _candidates(units: Sequence[_Unit]) -> Iterator[tuple[int, int]]:
    """Pairs that share one of their rarest runs of letters."""
    counts: Counter[str] = Counter()
    for unit in units:
        counts.update(_runs(unit.folded))
    ranks, common = _ranked(counts)
    del counts
    seen: dict[int, list[int]] = defaultdict(list)
    for number, unit in enumerate(units):
        rarest = _rarest(unit.folded, ranks, common)
        for other in {other for rank in rarest for other in seen[rank]}:
            yield other, number
        for rank in rarest:
            seen[rank].append(number)


def _ranked(counts: Counter[str]) -> tuple[dict[str, int], int]:
    """Runs that several texts share by their rarity, and from which rank on they say nothing."""
    shared = sorted((count, run) for run, count in counts.items() if count > 1)
    common = sum(count <= COMMON_RUN for count, _ in shared)
    return {run: rank for rank, (_, run) in enumerate(shared)}, common


def _rarest(folded: str, ranks: Mapping[str, int], common: int) -> list[int]:
    """Runs that others have too, the rarest first; of a text that many copied, some of its own."""
    shared = sorted([ranks[run] for run in _runs(folded) if run in ranks])
    few = [rank for rank in shared[:RUNS_LOOKED_AT] if rank < common]
    return few or shared[:1]


def _runs(folded: str) -> set[str]:
    if len(folded) <= RUN:
        return {folded}
    return {folded[start : start + RUN] for start in range(len(folded) - RUN + 1)}


class _Joined:
    """Things that belong together because a chain of joins leads from one to the other."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def join(self, some: Iterable[int]) -> None:
        roots = sorted({self._root(one) for one in some})
        for root in roots[1:]:
            self._above[root] = roots[0]

    def are_one(self, one: int, other: int) -> bool:
        return self._root(one) == self._root(other)

    def groups(self) -> list[list[int]]:
        together: dict[int, list[int]] = defaultdict(list)
        for one in range(len(self._above)):
            together[self._root(one)].append(one)
        several = [members for members in together.values() if len(members) > 1]
        return sorted(several, key=lambda members: (-len(members), members[0]))

    def _root(self, one: int) -> int:
        while self._above[one] != one:
            self._above[one] = self._above[self._above[one]]
            one = self._above[one]
        return one
