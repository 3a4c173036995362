"""What a text is about: suggested from official phrases, learned from what people confirm.

Complement naive Bayes over short runs of folded letters: neither endings nor missing diacritics
matter, and ten phrases a theme are enough to begin with. It suggests; a person decides.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from texts.content import fold

LETTERS = re.compile(r"[^\W\d_]+")
SHORTEST_RUN, LONGEST_RUN = 2, 5
# A theme is suggested only for a text that shares the beginning of a word with its phrases.
STEM = 5
SMOOTHING = 1.0


class Suggestion(NamedTuple):
    """`weight` compares suggestions for one text, and nothing else."""

    theme: str
    weight: float


class Themes:
    """Learned once from examples; a new confirmed text makes a new one of these."""

    def __init__(self, examples: Iterable[tuple[str, str]]) -> None:
        """`examples` are pairs of a theme and a phrase or confirmed text of it."""
        self._runs: dict[str, Counter[str]] = defaultdict(Counter)
        self._stems: dict[str, set[str]] = defaultdict(set)
        for theme, text in examples:
            self._runs[theme].update(_runs(text))
            self._stems[theme].update(_stems(text))

    def suggest(self, text: str, most: int = 3) -> list[Suggestion]:
        """The likeliest themes, best first; none when no word of the text is known."""
        runs, stems = Counter(_runs(text)), set(_stems(text))
        known = [theme for theme, own in self._stems.items() if own & stems]
        weighed = [Suggestion(theme, self._weight(theme, runs)) for theme in known]
        return sorted(weighed, key=lambda one: (-one.weight, one.theme))[:most]

    def _weight(self, theme: str, runs: Mapping[str, int]) -> float:
        """How badly the text fits all other themes (Rennie et al., 2003)."""
        weights = self._complements[theme]
        return sum(
            math.log1p(count) * self._rarity(run) * weights[run]
            for run, count in runs.items()
            if run in weights
        )

    @cached_property
    def _spread(self) -> Counter[str]:
        """In how many themes a run stands."""
        return Counter(run for runs in self._runs.values() for run in runs)

    def _rarity(self, run: str) -> float:
        return math.log((1 + len(self._runs)) / (1 + self._spread[run])) + 1

    @cached_property
    def _complements(self) -> dict[str, dict[str, float]]:
        whole: Counter[str] = Counter()
        for runs in self._runs.values():
            whole.update(runs)
        return {theme: _complement(whole, runs) for theme, runs in self._runs.items()}


def _complement(whole: Counter[str], own: Counter[str]) -> dict[str, float]:
    """How little each run belongs to the other themes, of one in all."""
    others = whole.total() - own.total() + SMOOTHING * len(whole)
    weights = {
        run: -math.log((count - own[run] + SMOOTHING) / others) for run, count in whole.items()
    }
    size = sum(weights.values())
    return {run: weight / size for run, weight in weights.items()}


def _stems(text: str) -> list[str]:
    return [_stem(word) for word in LETTERS.findall(text) if len(word) > 2]


def _stem(word: str) -> str:
    return fold(word)[:STEM]


def _runs(text: str) -> list[str]:
    return [run for word in LETTERS.findall(text) for run in _runs_of_word(f" {fold(word)} ")]


def _runs_of_word(word: str) -> Iterable[str]:
    for length in range(SHORTEST_RUN, LONGEST_RUN + 1):
        for start in range(len(word) - length + 1):
            yield word[start : start + length]
