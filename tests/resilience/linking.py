"""Somebody who has everything that is kept and wants to know who wrote what.

Any column that tells something of residents puts them in an order, and so does any column of
responses and any place in the files. Where two orders agree, the first resident is likely the
author of the first response, and so on. Chance alone gets one right in each round.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

Orders = Mapping[str, Sequence[Any]]

# With some thousands of pairs of orders a true house fails in fewer than one of a billion runs.
UNLIKELY = 1e-14
FAR_OUT = 9.0
# Fewer people come to stand in the same order twice too easily.
FEWEST = 30
CLOSEST = 0.9999


@dataclass
class Guesses:
    """How well one way of guessing did over several rounds."""

    rounds: int = 0
    right: int = 0
    asked: int = 0
    pulls: float = 0.0

    def add(self, right: int, asked: int, pull: float) -> None:
        self.rounds += 1
        self.right += right
        self.asked += asked
        self.pulls += pull

    @property
    def pull(self) -> float:
        """How far the orders agree (or run against each other), in standard deviations."""
        return self.pulls / math.sqrt(self.rounds)

    @property
    def is_better_than_chance(self) -> bool:
        by_luck = at_least(self.right, self.rounds)
        return by_luck < UNLIKELY or abs(self.pull) > FAR_OUT


@dataclass
class Attack:
    ways: dict[str, Guesses] = field(default_factory=dict)

    def try_all(self, residents: Orders, responses: Orders, truth: Mapping[Any, Any]) -> None:
        """Lay every order of residents beside every order of responses."""
        for (one, people), (other, words) in product(residents.items(), responses.items()):
            self._try(f"{one} ~ {other}", people, words, truth)

    def _try(
        self, way: str, people: Sequence[Any], words: Sequence[Any], truth: Mapping[Any, Any]
    ) -> None:
        found = set(words)
        known = [one for one in people if truth.get(one) in found]
        theirs = {truth[one] for one in known}
        order = [word for word in words if word in theirs]
        if len(known) < 2:
            return
        right = sum(truth[one] == word for one, word in zip(known, order, strict=True))
        agreed = pull([order.index(truth[one]) for one in known])
        self.ways.setdefault(way, Guesses()).add(right, len(known), agreed)

    @property
    def successes(self) -> dict[str, Guesses]:
        return {way: one for way, one in self.ways.items() if one.is_better_than_chance}

    @property
    def best(self) -> tuple[str, Guesses]:
        return max(self.ways.items(), key=lambda item: (item[1].right, abs(item[1].pull)))


def pull(places: Sequence[int]) -> float:
    """How far the places are from any order, in standard deviations, by Fisher's transformation."""
    if len(places) < FEWEST:
        return 0.0
    agreed = max(-CLOSEST, min(agreement(places), CLOSEST))
    return math.atanh(agreed) * math.sqrt(len(places) - 3)


def agreement(places: Sequence[int]) -> float:
    """Spearman's rank correlation of 0, 1, 2 … with these places."""
    count = len(places)
    apart = sum((here - there) ** 2 for here, there in enumerate(places))
    return 1 - 6 * apart / (count * (count**2 - 1))


def at_least(right: int, rounds: int) -> float:
    """How likely chance guesses so many right: one in each round on average."""
    as_many = range(right, right + 20 * rounds + 100)
    return math.exp(-rounds) * sum(rounds**many / math.factorial(many) for many in as_many)


def sorted_by(rows: Iterable[Mapping[str, Any]], who: str, column: str) -> list[Any]:
    """Each owner once, in the order of a column; ties stay as the rows came."""
    ordered = sorted(rows, key=lambda row: _comparable(row[column]))
    return list(dict.fromkeys(row[who] for row in ordered))


def _comparable(value: Any) -> tuple[str, Any]:
    if value is None:
        return "", ""
    if isinstance(value, bool | int | float):
        return "number", value
    return "text", value if isinstance(value, bytes) else str(value).encode()
