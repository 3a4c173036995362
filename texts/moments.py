"""Moments as people write them: “24. 11. v 9:30”, “příští úterý v pět”, “завтра”, “in a week”."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache

from babel.dates import get_month_names

from texts.content import fold

Parts = Mapping[str, str | None]

APOSTROPHES = re.compile("['’ʼ]")


def _plain(written: str) -> str:
    return fold(APOSTROPHES.sub("", written))


def _places(groups: Iterable[str]) -> dict[str, int]:
    """In which group each of the words stands."""
    return {_plain(word): at for at, words in enumerate(groups) for word in words.split()}


# What is said of the hours from one to twelve: “v pět”, “od pěti”, “v půl páté”.
HOURS = _places(
    (
        "",
        "jednu jedné one першій першої",
        "dvě dvou two другій другої",
        "tři tří three третій третьої",
        "čtyři čtyř four четвертій четвертої",
        "pět pěti five пʼятій пʼятої",
        "šest šesti six шостій шостої",
        "sedm sedmi seven сьомій сьомої",
        "osm osmi eight восьмій восьмої",
        "devět devíti nine девʼятій девʼятої",
        "deset deseti ten десятій десятої",
        "jedenáct jedenácti eleven одинадцятій одинадцятої",
        "dvanáct dvanácti twelve дванадцятій дванадцятої",
    )
)
HALF_BEFORE = _places(
    (
        "",
        *("jedné", "druhé", "třetí", "čtvrté", "páté", "šesté"),
        *("sedmé", "osmé", "deváté", "desáté", "jedenácté", "dvanácté"),
    )
)
WORD = r"[^\W\d_]+"
LEAD = r"(?:(?:v|ve|do|na|on|by|у|в|до)\s+)?"
AT = r"(?:(?:v|ve|od|at|from|в|о|об|від)\b\s*)?"
MORNING = ("am", "rano", "dopoledne", "ранку")
AFTERNOON = ("pm", "odpoledne", "vecer", "дня", "вечора")
HALF = rf"(?P<half>{'|'.join((*MORNING, *AFTERNOON))})"
WORDS = rf"pul\s+(?P<before>{'|'.join(HALF_BEFORE)})|(?P<said>{'|'.join(HOURS)})"
HOUR = (
    rf"(?:(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d{{2}}))?|{WORDS})"
    rf"\s*(?:(?:h\w*\.?|год\w*\.?|oclock)\s*)?{HALF}?"
)
CLOCK = rf"(?:[\s,]*\b{AT}{HOUR})?\s*"
YEAR = r"(?:,?\s*(?P<year>20\d\d)(?![\d:.]))?"
WEEKDAY = rf"(?:{WORD}\.?,?\s+)??"
ISO = re.compile(rf"(?P<year>20\d\d)-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}}){CLOCK}")
DATED = re.compile(
    rf"{LEAD}{WEEKDAY}(?P<day>\d{{1,2}})[./]\s*(?P<month>\d{{1,2}})(?:[./]|(?=\s|$)){YEAR}{CLOCK}"
)
DAY_OF_MONTH = re.compile(
    rf"{LEAD}{WEEKDAY}(?P<day>\d{{1,2}})\.?\s*(?P<in_month>{WORD})\.?{YEAR}{CLOCK}"
)
MONTH_AND_DAY = re.compile(
    rf"{LEAD}{WEEKDAY}(?P<in_month>{WORD})\.?\s+(?P<day>\d{{1,2}}){YEAR}{CLOCK}"
)
AFTER = re.compile(rf"(?:za|in|через|за)\s+(?:(?P<number>\w+)\s+)??(?P<unit>{WORD}){CLOCK}")
NAMED = re.compile(rf"{LEAD}(?:(?P<which>{WORD})\s+)??(?P<name>{WORD})\.?{CLOCK}")
CLOCK_ALONE = re.compile(r"\d{1,2}[:.]\d{2}(?:\s*h\w*)?")
# Between 1896 and 1904 there was no leap day.
YEARS_TO_LEAP_DAY = 9
TIME_OF_DAY = re.compile(rf"{AT}{HOUR}")


DAYS_FROM_NOW = {
    name: at - 2
    for name, at in _places(
        (
            "předevčírem позавчора",
            "včera yesterday вчора",
            "dnes dneska today сьогодні",
            "zítra zejtra tomorrow завтра",
            "pozítří pozejtří післязавтра",
        )
    ).items()
}
# In the cases in which they are written. “Ne” is left out: it says no as well.
WEEKDAYS = _places(
    (
        "pondělí po monday mon понеділок понеділка пн",
        "úterý úterka út tuesday tue вівторок вівторка вт",
        "středa středu středy st wednesday wed середа середу середи ср",
        "čtvrtek čtvrtka čtvrtku čt thursday thu четвер четверга чт",
        "pátek pátku pá friday fri пʼятниця пʼятницю пʼятниці пт",
        "sobota sobotu soboty so saturday sat субота суботу суботи сб",
        "neděle neděli sunday sun неділя неділю неділі нд",
    )
)
# The week of a weekday, from the one before this.
WEEKS = _places(
    (
        "minulý minulou minulé minulého last минулий минулу минулого минулої",
        "tento tuto toto této tohoto this цей цю цього цієї",
        "příští příštího next наступний наступну наступного наступної",
    )
)
UNITS = _places(("", "den dny dní dnů day days день дні днів"))
UNITS |= dict.fromkeys(_places(("týden týdny týdnů week weeks тиждень тижні тижнів",)), 7)
NUMBERS = _places(
    (
        "",
        "jeden a one один",
        "dva two два",
        "tři three три",
        "čtyři four чотири",
        "pět five пʼять",
        "šest six шість",
    )
)


# Who says one to seven in words means after noon, unless they say otherwise.
LAST_AFTER_NOON = 7


@dataclass(frozen=True)
class Moment:
    """A local day, and a time where one was given."""

    day: date
    clock: time | None = None


def read_moment(written: str, today: date) -> Moment | None:
    """What the words mean, a time alone being today's; None when they mean no moment."""
    if CLOCK_ALONE.fullmatch(_plain(written)):
        clock = read_clock(written)
        return Moment(today, clock) if clock else None
    return read_dated(written, today)


def read_dated(written: str, today: date, *, past: bool = False) -> Moment | None:
    """A day, and maybe a time of it; None when the words name no day.

    A year or a week that is left out is the nearest to come, or the last one with `past`.
    """
    text = _plain(written)
    for pattern, means in READERS.items():
        found = pattern.fullmatch(text)
        moment = _moment(found.groupdict(), means, today, past) if found else None
        if moment:
            return moment
    return None


def read_clock(written: str) -> time | None:
    """“17:15”, “v 17”, “5 pm”; None for what is no time of day."""
    found = TIME_OF_DAY.fullmatch(_plain(written))
    try:
        return _clock(found.groupdict()) if found else None
    except ValueError:
        return None


Means = Callable[[Parts, date, bool], date | None]


def _moment(parts: Parts, means: Means, today: date, past: bool) -> Moment | None:
    try:
        day = means(parts, today, past)
        return Moment(day, _clock(parts)) if day else None
    except (ValueError, OverflowError):
        return None


def _clock(parts: Parts) -> time | None:
    """Raises ValueError."""
    if not (parts["hour"] or parts["said"] or parts["before"]):
        return None
    hour, minute = _hour(parts)
    if parts["half"] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if parts["half"] in AFTERNOON else 0)
    elif not parts["hour"] and hour <= LAST_AFTER_NOON:
        hour += 12
    return time(hour, minute)


def _hour(parts: Parts) -> tuple[int, int]:
    """Hour and minute as they are told."""
    if parts["hour"]:
        return int(parts["hour"]), int(parts["minute"] or 0)
    if parts["said"]:
        return HOURS[parts["said"]], 0
    return HALF_BEFORE[parts["before"] or ""] - 1 or 12, 30


def _by_numbers(parts: Parts, today: date, past: bool) -> date | None:
    return _nearest(int(parts["month"] or 0), parts, today, past)


def _by_month_name(parts: Parts, today: date, past: bool) -> date | None:
    month = _months().get(parts["in_month"] or "")
    return _nearest(month, parts, today, past) if month else None


def _nearest(month: int, parts: Parts, today: date, past: bool) -> date:
    """Of 29. 2. it is that of a leap year; raises ValueError."""
    number = int(parts["day"] or 0)
    if parts["year"]:
        return date(int(parts["year"]), month, number)
    step = -1 if past else 1
    for year in range(today.year, today.year + step * YEARS_TO_LEAP_DAY, step):
        if number > monthrange(year, month)[1]:
            continue
        day = date(year, month, number)
        if day == today or (day < today) is past:
            return day
    raise ValueError(parts)


def _by_distance(parts: Parts, today: date, _past: bool) -> date | None:
    number, unit = parts["number"] or "1", UNITS.get(parts["unit"] or "")
    times = int(number) if number.isdecimal() else NUMBERS.get(number)
    return today + timedelta(days=times * unit) if times and unit else None


def _by_name(parts: Parts, today: date, past: bool) -> date | None:
    name, which = parts["name"] or "", parts["which"]
    if which is None and name in DAYS_FROM_NOW:
        return today + timedelta(days=DAYS_FROM_NOW[name])
    if name not in WEEKDAYS or (which and which not in WEEKS):
        return None
    monday = today - timedelta(days=today.weekday())
    day = monday + timedelta(days=WEEKDAYS[name])
    if which:
        return day + timedelta(weeks=WEEKS[which] - 1)
    if past:
        return day if day < today else day - timedelta(weeks=1)
    return day if day > today else day + timedelta(weeks=1)


@cache
def _months() -> Mapping[str, int]:
    """Names of months in all languages, as they stand in a date and alone, long and short."""
    return {
        _plain(name.rstrip(".")): month
        for language in ("en", "uk", "cs")
        for context in ("format", "stand-alone")
        for width in ("abbreviated", "wide")
        for month, name in get_month_names(width, context, language).items()
    }


READERS: Mapping[re.Pattern[str], Means] = {
    ISO: _by_numbers,
    DATED: _by_numbers,
    DAY_OF_MONTH: _by_month_name,
    MONTH_AND_DAY: _by_month_name,
    AFTER: _by_distance,
    NAMED: _by_name,
}
