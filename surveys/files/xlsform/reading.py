"""Reads an XLSForm: the survey it asks, or every problem of it at once."""

from collections.abc import Container, Iterable
from dataclasses import replace
from functools import cache
from typing import Any, Final
from unicodedata import category

from surveys.definitions import KEY_LIMIT, LANGUAGES, Language
from surveys.files.problems import Cell, Code, Problem
from surveys.files.reading import Known, Reading, judge
from surveys.files.xlsform.book import Book, Column, Row, Sheet, language_named
from surveys.files.xlsform.calculations import calculations
from surveys.files.xlsform.form import Form
from surveys.files.xlsform.lists import OWN as OPTION_COLUMNS
from surveys.files.xlsform.lists import REFUSED as REFUSED_OF_OPTIONS
from surveys.files.xlsform.lists import Options, lists
from surveys.files.xlsform.naming import shortened
from surveys.files.xlsform.page import Defaults, Draft
from surveys.files.xlsform.questions import KNOWN as QUESTION_COLUMNS
from surveys.files.xlsform.questions import LOOKS, questions
from texts.detection import Detection

Json = dict[str, Any]

SETTINGS: Final = frozenset(
    {
        "crossings",
        *("title", "form_id", "default_language", "intro", "area", "opens", "closes"),
        *("anonymity", "audience", "channels", "languages", "min_cell", "unit"),
        *("paper_days", "kept_days", "working_group"),
        "public_key",
    }
)
# What a spreadsheet calls a field of a definition.
WRITTEN: Final = {
    "text": "label",
    "help": "hint",
    "group": "label",
    "constraint_text": "constraint_message",
    "when": "relevant",
    "show_if": "relevant",
    "tag": "question_tag",
    "options": "choices",
    "extra_options": "extra_choices",
    "id": "name",
    "title": "form_title",
    "questions": "survey",
    "notes_on": "note",
    "ends_on": "ends",
    "quotas": "quota",
    "expression": "calculation",
    "randomize": "parameters",
    "picture": "image",
}
ABOUT_OTHERS: Final = (Code.CONDITION_ON_UNKNOWN, Code.REPEATS_UNKNOWN)
TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
DETECTED_LETTERS: Final = 2000
OWN_SHEETS: Final = ("navod", "návod", "instructions")


def read(book: Book, defaults: Defaults, known: Known) -> Reading:
    """All there is to say about a form, warnings included; never raises."""
    settings = _settings_row(book)
    draft = Draft(_plain_language(book, settings, defaults))
    _look_at_sheets(draft, book, settings)
    found = lists(draft, book.sheet("choices"))
    form = questions(draft, book.sheet("survey"), found)
    _look_at_lists(draft, found.values())
    data = _whole(draft, settings, defaults)
    data["questions"] = form.questions
    data["calculations"] = calculations(form)
    data.setdefault("languages", _languages(draft, form))
    draft.page.note((), Cell("settings"))
    draft.page.note(("questions",), Cell("survey"))
    draft.page.data = data
    if not form.questions:
        draft.report(Cell("survey"), Code.NO_QUESTIONS)
        return Reading((), _told(draft.page.problems))
    reading = judge(draft.page, known)
    again = {row.cell("name") for one in found.values() for row, _ in one.repeated()}
    without_list = {_row(one) for one in reading.problems if one.code == Code.UNKNOWN_LIST}
    told = [
        _as_written(one)
        for one in reading.problems
        if not _follows(draft, one, without_list, again)
    ]
    return Reading(reading.definitions, _without_repeats(told))


def _row(problem: Problem) -> tuple[str, int | None] | None:
    return problem.line[:2] if isinstance(problem.line, Cell) else None


def _follows(
    draft: Draft, problem: Problem, without_list: Container[Any], again: Container[Any]
) -> bool:
    """Whether it only says again what has been told of a row, its list or a name in that."""
    if problem.code == Code.DUPLICATE_OPTION:
        return problem.line in again
    if problem.code == Code.TOO_FEW_OPTIONS:
        return _row(problem) in without_list
    return problem.code in ABOUT_OTHERS and problem.data["asked"] in draft.refused


def _told(problems: Iterable[tuple[Any, Problem]]) -> tuple[Problem, ...]:
    return _without_repeats(problem for _, problem in problems)


def _without_repeats(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """One list of options may belong to many questions; what is wrong with it is said once."""
    found: dict[str, Problem] = {}
    for problem in problems:
        found.setdefault(f"{problem.line}{problem.code}{problem.data}", problem)
    return tuple(found.values())


def _as_written(problem: Problem) -> Problem:
    """The problem with the name that the field has in a spreadsheet."""
    name = problem.data.get("field")
    if name not in WRITTEN:
        return problem
    in_settings = isinstance(problem.line, Cell) and problem.line.sheet == "settings"
    written = "form_id" if name == "id" and in_settings else WRITTEN[name]
    return replace(problem, data={**problem.data, "field": written})


def _settings_row(book: Book) -> Row:
    rows = book.sheet("settings").rows
    return rows[0] if rows else Row("settings", 2)


def _plain_language(book: Book, settings: Row, defaults: Defaults) -> Language:
    """The language of columns that name none: as it is set, or as they sound."""
    named = language_named(settings["default_language"])
    if named:
        return named
    said = " ".join(row["label"] for row in book.sheet("survey").rows)
    found = _detection().detect(said[:DETECTED_LETTERS], defaults.language)
    heard = language_named(found.language) if found.is_sure else None
    return heard or defaults.language


@cache
def _detection() -> Detection:
    return Detection(("cs", "uk", "en"))


def _whole(draft: Draft, settings: Row, defaults: Defaults) -> Json:
    """What the sheet `settings` says of the survey, and what is taken when it does not."""
    made: Json = {}
    name = settings["form_id"] or settings["title"] or defaults.name
    key = shortened(name, KEY_LIMIT)
    draft.put(made, "key", (), settings.cell("form_id"), key)
    if settings["form_id"] and settings["form_id"].lower() != key:
        draft.report(settings.cell("form_id"), Code.ID_CHANGED, old=name, id=key)
    draft.put_texts(made, "title", (), settings, "title")
    draft.put_texts(made, "intro", (), settings, "intro")
    for field in ("area", "anonymity", "audience", "unit", "working_group", "opens", "closes"):
        if settings[field]:
            written = settings[field].removesuffix(" 00:00:00")
            draft.put(made, field, (), settings.cell(field), written)
    if settings["crossings"]:
        crossings = _crossings(draft, settings["crossings"])
        draft.put(made, "crossings", (), settings.cell("crossings"), crossings)
    for field in ("channels", "languages"):
        if settings[field]:
            several = settings[field].replace(",", " ").split()
            draft.put(made, field, (), settings.cell(field), several)
    for field in ("min_cell", "paper_days", "kept_days"):
        if settings[field]:
            written = settings[field]
            value = int(written[:9]) if written.isdecimal() else written
            draft.put(made, field, (), settings.cell(field), value)
    return _defaulted(made, defaults)


def _crossings(draft: Draft, written: str) -> list[Any]:
    """`missing*age missing*_channel`: the question of each table, and by which it is told."""
    pairs = (one.partition("*") for one in written.replace(",", " ").split())
    return [
        {"question": draft.ids.get(asked, asked), "by": draft.ids.get(by, by)}
        for asked, _, by in pairs
    ]


def _defaulted(made: Json, defaults: Defaults) -> Json:
    return {
        "title": dict.fromkeys(LANGUAGES, defaults.name[:100] or made["key"]),
        "intro": dict(defaults.intro),
        "area": defaults.area,
        "opens": defaults.opens.isoformat(),
        "closes": defaults.closes.isoformat(),
        **made,
    }


def _languages(draft: Draft, form: Form) -> list[Language]:
    """The languages in which any question is asked, the form's own first."""
    spoken = {language for question in form.questions for language in question.get("text", {})}
    order = [draft.language, *LANGUAGES]
    return [one for one in dict.fromkeys(order) if one in spoken] or [draft.language]


def _look_at_sheets(draft: Draft, book: Book, settings: Row) -> None:
    for cell in book.formulas:
        draft.report(cell, Code.FORMULA)
    _look_at_letters(draft, book)
    for name in book.unread:
        if not name.startswith("_") and name.lower() not in OWN_SHEETS:
            draft.report(Cell(name), Code.SHEET_NOT_READ)
    for name, sheet in book.sheets.items():
        if name not in ("survey", "choices", "settings") and sheet.rows:
            draft.unsupported(Cell(name), name, "list")
    if settings["public_key"]:
        draft.unsupported(settings.cell("public_key"), "public_key", "column")
    _look_at_language(draft, book, settings)
    filtered = any(row["choice_filter"] for row in book.sheet("survey").rows)
    _look_at_columns(draft, book.sheet("survey"), QUESTION_COLUMNS - LOOKS)
    _look_at_columns(draft, book.sheet("settings"), SETTINGS)
    if not filtered:
        _look_at_columns(draft, book.sheet("choices"), OPTION_COLUMNS | REFUSED_OF_OPTIONS)


def _look_at_letters(draft: Draft, book: Book) -> None:
    """Letters that cannot be seen, or that turn a line around, are in no text on purpose."""
    for sheet in book.sheets.values():
        for row in sheet.rows:
            for column, text in row.cells.items():
                strange = next((letter for letter in text if _is_strange(letter)), None)
                if strange:
                    cell = Cell(sheet.name, row.number, column.written)
                    letter = f"U+{ord(strange):04X}"
                    draft.report(cell, Code.CONTROL_CHARACTER, character=letter)


def _is_strange(letter: str) -> bool:
    return letter in TURNING or (letter not in "\n\t" and category(letter) in ("Cc", "Cs"))


def _look_at_language(draft: Draft, book: Book, settings: Row) -> None:
    plain = settings["default_language"]
    if plain and plain != "default" and language_named(plain) is None:
        cell = settings.cell("default_language")
        draft.report(cell, Code.UNSPOKEN_LANGUAGE, language=plain)
    unspoken: dict[str, Cell] = {}
    for sheet in book.sheets.values():
        for column in sheet.columns:
            if column.language and column.speaks is None and _is_used(sheet, column):
                unspoken.setdefault(column.language, Cell(sheet.name, 1, column.written))
    for language, cell in unspoken.items():
        is_needed = not _said_otherwise(book, language)
        code = Code.UNSPOKEN_LANGUAGE if is_needed else Code.LANGUAGE_LEFT_OUT
        draft.report(cell, code, language=language)
    guessed = next((row for row in book.sheet("survey").rows if row["label"]), None)
    if guessed and not plain:
        draft.report(Cell("survey", 1, "label"), Code.LANGUAGE_GUESSED, language=draft.language)


def _said_otherwise(book: Book, language: str) -> bool:
    """Whether all that is said in this language is said in one that we speak, too."""
    return all(
        any(
            other.field == column.field and (other.speaks or not other.language)
            for other in row.cells
        )
        for sheet in book.sheets.values()
        for row in sheet.rows
        for column in row.cells
        if column.language == language
    )


def _look_at_columns(draft: Draft, sheet: Sheet, known: Iterable[str]) -> None:
    for column in sheet.columns:
        if column.field not in known and not _is_refused(column) and _is_used(sheet, column):
            draft.report(Cell(sheet.name, 1, column.written), Code.COLUMN_NOT_READ)


def _is_refused(column: Column) -> bool:
    """Columns of programs are refused where they say something, row by row."""
    return column.field.partition("::")[0] in ("bind", "instance", "control", "body")


def _is_used(sheet: Sheet, column: Column) -> bool:
    return any(column in row.cells for row in sheet.rows)


def _look_at_lists(draft: Draft, found: Iterable[Options]) -> None:
    for options in found:
        if not options.used:
            cell = options.rows[0].cell("list")
            draft.report(cell, Code.LIST_NOT_USED, list=options.name)
            continue
        for row, first in options.repeated():
            facts = {"list": options.name, "name": row["name"], "row": first.number}
            draft.report(row.cell("name"), Code.DUPLICATE_NAME, **facts)
        for name, changed in options.names.changed():
            if len(name) > options.names.limit:
                row = next(row for row in options.rows if row["name"] == name)
                draft.report(row.cell("name"), Code.ID_CHANGED, old=name, id=changed)
