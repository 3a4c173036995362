"""Days as buttons carry them and as people write them."""

import re
from datetime import date

WRITTEN_DAY = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.(?:\s*(\d{4}))?")


def read_day(written: str) -> date | None:
    """20270512, as a button carries it."""
    if len(written) != 8 or not written.isdecimal() or not written.isascii():
        return None
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return None


def written_day(text: str, today: date) -> date | None:
    """12. 5. 2027; without a year the next such day."""
    found = WRITTEN_DAY.search(text)
    if found is None:
        return None
    year = int(found[3] or today.year)
    try:
        wanted = date(year, int(found[2]), int(found[1]))
    except ValueError:
        return None
    return wanted.replace(year=year + 1) if not found[3] and wanted < today else wanted
