"""Moments as people write them: “24. 11. v 9:30”, “zítra v 9”, “dnes 17.00”."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta

from texts.content import fold

CLOCK = (
    r"(?:[\s,]*(?:v|ve|at|в|о|об)?\s*"
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?:\s*h\w*)?)?\s*"
)
DATED = re.compile(
    rf"(?P<day>\d{{1,2}})\.\s*(?P<month>\d{{1,2}})\.(?:\s*(?P<year>20\d\d)(?![\d:.]))?{CLOCK}"
)
NAMED = re.compile(rf"(?P<name>[^\W\d]+){CLOCK}")
CLOCK_ALONE = re.compile(r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:\s*h\w*)?")
AHEAD = {
    fold(name): days
    for days, names in enumerate(
        (("dnes", "today", "сьогодні"), ("zítra", "tomorrow", "завтра"), ("pozítří", "післязавтра"))
    )
    for name in names
}


@dataclass(frozen=True)
class Moment:
    """A local day, and a time where one was given."""

    day: date
    clock: time | None = None


def read_moment(written: str, today: date) -> Moment | None:
    """What the words mean, the year left out being the nearest; None when they mean no moment."""
    text = fold(written).strip()
    found = DATED.fullmatch(text) or NAMED.fullmatch(text) or CLOCK_ALONE.fullmatch(text)
    if found is None:
        return None
    parts = found.groupdict()
    try:
        clock = time(int(parts["hour"]), int(parts["minute"] or 0)) if parts["hour"] else None
        day = _day(parts, today)
    except ValueError:
        return None
    return Moment(day, clock) if day else None


def _day(parts: dict[str, str | None], today: date) -> date | None:
    if parts.get("name"):
        ahead = AHEAD.get(parts["name"] or "")
        return None if ahead is None else today + timedelta(days=ahead)
    if not parts.get("day"):
        return today
    year = int(parts["year"] or today.year)
    day = date(year, int(parts["month"] or 0), int(parts["day"] or 0))
    return day.replace(year=year + 1) if day < today and not parts["year"] else day
