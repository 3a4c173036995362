"""Times as people write them, on the clocks of Prague."""

import re
from datetime import UTC, date, datetime, time, tzinfo

from texts.formatting import PRAGUE

DAY = re.compile(r"(?:(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})|(\d{4})-(\d{1,2})-(\d{1,2}))(?!\d)")
CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2})(?::\d{2})?)?\s*(?:h|hod\.?)?", re.IGNORECASE)


class NotATime(ValueError):
    """What was written is no day or no time of day."""


class NoSuchTime(ValueError):
    """In spring there is an hour that clocks leave out."""


def day_in(text: str) -> tuple[date, str]:
    """The day with which a text begins, and the rest of it; raises NotATime."""
    found = DAY.match(text.strip())
    if found is None:
        raise NotATime(text)
    day, month, year, iso_year, iso_month, iso_day = found.groups()
    try:
        named = date(int(year or iso_year), int(month or iso_month), int(day or iso_day))
    except ValueError:
        raise NotATime(text) from None
    return named, text.strip()[found.end() :].lstrip(" ,T").strip()


def clock_in(text: str) -> time:
    """Raises NotATime."""
    found = CLOCK.fullmatch(text.strip())
    try:
        if found:
            return time(int(found[1]), int(found[2] or 0))
    except ValueError:
        pass
    raise NotATime(text)


def on_clocks(day: date, clock: time, zone: tzinfo = PRAGUE) -> datetime:
    """Raises NoSuchTime."""
    return real(datetime.combine(day, clock, zone))


def real(moment: datetime) -> datetime:
    """The moment, if it is one; raises NoSuchTime."""
    back = moment.astimezone(UTC).astimezone(moment.tzinfo)
    if back.replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise NoSuchTime(moment.isoformat())
    return moment
