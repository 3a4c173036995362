"""What people agree on and what divides them, told from counts by group."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from debates.documents import SMALLEST_CELL

# What fewer have said something to is not judged; nor what of a group fewer than the smallest cell.
FEWEST: Final = 10
# From what part of each group on something is agreed on, and of all people divided about.
AGREED: Final = 0.6
DIVIDED: Final = 0.25
# Ninety of a hundred such differences are more than chance (one-sided).
CLEAR: Final = 1.2816
MOST_TOLD: Final = 10
MOST_OF_A_GROUP: Final = 5


class Lean(StrEnum):
    AGREE = "agree"
    DISAGREE = "disagree"


@dataclass(frozen=True)
class Counts:
    """How many agree, disagree, and took any stance at all, passing among them."""

    agrees: int
    disagrees: int
    stances: int

    def side(self, lean: Lean) -> int:
        return self.agrees if lean is Lean.AGREE else self.disagrees

    def share(self, lean: Lean) -> float:
        """Drawn to the middle where few have spoken."""
        return (self.side(lean) + 1) / (self.stances + 2)


Group = Mapping[int, Counts]
SIDES: Final = (Lean.AGREE, Lean.DISAGREE)


@dataclass(frozen=True)
class Agreed:
    number: int
    lean: Lean
    score: float


def score(groups: Sequence[Group], number: int, lean: Lean) -> float:
    """Group-informed consensus: high only where every group says so."""
    return math.prod(group[number].share(lean) for group in groups)


def consensus(groups: Sequence[Group], least: int = SMALLEST_CELL) -> list[Agreed]:
    """What every group agrees with, or disagrees with; the clearest first."""
    found = [
        Agreed(number, lean, score(groups, number, lean))
        for number in groups[0]
        for lean in SIDES
        if all(group[number].share(lean) >= AGREED for group in groups)
        and _stances(groups, number) >= max(FEWEST, least)
    ]
    return sorted(found, key=lambda one: (-one.score, one.number))[:MOST_TOLD]


def dividing(groups: Sequence[Group], least: int = SMALLEST_CELL) -> list[int]:
    """What groups say differently, or where there are none, what halves all; the clearest first."""
    if len(groups) == 1:
        return _halving(groups[0], least)
    clearest: dict[int, float] = {}
    for place in range(len(groups)):
        for one in standing_for(groups, place, least):
            clearest[one.number] = max(clearest.get(one.number, 0), one.score)
    united = {one.number for one in consensus(groups, least)}
    apart = [number for number in clearest if number not in united]
    return sorted(apart, key=lambda number: (-clearest[number], number))[:MOST_TOLD]


def standing_for(groups: Sequence[Group], place: int, least: int = SMALLEST_CELL) -> list[Agreed]:
    """What tells one group from the others: they say it, and more of them than of the rest."""
    found = []
    for number, own in groups[place].items():
        others = _sum(group[number] for at, group in enumerate(groups) if at != place)
        if min(own.stances, others.stances) < least:
            continue
        for lean in SIDES:
            held, apart = _from_half(own, lean), _from_others(own, others, lean)
            if held > CLEAR and apart > CLEAR:
                ratio = own.share(lean) / others.share(lean)
                found.append(Agreed(number, lean, ratio * apart * own.share(lean) * held))
    return sorted(found, key=lambda one: (-one.score, one.number))[:MOST_OF_A_GROUP]


def _halving(counts: Group, least: int) -> list[int]:
    shares = {
        number: min(one.share(Lean.AGREE), one.share(Lean.DISAGREE))
        for number, one in counts.items()
        if one.stances >= max(FEWEST, least)
    }
    united = {one.number for one in consensus([counts], least)}
    apart = [one for one, share in shares.items() if share >= DIVIDED and one not in united]
    return sorted(apart, key=lambda number: (-shares[number], number))[:MOST_TOLD]


def _stances(groups: Sequence[Group], number: int) -> int:
    return sum(group[number].stances for group in groups)


def _sum(counts: Iterable[Counts]) -> Counts:
    found = list(counts)
    return Counts(
        sum(one.agrees for one in found),
        sum(one.disagrees for one in found),
        sum(one.stances for one in found),
    )


def _from_half(counts: Counts, lean: Lean) -> float:
    """How far from half of them it is, in deviations."""
    people = counts.stances + 1
    return 2 * math.sqrt(people) * ((counts.side(lean) + 1) / people - 0.5)


def _from_others(own: Counts, others: Counts, lean: Lean) -> float:
    """How far from what the others say, in deviations."""
    mine, theirs = own.side(lean) + 1, others.side(lean) + 1
    people, rest = own.stances + 1, others.stances + 1
    together = (mine + theirs) / (people + rest)
    if together >= 1:
        return 0.0
    spread = math.sqrt(together * (1 - together) * (1 / people + 1 / rest))
    return (mine / people - theirs / rest) / spread
