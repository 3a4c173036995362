"""When a repeating broadcast goes out next: the same local time, whatever the clocks do."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from zoneinfo import ZoneInfo

DAILY, WEEKLY, MONTHLY = "daily", "weekly", "monthly"
REPEATS = (DAILY, WEEKLY, MONTHLY)
DAYS = {DAILY: 1, WEEKLY: 7}


def next_dates(
    first_at: datetime, repeats: str, after: datetime, number: int, zone: ZoneInfo
) -> list[datetime]:
    """The next moments later than `after`; the 31st is the last day of shorter months."""
    if repeats not in REPEATS:
        return []
    later = (one for one in _moments(first_at, repeats, after, zone) if one > after)
    return list(islice(later, number))


def local_offset(moment: datetime, minutes: int, zone: ZoneInfo) -> datetime:
    """So many minutes on or back as the clock on the wall counts them."""
    wall = moment.astimezone(zone).replace(tzinfo=None) + timedelta(minutes=minutes)
    return _there(wall, zone)


def _moments(
    first_at: datetime, repeats: str, after: datetime, zone: ZoneInfo
) -> Iterator[datetime]:
    wall = first_at.astimezone(zone).replace(tzinfo=None)
    passed = max(0, (after - first_at).days - 1)
    if repeats == MONTHLY:
        return (_there(_months_on(wall, n), zone) for n in count(passed // 31))
    step = DAYS[repeats]
    return (_there(wall + timedelta(days=n * step), zone) for n in count(passed // step))


def _months_on(wall: datetime, months: int) -> datetime:
    year, month = divmod(wall.year * 12 + wall.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return wall.replace(year=year, month=month + 1, day=min(wall.day, last))


def _there(wall: datetime, zone: ZoneInfo) -> datetime:
    """A time that spring's changing of clocks leaves out comes as much later."""
    return wall.replace(tzinfo=zone).astimezone(UTC)
