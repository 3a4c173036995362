"""When a group's digest is due: on its days at its hour, by the clock on its own wall."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from texts.formatting import PRAGUE

DAYS_OF_A_WEEK = 7
HOURS_OF_A_DAY = 24


def zone(name: str) -> ZoneInfo:
    """A zone that nobody knows (any more) is Prague's."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return PRAGUE


def is_known(name: str) -> bool:
    return zone(name).key == name


def last_due(days: Collection[int], hour: int, timezone: str, now: datetime) -> datetime | None:
    """The last moment up to now at which a digest was due; None on no days.

    One moment for each day of the calendar: an hour that the clocks skip comes just after it, of
    one that they repeat the first counts.
    """
    place = zone(timezone)
    today = now.astimezone(place).date()
    past = (today - timedelta(days=back) for back in range(DAYS_OF_A_WEEK + 1))
    due = (_moment(day, hour, place) for day in past if day.weekday() in days)
    return next((moment for moment in due if moment <= now), None)


def is_due(
    days: Collection[int], hour: int, timezone: str, told_until: datetime, now: datetime
) -> bool:
    """Whether its hour has come since it was told last; however many were missed, it is once."""
    moment = last_due(days, hour, timezone, now)
    return moment is not None and told_until < moment


def next_due(days: Collection[int], hour: int, timezone: str, now: datetime) -> datetime | None:
    place = zone(timezone)
    today = now.astimezone(place).date()
    coming = (today + timedelta(days=on) for on in range(DAYS_OF_A_WEEK + 1))
    due = (_moment(day, hour, place) for day in coming if day.weekday() in days)
    return next((moment for moment in due if moment > now), None)


def _moment(day: date, hour: int, place: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), place).astimezone(UTC)
