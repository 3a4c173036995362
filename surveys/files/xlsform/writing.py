"""Writes a survey as an XLSForm; what is read back of it is the same survey.

What XLSForm has no word for stands in columns of ours, which other programs pass over.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final

from papers.sheets import Rows, spreadsheet
from surveys.definitions import (
    CHANNEL,
    LANGUAGES,
    TEXT_LENGTH,
    Crossing,
    Definition,
    Language,
    Option,
    Question,
    Text,
    texts,
)
from surveys.files.xlsform import standard
from surveys.files.xlsform.naming import Renaming, with_ids
from surveys.others import written_out

Line = dict[str, str]

LANGUAGE_COLUMNS: Final[Mapping[Language, str]] = {
    "cs": "Čeština (cs)",
    "cs-easy": "Snadná čeština (cs-easy)",
    "uk": "Ukrajinština (uk)",
    "en": "English (en)",
}
TYPES: Final = {
    "text": "text",
    "date": "date",
    "time": "time",
    "place": "geopoint",
    "photo": "image",
    "audio": "audio",
    "file": "file",
    "acknowledge": "acknowledge",
    "note": "note",
    "scale": "range",
}
SELECTS: Final = {"single": "select_one", "multi": "select_multiple", "rank": "rank"}
# These come first, and in this order, whether anything stands in them or not.
SURVEY_COLUMNS: Final = ("type", "name", "label", "hint", "required", "relevant")
CHOICES_COLUMNS: Final = ("list_name", "name", "label")
LIMITS: Final = ("min", "max", "step", "decimals", "min_choices", "max_choices", "max_length")


def write(definition: Definition) -> bytes:
    return spreadsheet(tables(definition))


def tables(definition: Definition) -> dict[str, Rows]:
    """The sheets of the form: their rows, headings first."""
    asked = _without_others(definition)
    spoken = _spoken(asked)
    return {
        "survey": _table(list(_survey(asked)), SURVEY_COLUMNS, spoken),
        "choices": _table(list(_choices(asked)), CHOICES_COLUMNS, spoken),
        "settings": _table([_settings(asked)], ("form_title", "form_id"), spoken),
    }


def _without_others(definition: Definition) -> Definition:
    """The survey as it was before "other" was written out, where that gives the same again."""
    for question in definition.questions:
        if question.or_other:
            shorter = _without_other(definition, question)
            definition = shorter if written_out(shorter) == definition else definition
    return definition


def _without_other(definition: Definition, question: Question) -> Definition:
    place = definition.place(question.id)
    bare = question.model_copy(update={"options": question.options[:-1]})
    before, after = definition.questions[:place], definition.questions[place + 2 :]
    return definition.model_copy(update={"questions": (*before, bare, *after)})


def _spoken(definition: Definition) -> list[Language]:
    """The languages that any text has, the promised ones first."""
    used = {language for _, text in texts(definition) for language in text}
    return [one for one in dict.fromkeys((*definition.languages, *LANGUAGES)) if one in used]


def _table(lines: list[Line], first: Iterable[str], spoken: list[Language]) -> Rows:
    """Lines as rows: the first columns, then the others as they come up, each by language."""
    used = dict.fromkeys(name for line in lines for name in line)
    said = [name for column in first for name in _columns(column, used, spoken)]
    headings = list(dict.fromkeys((*said, *used)))
    return [headings, *[[line.get(name, "") for name in headings] for line in lines]]


def _columns(column: str, used: Mapping[str, None], spoken: list[Language]) -> Iterator[str]:
    by_language = [f"{column}::{LANGUAGE_COLUMNS[one]}" for one in spoken]
    found = [name for name in by_language if name in used]
    yield from found or [column]


def _said(column: str, text: Text | None) -> Line:
    return {
        f"{column}::{LANGUAGE_COLUMNS[language]}": with_ids(words, _Named())
        for language, words in (text or {}).items()
    }


class _Named(dict[str, str]):
    """Names for ids: other programs want them to begin with a letter."""

    def get(self, name: str, default: object = None) -> str:
        return named(name)


def named(question_id: str) -> str:
    return question_id if question_id[0].isalpha() else f"_{question_id}"


def _survey(definition: Definition) -> Iterator[Line]:
    number = 0
    for group, questions in groupby(definition.questions, key=lambda question: question.group):
        if group is not None:
            number += 1
            yield {"type": "begin_group", "name": f"group_{number}"} | _said("label", group)
        for question in questions:
            yield _question(question)
        if group is not None:
            yield {"type": "end_group"}
    for one in definition.calculations:
        counted = _expression(one.expression)
        yield {"type": "calculate", "name": named(one.id), "calculation": counted}


def _question(question: Question) -> Line:
    name = named(question.id)
    line: Line = {"type": _type(question), "name": name}
    line |= _said("label", question.text) | _said("hint", question.help)
    if question.required:
        line["required"] = "yes"
    limits = _limits(question)
    line |= _filled(
        relevant=_expression(standard.relevant(question.show_if, question.when)),
        constraint=_expression(standard.constraint(standard.limits(limits), question.constraint)),
        default=" ".join(question.default),
        choice_filter=_expression(question.choice_filter or ""),
        parameters=_parameters(question),
        extra_choices=f"{name}_extra" if question.extra_options else "",
        voice="yes" if question.voice else "",
        sensitivity="" if question.sensitivity == "none" else question.sensitivity,
        question_tag=question.tag or "",
        leads_to=question.leads_to or "",
    )
    return line | _said("constraint_message", question.constraint_text) | limits


def _filled(**cells: str) -> Line:
    return {name: text for name, text in cells.items() if text}


def _expression(text: str) -> str:
    return Renaming(_Named(), {})(text)


def _type(question: Question) -> str:
    if question.type in SELECTS:
        other = " or_other" if question.or_other else ""
        return f"{SELECTS[question.type]} {named(question.id)}{other}"
    if question.type == "codelist":
        return f"select_one_from_file {question.codelist}.csv"
    if question.type == "number":
        return "decimal" if question.decimals else "integer"
    return TYPES[question.type]


def _limits(question: Question) -> Line:
    """Limits in columns of ours; those of a scale are parameters of its range."""
    if question.type == "scale":
        return {}
    found = {name: getattr(question, name) for name in LIMITS}
    if question.max_length == TEXT_LENGTH:
        del found["max_length"]
    if not question.decimals:
        del found["decimals"]
    said = {
        name: f"{value:f}" if name in ("min", "max", "step") else str(value)
        for name, value in found.items()
        if value is not None
    }
    days = {name: getattr(question, name) for name in ("earliest", "latest")}
    return said | {name: day.isoformat() for name, day in days.items() if day}


def _parameters(question: Question) -> str:
    if question.type != "scale":
        return "randomize=true" if question.randomize else ""
    return f"start={question.min:f} end={question.max:f} step=1 tick_labelset={named(question.id)}"


def _choices(definition: Definition) -> Iterator[Line]:
    for question in definition.questions:
        name = named(question.id)
        for option in question.options:
            yield _option(name, option, question)
        for option in question.extra_options:
            yield _option(f"{name}_extra", option, question)
        for point, label in question.labels.items():
            yield {"list_name": name, "name": str(point)} | _said("label", label)


def _option(name: str, option: Option, question: Question) -> Line:
    line: Line = {"list_name": name, "name": option.id} | _said("label", option.text)
    line |= _filled(
        image=option.picture or "",
        exclusive="yes" if option.exclusive else "",
        services=" ".join(option.services),
        quota=str(question.quotas.get(option.id, "")),
    )
    line |= option.attributes
    # Other programs read each column of options as one value, so these name the language plainly.
    for column, said in (("note", question.notes_on), ("ends", question.ends_on)):
        line |= {f"{column}_{one}": text for one, text in said.get(option.id, {}).items()}
    return line


def _settings(definition: Definition) -> Line:
    language = definition.languages[0]
    line = _said("survey_title", definition.title)
    plain = line.pop(f"survey_title::{LANGUAGE_COLUMNS[language]}", "")
    return {
        **_filled(form_title=plain),
        **line,
        "form_id": definition.key,
        "default_language": LANGUAGE_COLUMNS[language],
        **_said("intro", definition.intro),
        "area": definition.area,
        "opens": definition.opens.isoformat(),
        "closes": definition.closes.isoformat(),
        "anonymity": definition.anonymity,
        "audience": definition.audience,
        "channels": " ".join(definition.channels),
        "languages": " ".join(definition.languages),
        "min_cell": str(definition.min_cell),
        "unit": definition.unit,
        "paper_days": str(definition.paper_days),
        "kept_days": str(definition.kept_days),
        **_filled(
            crossings=" ".join(map(_crossing, definition.crossings)),
            working_group=definition.working_group,
        ),
    }


def _crossing(crossing: Crossing) -> str:
    sides = (one if one == CHANNEL else named(one) for one in (crossing.question, crossing.by))
    return "*".join(sides)
