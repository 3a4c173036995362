"""The screens on which a meeting is put together: its card, days, hours, and typed fields."""

from calendar import Calendar
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from babel import dates as babel
from pydantic import ValidationError

from handlers import meeting_screens as screens
from handlers.after_taps import AfterTap
from handlers.meeting_screens import Shown
from handlers.replies import Reply, show
from handlers.taps import MeetingStep, button
from meetings.documents import CAPACITY_LIMIT, Meeting
from meetings.keeping import Held
from storage.meetings import ANNOUNCED, CANCELLED, COMING, DECLINED, MAYBE, WAITING, Registration
from texts.content import pick
from texts.formatting import LOCALES, PRAGUE, clock, day, escape, number, weekday_moment
from texts.screens import Button, Row
from texts.words import Words, later

COMPACT: Final = "%Y%m%d"
LABEL_LENGTH: Final = 48
HOURS: Final = tuple(f"{hour:02}{minute}" for hour in range(8, 20) for minute in ("00", "30"))
LENGTHS: Final = (60, 90, 120, 180, 240, 480)
NEEDS_SHOWN: Final = 30
LATEST: Final = timedelta(days=730)
NO_DAY: Final = "·"
NONE: Final = "-"
# What can be written on the card, and how it is asked for.
FIELDS: Mapping[str, str] = {
    "title": later("What is the meeting called? Write it."),
    "place": later("Where is it? Write the place, then a comma, then the address."),
    "description": later("What is it about? Write a few sentences."),
    "capacity": later("How many people fit in? Write a number, or a dash when everybody does."),
    "online": later("Write the address of the online meeting, beginning with https, or a dash."),
}


class NotAMeeting(Exception):
    """What was written does not fit; `field` names where."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def step(label: str, act: str, code: str = "", value: str = "") -> Button:
    return button(label, MeetingStep(act=act, code=code, value=value))


def checked(fields: Mapping[str, Any]) -> Meeting:
    """Raises NotAMeeting."""
    try:
        return Meeting.model_validate(fields)
    except ValidationError as error:
        raise NotAMeeting(str(error.errors()[0]["loc"][0])) from None


def label(held: Held, words: Words) -> str:
    state = {ANNOUNCED: "📣", CANCELLED: "✗"}.get(held.meeting.state, "·")
    when = held.document.when
    date_told = f"{day(when[0].start, words.language)} " if when else ""
    return f"{state} {date_told}{pick(held.document.title, words.language)}"[:LABEL_LENGTH]


def card(
    words: Words, shown: Shown, counted: Mapping[tuple[int, str], tuple[int, int]], note: str = ""
) -> Reply:
    held = shown.held
    told = [note, _state(words, held), *screens.lines(words, shown), _answers(words, counted)]
    return show("\n\n".join(filter(None, told)), *_rows(words, held, counted))


def _state(words: Words, held: Held) -> str:
    if held.meeting.state == ANNOUNCED:
        return words("Announced; people see it under /akce.")
    if held.meeting.state == CANCELLED:
        return ""
    return words("A draft that only you and your colleagues see.")


def _answers(words: Words, counted: Mapping[tuple[int, str], tuple[int, int]]) -> str:
    names = {
        COMING: words("Coming"),
        MAYBE: words("Perhaps"),
        WAITING: words("Waiting"),
        DECLINED: words("Not coming"),
    }
    told = {
        name: sum(people for (_, said), (_, people) in counted.items() if said == state)
        for state, name in names.items()
    }
    return " · ".join(f"{name} {number(n, words.language)}" for name, n in told.items() if n)


def _rows(
    words: Words, held: Held, counted: Mapping[tuple[int, str], tuple[int, int]]
) -> list[Row]:
    code = held.code
    if held.meeting.state == CANCELLED:
        return [(step(words("Meetings"), "list"),)]
    rows: list[Row] = []
    if held.meeting.state != ANNOUNCED:
        rows.append((step(words("Announce it"), "ask", code),))
    rows += [
        (step(words("Date and time"), "day", code), step(words("How long"), "last", code)),
        (step(words("Place"), "type", code, "place"), step(words("Kind"), "kind", code)),
        (
            step(words("Title"), "type", code, "title"),
            step(words("Description"), "type", code, "description"),
        ),
        (
            step(words("How many fit in"), "type", code, "capacity"),
            step(words("Online"), "type", code, "online"),
        ),
    ]
    if any(state in (COMING, WAITING) for _, state in counted):
        rows.append((step(words("What people need"), "needs", code),))
    if held.meeting.state == ANNOUNCED:
        after = AfterTap(act="menu", code=code)
        rows.append((button(words("Materials, minutes, certificates"), after),))
    rows.append((step(words("Cancel the meeting"), "stop", code),))
    rows.append((step(words("Meetings"), "list"),))
    return rows


def days(words: Words, held: Held, today: date, month: str) -> Reply:
    """A calendar; before the month of today there is nothing to choose."""
    first = _month_of(month, today)
    rows: list[Row] = [
        tuple(_day(held, one, first, today) for one in week)
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]
    before, after = (first - timedelta(days=1)).replace(day=1), _next(first)
    turns: list[Button] = []
    if first > today.replace(day=1):
        turns.append(step("‹", "day", held.code, before.strftime(COMPACT)))
    if after - today < LATEST:
        turns.append(step("›", "day", held.code, after.strftime(COMPACT)))
    rows.append(tuple(turns))
    rows.append((step(words("The date is to be set"), "card", held.code),))
    name = babel.format_date(first, "LLLL y", locale=LOCALES[words.language])
    return show(words("On which day is it? {month}", month=name), *filter(None, rows))


def _day(held: Held, one: date, first: date, today: date) -> Button:
    if one.month != first.month or one < today:
        return step(NO_DAY, "day", held.code, first.strftime(COMPACT))
    return step(str(one.day), "hour", held.code, one.strftime(COMPACT))


def _month_of(told: str, today: date) -> date:
    try:
        found = datetime.strptime(told, COMPACT).replace(tzinfo=PRAGUE).date()
    except ValueError:
        found = today
    return max(found, today).replace(day=1)


def _next(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def hours(words: Words, held: Held, told: str) -> Reply:
    found = {f"{told}-{hour}": moment_of(f"{told}-{hour}") for hour in HOURS}
    buttons = [
        step(clock(starts, words.language), "at", held.code, carried)
        for carried, starts in found.items()
        if starts
    ]
    rows = [tuple(buttons[at : at + 4]) for at in range(0, len(buttons), 4)]
    back: Row = (step(words("Back"), "day", held.code, told),)
    return show(words("At what time does it begin?"), *rows, back)


def moment_of(told: str) -> datetime | None:
    """A day and a time of day in Prague as a button carries them; None for one that never is."""
    try:
        found = datetime.strptime(told, f"{COMPACT}-%H%M").replace(tzinfo=PRAGUE)
    except ValueError:
        return None
    # In spring there is an hour that clocks leave out.
    is_real = found.astimezone(UTC).astimezone(PRAGUE).hour == found.hour
    return found if is_real else None


def lengths(words: Words, held: Held) -> Reply:
    back: Row = (step(words("Back"), "card", held.code),)
    if not held.document.when:
        return show(words("First set the date."), back)
    buttons = [
        step(words("{n} h", n=number(one / 60, words.language)), "ends", held.code, str(one))
        for one in LENGTHS
    ]
    starts = weekday_moment(held.document.when[0].start, words.language)
    text = words("It begins {moment}. How long does it take?", moment=starts)
    return show(text, tuple(buttons[:3]), tuple(buttons[3:]), back)


def kinds(words: Words, held: Held, known: Mapping[str, Mapping[str, str]]) -> Reply:
    rows: list[Row] = [
        (step(pick(text, words.language), "is", held.code, kind),) for kind, text in known.items()
    ]
    back: Row = (step(words("Back"), "card", held.code),)
    return show(words("What kind of meeting is it?"), *rows, back)


def needs(words: Words, held: Held, said: Sequence[Registration]) -> Reply:
    """Without names: nobody here is known by one."""
    told = [f"• {escape(one.needs)}" for one in said[:NEEDS_SHOWN]]
    text = "\n".join(told) or words("Nobody has written that they need anything.")
    head = words("<b>What those who come need</b>")
    return show(f"{head}\n\n{text}", (step(words("Back"), "card", held.code),))


def typed(held: Held, field: str, text: str) -> dict[str, Any] | None:
    """What was written as a change of the meeting; None for what is no number."""
    document = held.document
    if field == "capacity":
        if text in (NONE, "–"):
            return {"capacity": None}
        return {"capacity": int(text)} if _is_count(text) else None
    if field == "online":
        return {"online": "" if text in (NONE, "–") else text}
    if field == "place":
        name, _, address = text.partition(",")
        known = document.venue.model_dump() if document.venue else {}
        there = {"latitude": None, "longitude": None}
        return {"venue": {**known, **there, "name": name.strip(), "address": address.strip()}}
    known_text = dict(getattr(document, field))
    return {field: {**known_text, "cs": text}}


def _is_count(text: str) -> bool:
    return text.isdecimal() and text.isascii() and 1 <= int(text[:9]) <= CAPACITY_LIMIT
