"""What a handler returns: plain values that say what the phone is to show, and nothing more."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from papers.charts import Chart
from people.roles import Action
from texts.content import fold
from texts.formatting import split
from texts.screens import Row, Rows

SIGNS = re.compile(r"^\W+|\W+$")


@dataclass(frozen=True)
class Document:
    """A file; what takes a moment to make is made after the commit, in a thread."""

    name: str
    content: bytes = b""
    make: Callable[[], bytes] | None = None


@dataclass(frozen=True)
class Stored:
    """What lies in the database under its SHA-256: given to Telegram once for each bot."""

    digest: str
    fetch: Callable[[AsyncSession], Awaitable[bytes]]


@dataclass(frozen=True)
class Picture:
    """What takes a moment to make is made after the commit, in a thread.

    `caption` stands below it in an album, where it has no screen of its own.
    """

    name: str
    content: bytes = b""
    make: Callable[[], bytes] | None = None
    stored: Stored | None = None
    caption: str = ""


@dataclass(frozen=True)
class Venue:
    """A place on the map."""

    latitude: float
    longitude: float
    title: str
    address: str


@dataclass(frozen=True)
class Screen:
    """One message: HTML text, rows of buttons, at most one picture or document.

    The stored pictures of an `album` go out before it, in messages of their own.

    In a Telegram group `card` says what a reply to the message is about, `asks` has Telegram open
    the reply of whoever the text mentions, and `pins` pins it without a sound.
    """

    text: str
    rows: Rows = ()
    chart: Chart | None = None
    document: Document | None = None
    picture: Picture | None = None
    venue: Venue | None = None
    album: tuple[Picture, ...] = ()
    card: str = ""
    asks: bool = False
    pins: bool = False


# At a vote: what the buttons show is not kept.
BALLOT = "ballot"


@dataclass(frozen=True)
class Expects:
    """What the next typed message will be taken for; `survey_code` lets closing purge it."""

    what: str
    data: Mapping[str, Any] = field(default_factory=dict)
    survey_code: str | None = None


@dataclass(frozen=True)
class Menu:
    """A chat whose command menu changes, because a role was granted or taken away."""

    telegram_id: int
    language: str
    powers: frozenset[Action] = frozenset()


@dataclass(frozen=True)
class Reply:
    """The first screen replaces the message that was tapped; anything typed is answered below.

    `below` spares the tapped message, which is not a screen but something to be kept. `leaves`
    ends the bot's stay in a Telegram group, once it has spoken. `again` is the tap that shows the
    same once more and changes nothing, where there is one.
    """

    screens: tuple[Screen, ...] = ()
    toast: str = ""
    alert: bool = False
    expects: Expects | None = None
    menus: tuple[Menu, ...] = ()
    below: bool = False
    leaves: bool = False
    again: str = ""

    def buttons(self) -> dict[str, str]:
        """What the visible labels mean: the label as typed, and its callback data."""
        shown = self.screens[-1].rows if self.screens else ()
        labels = {as_typed(button.text): button.data for row in shown for button in row}
        return {label: data for label, data in labels.items() if label and data}


def as_typed(label: str) -> str:
    """A label without the signs around it, however accented: what a person would type of it."""
    return SIGNS.sub("", fold(label))


def show(text: str, *rows: Row, expects: Expects | None = None) -> Reply:
    """The commonest reply: one screen."""
    return Reply((Screen(text, tuple(rows)),), expects=expects)


def show_whole(text: str, *rows: Row, expects: Expects | None = None) -> Reply:
    """A text of any length, on as many screens as it takes; the rows stand below the last."""
    *before, last = split(text)
    screens = (*(Screen(one) for one in before), Screen(last, tuple(rows)))
    return Reply(screens, expects=expects)


def alert(text: str) -> Reply:
    """A short sentence over the screen, which stays as it is."""
    return Reply(toast=text, alert=True)
