"""When a meeting is, in words: in letters, on cards and on pages."""

from meetings.documents import When
from texts.formatting import clock, day, weekday_day, weekday_moment
from texts.words import Words


def span(words: Words, one: When) -> str:
    """From when to when, with the second day only where there is one."""
    if one.whole_days:
        first, last = (weekday_day(each, words.language) for each in one.whole_days)
        return words("{day}, the whole day", day=first) if first == last else f"{first} – {last}"
    starts = weekday_moment(one.start, words.language)
    if day(one.start, words.language) == day(one.end, words.language):
        return f"{starts}–{clock(one.end, words.language)}"
    return f"{starts} – {weekday_moment(one.end, words.language)}"
