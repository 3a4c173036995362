"""A YAML file as plain data which remembers on which line everything stands.

Built from parser events, so nothing is ever expanded: anchors, aliases and tags are refused.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from surveys.definitions import Path
from surveys.files.problems import BadDefinition, Code, Line, Problem

SIZE_LIMIT: Final = 1_000_000
DEPTH_LIMIT: Final = 12
WORDS: Final = {"": None, "~": None, "null": None, "true": True, "false": False}
WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,14})")
DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{0,6}[1-9]")
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Page:
    """What the file says, with lines by path; a path not noted has the line of what holds it."""

    data: Any = None
    lines: dict[tuple[str, ...], Line] = field(default_factory=dict)
    problems: list[tuple[Path, Problem]] = field(default_factory=list)

    def report(self, path: Path, line: Line | None, code: Code, **facts: Any) -> None:
        self.problems.append((path, Problem(line, None, code, facts)))

    def note(self, path: Path, line: Line) -> None:
        self.lines.setdefault(tuple(map(str, path)), line)

    def line(self, path: Path) -> Line | None:
        steps = tuple(map(str, path))
        found = (self.lines.get(steps[:end]) for end in range(len(steps), -1, -1))
        return next((line for line in found if line is not None), None)

    def moved(self, old: Path, new: Path) -> None:
        """Remember the line under a new path as well, for what is read under another name."""
        line = self.line(old)
        if line is not None:
            self.note(new, line)


def open_page(source: str | bytes) -> Page:
    """The file's data; a file that cannot be read at all is a BadDefinition."""
    text = _decoded(source)
    _without_control_characters(text)
    page = Page()
    try:
        _fill(page, yaml.parse(text, Loader=LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise _unreadable(Code.NOT_YAML, line, what=error.problem or "") from None
    except yaml.YAMLError:
        raise _unreadable(Code.NOT_YAML, None, what="") from None
    return page


def _unreadable(code: Code, line: int | None, **data: Any) -> BadDefinition:
    return BadDefinition([Problem(line, None, code, data)])


def _decoded(source: str | bytes) -> str:
    raw = source.encode(errors="surrogatepass") if isinstance(source, str) else source
    if len(raw) > SIZE_LIMIT:
        raise _unreadable(Code.TOO_BIG, None, size=len(raw), limit=SIZE_LIMIT)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(Code.NOT_UTF8, raw[: error.start].count(b"\n") + 1) from None


def _without_control_characters(text: str) -> None:
    problems = [
        Problem(number, None, Code.CONTROL_CHARACTER, {"character": f"U+{ord(letter):04X}"})
        for number, line in enumerate(text.split("\n"), start=1)
        for letter in sorted(set(line))
        if letter not in "\t\r" and unicodedata.category(letter) == "Cc"
    ]
    if problems:
        raise BadDefinition(problems)


def _fill(page: Page, events: Iterator[Any]) -> None:
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _unreadable(Code.NOT_A_SURVEY, _line(event))
        elif isinstance(event, yaml.NodeEvent):
            page.note((), _line(event))
            page.data = _value(page, events, event, ())


def _line(event: Any) -> int:
    line: int = event.start_mark.line
    return line + 1


def _value(page: Page, events: Iterator[Any], event: Any, path: Path) -> Any:
    if len(path) > DEPTH_LIMIT:
        raise _unreadable(Code.TOO_DEEP, _line(event))
    if isinstance(event, yaml.AliasEvent) or event.anchor or getattr(event, "tag", None):
        page.report(path, _line(event), Code.NOT_PLAIN)
    if isinstance(event, yaml.MappingStartEvent):
        return _mapping(page, events, path)
    if isinstance(event, yaml.SequenceStartEvent):
        return _sequence(page, events, path)
    return _scalar(page, event, path) if isinstance(event, yaml.ScalarEvent) else None


def _mapping(page: Page, events: Iterator[Any], path: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            break
        if not isinstance(event, yaml.ScalarEvent):
            raise _unreadable(Code.NOT_YAML, _line(event), what="")
        if event.value in found:
            page.report(path, _line(event), Code.DUPLICATE_KEY, field=event.value)
        page.note((*path, event.value), _line(event))
        found[event.value] = _value(page, events, next(events), (*path, event.value))
    return found


def _sequence(page: Page, events: Iterator[Any], path: Path) -> list[Any]:
    found: list[Any] = []
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            break
        here = (*path, len(found))
        page.note(here, _line(event))
        found.append(_value(page, events, event, here))
    return found


def _scalar(page: Page, event: Any, path: Path) -> Any:
    text: str = event.value
    strange = next((c for c in text if c not in "\n\t" and unicodedata.category(c) == "Cc"), None)
    if strange:
        character = f"U+{ord(strange):04X}"
        page.report(path, _line(event), Code.CONTROL_CHARACTER, character=character)
    return text if event.style else _resolved(text)


def _resolved(text: str) -> Any:
    """Numbers and true, false, null; words such as `no` or `on` and dates stay text."""
    if text in WORDS:
        return WORDS[text]
    if WHOLE.fullmatch(text):
        return int(text)
    return float(text) if DECIMAL.fullmatch(text) else text
