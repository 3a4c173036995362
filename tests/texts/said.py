"""Every text that the code and the templates say, with the places where they say it."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.extract import extract
from jinja2.ext import babel_extract

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "web", "handlers", "outreach", "people", "surveys", "papers", "texts")
KEYWORDS: dict[str, Any] = {"words": None, "later": None, "many": (1, 2)}
Message = str | tuple[str, ...]


def said() -> dict[Message, list[str]]:
    places: dict[Message, list[str]] = defaultdict(list)
    for path in _sources():
        for line, message in _in(path):
            places[message].append(f"{path.relative_to(ROOT)}:{line}")
    return places


def _sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))
        yield from sorted((ROOT / room).rglob("*.html"))


def _in(path: Path) -> Iterator[tuple[int, Message]]:
    with path.open("rb") as file:
        if path.suffix == ".py":
            for line, message, _comments, _context in extract("python", file, KEYWORDS):
                yield line, message
            return
        options = {"silent": "false", "encoding": "utf-8"}
        for line, name, message, _comments in babel_extract(file, list(KEYWORDS), [], options):
            # A text kept in a table is said by its variable here and found where it is kept.
            if message:
                yield line, _jinja_message(name, message)


def _jinja_message(name: str, arguments: Any) -> Message:
    if name == "many":
        return tuple(arguments[:2])
    return arguments if isinstance(arguments, str) else arguments[0]
