"""Numbers as they come from people and buttons: read, or taken for what was meant otherwise."""

from hypothesis import given
from hypothesis import strategies as st

from texts.numbers import KEY_DIGITS, whole


@given(st.integers(0, 999_999_999))
def test_a_number_is_read(number: int) -> None:
    assert whole(str(number)) == number


def test_a_key_of_a_row_is_longer() -> None:
    assert whole(str(2**53 - 1), digits=KEY_DIGITS) == 2**53 - 1
    assert whole(str(2**53 - 1), 7) == 7


@given(st.text().filter(lambda told: not told.isdecimal()))
def test_what_is_no_number_is_not_taken_for_one(told: str) -> None:
    assert whole(told, -5) == -5
