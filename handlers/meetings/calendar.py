"""How a meeting's dates are chosen on a phone: months, hours, lengths, and the list of them."""

from calendar import Calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final, Self

from babel import dates as babel

from handlers.meetings import card_words
from handlers.meetings.forms import step
from handlers.meetings.rule_words import guide
from handlers.replies import Reply, show
from meetings.documents import DATES_LIMIT
from meetings.keeping import Held
from meetings.local_time import NoSuchTime, on_clocks
from meetings.rules import Rules
from texts.formatting import (
    LOCALES,
    PRAGUE,
    clock,
    day,
    number,
    short_moment,
    weekday_day,
    weekday_moment,
)
from texts.screens import Button, Row
from texts.words import Words

COMPACT: Final = "%Y%m%d"
HOURS: Final = tuple(time(hour, minute) for hour in range(8, 20) for minute in (0, 30))
LENGTHS: Final = (60, 90, 120, 180, 240, 480)
LATEST: Final = timedelta(days=730)
LONGEST: Final = timedelta(days=30)
NO_DAY: Final = "·"
# Telegram shows a hundred buttons at most.
MOST_DROPPED: Final = 45
MARK: Final = "!"
SECOND_HOUR: Final = "f"


@dataclass(frozen=True)
class Spot:
    """Which date is being set, and to what so far, as a button carries it.

    `accepted` says that the day was chosen although a rule is against it.
    """

    nth: int = 1
    day: date | None = None
    moment: datetime | None = None
    accepted: bool = False

    @classmethod
    def read(cls, told: str) -> Self:
        head, between, rest = told.partition("_")
        nth, rest = (head, rest) if between else ("1", told)
        number = int(nth) if nth.isdecimal() and 0 < int(nth[:3]) <= DATES_LIMIT else 1
        accepted, rest = rest.endswith(MARK), rest.removesuffix(MARK)
        named, _between, hour = rest.partition("-")
        found = _day_of(named)
        moment = _moment_of(found, hour) if found and hour else None
        return cls(number, found, moment, accepted)

    @property
    def told(self) -> str:
        named = self.day.strftime(COMPACT) if self.day else ""
        return f"{self.nth}_{named}{MARK if self.accepted else ''}"

    def on(self, one: date) -> str:
        return Spot(self.nth, one).told


def _day_of(told: str) -> date | None:
    try:
        return datetime.strptime(told, COMPACT).replace(tzinfo=PRAGUE).date()
    except ValueError:
        return None


def _moment_of(day: date, told: str) -> datetime | None:
    """A time of day as a button carries it; None for one that never is."""
    try:
        clock = datetime.strptime(told.removesuffix(SECOND_HOUR), "%H%M").time()  # noqa: DTZ007
        return on_clocks(day, clock.replace(fold=int(told.endswith(SECOND_HOUR))))
    except (ValueError, NoSuchTime):
        return None


def dates(words: Words, held: Held) -> Reply:
    """All dates; a tap on one sets it anew."""
    code, when = held.code, held.document.when
    can_drop = 1 < len(when) <= MOST_DROPPED
    told = short_moment if can_drop else weekday_moment
    rows: list[Row] = [
        (
            step(told(one.start, words.language), "day", code, Spot(nth).told),
            *((step("✗", "drop", code, f"{nth}_"),) if can_drop else ()),
        )
        for nth, one in enumerate(when, start=1)
    ]
    if len(when) < DATES_LIMIT:
        rows.append(
            (
                step(words("Add a date"), "day", code, Spot(len(when) + 1).told),
                step(words("Again in a week"), "week", code),
            )
        )
    if len(when) > 1:
        rows += _choice(words, held)
    rows.append((step(words("The date is to be set"), "unset", code),))
    rows.append((step(words("Done"), "card", code),))
    text = words("<b>When it is</b>\nTap a date to change it.")
    return show(f"{text}\n\n{card_words.dates(words, when, {})}", *rows)


def _choice(words: Words, held: Held) -> list[Row]:
    chosen = held.document.one_for_all
    labels = {True: words("Whoever comes, comes each time"), False: words("People choose a date")}
    return [
        (step(("✓ " if one is chosen else "") + label, "all", held.code, str(int(one))),)
        for one, label in labels.items()
    ]


def days(words: Words, held: Held, spot: Spot, rules: Rules, today: date, note: str = "") -> Reply:
    """A calendar; days that break a rule are marked, and before today there is nothing to choose.

    Without a month it opens on the first one in which the rules leave a day.
    """
    first = max(spot.day or rules.earliest(today), today).replace(day=1)

    def button(one: date) -> Button:
        if one.month != first.month or one < today:
            return step(NO_DAY, "day", held.code, spot.on(first))
        mark = MARK if rules.broken(one, today) else ""
        return step(f"{one.day}{mark}", "hour", held.code, spot.on(one))

    rows = _month(words, first, button)
    rows.append(_turns(held, "day", spot, first, today, today + LATEST))
    rows.append((step(words("The date is to be set"), "unset", held.code),))
    rows.append((step(words("Back"), "card", held.code),))
    text = words("On which day is it? {month}", month=_month_name(words, first))
    told = [note, guide(words, rules, today), f"{text}\n{_writable(words)}"]
    return show("\n\n".join(filter(None, told)), *filter(None, rows))


def _writable(words: Words) -> str:
    return words("Tap a day or write it, for example “24. 11.” or “tomorrow at 17:00”.")


def last_days(words: Words, held: Held, spot: Spot, note: str = "") -> Reply:
    """A calendar for the last of several days."""
    starts = held.document.when[spot.nth - 1].start.astimezone(PRAGUE).date()
    first = max(spot.day or starts, starts).replace(day=1)

    def button(one: date) -> Button:
        if one.month != first.month or not starts < one <= starts + LONGEST:
            return step(NO_DAY, "until", held.code, spot.on(first))
        return step(str(one.day), "till", held.code, spot.on(one))

    rows = _month(words, first, button)
    rows.append(_turns(held, "until", spot, first, starts, starts + LONGEST))
    rows.append((step(words("Back"), "last", held.code, f"{spot.nth}_"),))
    begins = day(starts, words.language)
    text = words(
        "It begins on {day}. On which day does it end? {month}",
        day=begins,
        month=_month_name(words, first),
    )
    daily = words("People register once for all the days; who comes is written down each day anew.")
    told = [note, f"{text}\n{_writable(words)}", daily]
    return show("\n\n".join(filter(None, told)), *filter(None, rows))


def _month(words: Words, first: date, button: Callable[[date], Button]) -> list[Row]:
    """Under the names of the days; weeks in which there is nothing to choose are left out."""
    weeks = [
        tuple(button(one) for one in week)
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]
    left = [week for week in weeks if any(one.text != NO_DAY for one in week)]
    names = babel.get_day_names("short", "stand-alone", LOCALES[words.language])
    stays = button(first - timedelta(days=1))
    return [tuple(replace(stays, text=names[one]) for one in range(7)), *left]


def _turns(held: Held, act: str, spot: Spot, first: date, earliest: date, latest: date) -> Row:
    before = (first - timedelta(days=1)).replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    turns: list[Button] = []
    if first > earliest.replace(day=1):
        turns.append(step("‹", act, held.code, spot.on(before)))
    if after <= latest:
        turns.append(step("›", act, held.code, spot.on(after)))
    return tuple(turns)


def _month_name(words: Words, first: date) -> str:
    return str(babel.format_date(first, "LLLL y", locale=LOCALES[words.language]))


def warning(words: Words, held: Held, spot: Spot, told: Sequence[str]) -> Reply:
    """The rules that the day breaks, and the choice to take it all the same."""
    assert spot.day is not None
    named = day(spot.day, words.language)
    text = [
        words("<b>{day} is against a rule</b>", day=named),
        *(f"• {one}" for one in told),
        words("It is a warning, not a ban. Whoever passes it over is noted."),
    ]
    accepted = Spot(spot.nth, spot.day, accepted=True).told
    onwards = (
        ("at", held.code, carried(spot, spot.moment))
        if spot.moment
        else ("hour", held.code, accepted)
    )
    return show(
        "\n".join(text),
        (step(words("Yes, on {day}", day=named), *onwards),),
        (step(words("Another day"), "day", held.code, spot.told),),
    )


def hours(words: Words, held: Held, spot: Spot, act: str, usual: str, note: str = "") -> Reply:
    """Full and half hours; any other time can be written."""
    assert spot.day is not None
    buttons = [
        step(
            ("✓ " if one.isoformat("minutes") == usual else "") + clock(moment, words.language),
            act,
            held.code,
            carried(spot, moment),
        )
        for one in HOURS
        if (moment := _moment_of(spot.day, one.strftime("%H%M")))
    ]
    rows: list[Row] = [tuple(buttons[at : at + 4]) for at in range(0, len(buttons), 4)]
    back = "day" if act == "at" else "until"
    rows.append((step(words("Back"), back, held.code, spot.on(spot.day)),))
    named = f"<b>{weekday_day(spot.day, words.language)}</b>"
    asked = (
        words("At what time does it begin?") if act == "at" else words("At what time is it over?")
    )
    other = words("Tap a time or write it, for example 17:15.")
    return show("\n".join(filter(None, [note, named, asked, other])), *rows)


def which_hour(words: Words, held: Held, spot: Spot, act: str, moment: datetime) -> Reply:
    """In autumn an hour comes twice."""
    told = clock(moment, words.language)
    text = words("The clocks go back in that night, and {time} comes twice. Which one?", time=told)
    first, second = carried(spot, moment), carried(spot, moment) + SECOND_HOUR
    return show(
        text,
        (step(words("The first one, in summer time"), act, held.code, first),),
        (step(words("The second one, in winter time"), act, held.code, second),),
        (step(words("Back"), "hour", held.code, spot.told),),
    )


def carried(spot: Spot, moment: datetime) -> str:
    """A date with its time of day, as `Spot.read` takes it."""
    assert spot.day is not None
    return f"{spot.on(spot.day)}-{moment.astimezone(PRAGUE):%H%M}"


def lengths(words: Words, held: Held, nth: int) -> Reply:
    back: Row = (step(words("Back"), "card", held.code),)
    if len(held.document.when) < nth:
        return show(words("First set the date."), back)
    one = held.document.when[nth - 1]
    lasts = (one.end - one.start) // timedelta(minutes=1)
    buttons = [
        step(
            ("✓ " if minutes == lasts else "")
            + words("{n} h", n=number(minutes / 60, words.language)),
            "ends",
            held.code,
            f"{nth}_{minutes}",
        )
        for minutes in LENGTHS
    ]
    starts = weekday_moment(one.start, words.language)
    text = words("It begins {moment}. How long does it take?", moment=starts)
    several: Row = (step(words("Several days"), "until", held.code, f"{nth}_"),)
    done: Row = (step(words("Leave it: {span}", span=_span(words, held, nth)), "card", held.code),)
    return show(text, tuple(buttons[:3]), tuple(buttons[3:]), several, done)


def _span(words: Words, held: Held, nth: int) -> str:
    one = held.document.when[nth - 1]
    if day(one.start, words.language) == day(one.end, words.language):
        return f"{clock(one.start, words.language)}–{clock(one.end, words.language)}"
    return f"{day(one.start, words.language)} – {day(one.end, words.language)}"
