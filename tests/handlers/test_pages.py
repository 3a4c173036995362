"""Lists cut into pages: nothing is lost, and a page that is no more is the last one."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.pages import page_of, turning
from texts.screens import Button


@given(st.lists(st.integers()), st.integers(1, 9))
def test_the_pages_together_are_the_list(found: list[int], size: int) -> None:
    pages = [page_of(found, at, size) for at in range(page_of(found, 0, size).pages)]
    assert [one for page in pages for one in page.items] == found
    assert [page.skipped for page in pages] == [at * size for at in range(len(pages))]


def test_pages_turn_round_and_one_page_has_nowhere_to_turn() -> None:
    assert page_of("abcde", 2, 2).turns == (("‹", 1), ("3/3", 2), ("›", 0))
    assert page_of("ab", 0, 2).turns == ()


def test_a_page_that_nobody_has_is_the_last_one() -> None:
    assert page_of("abcde", 9, 2).items == "e"
    assert page_of("", 1, 2).items == ""


def test_the_row_of_turns_stands_only_below_several_pages() -> None:
    [row] = turning(page_of("abcde", 0, 2), lambda label, at: Button(label, f"to:{at}"))
    assert [(one.text, one.data) for one in row] == [("‹", "to:2"), ("1/3", "to:0"), ("›", "to:1")]
    assert turning(page_of("ab", 0, 2), lambda label, at: Button(label, f"to:{at}")) == []
