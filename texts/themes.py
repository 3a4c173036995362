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


class Suggestion(NamedTuple):
    """`weight` compares suggestions for one text, and nothing else."""

    theme: str
    weight: float


class _Run(NamedTuple):
    """What a run of letters counts for by its rarity: for all themes, and more for its own ones."""

    rarity: float
    common: float
    own: tuple[tuple[str, float], ...]


class Themes:
    """Learned once from examples; a new confirmed text makes a new one of these.

    A theme's weight says how badly a text fits all others (Rennie et al., 2003). Most runs stand in
    few themes, so that what they say of all others is summed once and not for each of them.
    """

    def __init__(self, examples: Iterable[tuple[str, str]]) -> None:
        """`examples` are pairs of a theme and a phrase or confirmed text of it."""
        self._runs: dict[str, Counter[str]] = defaultdict(Counter)
        self._stems: dict[str, set[str]] = defaultdict(set)
        for theme, text in examples:
            self._runs[theme].update(_runs(text))
            self._stems[theme].update(_stems(text))

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
        told, rarity, common = self._told, 0.0, 0.0
        own = dict.fromkeys(self._runs, 0.0)
        for run, count in Counter(_runs(text)).items():
            if run in told:
                of_run, value = told[run], math.log1p(count)
                rarity += of_run.rarity * value
                common += of_run.common * value
                for theme, weight in of_run.own:
                    own[theme] += weight * value
        return {
            theme: (rarity * others - common + own[theme]) / size
            for theme, (others, size) in self._sizes.items()
        }

    @cached_property
    def _whole(self) -> Counter[str]:
        whole: Counter[str] = Counter()
        for runs in self._runs.values():
            whole.update(runs)
        return whole

    @cached_property
    def _told(self) -> dict[str, _Run]:
        themes: dict[str, list[str]] = defaultdict(list)
        for theme, runs in self._runs.items():
            for run in runs:
                themes[run].append(theme)
        return {run: self._run(run, standing) for run, standing in themes.items()}

    def _run(self, run: str, themes: Sequence[str]) -> _Run:
        """`themes` are those in which it stands."""
        rarity = math.log((1 + len(self._runs)) / (1 + len(themes))) + 1
        everywhere = math.log(self._whole[run] + SMOOTHING)
        elsewhere = {theme: self._elsewhere(theme, run) for theme in themes}
        own = tuple((theme, rarity * (everywhere - told)) for theme, told in elsewhere.items())
        return _Run(rarity, rarity * everywhere, own)

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
