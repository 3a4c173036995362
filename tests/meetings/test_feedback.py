"""What people say of a meeting is told only where it points at nobody."""

from hypothesis import given
from hypothesis import strategies as st

from meetings.feedback import ANSWERS, SMALLEST, hidden

COUNTS = st.fixed_dictionaries({one: st.integers(0, 40) for one in ANSWERS}).filter(
    lambda counted: sum(counted.values()) >= SMALLEST
)


@given(COUNTS)
def test_no_small_number_is_told_nor_left_over_by_the_others(counted: dict[str, int]) -> None:
    told = hidden(counted)
    assert set(told) == set(ANSWERS)
    shown = {one: n for one, n in told.items() if n is not None}
    assert all(n == counted[one] and not 0 < n < SMALLEST for one, n in shown.items())
    assert len(told) - len(shown) != 1


@given(COUNTS)
def test_what_is_large_everywhere_is_told(counted: dict[str, int]) -> None:
    if all(n == 0 or n >= SMALLEST for n in counted.values()):
        assert hidden(counted) == counted


def test_with_one_small_number_the_next_smallest_goes_too() -> None:
    assert hidden({"yes": 20, "partly": 7, "no": 2}) == {"yes": 20, "partly": None, "no": None}
    assert hidden({"yes": 20, "no": 2}) == {"yes": None, "partly": 0, "no": None}
