"""The pace keeps what Telegram allows, whatever is asked of it and whenever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.pace import (
    EVERYBODY,
    FREE,
    GROUP,
    MOST_CHATS,
    PAID,
    Line,
    Pace,
    Rate,
    everybody_waits,
)

SECOND, MINUTE = 1.0, 60.0
pauses = st.lists(st.floats(0, 5), min_size=1, max_size=200)


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def most_within(moments: list[float], span: float) -> int:
    return max(sum(first <= one < first + span for one in moments) for first in moments)


@given(pauses, st.sampled_from([FREE, PAID, GROUP]))
def test_no_more_go_out_than_the_rate_and_its_burst(pauses: list[float], rate: Rate) -> None:
    line, now, moments = Line(rate), 1000.0, []
    for pause in pauses:
        now += pause / rate.per_second
        moments.append(now + line.take(now))
    assert moments == sorted(moments)
    assert most_within(moments, SECOND) <= rate.per_second + rate.burst + 1


@given(st.lists(st.floats(0, 8), min_size=1, max_size=100))
def test_a_group_gets_twenty_in_any_minute(pauses: list[float]) -> None:
    time, moments = Time(), []
    pace = Pace(PAID, time)
    for pause in pauses:
        time.now += pause
        moments.append(time.now + pace.take(-100))
    assert most_within(moments, MINUTE - 0.001) <= 20


def test_one_a_second_in_a_chat_while_others_go_on() -> None:
    pace = Pace(FREE, Time())
    assert [pace.take(1), pace.take(1), pace.take(1)] == pytest.approx([0, 1, 2])
    assert pace.take(2) == 0


def test_room_is_what_may_go_out_without_waiting() -> None:
    time = Time()
    pace = Pace(Rate(10, 5), time)
    assert pace.room() == 5
    for chat in range(1, 6):
        assert pace.take(chat) == pytest.approx(0)
    assert pace.room() == 0
    time.now += 0.21
    assert pace.room() == 2


def test_what_speaks_first_takes_the_turns_that_replies_leave() -> None:
    time = Time()
    pace = Pace(Rate(10, 1), time)
    for _ in range(20):
        assert pace.take_for_reply(1) == 0
    assert pace.room() == 0
    time.now += 1.9
    assert pace.room() == 0
    time.now += 0.2
    assert pace.room() == 1


def test_while_halted_nothing_has_room() -> None:
    time = Time()
    pace = Pace(FREE, time)
    pace.halt(30)
    pace.halt(5)
    assert (pace.room(), pace.halted()) == (0, 30)
    time.now += 30
    assert pace.room() > 0
    assert pace.halted() == 0


def test_one_chat_that_is_refused_waits_alone() -> None:
    pace = Pace(FREE, Time())
    pace.halt(30, 1)
    assert (pace.halted(1), pace.halted(2), pace.halted()) == (30, 0, 0)
    assert pace.room() > 0


def test_with_a_second_one_everybody_waits_as_long_as_both() -> None:
    time = Time()
    pace = Pace(FREE, time)
    pace.halt(30, 1)
    pace.halt(20, 2)
    assert (pace.halted(1), pace.halted(2), pace.halted(3), pace.room()) == (30, 20, 20, 0)
    time.now += 21
    assert (pace.halted(1), pace.halted(2), pace.room() > 0) == (9, 0, True)


@given(st.dictionaries(st.integers(0, 5), st.floats(1, 100)))
def test_everybody_waits_while_two_chats_are_refused_or_all(refused: dict[int, float]) -> None:
    until = everybody_waits(refused) or 0
    for moment in (end - 0.5 for end in refused.values()):
        still = [chat for chat, end in refused.items() if end > moment]
        assert (until > moment) == (EVERYBODY in still or len(still) > 1)


def test_replies_that_had_to_wait_go_out_at_even_distances() -> None:
    time = Time()
    pace = Pace(Rate(10, 1), time)
    pace.halt(5)
    assert [pace.take_for_reply(chat) for chat in (1, 2, 3)] == pytest.approx([5, 5.1, 5.2])
    time.now += 5.15
    assert pace.room() == 0


def test_chats_at_rest_are_forgotten() -> None:
    time = Time()
    pace = Pace(Rate(1e6, 1e6), time)
    for chat in range(1, MOST_CHATS + 1):
        pace.take(chat)
    time.now += 60
    pace.take(7)
    assert pace.take(7) == pytest.approx(1)
    assert len(pace._chats) == 1
