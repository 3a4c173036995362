"""The pace keeps what Telegram allows, whatever is asked of it and whenever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.pace import FREE, GROUP, MOST_CHATS, PAID, Line, Pace, Rate

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
        pace.note_reply()
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


def test_chats_at_rest_are_forgotten() -> None:
    time = Time()
    pace = Pace(Rate(1e6, 1e6), time)
    for chat in range(1, MOST_CHATS + 1):
        pace.take(chat)
    time.now += 60
    pace.take(7)
    assert pace.take(7) == pytest.approx(1)
    assert len(pace._chats) == 1
