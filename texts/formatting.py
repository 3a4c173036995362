"""How dates, numbers, lists and long texts are written for people."""

import html
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from babel.lists import format_list

PRAGUE = ZoneInfo("Europe/Prague")
LOCALES = {"cs": "cs", "cs-easy": "cs", "uk": "uk", "en": "en_GB"}
DATES = {"cs": "d.\xa0M.\xa0y", "cs-easy": "d.\xa0MMMM y", "uk": "d\xa0MMMM y", "en": "d\xa0MMMM y"}
# Beside a title on a button there is no room for the name of a month.
SHORT_DATES = {"cs": DATES["cs"], "cs-easy": DATES["cs"], "uk": "dd.MM.y", "en": "d\xa0MMM\xa0y"}
SHORT_MOMENTS = {
    "cs": "EEE\xa0d.\xa0M.",
    "cs-easy": "EEE\xa0d.\xa0M.",
    "uk": "EEE\xa0dd.MM",
    "en": "EEE\xa0d\xa0MMM",
}
# Telegram counts a message in characters after it has taken the tags out.
MESSAGE_LIMIT = 4096
CAPTION_LIMIT = 1024

# A line never ends with a one-letter preposition or conjunction, nor begins with a per cent sign.
ONE_LETTER = {"cs": "aikosuvz", "cs-easy": "aikosuvz", "uk": "аійоувзя"}
LOOSE = {
    language: re.compile(rf"(?<![\w{{'’<])([{letters}]) (?=\S)|(?<=[\d}}]) (?=%)", re.IGNORECASE)
    for language, letters in ONE_LETTER.items()
}
TOKEN = re.compile(r"<[^>]*>|&(?:\w+|#\w+);|.", re.DOTALL)
TAG = re.compile(r"<(/?)([\w-]+)[^>]*>")


def day(when: date | datetime, language: str, zone: tzinfo = PRAGUE) -> str:
    """18. 3. 2027; a moment is given as its day in Prague."""
    local = when.astimezone(zone).date() if isinstance(when, datetime) else when
    return dates.format_date(local, DATES[language], locale=LOCALES[language])


def short_day(when: date | datetime, language: str, zone: tzinfo = PRAGUE) -> str:
    """The day as it stands on a button beside something else: 18. 3. 2027, 18.03.2027."""
    local = when.astimezone(zone).date() if isinstance(when, datetime) else when
    return dates.format_date(local, SHORT_DATES[language], locale=LOCALES[language])


def short_moment(when: datetime, language: str, zone: tzinfo = PRAGUE) -> str:
    """For half a row of buttons: čt 18. 3. 16:30"""
    local = when.astimezone(zone)
    told = dates.format_date(local, SHORT_MOMENTS[language], locale=LOCALES[language])
    return f"{told} {clock(when, language, zone)}"


def clock(when: datetime, language: str, zone: tzinfo = PRAGUE) -> str:
    """16:30"""
    return dates.format_time(when.astimezone(zone), "H:mm", locale=LOCALES[language])


def moment(when: datetime, language: str, zone: tzinfo = PRAGUE) -> str:
    """18. 3. 2027, 16:30"""
    return f"{day(when, language, zone)}, {clock(when, language, zone)}"


def weekday_day(when: date, language: str) -> str:
    """čtvrtek 18. 3. 2027"""
    name = dates.format_date(when, "EEEE", locale=LOCALES[language])
    return f"{name} {day(when, language)}"


def weekday_moment(when: datetime, language: str, zone: tzinfo = PRAGUE) -> str:
    """čtvrtek 18. 3. 2027, 16:30"""
    name = dates.format_date(when.astimezone(zone), "EEEE", locale=LOCALES[language])
    return f"{name} {moment(when, language, zone)}"


def weekday(number: int, language: str) -> str:
    """po, út, st …; Monday is 0."""
    names = dates.get_day_names("abbreviated", "stand-alone", LOCALES[language])
    return str(names[number])


def number(value: int | float | Decimal, language: str) -> str:
    """1 250,5 with a space that does not break the line."""
    return numbers.format_decimal(value, locale=LOCALES[language])


def percent(share: float | Decimal, language: str) -> str:
    """A share of one as whole percent: 26 %."""
    return numbers.format_percent(share, locale=LOCALES[language])


def listed(items: Sequence[str], language: str) -> str:
    """One, two and three."""
    return tied(format_list(items, locale=LOCALES[language]), language)


def either(items: Sequence[str], language: str) -> str:
    """One, two or three."""
    return tied(format_list(items, style="or", locale=LOCALES[language]), language)


def language_name(code: str, language: str) -> str:
    """čeština; a code that nobody has named is given as it is."""
    return str(Locale.parse(LOCALES[language]).languages.get(code, code))


@lru_cache(maxsize=4096)
def tied(text: str, language: str) -> str:
    """The text with each one-letter word tied to the word after it, and a number to its %."""
    loose = LOOSE.get(language)
    return loose.sub("\\1\xa0", text) if loose else text


def escape(text: str) -> str:
    """The text as Telegram's HTML shows it literally."""
    return html.escape(text, quote=False)


def capitalised(text: str) -> str:
    """With a great letter at the beginning and the rest as it stands, as on a button."""
    return text[:1].upper() + text[1:]


def beginning(text: str, length: int = 200) -> str:
    """The first words of an HTML text without its formatting; to be escaped again."""
    return shortened(_on_one_line(html.unescape(TAG.sub("", text))), length)


def _on_one_line(text: str) -> str:
    """Lines one behind another; a heading is told apart from the sentence after it."""
    told = ""
    for line in (" ".join(one.split()) for one in text.splitlines()):
        if line:
            is_heading = told[-1:].isalnum() and not line[0].islower()
            told += (" – " if is_heading else " ") + line
    return told.lstrip()


def shortened(text: str, length: int) -> str:
    """As much of the text as fits a button, with a sign where there is more."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def split(text: str, limit: int = MESSAGE_LIMIT) -> list[str]:
    """An HTML text in pieces that each fit a message, cut where the reader would pause."""
    pieces = []
    rest = text.strip()
    while len(rest) > limit and width(rest) > limit:
        cut = _cut(rest, limit)
        opened = _open_tags(rest[:cut])
        closing = "".join(f"</{_tag_name(tag)}>" for tag in reversed(opened))
        pieces.append(rest[:cut].rstrip() + closing)
        rest = "".join(opened) + rest[cut:].lstrip()
    return [*pieces, rest]


def width(text: str) -> int:
    """How many characters of an HTML text Telegram counts."""
    return sum(not token.startswith("<") for token in TOKEN.findall(text))


def _cut(text: str, limit: int) -> int:
    """Where to cut: behind a paragraph, a line, a sentence or a word of the second half."""
    end, pauses = 0, [0, 0, 0, 0]
    for position, token in _within(text, limit):
        end = position + len(token)
        if token.isspace():
            pauses[_pause(text, position)] = position
    return next((cut for cut in pauses if width(text[:cut]) * 2 > limit), end)


def _within(text: str, limit: int) -> Iterator[tuple[int, str]]:
    seen = 0
    for match in TOKEN.finditer(text):
        if match[0].startswith("<"):
            continue
        seen += 1
        if seen > limit:
            return
        yield match.start(), match[0]


def _pause(text: str, position: int) -> int:
    if text.startswith("\n\n", position):
        return 0
    if text[position] == "\n":
        return 1
    return 2 if text[position - 1 : position] in {".", "!", "?"} else 3


def _open_tags(text: str) -> list[str]:
    opened: list[str] = []
    for match in TAG.finditer(text):
        if match[1]:
            opened.pop()
        else:
            opened.append(match[0])
    return opened


def _tag_name(tag: str) -> str:
    match = TAG.match(tag)
    assert match
    return match[2]
