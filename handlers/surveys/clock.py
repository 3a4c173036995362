"""A time of day picked in the chat: the hour first, then its minutes."""

from typing import Final

from handlers.taps import Answer, Leaf, button
from surveys.answering import Sheet
from surveys.definitions import Question
from texts.screens import Button, Row
from texts.words import Words

HOURS: Final = tuple(f"{hour:02}" for hour in range(24))
MINUTES: Final = tuple(f"{minute:02}" for minute in range(0, 60, 5))
HOURS_IN_A_ROW, MINUTES_IN_A_ROW = 6, 4


def rows(words: Words, sheet: Sheet, asked: Question, leaf: str) -> tuple[Row, ...]:
    """The hours of a day, or the minutes of the hour that `leaf` names."""
    kept = str(sheet.answers.get(asked.id) or "")
    if leaf not in HOURS:
        hours = [_hour(sheet, asked, one, is_chosen=kept[:2] == one) for one in HOURS]
        return _in_rows(hours, HOURS_IN_A_ROW)
    times = [(leaf, minute) for minute in MINUTES]
    buttons = [_time(sheet, asked, *one, is_chosen=kept == ":".join(one)) for one in times]
    another = _turn(sheet, asked, f"‹ {words('Another hour')}", "")
    return (*_in_rows(buttons, MINUTES_IN_A_ROW), (another,))


def _hour(sheet: Sheet, asked: Question, hour: str, *, is_chosen: bool) -> Button:
    label = str(int(hour))
    return _turn(sheet, asked, f"✓{label}" if is_chosen else label, hour)


def _turn(sheet: Sheet, asked: Question, label: str, leaf: str) -> Button:
    tap = Leaf(code=sheet.survey.code, nth=sheet.nth, question=asked.id, leaf=leaf)
    return button(label, tap)


def _time(sheet: Sheet, asked: Question, hour: str, minute: str, *, is_chosen: bool) -> Button:
    label = f"{int(hour)}:{minute}"
    # Colons part what a button carries.
    told = f"{hour}.{minute}"
    tap = Answer(code=sheet.survey.code, nth=sheet.nth, question=asked.id, option=told)
    return button(f"✓{label}" if is_chosen else label, tap)


def _in_rows(buttons: list[Button], width: int) -> tuple[Row, ...]:
    return tuple(tuple(buttons[at : at + width]) for at in range(0, len(buttons), width))
