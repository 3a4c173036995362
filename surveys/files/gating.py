"""Whether quotas and answers that end a survey can be kept to, and tell nothing of anybody."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from surveys.definitions import Definition, Path, Question
from surveys.files.problems import Code

Finding = tuple[Path, Code, dict[str, Any]]


class Unlimited(StrEnum):
    """Why there can be no quota on an option."""

    ENDS = "ends"
    NOT_EVERYBODY = "quota_not_everybody"
    SENSITIVE = "sensitive"
    MUNICIPALITY = "quota_municipality"
    PAPER = "paper"


def gates(definition: Definition) -> Iterator[Finding]:
    for place, question in enumerate(definition.questions):
        for path, code, facts in _gates(definition, question):
            yield ("questions", place, *path), code, facts


def _gates(definition: Definition, question: Question) -> Iterator[Finding]:
    if question.type != "single":
        return
    for field in ("ends_on", "quotas"):
        for option_id in getattr(question, field):
            if question.option(option_id) is None:
                facts = {"field": field, "option": option_id}
                yield (field, option_id), Code.GATE_ON_NOTHING, facts
    if question.options and all(option.id in question.ends_on for option in question.options):
        yield ("ends_on",), Code.ALL_END, {}
    for option_id, wanted in question.quotas.items():
        at: Path = ("quotas", option_id)
        obstacle = _obstacle(definition, question, option_id)
        if obstacle:
            yield at, Code.NO_QUOTA, {"option": option_id, "obstacle": obstacle}
        elif wanted < definition.min_cell:
            yield at, Code.SMALL_QUOTA, {"option": option_id, "least": definition.min_cell}


def _obstacle(definition: Definition, question: Question, option_id: str) -> Unlimited | None:
    if option_id in question.ends_on:
        return Unlimited.ENDS
    if question.show_if or question.when or question.choice_filter:
        return Unlimited.NOT_EVERYBODY
    if question.sensitivity != "none":
        return Unlimited.SENSITIVE
    if question.tag == "municipality":
        return Unlimited.MUNICIPALITY
    return Unlimited.PAPER if "paper" in definition.channels else None
