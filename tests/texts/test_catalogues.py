"""Everything is said in every language, completely and with care."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry

from tests.texts.said import Message, said
from texts.words import TRANSLATED, catalogue, files

TAG = re.compile(r"</?[a-z][^>]*>")
SENTENCE = re.compile(r"(?<!\d)[.!?:;…]\s|\n")
EASY_SENTENCE_WORDS = 12

SLIPS = {
    "straight quotes instead of „ “ or « »": re.compile('"'),
    "three dots instead of …": re.compile(r"\.\.\."),
    "a hyphen instead of a dash": re.compile(r" - | -- "),
    "two spaces in a row": re.compile("  "),
    "a space before punctuation": re.compile(r"\w [,;:!?]|\w \.(?!\w)"),
    "English quotes": re.compile(r"[”‘]|(?:^|[\s(])“"),
    "a straight apostrophe": re.compile("'"),
    "a letter of another alphabet's look-alike": re.compile(
        r"[а-яіїєґ][a-z]|[a-z][а-яіїєґ]", re.IGNORECASE
    ),
}
CZECH_SLIPS = {
    "two genders in one word": re.compile(r"\w/a\b|\w\(a\)"),
    "a past form that knows the reader's gender": re.compile(
        r"\b\w{2,}[aeěiyuo]la? jste\b|\bjste (?:\w+ )?\w{2,}[aeěiyuo]la?\b"
    ),
}

languages = pytest.mark.parametrize("language", TRANSLATED)


@cache
def catalogues(language: str) -> dict[str, Catalog]:
    return {path.name: catalogue(path, language) for path in files(language)}


def entries(language: str) -> Iterator[tuple[str, Entry]]:
    for name, kept in catalogues(language).items():
        for entry in kept:
            if entry.id:
                yield name, entry


def translations(language: str) -> Iterator[tuple[str, str, str]]:
    """Each translated form with its file and the English form it stands for."""
    for name, entry in entries(language):
        english = entry.id if isinstance(entry.id, str) else entry.id[-1]
        forms = [entry.string] if isinstance(entry.string, str) else entry.string
        for form in forms:
            yield name, english, form


def test_the_code_says_something():
    assert len(said()) > 10


@languages
def test_everything_said_is_translated(language):
    kept = {entry.id for _, entry in entries(language)}
    missing = {message: places for message, places in said().items() if message not in kept}
    assert not missing


@languages
def test_nothing_is_left_over(language):
    spoken = set(said())
    assert [(name, entry.id) for name, entry in entries(language) if entry.id not in spoken] == []
    assert [name for name, kept in catalogues(language).items() if kept.obsolete] == []


@languages
def test_no_text_stands_in_two_catalogues(language):
    counts = Counter(entry.id for _, entry in entries(language))
    assert [message for message, n in counts.items() if n > 1] == []


@languages
def test_no_translation_is_empty_or_doubtful(language):
    empty = [(name, entry.id) for name, entry in entries(language) if not _is_whole(entry)]
    assert empty == []


def _is_whole(entry: Entry) -> bool:
    forms = (entry.string,) if isinstance(entry.id, str) else entry.string
    wanted = 1 if isinstance(entry.id, str) else 3
    return not entry.fuzzy and len(forms) == wanted and all(forms)


@languages
def test_placeholders_are_the_same(language):
    wrong = [
        (name, english, form)
        for name, english, form in translations(language)
        # "One answer" may leave the number out.
        if not _names(english) - {"n"} <= _names(form) <= _names(english)
    ]
    assert wrong == []


def test_placeholders_are_plain_names():
    assert [
        message for message in said() if not all(map(str.isidentifier, _all_names(message)))
    ] == []


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _all_names(message: Message) -> set[str]:
    return _names(message) if isinstance(message, str) else _names(" ".join(message))


@languages
def test_tags_lines_and_endings_are_the_same(language):
    wrong = [
        (name, english, form)
        for name, english, form in translations(language)
        if _shape(english) != _shape(form)
    ]
    assert wrong == []


def _shape(text: str) -> tuple[object, ...]:
    tags = Counter(TAG.findall(text))
    margins = (text[:1].isspace(), text[-1:].isspace())
    ending = re.sub(r"[\w\W]*?([.!?:…]?)[)»“\"]?\s*$", r"\1", TAG.sub("", text))
    return tags, margins, text.count("\n\n"), ending


@languages
def test_typography_is_minded(language):
    slips = SLIPS if language == "uk" else SLIPS | CZECH_SLIPS
    found = [
        (name, slip, form)
        for name, _, form in translations(language)
        for slip, pattern in slips.items()
        if pattern.search(TAG.sub("", form))
    ]
    assert found == []


def test_easy_czech_is_told_in_short_sentences():
    long = [
        (name, sentence)
        for name, _, form in translations("cs-easy")
        for sentence in SENTENCE.split(TAG.sub("", form))
        if len(sentence.split()) > EASY_SENTENCE_WORDS
    ]
    assert long == []


@languages
def test_headers_tell_the_language_and_its_plurals(language):
    for path in files(language):
        header = path.read_text("utf-8").split("\n\n")[0]
        assert f'"Language: {language.removesuffix("-easy")}\\n"' in header, path
        assert '"Plural-Forms: nplurals=3; plural=' in header, path


def test_every_language_has_the_same_catalogues():
    assert len({tuple(catalogues(language)) for language in TRANSLATED}) == 1
