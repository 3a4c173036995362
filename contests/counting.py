"""Counting: the same ballots give the same result, whoever counts them, in exact fractions.

An entry's score is the share of voices it has, of those who decide, weighed as the brief says.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from contests.documents import Method, Origin, Tie, Voting

VOTED = (Origin.ONLINE, Origin.SLIP, Origin.HALL, Origin.PAPER)

# Fewer voices than these are not told apart.
MIN_CELL = 5


@dataclass(frozen=True)
class Place:
    """Entries that came out equal share a place; the next one is as many further on."""

    place: int
    number: int
    score: Fraction
    points: Mapping[Origin, Fraction]


@dataclass(frozen=True)
class Standing:
    """`undecided` are entries equal on a place with a prize, for a group to decide between."""

    places: tuple[Place, ...]
    voices: Mapping[Origin, int]
    undecided: tuple[tuple[int, ...], ...] = ()

    @property
    def winners(self) -> tuple[int, ...]:
        return tuple(one.number for one in self.places if one.place == 1)


@dataclass
class Voices:
    """What has been given to each entry, by origin; ballots are added one after another."""

    rules: Voting
    numbers: Sequence[int]
    points: dict[Origin, Counter[int]] = field(default_factory=dict)
    given: Counter[Origin] = field(default_factory=Counter)

    def add_ballot(self, choices: Sequence[int], origin: Origin = Origin.ONLINE) -> None:
        counted = self.points.setdefault(origin, Counter())
        for rank, number in enumerate(choices):
            if number in self.numbers:
                counted[number] += self._worth(rank)
                self.given[origin] += self._worth(rank)

    def add_counted(self, origin: Origin, votes: Mapping[int, int]) -> None:
        """Votes that people counted; where one ranks they are points."""
        counted = self.points.setdefault(origin, Counter())
        for number, count in votes.items():
            if number in self.numbers:
                counted[number] += count
        self.given[origin] += sum(votes.values())

    def of(self, origin: Origin, number: int) -> Fraction:
        if origin is Origin.PUBLIC:
            return sum((self.of(one, number) for one in VOTED), Fraction(0))
        return Fraction(self.points.get(origin, Counter())[number])

    def share(self, origin: Origin, number: int) -> Fraction:
        everything = sum((self.of(origin, one) for one in self.numbers), Fraction(0))
        return self.of(origin, number) / everything if everything else Fraction(0)

    def _worth(self, rank: int) -> int:
        """Borda's count: the first of n entries gets n points, the second one less."""
        return len(self.numbers) - rank if self.rules.method is Method.RANKING else 1


def standing(voices: Voices, prized: int = 1, order: Mapping[int, int] | None = None) -> Standing:
    """Who stands where; `prized` is the last place with a prize.

    `order` is what a group decided between equals: a lower number goes before a higher one, and
    whichever has none after those that have one.
    """
    rules = voices.rules
    scores = {
        number: sum(
            (Fraction(weight) * voices.share(origin, number) for origin, weight in _sorted(rules)),
            Fraction(0),
        )
        for number in voices.numbers
    }
    ranked = sorted(scores, key=lambda number: (-scores[number], _after(order, number), number))
    places: list[Place] = []
    for at, number in enumerate(ranked):
        before = places[-1] if places else None
        is_equal = before is not None and _equal(before, scores[number], number, order)
        place = before.place if before and is_equal else at + 1
        points = {origin: voices.of(origin, number) for origin in voices.points}
        places.append(Place(place, number, scores[number], points))
    is_given = any(scores.values())
    undecided = _undecided(places, prized) if rules.tie is Tie.GROUP and is_given else ()
    return Standing(tuple(places) if is_given else (), dict(voices.given), undecided)


def ranks(order: Sequence[int]) -> dict[int, int]:
    """What a group decided, as `standing` takes it."""
    return {number: at for at, number in enumerate(order)}


def _sorted(rules: Voting) -> list[tuple[Origin, int]]:
    return sorted(rules.decides.items())


def _after(order: Mapping[int, int] | None, number: int) -> int:
    return (order or {}).get(number, len(order or {}))


def _equal(before: Place, score: Fraction, number: int, order: Mapping[int, int] | None) -> bool:
    return before.score == score and _after(order, before.number) == _after(order, number)


def _undecided(places: Sequence[Place], prized: int) -> tuple[tuple[int, ...], ...]:
    shared: dict[int, list[int]] = {}
    for one in places:
        shared.setdefault(one.place, []).append(one.number)
    return tuple(
        tuple(numbers) for place, numbers in shared.items() if len(numbers) > 1 and place <= prized
    )
