"""Days as buttons carry them and as people write them."""

import re
from datetime import date

from texts.moments import read_dated

WRITTEN_DAY = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.(?:\s*(\d{4}))?")


def read_day(written: str) -> date | None:
    """20270512, as a button carries it."""
    if len(written) != 8 or not written.isdecimal() or not written.isascii():
        return None
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return None


def written_day(text: str, today: date, *, past: bool = False) -> date | None:
    """“12. 5. 2027”, “příští úterý”, or a date within other words.

    Without a year it is the next such day, or the last one with `past`.
    """
    found = read_dated(text, today, past=past)
    if found is None and (inside := WRITTEN_DAY.search(text)):
        found = read_dated(inside[0], today, past=past)
    return found.day if found else None


def written_days(text: str, today: date) -> list[date]:
    """All days of a text, in its order: 24. 11. 2027 – 8. 12. 2027."""
    found = (written_day(one.group(), today) for one in WRITTEN_DAY.finditer(text))
    return [one for one in found if one]
