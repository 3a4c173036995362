"""What a text is about: suggested from official phrases, learned from what people confirm.

Complement naive Bayes over short runs of folded letters: neither endings nor missing diacritics
matter, and ten phrases a theme are enough to begin with. It suggests; a person decides.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from texts.content import fold

LETTERS = re.compile(r"[^\W\d_]+")
SHORTEST_RUN, LONGEST_RUN = 2, 5
# A theme is suggested only for a text that shares the beginning of a word with its phrases.
STEM = 5
SMOOTHING = 1.0
# What a run counts that stands once in a text.
ONCE = math.log1p(1)
WORDS_KEPT = 10_000


class Suggestion(NamedTuple):
    """`weight` compares suggestions for one text, and nothing else."""

    theme: str
    weight: float


class Themes:
    """Learned once from examples; a new confirmed text makes a new one of these.

    A theme's weight says how badly a text fits all others (Rennie et al., 2003). Most runs stand in
    few themes, so that what they say of all others is summed once and not for each of them: the
    first two sums of a text are that, and each theme's own one stands behind them.
    """

    def __init__(self, examples: Iterable[tuple[str, str]]) -> None:
        """`examples` are pairs of a theme and a phrase or confirmed text of it."""
        self._runs: dict[str, Counter[str]] = defaultdict(Counter)
        self._stems: dict[str, set[str]] = defaultdict(set)
        for theme, text in examples:
            self._runs[theme].update(_runs(text))
            self._stems[theme].update(_stems(text))
        self._of_word = lru_cache(maxsize=WORDS_KEPT)(self._sums_of_word)

    def suggest(self, text: str, most: int = 3) -> list[Suggestion]:
        """The likeliest themes, best first; none when no word of the text is known."""
        stems = set(_stems(text))
        known = [theme for theme, own in self._stems.items() if own & stems]
        if not known:
            return []
        weights = self._weights(text)
        weighed = [Suggestion(theme, weights[theme]) for theme in known]
        return sorted(weighed, key=lambda one: (-one.weight, one.theme))[:most]

    def _weights(self, text: str) -> dict[str, float]:
        """Words are weighed once; what a text repeats counts for less each time."""
        told, words = self._told, LETTERS.findall(text)
        sums = [sum(column) for column in zip(*map(self._of_word, words), strict=True)]
        for run, count in Counter(_runs(text)).items():
            if count > 1 and run in told:
                less = math.log1p(count) - count * ONCE
                for place, weight in told[run]:
                    sums[place] += weight * less
        rarity, common, *own = sums
        return {
            theme: (rarity * others - common + of_theme) / size
            for (theme, (others, size)), of_theme in zip(self._sizes.items(), own, strict=True)
        }

    def _sums_of_word(self, word: str) -> tuple[float, ...]:
        told, sums = self._told, [0.0] * (2 + len(self._runs))
        for run in _runs_of_word(word):
            for place, weight in told.get(run, ()):
                sums[place] += weight * ONCE
        return tuple(sums)

    @cached_property
    def _whole(self) -> Counter[str]:
        whole: Counter[str] = Counter()
        for runs in self._runs.values():
            whole.update(runs)
        return whole

    @cached_property
    def _told(self) -> dict[str, tuple[tuple[int, float], ...]]:
        """What each run adds to which sums."""
        themes: dict[str, list[str]] = defaultdict(list)
        for theme, runs in self._runs.items():
            for run in runs:
                themes[run].append(theme)
        return {run: self._run(run, standing) for run, standing in themes.items()}

    def _run(self, run: str, themes: Sequence[str]) -> tuple[tuple[int, float], ...]:
        """`themes` are those in which it stands."""
        rarity = math.log((1 + len(self._runs)) / (1 + len(themes))) + 1
        everywhere = math.log(self._whole[run] + SMOOTHING)
        elsewhere = {theme: self._elsewhere(theme, run) for theme in themes}
        places = self._places
        own = ((places[theme], rarity * (everywhere - told)) for theme, told in elsewhere.items())
        return ((0, rarity), (1, rarity * everywhere), *own)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {theme: place for place, theme in enumerate(self._runs, 2)}

    def _elsewhere(self, theme: str, run: str) -> float:
        return math.log(self._whole[run] - self._runs[theme][run] + SMOOTHING)

    @cached_property
    def _sizes(self) -> dict[str, tuple[float, float]]:
        """How much stands in all themes but this one, and the sum of its weights."""
        return {theme: self._size(theme) for theme in self._runs}

    def _size(self, theme: str) -> tuple[float, float]:
        whole, own = self._whole, self._runs[theme]
        others = math.log(whole.total() - own.total() + SMOOTHING * len(whole))
        return others, sum(others - self._elsewhere(theme, run) for run in whole)


def _stems(text: str) -> list[str]:
    return [_stem(word) for word in LETTERS.findall(text) if len(word) > 2]


@lru_cache(maxsize=4096)
def _stem(word: str) -> str:
    return fold(word)[:STEM]


def _runs(text: str) -> list[str]:
    return [run for word in LETTERS.findall(text) for run in _runs_of_word(word)]


@lru_cache(maxsize=4096)
def _runs_of_word(word: str) -> tuple[str, ...]:
    folded = f" {fold(word)} "
    return tuple(
        folded[start : start + length]
        for length in range(SHORTEST_RUN, LONGEST_RUN + 1)
        for start in range(len(folded) - length + 1)
    )
