"""Working days in Czechia: neither weekends nor public holidays."""

from datetime import date, timedelta
from functools import lru_cache

COUNTRY = "CZ"
SATURDAY = 5
DAY = timedelta(days=1)


def is_holiday(day: date) -> bool:
    return day in _holidays(day.year)


def is_working(day: date) -> bool:
    return day.weekday() < SATURDAY and not is_holiday(day)


def after(day: date, working_days: int) -> date:
    """The last of so many working days that follow a day; the day itself for none."""
    found = day
    while working_days:
        found += DAY
        working_days -= is_working(found)
    return found


@lru_cache(maxsize=16)
def _holidays(year: int) -> frozenset[date]:
    """Imported here, for it takes half a second and 40 MB that not every process needs."""
    from holidays import country_holidays

    return frozenset(country_holidays(COUNTRY, years=year))
