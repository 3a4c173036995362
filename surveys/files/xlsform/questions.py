"""The sheet `survey`: its rows become questions, as the data of a definition."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from surveys.definitions import CALCULATIONS_LIMIT, QUESTION_ID_LIMIT, Path
from surveys.files.problems import Cell, Code
from surveys.files.xlsform import standard
from surveys.files.xlsform.book import Column, Row, Sheet
from surveys.files.xlsform.form import Form, Group, Json
from surveys.files.xlsform.kinds import (
    CALCULATION,
    REPEATED,
    Asked,
    Mark,
    Unknown,
    Unsupported,
    meant,
)
from surveys.files.xlsform.lists import Options, option, said_on, with_attributes
from surveys.files.xlsform.naming import (
    OptionNameUnclear,
    Renaming,
    attributes_compared,
)
from surveys.files.xlsform.page import Draft
from surveys.files.xlsform.ranges import put_order, put_range
from surveys.others import OR_OTHER_ID_LIMIT

# Columns that change what is asked or answered, and cannot be followed; with the advice.
REFUSED: Final[Mapping[str, str]] = {
    "calculation": "own_row",
    "trigger": "column",
    "repeat_count": REPEATED,
    "image": "picture",
    "big-image": "picture",
    "audio": "column",
    "video": "column",
    "autoplay": "column",
    "guidance_hint": "hint",
}
# Columns with which other programs look or say things differently; nothing is lost for answers.
LOOKS: Final = frozenset({"appearance", "rows", "required_message"})
KNOWN: Final = frozenset(
    {
        *("type", "name", "label", "hint", "relevant", "constraint", "constraint_message"),
        *("required", "read_only", "default", "parameters", "choice_filter", "disabled"),
        *("extra_choices", "sensitivity", "question_tag", "leads_to", "voice"),
        *("min", "max", "step", "decimals", "earliest", "latest", "min_choices", "max_choices"),
        *("max_length", *REFUSED, *LOOKS),
    }
)
WHOLE: Final = ("decimals", "min_choices", "max_choices", "max_length")
NUMBERS: Final = ("min", "max", "step")
DAYS: Final = ("earliest", "latest")
SMART_QUOTES: Final = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "„": '"'})
CALLED: Final = re.compile(r"[a-z-]+\(|\$\{")
ZONED: Final = re.compile(
    r"^([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)(?:Z|[+-][0-9]{2}:[0-9]{2})$"
)
DEFAULT_DECIMALS: Final = 2
GROUPS_BETWEEN: Final = " – "


def questions(draft: Draft, sheet: Sheet, lists: Mapping[str, Options]) -> Form:
    form = Form(draft, lists)
    draft.ids = form.names.ids
    rows = [(row, groups) for row, groups in _in_groups(form, sheet)]
    for row, _ in rows:
        _name(form, row)
    form.names.limit = QUESTION_ID_LIMIT
    for name in form.calculated:
        form.names.id(name)
    for row, groups in rows:
        _question(form, row, groups)
    named = [*(row for row, _ in rows), *(row for row, _ in form.calculated.values())]
    for name, changed in form.names.changed():
        row = next(one for one in named if one["name"] == name)
        draft.report(row.cell("name"), Code.ID_CHANGED, old=name, id=changed)
    return form


def _in_groups(form: Form, sheet: Sheet) -> Iterator[tuple[Row, tuple[Group, ...]]]:
    """The rows that ask, each with the groups it stands in; all others are dealt with."""
    draft, groups = form.draft, list[Group]()
    for row in sheet.rows:
        if not row["type"] and not row["name"] and not row["label"]:
            continue
        if draft.truth(row["disabled"]) is True:
            draft.report(row.cell("disabled"), Code.NOT_USED, what="disabled")
            continue
        what = meant(row["type"])
        if isinstance(what, Asked):
            yield row, tuple(groups)
        elif what == Mark.END and groups:
            groups.pop()
        elif what == Mark.GROUP:
            _look_at_group(draft, row)
            groups.append(Group(row))
        elif _is_calculation(row, what):
            _take_up(form, row, groups)
        else:
            _tell(draft, row, what)
            if isinstance(what, Unsupported) and what.instead == REPEATED:
                groups.append(Group(row, repeated=True))
    for group in groups:
        draft.report(group.row.cell("type"), Code.GROUP_NOT_ENDED, name=group.row["name"])


def _is_calculation(row: Row, what: Any) -> bool:
    is_meant = isinstance(what, Unsupported) and what.instead == CALCULATION
    return is_meant and bool(row["name"] and row["calculation"])


def _take_up(form: Form, row: Row, groups: Sequence[Group]) -> None:
    name = row["name"]
    if name in form.calculated:
        form.draft.report(row.cell("name"), Code.DUPLICATE_QUESTION, id=name)
    elif len(form.calculated) == CALCULATIONS_LIMIT:
        facts = {"field": "calculate", "limit": CALCULATIONS_LIMIT}
        form.draft.report(row.cell("type"), Code.TOO_MANY_ITEMS, **facts)
    else:
        form.calculated[name] = (row, tuple(groups))


def _tell(draft: Draft, row: Row, what: Any) -> None:
    cell = row.cell("type")
    match what:
        case Mark.END:
            draft.report(cell, Code.GROUP_NOT_BEGUN)
        case Mark.NOTED:
            draft.report(cell, Code.NOT_USED, what=row["type"])
        case Unsupported():
            draft.unsupported(cell, what.what, what.instead)
            draft.refused.add(row["name"])
        case Unknown() if not what.what:
            draft.report(cell, Code.MISSING_FIELD, field="type")
        case Unknown():
            draft.report(cell, Code.UNKNOWN_TYPE, what=what.what)


def _look_at_group(draft: Draft, row: Row) -> None:
    for column in row.cells:
        if column.field in REFUSED:
            cell = Cell(row.sheet, row.number, column.written)
            draft.unsupported(cell, column.field, REFUSED[column.field])


def _name(form: Form, row: Row) -> None:
    """Give the question its id before any expression speaks of it."""
    asked = meant(row["type"])
    name = row["name"]
    if not name or not isinstance(asked, Asked):
        return
    form.asked.setdefault(name, asked)
    form.names.limit = OR_OTHER_ID_LIMIT if asked.or_other else QUESTION_ID_LIMIT
    form.names.id(name)


def _question(form: Form, row: Row, groups: tuple[Group, ...]) -> None:
    draft, asked = form.draft, meant(row["type"])
    assert isinstance(asked, Asked)
    place: Path = ("questions", len(form.questions))
    made: Json = {"type": asked.kind}
    form.questions.append(made)
    draft.page.note(place, row.cell())
    draft.page.note((*place, "type"), row.cell("type"))
    name = row["name"]
    if name:
        draft.put(made, "id", place, row.cell("name"), form.names.id(name))
    elif asked.kind == "note":
        made["id"] = f"note-{row.number}"
    _texts(form, made, place, row, groups)
    _fields(form, made, place, row)
    _options(form, made, place, row, asked)
    _expressions(form, made, place, row, groups, asked)
    _default(form, made, place, row, asked)
    _refused(form, row)


def _texts(form: Form, made: Json, place: Path, row: Row, groups: tuple[Group, ...]) -> None:
    draft = form.draft
    draft.put_texts(made, "text", place, row, "label")
    draft.put_texts(made, "constraint_text", place, row, "constraint_message")
    headings = [_text_of(draft, "group", place, group.row, "label") for group in groups]
    # What is said about a group is said once, with its first question.
    begun = [group.row for group in groups if group.row.number not in form.begun]
    form.begun |= {one.number for one in begun}
    hints = [_text_of(draft, "help", place, one, "hint") for one in (*begun, row)]
    for name, said, between in (("group", headings, GROUPS_BETWEEN), ("help", hints, "\n")):
        if any(said):
            made[name] = _joined([one for one in said if one], between)


def _text_of(draft: Draft, name: str, place: Path, row: Row, column: str) -> Json:
    made: Json = {}
    draft.put_texts(made, name, place, row, column)
    texts: Json = made.get(name, {})
    return texts


def _joined(texts: list[Json], between: str) -> Json:
    """Texts one after another, in the languages that any of them has."""
    spoken = dict.fromkeys(language for text in texts for language in text)
    return {
        language: between.join(one.get(language) or next(iter(one.values())) for one in texts)
        for language in spoken
    }


def _fields(form: Form, made: Json, place: Path, row: Row) -> None:
    draft = form.draft
    for name in (*WHOLE, *NUMBERS, *DAYS):
        if row[name]:
            value = _day(row[name]) if name in DAYS else _number(row[name], name in WHOLE)
            draft.put(made, name, place, row.cell(name), value)
    for name, column in (
        ("sensitivity", "sensitivity"),
        ("tag", "question_tag"),
        ("leads_to", "leads_to"),
    ):
        if row[column]:
            draft.put(made, name, place, row.cell(column), row[column])
    for name in ("required", "voice"):
        if row[name]:
            _truth(form, made, name, place, row)


def _truth(form: Form, made: Json, name: str, place: Path, row: Row) -> None:
    found = form.draft.truth(row[name])
    if isinstance(found, str) and CALLED.search(found):
        form.draft.unsupported(row.cell(name), name, "truth")
    else:
        form.draft.put(made, name, place, row.cell(name), found)


def _day(written: str) -> str:
    """A day as definitions write it; a date cell of a spreadsheet has a time as well."""
    return written.removesuffix(" 00:00:00")


def _moment(written: str) -> str:
    """A day, or a time without its zone; anything else as it is."""
    return ZONED.sub(r"\1", _day(written))


def _number(written: str, whole: bool) -> int | str:
    if whole and written.isascii() and written.isdecimal():
        return int(written[:18])
    return written.replace(",", ".")


def _options(form: Form, made: Json, place: Path, row: Row, asked: Asked) -> None:
    draft = form.draft
    if asked.is_range:
        put_range(form, made, place, row)
    elif asked.decimal and "decimals" not in made:
        made["decimals"] = DEFAULT_DECIMALS
    if asked.or_other:
        made["or_other"] = True
    if asked.file:
        draft.put(made, "codelist", place, row.cell("type"), asked.file)
    if asked.options:
        _offer(form, made, place, row, "options", asked.options, "type")
    if row["extra_choices"]:
        _offer(form, made, place, row, "extra_options", row["extra_choices"], "extra_choices")
    if not asked.is_range:
        put_order(form, made, place, row, has_options=bool(asked.options))


def _offer(
    form: Form, made: Json, place: Path, row: Row, name: str, listed: str, column: str
) -> None:
    draft, options = form.draft, form.lists.get(listed)
    if options is None:
        known = sorted(form.lists)
        draft.report(row.cell(column), Code.UNKNOWN_LIST, list=listed, known=known)
        return
    options.used = True
    draft.page.note((*place, name), row.cell(column))
    made[name] = [
        option(draft, options, (*place, name, number), one)
        for number, one in enumerate(options.rows)
    ]
    if row["choice_filter"]:
        renamed = _renamed_attributes(form, row["choice_filter"])
        for one, source in zip(made[name], options.rows, strict=True):
            with_attributes(one, source, renamed)
    for field, heading in (("notes_on", "note"), ("ends_on", "ends")):
        for option_id, source in said_on(options, heading):
            said = made.setdefault(field, {})
            draft.put_texts(said, option_id, (*place, field), source, heading)
    for option_id, source in said_on(options, "quota"):
        wanted, quotas = _number(source["quota"], whole=True), made.setdefault("quotas", {})
        draft.put(quotas, option_id, (*place, "quotas"), source.cell("quota"), wanted)


def _renamed_attributes(form: Form, written: str) -> dict[str, Mapping[str, str]]:
    """New values for attributes that are compared with options whose names have changed."""
    offered = form.offered
    return {
        attribute: offered[question]
        for attribute, question in attributes_compared(written).items()
        if question in offered
    }


def _expressions(
    form: Form, made: Json, place: Path, row: Row, groups: tuple[Group, ...], asked: Asked
) -> None:
    draft = form.draft
    own = form.lists[asked.options].names.ids if asked.options in form.lists else {}
    demanded = [*(group.row for group in groups if not group.repeated), row]
    said = [expression(form, one, "relevant", own) for one in demanded if one["relevant"]]
    conditions, when = standard.conditions(said[0]) if len(said) == 1 else ([], _all(said))
    if any(one["question"] in _calculated_ids(form) for one in conditions):
        conditions, when = [], said[0]
    cell = next((one.cell("relevant") for one in reversed(demanded) if one["relevant"]), None)
    if cell and conditions:
        draft.put(made, "show_if", place, cell, conditions)
    if cell and when:
        draft.put(made, "when", place, cell, when)
    if row["constraint"]:
        written = expression(form, row, "constraint", own)
        limits = {name: row[name] for name in (*WHOLE, *NUMBERS) if row[name]}
        limits |= {name: _day(row[name]) for name in DAYS if row[name]}
        constraint = standard.own_constraint(standard.limits(limits), written)
        if constraint:
            draft.put(made, "constraint", place, row.cell("constraint"), constraint)
    if row["choice_filter"]:
        found = expression(form, row, "choice_filter", own)
        draft.put(made, "choice_filter", place, row.cell("choice_filter"), found)


def _all(said: list[str]) -> str:
    return " and ".join(f"({one})" for one in said)


def _calculated_ids(form: Form) -> set[str]:
    return {form.names.id(name) for name in form.calculated}


def expression(form: Form, row: Row, column: str, own: Mapping[str, str]) -> str:
    written = row[column].translate(SMART_QUOTES)
    try:
        return Renaming(form.names.ids, form.offered, own)(written)
    except OptionNameUnclear as unclear:
        cell = row.cell(column)
        form.draft.report(cell, Code.OPTION_NAME_IN_EXPRESSION, name=unclear.name)
        return written


def _default(form: Form, made: Json, place: Path, row: Row, asked: Asked) -> None:
    written = row["default"]
    if not written:
        return
    if CALLED.search(written):
        form.draft.unsupported(row.cell("default"), "default", "value")
        return
    own = form.lists[asked.options].names.ids if asked.options in form.lists else {}
    several = asked.kind in ("multi", "rank")
    values = written.split() if several else [_moment(written)]
    found = [own.get(value, value) for value in values]
    form.draft.put(made, "default", place, row.cell("default"), found)


def _refused(form: Form, row: Row) -> None:
    for column in row.cells:
        cell = Cell(row.sheet, row.number, column.written)
        if column.field in REFUSED:
            form.draft.unsupported(cell, column.field, REFUSED[column.field])
        elif _is_for_programs(column):
            form.draft.unsupported(cell, column.written, "column")
    if form.draft.truth(row["read_only"]) is True:
        form.draft.unsupported(row.cell("read_only"), "read_only", "note")


def _is_for_programs(column: Column) -> bool:
    """Whether the column sets how other programs keep or show an answer, by their own names."""
    return column.field.partition("::")[0] in ("bind", "instance", "control", "body")
