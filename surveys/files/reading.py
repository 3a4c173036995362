"""Reads survey files: a definition, or every problem of the file at once."""

from collections import Counter
from dataclasses import dataclass, replace

from surveys.definitions import Definition, Path
from surveys.files.consequences import follows
from surveys.files.consistency import Known, findings
from surveys.files.mending import build
from surveys.files.pages import Page, open_page
from surveys.files.problems import BadDefinition, Cell, Code, Problem
from surveys.files.shapes import Shape, shapes
from surveys.others import written_out

__all__ = ["BadDefinition", "Code", "Known", "Problem", "Reading", "examine", "read", "read_all"]

EVERYTHING = Known()
# In which order a spreadsheet's problems are told.
SHEETS = {"survey": 0, "choices": 1, "settings": 2}


@dataclass(frozen=True)
class Reading:
    """What a file holds; with an error in it there are no definitions."""

    definitions: tuple[Definition, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.is_warning)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.is_warning)


def read(source: str | bytes, known: Known = EVERYTHING) -> Definition:
    """The one survey of a file."""
    found = read_all(source, known)
    if len(found) != 1:
        raise BadDefinition([Problem(1, None, Code.NOT_ONE_SURVEY, {"surveys": len(found)})])
    return found[0]


def read_all(source: str | bytes, known: Known = EVERYTHING) -> tuple[Definition, ...]:
    reading = examine(source, known)
    if reading.errors:
        raise BadDefinition(reading.problems)
    return reading.definitions


def examine(source: str | bytes, known: Known = EVERYTHING) -> Reading:
    """All there is to say about a file, warnings included; never raises."""
    try:
        page = open_page(source)
    except BadDefinition as unreadable:
        return Reading((), unreadable.problems)
    return judge(page, known)


def judge(page: Page, known: Known) -> Reading:
    """The surveys of a page, or what is wrong with them."""
    found = shapes(page)
    built = [build(shape) for shape in found]
    for shape, definition in zip(found, built, strict=True):
        if definition is not None:
            _compare(shape, definition, known)
    _keys_apart(found, built)
    problems = [_named(path, problem, found) for path, problem in page.problems]
    problems += [problem for shape in found for problem in shape.problems]
    reading = Reading((), tuple(sorted(problems, key=_place)))
    if reading.errors:
        return reading
    return Reading(tuple(written_out(one) for one in built if one), reading.problems)


def _named(path: Path, problem: Problem, found: list[Shape]) -> Problem:
    """The problem with the question it is in, known only once the surveys are."""
    for shape in found:
        if path[: len(shape.root)] == shape.root:
            return replace(problem, question=shape.name(path[len(shape.root) :]))
    return problem


def _place(problem: Problem) -> tuple[int, int]:
    if isinstance(problem.line, Cell):
        return SHEETS.get(problem.line.sheet, len(SHEETS)), problem.line.row or 0
    return 0, problem.line or 0


def _compare(shape: Shape, definition: Definition, known: Known) -> None:
    fresh = [one for one in findings(definition, known) if not follows(shape, definition, one)]
    for path, code, facts in fresh:
        shape.report(path, code, **facts)


def _keys_apart(found: list[Shape], built: list[Definition | None]) -> None:
    seen: Counter[str] = Counter()
    for shape, definition in zip(found, built, strict=True):
        if definition is None or shape.covers(("key",)):
            continue
        if seen[definition.key]:
            shape.report(("key",), Code.DUPLICATE_SURVEY, id=definition.key)
        seen[definition.key] += 1
