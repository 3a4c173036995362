"""Repeating broadcasts keep their local time through the changing of clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from outreach.moments import REPEATS, local_offset, next_dates

PRAGUE = ZoneInfo("Europe/Prague")


def prague(*told: int) -> datetime:
    return datetime(*told, tzinfo=PRAGUE)  # type: ignore[arg-type, misc]


def local(moments: list[datetime]) -> list[str]:
    return [f"{one.astimezone(PRAGUE):%d.%m. %H:%M}" for one in moments]


def test_nine_in_the_morning_stays_nine_in_the_morning() -> None:
    first = prague(2027, 3, 21, 9)
    assert local(next_dates(first, "weekly", first, 3, PRAGUE)) == [
        "28.03. 09:00",
        "04.04. 09:00",
        "11.04. 09:00",
    ]


def test_the_end_of_a_month_is_the_end_of_each() -> None:
    first = prague(2027, 1, 31, 9)
    assert local(next_dates(first, "monthly", first, 4, PRAGUE)) == [
        "28.02. 09:00",
        "31.03. 09:00",
        "30.04. 09:00",
        "31.05. 09:00",
    ]


def test_a_time_that_spring_leaves_out_comes_an_hour_later() -> None:
    first = prague(2027, 3, 27, 2, 30)
    assert local(next_dates(first, "daily", first, 2, PRAGUE)) == ["28.03. 03:30", "29.03. 02:30"]


def test_what_does_not_repeat_has_no_next_date() -> None:
    assert next_dates(prague(2027, 3, 27, 9), "", prague(2027, 3, 27, 9), 3, PRAGUE) == []


def test_a_day_before_is_the_same_hour_of_the_day_before() -> None:
    midnight = prague(2027, 3, 29, 0)
    assert local([local_offset(midnight, -39 * 60, PRAGUE)]) == ["27.03. 09:00"]


# From 2026 to 2030.
moments = st.integers(1767225600, 1893456000).map(lambda one: datetime.fromtimestamp(one, UTC))


@given(moments, st.sampled_from(REPEATS), st.timedeltas(timedelta(0), timedelta(days=900)))
def test_the_next_dates_follow_each_other_and_none_is_left_out(
    first: datetime, repeats: str, passed: timedelta
) -> None:
    after = first + passed
    found = next_dates(first, repeats, after, 4, PRAGUE)
    assert sorted(found) == found
    assert all(one > after for one in found)
    everything = [first, *next_dates(first, repeats, first, 1000, PRAGUE)]
    assert [one for one in everything if one > after][:4] == found
