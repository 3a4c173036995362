"""The screens on which a meeting is put together: its card, its kind, and typed fields."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError

from handlers.meetings import screens
from handlers.meetings.after_taps import AfterTap
from handlers.meetings.day_taps import DayTap
from handlers.meetings.screens import Shown
from handlers.replies import Reply, show
from handlers.taps import MeetingStep, button
from meetings.documents import CAPACITY_LIMIT, TEXT_LENGTH, TITLE_LENGTH, Meeting
from meetings.keeping import Held
from storage.meetings import ANNOUNCED, CANCELLED, COMING, DECLINED, MAYBE, WAITING, Registration
from texts.content import pick
from texts.formatting import capitalised, escape, number, short_day, shortened
from texts.screens import Button, Row
from texts.words import Words, later

LABEL_LENGTH: Final = 48
NEEDS_SHOWN: Final = 30
NONE: Final = ("-", "–", "—")
# What can be written on the card, and how it is asked for.
FIELDS: Mapping[str, str] = {
    "title": later("What is the meeting called? Write it."),
    "description": later("What is it about? Write a few sentences."),
    "capacity": later("How many people fit in? Write a number, or a dash when everybody does."),
    "reserved": later(
        "How many of the places does the office keep for itself, for people without a phone? "
        "Write a number."
    ),
    "online": later("Write the address of the online meeting, beginning with https, or a dash."),
    "organiser": later("Who holds it? Write the name, or a dash."),
    "co_organiser": later("Who holds it with you? Write the names, or a dash."),
    "project": later(
        "Write the name of the project, and on the next line its registration number, or a dash."
    ),
    "publicity": later("Write the line about the project and who pays it, or a dash."),
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
        where = error.errors()[0]["loc"]
        raise NotAMeeting(str(where[0]) if where else "") from None


def label(held: Held, words: Words) -> str:
    state = {ANNOUNCED: "📣", CANCELLED: "✗"}.get(held.meeting.state, "·")
    when = held.document.when
    date_told = f"{short_day(when[0].start, words.language)} " if when else ""
    return shortened(
        f"{state} {date_told}{pick(held.document.title, words.language)}", LABEL_LENGTH
    )


def card(
    words: Words,
    shown: Shown,
    counted: Mapping[tuple[int, str], tuple[int, int]],
    now: datetime,
    note: str = "",
) -> Reply:
    held, is_over = shown.held, shown.held.is_over(now)
    told = [
        note,
        _state(words, held, is_over),
        *screens.lines(words, shown),
        _answers(words, counted),
    ]
    return show("\n\n".join(filter(None, told)), *_rows(words, held, counted, is_over))


def _state(words: Words, held: Held, is_over: bool) -> str:
    if is_over:
        return words("It is over. What comes after it is under “Materials, minutes, certificates”.")
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
    words: Words, held: Held, counted: Mapping[tuple[int, str], tuple[int, int]], is_over: bool
) -> list[Row]:
    code = held.code
    if held.meeting.state == CANCELLED:
        return [
            *(_day_and_after(words, held) if held.takes_place else ()),
            (step(words("Meetings"), "list"),),
        ]
    rows: list[Row] = []
    if held.meeting.state != ANNOUNCED:
        rows.append((step(words("Announce it"), "ask", code),))
    elif not is_over:
        rows.append((step(words("Invite people"), "invite", code),))
    rows += [
        (step(words("Date and time"), "when", code), step(words("How long"), "last", code)),
        (step(words("Place"), "place", code), step(words("Kind"), "kind", code)),
        (
            step(words("Title"), "type", code, "title"),
            step(words("Description"), "type", code, "description"),
        ),
        (
            step(words("How many fit in"), "type", code, "capacity"),
            step(words("Online"), "type", code, "online"),
        ),
        *_reserved(words, held),
        (step(words("Picture above it"), "picture", code), step(words("Programme"), "parts", code)),
        (step(words("More about it"), "more", code),),
    ]
    if any(state in (COMING, WAITING) for _, state in counted):
        rows.append((step(words("What people need"), "needs", code),))
    if held.meeting.state == ANNOUNCED:
        rows += _day_and_after(words, held)
    if not is_over:
        rows.append((step(words("Cancel the meeting"), "stop", code),))
    rows.append((step(words("Meetings"), "list"),))
    return rows


def _day_and_after(words: Words, held: Held) -> list[Row]:
    day_tap, after = DayTap(act="menu", code=held.code), AfterTap(act="menu", code=held.code)
    return [
        (button(words("Who comes, and the day itself"), day_tap),),
        (button(words("Materials, minutes, certificates"), after),),
    ]


def _reserved(words: Words, held: Held) -> list[Row]:
    if held.document.capacity is None:
        return []
    label = words("Places that we keep: {n}", n=number(held.document.reserved, words.language))
    return [(step(label, "type", held.code, "reserved"),)]


def kinds(words: Words, held: Held, known: Mapping[str, Mapping[str, str]]) -> Reply:
    rows: list[Row] = [
        (step(capitalised(pick(text, words.language)), "is", held.code, kind),)
        for kind, text in known.items()
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
    if field == "capacity":
        if text in NONE:
            return {"capacity": None, "reserved": 0}
        return {"capacity": int(text)} if _is_count(text) else None
    if field == "reserved":
        return {"reserved": int(text)} if text == "0" or _is_count(text) else None
    if field == "online":
        return {"online": "" if text in NONE else text}
    if field == "project":
        name, _between, number = text.partition("\n")
        told = {"name": name.strip(), "number": " ".join(number.split())}
        return {"project": None if text in NONE else told}
    if text in NONE and field != "title":
        return {field: {}}
    return {field: {**getattr(held.document, field), "cs": text}}


def misfit(field: str, words: Words) -> str:
    """Why something that was written does not fit into a field."""
    told = {
        "title": words("A title has at most {most} letters.", most=TITLE_LENGTH),
        "description": words("A description has at most {most} letters.", most=TEXT_LENGTH),
        "venue": words("A place has at most {most} letters.", most=TITLE_LENGTH),
        "programme": words("A part has at most {most} letters.", most=TITLE_LENGTH),
        "project": words("A title has at most {most} letters.", most=TITLE_LENGTH),
        "online": words("An address begins with https:// and has no spaces."),
        "capacity": words("There is at least one place, and no fewer than are reserved."),
        "reserved": words("There is at least one place, and no fewer than are reserved."),
    }
    return told.get(field, words("This cannot be used. Please write it otherwise."))


def _is_count(text: str) -> bool:
    return text.isdecimal() and text.isascii() and 1 <= int(text[:9]) <= CAPACITY_LIMIT
