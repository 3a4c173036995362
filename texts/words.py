"""What we say in each language: `words("Good morning, {name}", name=name)`.

The English text is the key. Its translations lie in texts/<language>/<feature>.po and are read as
they are, without a compile step. Placeholders take finished values: escape and format them first
(texts/formatting.py). Name the variable `words` (in templates also `many`), so that the texts are
found in the code; a text kept in a table for later is marked by `later("...")`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from texts.formatting import LOCALES, number, tied
from texts.prepositions import spoken

LANGUAGES = ("cs", "cs-easy", "uk", "en")
# Each language calls itself by its own name, whatever language the reader has now.
NAMES = {
    "cs": "Čeština",
    "cs-easy": "Snadná čeština",
    "uk": "Українська",
    "en": "English",
}
TRANSLATED = LANGUAGES[:3]
CATALOGUES = Path(__file__).parent


@dataclass(frozen=True)
class Words:
    """Says things in one language."""

    language: str

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise ValueError(f"no such language: {self.language}")

    @property
    def name(self) -> str:
        return NAMES[self.language]

    def __call__(self, message: str, /, **values: Any) -> str:
        text = _translations(self.language).gettext(message)
        return self._spoken(text, values).format(**values)

    def many(self, one: str, more: str, n: int, /, **values: Any) -> str:
        """The form that fits the number; {n} is the number itself, written as people write it."""
        form = _translations(self.language).ngettext(one, more, n)
        told = {"n": number(n, self.language), **values}
        return self._spoken(form, told).format(**told)

    def _spoken(self, text: str, values: Mapping[str, Any]) -> str:
        return spoken(text, values) if LOCALES[self.language] == "cs" else text


def later(message: str) -> str:
    """Marks a text that stands in a table and is said by `words(...)` elsewhere."""
    return message


def files(language: str) -> list[Path]:
    """The catalogues of a language, one for each feature."""
    return sorted((CATALOGUES / language.replace("-", "_")).glob("*.po"))


def catalogue(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=LOCALES[language], domain=path.stem, abort_invalid=True)


@lru_cache
def _translations(language: str) -> NullTranslations:
    if language not in TRANSLATED:
        return NullTranslations()
    merged = Catalog(locale=LOCALES[language])
    for path in files(language):
        for message in catalogue(path, language):
            if message.id:
                merged.add(message.id, _typeset(message.string, language))
    translations = _compiled(merged)
    if language == "cs-easy":
        translations.add_fallback(_translations("cs"))
    return translations


def _compiled(merged: Catalog) -> GNUTranslations:
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _typeset(translated: Any, language: str) -> Any:
    if isinstance(translated, str):
        return tied(translated, language)
    return tuple(tied(form, language) for form in translated)
