"""When a meeting is remembered: what may still be chosen, and what has been."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from handlers.replies import Reply, show
from handlers.taps import MeetingTap, button
from meetings import registration
from meetings.keeping import Held
from storage.meetings import COMING, WAITING, Registration
from texts.formatting import listed
from texts.screens import Row
from texts.words import Words, later

# Minutes before the start, and what the button says.
REMINDERS: Mapping[int, str] = {
    registration.REMINDERS[0]: later("A week before"),
    registration.REMINDERS[1]: later("A day before"),
    registration.REMINDERS[2]: later("Two hours before"),
}


def ahead(held: Held, nth: int, now: datetime) -> Sequence[int]:
    """Which reminders of a date are yet to come."""
    starts = [one.start for one in held.document.dates_of(nth)]
    return [
        minutes
        for minutes in REMINDERS
        if any(now < start - timedelta(minutes=minutes) for start in starts)
    ]


def choice(words: Words, held: Held, mine: Registration | None, nth: int, now: datetime) -> Reply:
    chosen = mine.reminders if mine else []
    offered = ahead(held, nth, now)
    rows: list[Row] = [
        (
            button(
                ("☑ " if one in chosen else "☐ ") + words(REMINDERS[one]),
                MeetingTap(act="when", code=held.code, nth=nth, value=str(one)),
            ),
        )
        for one in offered
    ]
    text = words("When shall I remind you?")
    if not offered:
        text = words("It begins so soon that there is nothing left to remind you of.")
    act = "date" if len(held.document.nths) > 1 else "show"
    return show(text, *rows, (button(words("Back"), MeetingTap(act=act, code=held.code, nth=nth)),))


def told(words: Words, held: Held, mine: Registration, now: datetime) -> str:
    """“We remind you a day before.” Empty where nothing is to come."""
    if mine.state not in (COMING, WAITING):
        return ""
    names = [words(REMINDERS[one]) for one in ahead(held, mine.nth, now) if one in mine.reminders]
    if not names:
        return ""
    return words(
        "I will remind you: {when}.", when=listed([_small(one) for one in names], words.language)
    )


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]
