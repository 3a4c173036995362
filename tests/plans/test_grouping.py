"""Grouping invents nothing and loses nothing: every comment stands in one theme, word for word."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plans.grouping import BLOCK, NO_THEME, countable, grouped
from storage.comment_news import Line
from texts.themes import Themes

NOW = datetime(2027, 3, 8, 9, tzinfo=UTC)
THEMES = Themes([("doprava", "autobus a jízdní řád"), ("bydleni", "sociální byty")])
WORDS = ("autobus", "byty", "sociální", "nejede", "večer", "Убло", "a", "!", "lavička", "chybí.")
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), max_size=15)
TOLD = st.sampled_from(("", "doprava", "bydleni", "zrusene-tema"))


def line(number: int, text: str, theme: str = "") -> Line:
    return Line(
        number=f"VIZ-2027-{number:04}",
        section_id=str(number % 3),
        kind="factual",
        text=text,
        proposal="",
        reason="",
        language="cs",
        municipality=None,
        party=None,
        state="received",
        received_at=NOW,
        came_at=NOW - timedelta(minutes=number),
        is_released=True,
        theme=theme,
    )


@given(TEXTS, st.lists(TOLD, min_size=15, max_size=15))
def test_every_comment_stands_in_one_theme_and_is_quoted_word_for_word(
    texts: list[str], told: list[str]
) -> None:
    lines = [line(n, text, told[n]) for n, text in enumerate(texts)]
    found = grouped(lines, THEMES)
    kept = Counter(
        one for theme in found.themes for saying in theme.sayings for one in saying.lines
    )
    assert kept == Counter(lines)
    assert found.count == sum(theme.count for theme in found.themes) == len(lines)
    for theme in found.themes:
        assert theme.quotes
        assert set(theme.quotes) <= set(lines)
    assert found.suggested.keys() <= {one.number for one in lines if not one.theme}


def test_the_commonest_theme_comes_first_and_what_has_none_last() -> None:
    texts = ["Lavička.", "Kašna.", "Strom.", "Večer nejede autobus.", "sociální byty", "byty ne"]
    names = [one.theme for one in grouped([line(*one) for one in enumerate(texts)], THEMES).themes]
    assert names == ["bydleni", "doprava", NO_THEME]


@given(st.integers(0, 40))
def test_what_may_be_counted_grows_by_whole_blocks_in_the_order_of_coming(count: int) -> None:
    lines = [line(n, "text") for n in range(count)]
    told = countable(lines)
    assert len(told) == count - count % BLOCK
    assert list(told) == list(reversed(lines))[: len(told)]
