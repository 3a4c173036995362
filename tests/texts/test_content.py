"""Texts written by people are picked in the reader's language and compared loosely."""

import pytest

from texts.content import fold, pick, romanised


@pytest.mark.parametrize(
    ("spoken", "language", "read"),
    [
        ("cs cs-easy uk en", "uk", "uk"),
        ("cs uk en", "cs-easy", "cs"),
        ("en uk", "cs-easy", "en"),
        ("uk", "cs-easy", "uk"),
        ("cs en", "uk", "cs"),
        ("cs-easy uk", "cs", "cs-easy"),
        ("de", "cs", "de"),
        ("cs en", "fr", "cs"),
    ],
)
def test_everybody_reads_the_nearest_language_there_is(spoken, language, read):
    assert pick({one: one for one in spoken.split()}, language) == read


def test_an_empty_text_is_passed_over():
    assert pick({"cs": "", "en": "Bus"}, "cs") == "Bus"
    assert pick({}, "cs") == ""


def test_one_letter_words_are_tied_in_the_language_that_is_read():
    assert pick({"cs": "Bus v obci"}, "uk") == "Bus v\N{NO-BREAK SPACE}obci"


def test_names_are_found_without_accents_capitals_and_extra_spaces():
    assert fold(" ZÁDVEŘICE-Raková ") == "zadverice-rakova"
    assert fold("Podkopná\N{NO-BREAK SPACE} Lhota") == "podkopna lhota"


@pytest.mark.parametrize(
    ("written", "czech"),
    [
        ("Слушовіце", "Slušovice"),
        ("Слушовиці", "Slušovice"),
        ("Визовице", "Vizovice"),
        ("Ясенна", "Jasenná"),
        ("Бржезова", "Březová"),
        ("Злін", "Zlín"),
    ],
)
def test_a_czech_name_in_cyrillic_begins_as_in_czech(written: str, czech: str) -> None:
    assert fold(czech).startswith(romanised(fold(written)))


def test_what_is_written_in_latin_letters_stays() -> None:
    assert romanised("vizovice") == "vizovice"
