"""What a handler returns: plain values that say what the phone is to show, and nothing more."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from papers.charts import Chart
from texts.screens import Button, Row, Rows


@dataclass(frozen=True)
class Document:
    name: str
    content: bytes


@dataclass(frozen=True)
class Screen:
    """One message: HTML text, rows of buttons, at most one picture or document."""

    text: str
    rows: Rows = ()
    chart: Chart | None = None
    document: Document | None = None


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
    staff: bool


@dataclass(frozen=True)
class Reply:
    """The first screen replaces the message that was tapped; anything typed is answered below."""

    screens: tuple[Screen, ...] = ()
    toast: str = ""
    alert: bool = False
    expects: Expects | None = None
    menus: tuple[Menu, ...] = ()
    below: bool = False

    def and_then(self, screen: Screen) -> "Reply":
        return replace(self, screens=(*self.screens, screen))

    def buttons(self) -> dict[str, str]:
        """The visible buttons by what they do: label to callback data."""
        shown = self.screens[-1].rows if self.screens else ()
        return {button.text: button.data for row in shown for button in row if button.data}

    def repeatable(self) -> bool:
        """Whether it can be kept and said again; charts and files are made anew instead."""
        return not any(screen.chart or screen.document for screen in self.screens)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Reply":
        return cls(
            screens=tuple(_screen(screen) for screen in kept["screens"]),
            toast=kept["toast"],
            alert=kept["alert"],
            expects=Expects(**kept["expects"]) if kept["expects"] else None,
            menus=tuple(Menu(**menu) for menu in kept["menus"]),
            below=kept["below"],
        )


def show(text: str, *rows: Row, expects: Expects | None = None) -> Reply:
    """The commonest reply: one screen."""
    return Reply((Screen(text, tuple(rows)),), expects=expects)


def alert(text: str) -> Reply:
    """A short sentence over the screen, which stays as it is."""
    return Reply(toast=text, alert=True)


def _screen(kept: Mapping[str, Any]) -> Screen:
    rows = tuple(tuple(Button(**button) for button in row) for row in kept["rows"])
    return Screen(kept["text"], rows)
