import pytest

from texts import words as texts_words
from texts.words import LANGUAGES, NAMES, Words


def test_english_is_its_own_key():
    assert Words("en")("Back") == "Back"


def test_each_language_has_its_own_words():
    assert [Words(language)("Back") for language in LANGUAGES] == ["Zpět", "Zpět", "Назад", "Back"]


def test_placeholders_are_filled():
    assert Words("en")("Hello {name}", name="Ana") == "Hello Ana"


def test_a_number_takes_its_english_form_and_separators():
    words = Words("en")
    assert words.many("{n} answer", "{n} answers", 1) == "1 answer"
    assert words.many("{n} answer", "{n} answers", 1250) == "1,250 answers"


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("cs", {1: 0, 2: 1, 4: 1, 5: 2, 21: 2, 22: 2, 101: 2}),
        ("uk", {1: 0, 2: 1, 4: 1, 5: 2, 11: 2, 21: 0, 22: 1, 101: 0}),
    ],
)
def test_plural_forms_follow_the_language(language, forms, tmp_path, monkeypatch):
    folder = tmp_path / language
    folder.mkdir()
    (folder / "sample.po").write_text(
        'msgid "{n} answer"\nmsgid_plural "{n} answers"\n'
        'msgstr[0] "0"\nmsgstr[1] "1"\nmsgstr[2] "2"\n'
    )
    monkeypatch.setattr(texts_words, "CATALOGUES", tmp_path)
    texts_words._translations.cache_clear()
    words = Words(language)
    found = {n: int(words.many("{n} answer", "{n} answers", n)) for n in forms}
    texts_words._translations.cache_clear()
    assert found == forms


def test_a_language_we_do_not_speak_is_refused():
    with pytest.raises(ValueError, match="xx"):
        Words("xx")


def test_every_language_has_a_name():
    assert set(NAMES) == set(LANGUAGES)
    assert Words("uk").name == "Українська"
