"""What sets some texts apart from others, in words, and which of them is the most typical.

Words are compared by their folded beginnings, so that neither endings nor missing diacritics
matter, and shown as most people write them, with diacritics where anybody used them.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, TypeVar

from texts.content import fold

Class = TypeVar("Class", bound=Hashable)
Term = tuple[str, ...]

LETTERS = re.compile(r"[^\W\d_]+")
STEM = 6
# Two terms that begin alike are one word in two forms.
ROOT = 5
SHORTEST = 4
# What only one text says is its author's word and no term of the whole.
TEXTS_OF_A_TERM, TEXTS_OF_A_PAIR = 2, 3
TERMS = 5
SHORTEST_QUOTE, LONGEST_QUOTE = 6, 30
# Two quotes must not say the same.
OVERLAP = 0.4
# Folded words that say nothing of what a text is about.
COMMON = frozenset((Path(__file__).parent / "common_words.txt").read_text("utf-8").split())


class Words(NamedTuple):
    """One text as far as its words matter; `stems` are in the order of the text."""

    stems: tuple[str, ...]
    length: int


def key_terms(classes: Mapping[Class, Sequence[str]], most: int = TERMS) -> dict[Class, list[str]]:
    """The words and pairs of words that each class says more often than the others do."""
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    said = {name: _said(texts, spelled) for name, texts in classes.items()}
    everywhere: Counter[Term] = Counter()
    for counts in said.values():
        everywhere.update(counts)
    usual = everywhere.total() / max(1, len(said))
    return {
        name: [_shown(term, spelled) for term in _best(counts, everywhere, usual, most)]
        for name, counts in said.items()
    }


def typical(texts: Sequence[str], most: int = 1) -> list[int]:
    """Places of the texts that share most with the others, none of them alike; never empty
    where there is a text."""
    words = [_words(text) for text in texts]
    spread = Counter(stem for one in words for stem in set(one.stems))
    quotable = [n for n, one in enumerate(words) if SHORTEST_QUOTE <= one.length <= LONGEST_QUOTE]
    ranked = sorted(
        quotable or range(len(texts)),
        key=lambda n: (-_centrality(words[n], spread), len(texts[n]), n),
    )
    chosen: list[int] = []
    for place in ranked:
        if len(chosen) < most and all(
            _overlap(words[place], words[one]) < OVERLAP for one in chosen
        ):
            chosen.append(place)
    return chosen


def _said(texts: Iterable[str], spelled: dict[str, Counter[str]]) -> Counter[Term]:
    """In how many of the texts each word and pair stands."""
    counts: Counter[Term] = Counter()
    for text in texts:
        found = LETTERS.findall(text)
        told = [(_stem(word), word) for word in found]
        for stem, word in told:
            if stem:
                spelled[stem][word.lower()] += 1
        singles = {(stem,) for stem, _ in told if stem}
        pairs = {(one, other) for (one, _), (other, _) in pairwise(told) if one and other}
        counts.update(singles | pairs)
    return counts


def _best(counts: Counter[Term], everywhere: Counter[Term], usual: float, most: int) -> list[Term]:
    weights = {
        term: count * math.log1p(usual / everywhere[term]) * len(term)
        for term, count in counts.items()
        if count >= (TEXTS_OF_A_PAIR if len(term) > 1 else TEXTS_OF_A_TERM)
    }
    chosen: list[Term] = []
    roots: set[str] = set()
    for term in sorted(weights, key=lambda one: (-weights[one], one)):
        own = {stem[:ROOT] for stem in term}
        if len(chosen) < most and not own & roots:
            chosen.append(term)
            roots |= own
    return chosen


def _shown(term: Term, spelled: Mapping[str, Counter[str]]) -> str:
    return " ".join(_spelling(spelled[stem]) for stem in term)


def _spelling(forms: Counter[str]) -> str:
    """The commonest form; of its spellings one with diacritics, where there is any."""
    together: Counter[str] = Counter()
    for form, count in forms.items():
        together[_folded(form)] += count
    commonest = min(together, key=lambda one: (-together[one], len(one), one))
    same = [form for form in forms if _folded(form) == commonest]
    return min(same, key=lambda form: (form == commonest, -forms[form], form))


def _centrality(words: Words, spread: Counter[str]) -> float:
    own = set(words.stems)
    return sum(spread[stem] - 1 for stem in own) / math.sqrt(len(own)) if own else -1.0


def _overlap(one: Words, other: Words) -> float:
    both = set(one.stems) | set(other.stems)
    return len(set(one.stems) & set(other.stems)) / len(both) if both else 1.0


def _words(text: str) -> Words:
    found = LETTERS.findall(text)
    return Words(tuple(filter(None, map(_stem, found))), len(found))


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    """The beginning of a word that says something; nothing of any other."""
    folded = _folded(word)
    return "" if len(folded) < SHORTEST or folded in COMMON else folded[:STEM]


@lru_cache(maxsize=20_000)
def _folded(word: str) -> str:
    return fold(word)
