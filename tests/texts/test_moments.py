"""Moments are understood as people write them, in any of the languages."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from texts.formatting import day
from texts.moments import Moment, read_moment

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("24. 11. v 9:30", Moment(date(2026, 11, 24), time(9, 30))),
        ("24.11. 9.30", Moment(date(2026, 11, 24), time(9, 30))),
        ("24. 11. 2026, 9:30", Moment(date(2026, 11, 24), time(9, 30))),
        ("24. 11. v 9", Moment(date(2026, 11, 24), time(9))),
        ("24. 11. v 9 hodin", Moment(date(2026, 11, 24), time(9))),
        ("24. 11.", Moment(date(2026, 11, 24))),
        ("1. 3. 8:00", Moment(date(2027, 3, 1), time(8))),
        ("Zítra v 17:00", Moment(date(2026, 11, 23), time(17))),
        ("dnes", Moment(TODAY)),
        ("pozítří 8:00", Moment(date(2026, 11, 24), time(8))),
        ("завтра о 9:30", Moment(date(2026, 11, 23), time(9, 30))),
        ("tomorrow 9:30", Moment(date(2026, 11, 23), time(9, 30))),
        ("17:00", Moment(TODAY, time(17))),
    ],
)
def test_a_moment_is_understood(written: str, meant: Moment) -> None:
    assert read_moment(written, TODAY) == meant


@pytest.mark.parametrize(
    "written", ["", "brzy", "31. 2. 9:00", "24. 11. 25:00", "24", "9", "29. 2. 2027", "99:99"]
)
def test_what_is_no_moment_is_none(written: str) -> None:
    assert read_moment(written, TODAY) is None


@given(st.dates(TODAY, TODAY + timedelta(days=364)), st.times())
def test_what_we_write_we_read(chosen: date, clock: time) -> None:
    clock = clock.replace(second=0, microsecond=0)
    written = f"{day(chosen, 'cs')}, {clock:%H:%M}"
    assert read_moment(written, TODAY) == Moment(chosen, clock)


@given(st.text(max_size=40))
def test_whatever_is_written_is_read_without_a_fault(written: str) -> None:
    found = read_moment(written, TODAY)
    assert found is None or found.day >= TODAY - timedelta(days=27 * 366)
