"""How often is too often: never more than the limit within any window, and nobody for another."""

from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import parse

from handlers import allowance
from handlers.allowance import Allowance, TooOften, Window

PAUSES = st.lists(st.tuples(st.floats(0, 30), st.sampled_from(["jana", "petr"])), max_size=60)


class Watch:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@given(PAUSES, st.integers(1, 5))
def test_no_window_holds_more_than_the_limit_and_none_is_refused_below_it(
    pauses: list[tuple[float, str]], most: int
) -> None:
    watch = Watch()
    window = Window(parse(f"{most}/minute"), watch)
    taken: dict[str, deque[float]] = {"jana": deque(), "petr": deque()}
    for pause, who in pauses:
        watch.now += pause
        within = [moment for moment in taken[who] if moment > watch.now - 60]
        assert window.hit(who) == (len(within) < most)
        if len(within) < most:
            taken[who].append(watch.now)


def test_those_who_left_are_forgotten() -> None:
    watch = Watch()
    window = Window(parse("1/second"), watch)
    for person in range(1000):
        window.hit(person)
    watch.now += allowance.SWEEP_SECONDS
    window.hit("jana")
    assert len(window._hits) == 1


async def test_every_limit_of_a_kind_counts() -> None:
    taking = Allowance({"enquiry": "2/hour;3/day"})
    await taking.take("enquiry", 1)
    await taking.take("enquiry", 1)
    with pytest.raises(TooOften):
        await taking.take("enquiry", 1)
    await taking.take("enquiry", 2)
