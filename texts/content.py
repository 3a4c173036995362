"""Texts that people write for a survey or an area: picking the language, comparing loosely."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from texts.formatting import tied

# Who has no text in their own language reads the nearest one there is.
FALLBACK: Mapping[str, tuple[str, ...]] = {
    "cs": ("cs", "cs-easy", "en", "uk"),
    "cs-easy": ("cs-easy", "cs", "en", "uk"),
    "uk": ("uk", "cs", "cs-easy", "en"),
    "en": ("en", "cs", "cs-easy", "uk"),
}


def pick(text: Mapping[Any, str], language: str) -> str:
    """The text in this language, or in the nearest one; empty only when there is none."""
    spoken = language if text.get(language) else nearest(text, language)
    return tied(text[spoken], spoken) if spoken else ""


def nearest(text: Mapping[Any, str], language: str) -> str:
    """The language in which `pick` finds the text."""
    order = (language, *FALLBACK.get(language, FALLBACK["cs"]), *text)
    return next((one for one in order if text.get(one)), "")


# How Ukrainian spells the sounds of Czech names, once folded; "рж" stands for "ř".
CYRILLIC = str.maketrans(
    dict(zip("абвгґдеєжзиіїйклмнопрстуфцчшыэ", "abvhgdeezziiijklmnoprstufccsye", strict=True))
    | {"х": "ch", "щ": "sc", "ю": "ju", "я": "ja", "ь": "", "ъ": "", "'": "", "’": ""}
)


def romanised(folded: str) -> str:
    """A Czech name written in Cyrillic, in the letters of its Czech beginning."""
    spelled = folded.replace("рж", "р").translate(CYRILLIC)
    # The last vowels are those that the two languages spell most differently.
    return spelled if spelled == folded or len(spelled) < 5 else spelled.rstrip("aeiouy")


def fold(text: str) -> str:
    """The text for comparing: small letters, no diacritics, single spaces."""
    split = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in split if not unicodedata.combining(letter))
    return " ".join(bare.split())
