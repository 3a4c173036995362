"""Moments are understood as people write them, in any of the languages."""

from calendar import isleap
from datetime import date, time, timedelta

import pytest
from babel.dates import format_date, get_day_names
from hypothesis import example, given
from hypothesis import strategies as st

from texts.content import fold
from texts.formatting import day
from texts.moments import Moment, read_clock, read_dated, read_moment

TODAY = date(2026, 11, 22)
NAMES = ("cs", "uk", "en")


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


# TODAY is a Sunday.
@pytest.mark.parametrize(
    ("written", "day"),
    [
        *(("dnes", 22), ("dneska", 22), ("zítra", 23), ("zitra", 23), ("ZÍTRA", 23)),
        *(("pozítří", 24), ("včera", 21), ("předevčírem", 20)),
        *(("úterý", 24), ("utery", 24), ("v úterý", 24), ("út", 24), ("ve středu", 25)),
        *(("stredu", 25), ("ve čtvrtek", 26), ("do pátku", 27), ("v sobotu", 28)),
        *(("tento pátek", 20), ("příští pátek", 27), ("pristi patek", 27), ("minulý pátek", 13)),
        *(("neděle", 29), ("v neděli", 29), ("pondělí", 23), ("za týden", 29), ("za 3 dny", 25)),
        *(("today", 22), ("Tomorrow", 23), ("yesterday", 21), ("next Tuesday", 24)),
        *(("on Friday", 27), ("by Friday", 27), ("this Friday", 20), ("in a week", 29)),
        *(("in 3 days", 25), ("wed", 25)),
        *(("сьогодні", 22), ("завтра", 23), ("вчора", 21), ("у вівторок", 24)),
        *(("наступного вівторка", 24), ("в пʼятницю", 27), ("у п'ятницю", 27), ("у неділю", 29)),
        *(("через тиждень", 29), ("через три дні", 25), ("цієї середи", 18)),
        *(("23. 11.", 23), ("23.11.", 23), ("23.11", 23), ("pondělí 23. 11.", 23), ("23/11", 23)),
        *(("23. listopadu", 23), ("23 листопада", 23), ("23 November", 23), ("November 23", 23)),
        *(("Monday, 23 November 2026", 23), ("2026-11-23", 23), ("po 23.11.", 23)),
    ],
)
def test_a_day_is_understood_in_every_language(written: str, day: int) -> None:
    assert read_dated(written, TODAY) == Moment(date(2026, 11, day))


@pytest.mark.parametrize(
    "written",
    [
        *("23.11. v 17", "23.11 v 17:00", "zítra 17.00", "v pondělí od 17 h", "po 23. 11. 17:00"),
        *("pondělí v 5 odpoledne", "za 1 den v 17", "tomorrow at 5pm", "Monday 17:00"),
        *("23 November, 17:00", "завтра о 17:00", "у понеділок о 17 год", "2026-11-23 17:00"),
    ],
)
def test_a_day_is_understood_with_its_hour(written: str) -> None:
    assert read_dated(written, TODAY) == Moment(date(2026, 11, 23), time(17))


@pytest.mark.parametrize(
    "written", ["17:00", "ne", "ano", "brzy", "za rok", "příští", "v", "5", "24. 11. 27", "31. 2."]
)
def test_what_names_no_day_is_none(written: str) -> None:
    assert read_dated(written, TODAY) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("v pátek", date(2026, 11, 20)),
        ("neděle", date(2026, 11, 15)),
        ("22. 11.", TODAY),
        ("23. 11.", date(2025, 11, 23)),
        ("23. 11. 2026", date(2026, 11, 23)),
    ],
)
def test_looking_back_the_last_such_day_is_meant(written: str, meant: date) -> None:
    assert read_dated(written, TODAY, past=True) == Moment(meant)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(("17:15", time(17, 15)), ("v 17", time(17)), ("17.15 h", time(17, 15))),
        *(("17 hodin", time(17)), ("9 ráno", time(9)), ("v 5 odpoledne", time(17))),
        *(("12 pm", time(12)), ("12 am", time()), ("о 9:30", time(9, 30)), ("17 год", time(17))),
        *(("25", None), ("9:75", None), ("večer", None), ("", None)),
    ],
)
def test_a_time_of_day_is_understood(written: str, meant: time | None) -> None:
    assert read_clock(written) == meant


CZECH_HOURS = (
    *("v jednu", "ve dvě", "ve tři", "ve čtyři", "v pět", "v šest"),
    *("v sedm", "v osm", "v devět", "v deset", "v jedenáct", "ve dvanáct"),
)
HALVES = (
    *("v půl jedné", "v půl druhé", "v půl třetí", "v půl čtvrté", "v půl páté", "v půl šesté"),
    *("v půl sedmé", "v půl osmé", "v půl deváté", "v půl desáté", "v půl jedenácté"),
    "v půl dvanácté",
)
MEANT = (13, 14, 15, 16, 17, 18, 19, 8, 9, 10, 11, 12)


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("at", range(12))
def test_an_hour_in_words_is_one_at_which_people_meet(at: int, bare: bool) -> None:
    written, half = (fold(one) if bare else one for one in (CZECH_HOURS[at], HALVES[at]))
    friday = date(2026, 11, 27)
    assert read_clock(written) == time(MEANT[at])
    assert read_clock(half) == time(MEANT[at - 1], 30)
    assert read_dated(f"v pátek {written}", TODAY) == Moment(friday, time(MEANT[at]))
    assert read_dated(f"27. 11. {half}", TODAY) == Moment(friday, time(MEANT[at - 1], 30))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(("v pět ráno", time(5)), ("v sedm hodin ráno", time(7)), ("v osm večer", time(20))),
        *(("at five", time(17)), ("five o'clock", time(17)), ("at ten", time(10))),
        *(("at five am", time(5)), ("о пʼятій", time(17)), ("о п'ятій годині", time(17))),
        *(("о девʼятій", time(9)), ("від пʼятої", time(17)), ("od pěti", time(17))),
        *(("v půl třinácté", None), ("v půl", None), ("v sto", None), ("v pětku", None)),
    ],
)
def test_an_hour_in_words_is_understood_in_every_language(written: str, meant: time | None) -> None:
    assert read_clock(written) == meant


@pytest.mark.parametrize("written", ["za týden v pět", "příští neděli v pět", "29. 11. v pět"])
def test_an_hour_in_words_follows_any_day(written: str) -> None:
    assert read_dated(written, TODAY) == Moment(date(2026, 11, 29), time(17))


@given(st.dates(date(1890, 1, 1), date(2110, 1, 1)), st.booleans())
@example(date(2096, 3, 1), False)
@example(date(1904, 2, 28), True)
def test_a_leap_day_without_a_year_is_the_nearest_one(today: date, past: bool) -> None:
    found = read_dated("29. 2.", today, past=past)
    assert found
    assert (found.day.month, found.day.day) == (2, 29)
    assert found.day <= today if past else found.day >= today
    between = sorted((found.day.year, today.year))
    skipped = [date(year, 2, 29) for year in range(between[0], between[1] + 1) if isleap(year)]
    assert not [day for day in skipped if min(found.day, today) < day < max(found.day, today)]
    assert read_dated("29. února", today, past=past) == found


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(0, 6), st.sampled_from(NAMES))
def test_a_weekday_is_the_next_such_day(today: date, number: int, language: str) -> None:
    name = get_day_names("wide", "stand-alone", language)[number]
    found = read_dated(name, today)
    assert found
    assert found.day.weekday() == number
    assert timedelta() < found.day - today <= timedelta(days=7)


@given(st.dates(TODAY, TODAY + timedelta(days=364)), st.sampled_from(NAMES))
def test_a_month_is_understood_by_its_name(chosen: date, language: str) -> None:
    written = format_date(chosen, "EEEE d. MMMM", locale=language)
    assert read_dated(written, TODAY) == Moment(chosen)
