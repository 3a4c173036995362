"""From the shape authors write to the shape of a definition: names, inline texts, labels."""

from dataclasses import dataclass, field
from typing import Any

from surveys.calculations import Formulas
from surveys.definitions import LANGUAGES, Path
from surveys.files.pages import Page
from surveys.files.problems import Code, Problem

# What a file calls by another name than a definition does; the last one is from older files.
KEY_NAMES = {"id": "key", "territory": "area"}
AUDIENCES = {
    "verejnost": "public",
    "uzivatele": "user",
    "poskytovatele": "provider",
    "zadavatele": "commissioner",
    "partneri": "partner",
}


EXPRESSIONS = ("when", "constraint", "choice_filter")


@dataclass
class Shape:
    """One survey of a page: its data, which lie under `root`, and what is wrong with it."""

    page: Page
    root: Path
    data: dict[str, Any]
    names: list[str | None] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    reported: set[Path] = field(default_factory=set)

    def report(self, path: Path, code: Code, **facts: Any) -> None:
        self.reported.add(path)
        line = self.page.line((*self.root, *path))
        problem = Problem(line, self.name(path), code, facts)
        if problem not in self.problems:
            self.problems.append(problem)

    def covers(self, path: Path) -> bool:
        """Whether this place, or what holds it, has been reported already."""
        return any(told and path[: len(told)] == told for told in self.reported)

    def touches(self, path: Path) -> bool:
        return self.covers(path) or any(told[: len(path)] == path for told in self.reported)

    def moved(self, old: Path, new: Path) -> None:
        self.page.moved((*self.root, *old), (*self.root, *new))

    def name(self, path: Path) -> str | None:
        """The id of the question the path leads into, as its author wrote it."""
        if len(path) < 2 or path[0] != "questions" or not isinstance(path[1], int):
            return None
        return self.names[path[1]] if path[1] < len(self.names) else None


def shapes(page: Page) -> list[Shape]:
    """The surveys of a page: one survey, or a list of them under `surveys` or `polls`."""
    data = page.data
    wrapper = next((name for name in ("surveys", "polls") if _is_list(data, name)), None)
    if wrapper is None:
        found: list[tuple[Path, Any]] = [((), data)]
    else:
        found = [((wrapper, place), one) for place, one in enumerate(data[wrapper])]
        _only(page, wrapper)
    return [shape for root, one in found if (shape := _shape(page, root, one))]


def _is_list(data: Any, name: str) -> bool:
    return isinstance(data, dict) and isinstance(data.get(name), list)


def _only(page: Page, wrapper: str) -> None:
    for name in page.data:
        if name != wrapper:
            page.report((name,), page.line((name,)), Code.UNKNOWN_FIELD, field=name, nearest=None)


def _shape(page: Page, root: Path, data: Any) -> Shape | None:
    if not isinstance(data, dict):
        page.report(root, page.line(root), Code.NOT_A_SURVEY)
        return None
    shape = Shape(page, root, data)
    _rename(shape)
    questions = data.get("questions")
    for place, question in enumerate(questions if isinstance(questions, list) else []):
        _rewrite(shape, ("questions", place), question)
    _write_out(data)
    return shape


def _write_out(data: dict[str, Any]) -> None:
    """Put calculations in place of their names, wherever that can be done."""
    listed = data.get("calculations")
    told = [one for one in listed if _is_told(one)] if isinstance(listed, list) else []
    formulas = Formulas({one["id"]: one["expression"] for one in told})
    for one in told:
        one["expression"] = formulas.written_out(one["expression"])
    questions = data.get("questions") if told else ()
    for question in questions if isinstance(questions, list) else ():
        for name in EXPRESSIONS:
            if isinstance(question, dict) and isinstance(question.get(name), str):
                question[name] = formulas.written_out(question[name])


def _is_told(calculation: Any) -> bool:
    return isinstance(calculation, dict) and all(
        isinstance(calculation.get(name), str) for name in ("id", "expression")
    )


def _rename(shape: Shape) -> None:
    for written, name in KEY_NAMES.items():
        if written in shape.data and name not in shape.data:
            shape.data[name] = shape.data.pop(written)
            shape.moved((written,), (name,))
    audience = shape.data.get("audience")
    if isinstance(audience, str):
        shape.data["audience"] = AUDIENCES.get(audience, audience)


def _rewrite(shape: Shape, path: Path, question: Any) -> None:
    name = question.get("id") if isinstance(question, dict) else None
    shape.names.append(str(name) if isinstance(name, str | int) else None)
    if not isinstance(question, dict):
        return
    for listed in ("options", "extra_options"):
        options = question.get(listed)
        for place, option in enumerate(options if isinstance(options, list) else []):
            _gather_text(shape, (*path, listed, place), option)
    _turn_labels(shape, (*path, "labels"), question)
    _gather_default(question)


def _gather_text(shape: Shape, path: Path, option: Any) -> None:
    """An option has its texts beside its id: {id: yes, cs: Ano, en: Yes}."""
    if not isinstance(option, dict) or "text" in option:
        return
    spoken = [language for language in LANGUAGES if language in option]
    if spoken:
        option["text"] = {language: option.pop(language) for language in spoken}
    for language in spoken:
        shape.moved((*path, language), (*path, "text", language))


def _gather_default(question: dict[str, Any]) -> None:
    """A default is mostly one value, and kept as a list."""
    default = question.get("default")
    if isinstance(default, str | int | float):
        question["default"] = [default]


def _turn_labels(shape: Shape, path: Path, question: dict[str, Any]) -> None:
    """Labels are written by language and then point, and kept by point and then language."""
    written = question.get("labels")
    if not isinstance(written, dict) or all(point.lstrip("-").isdigit() for point in written):
        return
    turned: dict[str, dict[str, Any]] = {}
    for language, points in written.items():
        if not isinstance(points, dict):
            shape.report((*path, language), Code.WRONG_TYPE, field="labels", expected="points")
            continue
        for point, label in points.items():
            turned.setdefault(point, {})[language] = label
            shape.moved((*path, language, point), (*path, point, language))
    question["labels"] = turned
