"""Cards: what is told to whoever runs something, as text and buttons, and as much as fits one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from handlers.taps import go
from texts.formatting import escape
from texts.screens import Rows
from texts.words import Words

SHOWN_PROBLEMS: Final = 3000


@dataclass(frozen=True)
class Card:
    """What is told of a thing to whoever runs it, as text and buttons."""

    text: str
    rows: Rows


def fitting(words: Words, told: Sequence[str], most: int = SHOWN_PROBLEMS) -> list[str]:
    """As many lines as one message holds (`most` letters), and how many are left."""
    lines: list[str] = []
    length = 0
    for place, one in enumerate(told):
        length += len(one)
        if length > most:
            left = len(told) - place
            return [*lines, words.many("… and {n} more", "… and {n} more", left)]
        lines.append(f"• {escape(one)}")
    return lines


def refused(words: Words, text: str) -> Card:
    return Card(text, ((go(words("Administration"), "admin"),),))
