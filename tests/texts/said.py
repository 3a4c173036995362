"""Every text that the code and the templates say, with the places where they say it."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2.ext import babel_extract

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "web", "handlers", "outreach", "people", "surveys", "papers", "texts")
# How many English forms each takes.
FORMS = {"words": 1, "later": 1, "many": 2}
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
    if path.suffix == ".py":
        # Read as a tree, since texts inside f-strings are said as well.
        yield from _in_python(ast.parse(path.read_text("utf-8")))
        return
    with path.open("rb") as file:
        options = {"silent": "false", "encoding": "utf-8"}
        for line, name, message, _comments in babel_extract(file, list(FORMS), [], options):
            # A text kept in a table is said by its variable here and found where it is kept.
            if message:
                yield line, _jinja_message(name, message)


def _in_python(tree: ast.AST) -> Iterator[tuple[int, Message]]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            forms = _forms(call.args[: FORMS.get(name, 0)])
            if forms:
                yield call.lineno, forms[0] if len(forms) == 1 else forms


def _forms(arguments: list[ast.expr]) -> tuple[str, ...]:
    """The texts written out; one kept in a variable is found where it is kept."""
    written = [one.value for one in arguments if isinstance(one, ast.Constant)]
    return tuple(one for one in written if isinstance(one, str))


def _jinja_message(name: str, arguments: Any) -> Message:
    if name == "many":
        return tuple(arguments[:2])
    return arguments if isinstance(arguments, str) else arguments[0]
