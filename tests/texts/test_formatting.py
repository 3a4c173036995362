import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts import formatting

NEW_YEAR = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("cs", "18. 3. 2027"),
        ("cs-easy", "18. března 2027"),
        ("uk", "18 березня 2027"),
        ("en", "18 March 2027"),
    ],
)
def test_a_day_is_written_as_people_write_it(language, written):
    assert formatting.day(date(2027, 3, 18), language).replace("\xa0", " ") == written


def test_a_moment_is_told_in_prague_time():
    assert formatting.moment(NEW_YEAR, "cs").replace("\xa0", " ") == "1. 1. 2027, 0:30"
    assert formatting.day(NEW_YEAR, "en").replace("\xa0", " ") == "1 January 2027"


def test_summer_time_is_minded():
    assert formatting.clock(datetime(2027, 7, 1, 12, tzinfo=UTC), "cs") == "14:00"


def test_numbers_have_a_comma_and_unbroken_thousands():
    assert formatting.number(Decimal("1250.5"), "cs") == "1\xa0250,5"
    assert formatting.number(1250, "uk") == "1\xa0250"
    assert formatting.percent(0.256, "cs") == "26\xa0%"


def test_a_list_reads_as_a_sentence():
    assert formatting.listed(["Lhota", "Újezd", "Ves"], "cs") == "Lhota, Újezd a\xa0Ves"
    assert formatting.listed([], "uk") == ""


def test_one_letter_words_are_tied_to_the_next():
    assert formatting.tied("Jde o to, co v obci a u školy", "cs") == (
        "Jde o\xa0to, co v\xa0obci a\xa0u\xa0školy"
    )
    assert formatting.tied("I am in a hurry", "en") == "I am in a hurry"


def test_escaped_text_is_shown_literally():
    assert formatting.escape('<b> & "x"') == '&lt;b&gt; &amp; "x"'


def test_a_short_text_stays_whole():
    assert formatting.split("Dobrý den") == ["Dobrý den"]


def test_a_long_text_is_cut_between_paragraphs_before_sentences():
    text = "První věta. Druhá.\n\nTřetí věta je tu."
    assert formatting.split(text, 30) == ["První věta. Druhá.", "Třetí věta je tu."]


def test_tags_open_at_the_cut_are_closed_and_opened_again():
    pieces = formatting.split('<a href="https://a.cz/b c">jedna dvě</a> tři', 8)
    assert pieces == [
        '<a href="https://a.cz/b c">jedna</a>',
        '<a href="https://a.cz/b c">dvě</a> tři',
    ]


def test_a_word_longer_than_a_message_is_cut_but_never_inside_an_entity():
    assert formatting.split("abc&amp;defg", 4) == ["abc&amp;", "defg"]


HTML = st.lists(
    st.sampled_from(["slovo", "a", "&amp;", " ", "\n", "\n\n", ". ", "<b>x y</b>", "<i>z</i>"])
).map("".join)


@given(HTML, st.integers(3, 12))
def test_every_piece_fits_and_nothing_is_lost(text, limit):
    pieces = formatting.split(text, limit)
    bare = [re.sub(r"<[^>]*>", "", piece) for piece in pieces]
    assert all(len(piece.replace("&amp;", "&")) <= limit for piece in bare)
    assert _squeezed("".join(bare)) == _squeezed(re.sub(r"<[^>]*>", "", text))
    assert all(piece.count("<b>") == piece.count("</b>") for piece in pieces)


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_a_tag_is_no_word_to_be_tied() -> None:
    written = 'Klepněte <a href="https://vizovice.eu">sem</a> a <i>pak</i> v úterý.'
    told = 'Klepněte <a href="https://vizovice.eu">sem</a> a\xa0<i>pak</i> v\xa0úterý.'
    assert formatting.tied(written, "cs") == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<b>Cesta na úřad</b>\n\nAnketa běží &amp; čeká.", "Cesta na úřad – Anketa běží & čeká."),
        ("Chybí nám autobus\nv sobotu.", "Chybí nám autobus v sobotu."),
        ("Dobrý den,\nAnketa běží.\n\nDěkujeme!\n", "Dobrý den, Anketa běží. Děkujeme!"),
        ("\n  jen   řádek \n", "jen řádek"),
        ("", ""),
    ],
)
def test_a_beginning_tells_a_heading_apart_from_what_follows(text: str, told: str) -> None:
    assert formatting.beginning(text) == told


@pytest.mark.parametrize(
    ("language", "told", "beside"),
    [
        ("cs", "18. 3. 2027", "čt 18. 3. 17:30"),
        ("cs-easy", "18. 3. 2027", "čt 18. 3. 17:30"),
        ("uk", "18.03.2027", "чт 18.03 17:30"),
        ("en", "18 Mar 2027", "Thu 18 Mar 17:30"),
    ],
)
def test_on_a_button_a_day_is_short_in_every_language(
    language: str, told: str, beside: str
) -> None:
    when = datetime(2027, 3, 18, 16, 30, tzinfo=UTC)
    assert formatting.short_day(when, language).replace("\xa0", " ") == told
    assert formatting.short_moment(when, language).replace("\xa0", " ") == beside
