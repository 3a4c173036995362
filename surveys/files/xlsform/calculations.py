"""The rows of type `calculate`: what a form counts from answers, as the data of a definition."""

from collections.abc import Iterable, Iterator

from surveys.calculations import NAMED, Formulas
from surveys.definitions import Path
from surveys.expressions import parse
from surveys.files.problems import Code
from surveys.files.shapes import EXPRESSIONS
from surveys.files.xlsform.book import Row
from surveys.files.xlsform.form import Form, Group, Json
from surveys.files.xlsform.naming import HOLE
from surveys.files.xlsform.questions import expression


def calculations(form: Form) -> list[Json]:
    """What is counted; one that cannot be, and that nobody names, is left out and told of."""
    written = {
        form.names.id(name): _written(form, row, groups)
        for name, (row, groups) in form.calculated.items()
    }
    rows = {form.names.id(name): row for name, (row, _) in form.calculated.items()}
    formulas, named = Formulas(written), _named(form, written)
    made: list[Json] = []
    for name, row in rows.items():
        if name not in named and not _is_counted(form, formulas.whole(name)):
            form.draft.report(row.cell("type"), Code.NOT_CALCULATED, what=row["name"])
            continue
        place: Path = ("calculations", len(made))
        made.append({"id": name, "expression": written[name]})
        form.draft.page.note(place, row.cell())
        form.draft.page.note((*place, "id"), row.cell("name"))
        form.draft.page.note((*place, "expression"), row.cell("calculation"))
    return made


def _written(form: Form, row: Row, groups: tuple[Group, ...]) -> str:
    """What it counts; where its own condition or that of its group fails, an empty text."""
    rows = [one for one in (*(group.row for group in groups), row) if one["relevant"]]
    counted = expression(form, row, "calculation", {})
    if not rows:
        return counted
    conditions = " and ".join(f"({expression(form, one, 'relevant', {})})" for one in rows)
    return f"if({conditions}, {counted}, '')"


def _is_counted(form: Form, whole: str | None) -> bool:
    """Whether it can be read and names only what is asked here."""
    asked = {form.names.id(name) for name in form.asked}
    return whole is not None and parse(whole).names <= asked


def _named(form: Form, written: dict[str, str]) -> set[str]:
    """The calculations that questions name, and those that these name in turn."""
    waiting = [one for text in _said(form) for one in _names(text)]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in written and name not in found:
            found.add(name)
            waiting += _names(written[name])
    return found


def _names(text: str) -> Iterator[str]:
    return (match[1] for match in NAMED.finditer(text) if match[1])


def _said(form: Form) -> Iterator[str]:
    """The expressions of the questions, and what their texts repeat."""
    for question in form.questions:
        yield from (question[name] for name in EXPRESSIONS if name in question)
        for text in _texts(question):
            yield from (hole[0] for hole in HOLE.finditer(text))


def _texts(part: object) -> Iterable[str]:
    if isinstance(part, str):
        return [part]
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return [text for one in inner for text in _texts(one)]
