"""In which language somebody wrote: langdetect's profiles, scored so that short Czech is right.

As shipped, langdetect draws n-grams by chance, forgets every prior and reads Czech without
diacritics as Slovak. Here each n-gram counts once, every language written with diacritics has a
second profile without them, and the language of the person's interface is the prior.
"""

import json
import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import langdetect
from langdetect.detector import Detector as Grams
from langdetect.detector_factory import DetectorFactory
from langdetect.utils.lang_profile import LangProfile

UNDETERMINED: Final = "und"
# Whom a Czech municipality hears from; the rest of the list shares what is left.
COMMON: Mapping[str, float] = {
    "cs": 0.80,
    "sk": 0.06,
    "uk": 0.06,
    "en": 0.03,
    "ru": 0.02,
    "pl": 0.01,
    "de": 0.01,
    "vi": 0.01,
}
RARE = ("hu", "ro", "bg", "es", "fr", "tr", "hr", "sl", "it", "nl", "ar")
RARE_SHARE = 0.02
LANGUAGES = (*COMMON, *RARE)
WITH_DIACRITICS = frozenset(LANGUAGES) - {"uk", "en", "ru", "bg", "it", "nl", "ar"}
TWIN = "-bare"
# What a person whose interface speaks the language writes in: half of it that, half the mix.
INTERFACE_SHARE = 0.5
# N-grams overlap, so their evidence counts less than if they were independent.
TEMPERATURE = 0.3
SMOOTHING = Grams.ALPHA_DEFAULT / Grams.BASE_FREQ
SURE = 0.8
# More letters than this change nothing any more.
ENOUGH = 600
UNDECOMPOSED = str.maketrans({"đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ß": "ss", "ı": "i"})


class Detected(NamedTuple):
    """The likeliest language as ISO 639-1 ("und" where the text has no letters), and how likely."""

    language: str
    probability: float

    @property
    def is_sure(self) -> bool:
        return self.probability >= SURE


class Detection:
    """Reads the profiles once, about a tenth of a second; the same text is always judged alike."""

    def __init__(self, languages: Sequence[str] = LANGUAGES) -> None:
        self._languages = tuple(languages)
        profiles = [profile for language in languages for profile in _profiles(language)]
        self._factory = DetectorFactory()
        for place, profile in enumerate(profiles):
            self._factory.add_profile(profile, place, len(profiles))
        self._columns = [profile.name.removesuffix(TWIN) for profile in profiles]
        self._logs = {
            gram: tuple(math.log(SMOOTHING + share) for share in shares)
            for gram, shares in self._factory.word_lang_prob_map.items()
        }

    def detect(self, text: str, interface: str | None = None) -> Detected:
        """The language of a text, knowing in which one the writer reads us (None: not known)."""
        chances = self.chances(text, interface)
        if not chances:
            return Detected(UNDETERMINED, 0.0)
        return max(chances, key=lambda one: one.probability)

    def chances(self, text: str, interface: str | None = None) -> list[Detected]:
        """Every language with its probability; empty when the text has no letters."""
        grams = self._grams(text)
        if not grams:
            return []
        rows = (self._logs[gram] for gram in grams)
        evidence = [TEMPERATURE * sum(column) for column in zip(*rows, strict=True)]
        top = max(evidence)
        shares: defaultdict[str, float] = defaultdict(float)
        for language, score in zip(self._columns, evidence, strict=True):
            shares[language] += math.exp(score - top) * prior(language, interface)
        whole = sum(shares.values())
        return [Detected(language, share / whole) for language, share in shares.items()]

    def _grams(self, text: str) -> list[str]:
        reader = Grams(self._factory)
        # Words in capitals would be left out.
        reader.append(text[:ENOUGH].lower())
        reader.cleaning_text()
        grams: list[str] = reader._extract_ngrams()
        return grams


@cache
def detection() -> Detection:
    """The one of this process; make it at the start, because reading profiles takes a moment."""
    return Detection()


def detect(text: str, interface: str | None = None) -> str:
    """ISO 639-1 of the text's language, "und" when unsure."""
    found = detection().detect(text, interface)
    return found.language if found.is_sure else UNDETERMINED


@cache
def prior(language: str, interface: str | None) -> float:
    """How likely a writer is to use the language before a word is read."""
    if interface is None:
        return 1 / len(COMMON) if language in COMMON else RARE_SHARE / len(RARE)
    spoken = interface.partition("-")[0]
    share = COMMON.get(language, RARE_SHARE / len(RARE))
    return (1 - INTERFACE_SHARE) * share + INTERFACE_SHARE * (language == spoken)


def bare(text: str) -> str:
    """The text as somebody types it who has no diacritics at hand."""
    split = unicodedata.normalize("NFD", text.translate(UNDECOMPOSED))
    kept = "".join(letter for letter in split if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", kept)


def _profiles(language: str) -> list[LangProfile]:
    path = Path(langdetect.__file__).parent / "profiles" / language
    read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    profile = LangProfile(language, read["freq"], read["n_words"])
    if language not in WITH_DIACRITICS:
        return [profile]
    return [profile, _twin(profile)]


def _twin(profile: LangProfile) -> LangProfile:
    """The same language written without diacritics."""
    folded: Counter[str] = Counter()
    for gram, count in profile.freq.items():
        folded[bare(gram)] += count
    kept = {gram: count for gram, count in folded.items() if len(gram) <= 3}
    return LangProfile(profile.name + TWIN, kept, profile.n_words)
