"""The hour of a digest: once on each chosen day, whatever the clocks do, and never owed twice."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groups import schedule

ZONES = ("Europe/Prague", "Europe/Kyiv", "Atlantic/Azores", "Pacific/Apia", "America/St_Johns")
DAYS = st.sets(st.integers(0, 6))
HOURS = st.integers(0, 23)
MOMENTS = st.integers(0, 15 * 365 * 24 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
EVERY_DAY = range(7)


def prague(day: int, month: int, hour: int) -> datetime:
    return datetime(2027, month, day, hour, tzinfo=schedule.zone("Europe/Prague")).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (prague(1, 2, 8), prague(28, 1, 9)),
        (prague(1, 2, 9), prague(1, 2, 9)),
        (prague(3, 2, 12), prague(1, 2, 9)),
        (prague(4, 2, 9), prague(4, 2, 9)),
    ],
)
def test_on_mondays_and_thursdays_at_nine(now: datetime, due: datetime) -> None:
    assert schedule.last_due({0, 3}, 9, "Europe/Prague", now) == due


def test_nine_stays_nine_when_the_clocks_change() -> None:
    before = schedule.last_due(EVERY_DAY, 9, "Europe/Prague", prague(27, 3, 10))
    after = schedule.last_due(EVERY_DAY, 9, "Europe/Prague", prague(28, 3, 10))
    assert before == datetime(2027, 3, 27, 8, tzinfo=UTC)
    assert after == datetime(2027, 3, 28, 7, tzinfo=UTC)


def test_an_hour_that_is_skipped_comes_just_after_and_a_repeated_one_comes_once() -> None:
    skipped = schedule.last_due(EVERY_DAY, 2, "Europe/Prague", datetime(2027, 3, 28, 6, tzinfo=UTC))
    assert skipped == datetime(2027, 3, 28, 1, tzinfo=UTC)
    night = [datetime(2027, 10, 31, 0, tzinfo=UTC) + timedelta(minutes=15 * n) for n in range(12)]
    moments = {schedule.last_due(EVERY_DAY, 2, "Europe/Prague", when) for when in night}
    assert moments == {datetime(2027, 10, 31, 0, tzinfo=UTC)}


def test_missed_hours_are_made_up_once() -> None:
    told, now = prague(1, 2, 9), prague(20, 2, 15)
    assert schedule.is_due(EVERY_DAY, 9, "Europe/Prague", told, now)
    assert not schedule.is_due(EVERY_DAY, 9, "Europe/Prague", now, now)


def test_a_zone_that_nobody_knows_is_pragues() -> None:
    assert schedule.zone("Evropa/Lhota").key == "Europe/Prague"
    assert schedule.zone("../../etc/passwd").key == "Europe/Prague"
    assert schedule.is_known("Europe/Kyiv")
    assert not schedule.is_known("Evropa/Lhota")


@given(DAYS, HOURS, st.sampled_from(ZONES), MOMENTS)
def test_the_last_one_is_on_its_day_not_in_the_future_and_not_long_ago(
    days: set[int], hour: int, zone: str, now: datetime
) -> None:
    due = schedule.last_due(days, hour, zone, now)
    if not days:
        assert due is None
        return
    assert due is not None
    assert now - timedelta(days=9) < due <= now
    assert due.astimezone(schedule.zone(zone)).weekday() in days


@given(DAYS.filter(bool), HOURS, st.sampled_from(ZONES), MOMENTS)
def test_between_the_last_and_the_next_there_is_none(
    days: set[int], hour: int, zone: str, now: datetime
) -> None:
    due, coming = (
        schedule.last_due(days, hour, zone, now),
        schedule.next_due(days, hour, zone, now),
    )
    assert due is not None
    assert coming is not None
    assert due <= now < coming
    just_before = coming - timedelta(seconds=1)
    assert schedule.last_due(days, hour, zone, just_before) == due
    assert schedule.last_due(days, hour, zone, coming) == coming


@given(DAYS.filter(bool), HOURS, st.sampled_from(ZONES), MOMENTS, st.integers(1, 200))
def test_a_bell_that_rings_now_and_then_tells_each_once(
    days: set[int], hour: int, zone: str, start: datetime, minutes: int
) -> None:
    """However often it rings within two weeks, nobody is told more often than days were chosen."""
    told, times = start, 0
    now = start
    while now < start + timedelta(days=14):
        now += timedelta(minutes=minutes * 7)
        if schedule.is_due(days, hour, zone, told, now):
            told, times = now, times + 1
    assert 1 <= times <= 2 * len(days) + len(days)
