"""The option "other" and the question what that is, written out for whoever reads a survey."""

from collections.abc import Iterator
from typing import Final

from surveys.definitions import (
    OTHER,
    QUESTION_ID_LIMIT,
    Condition,
    Definition,
    Option,
    Question,
    Text,
)

SUFFIX: Final = "-other"
# The id of the second question has to fit too.
OR_OTHER_ID_LIMIT: Final = QUESTION_ID_LIMIT - len(SUFFIX)
OPTION_TEXT: Final[Text] = {
    "cs": "Jiné",
    "cs-easy": "Něco jiného",
    "uk": "Інше",
    "en": "Other",
}
QUESTION_TEXT: Final[Text] = {
    "cs": "Napište prosím, co jiného.",
    "cs-easy": "Co jiného? Napište to prosím.",
    "uk": "Напишіть, будь ласка, що саме.",
    "en": "Please write what other.",
}


def written_out(definition: Definition) -> Definition:
    """The survey in which whoever chose "other" is asked for a text; doing it twice is once."""
    asked = tuple(_questions(definition))
    if asked == definition.questions:
        return definition
    return definition.model_copy(update={"questions": asked})


def _questions(definition: Definition) -> Iterator[Question]:
    for question in definition.questions:
        if not question.or_other:
            yield question
            continue
        yield _with_option(question)
        if question.id + SUFFIX not in definition:
            yield _what_other(question)


def _with_option(question: Question) -> Question:
    if question.option(OTHER):
        return question
    other = Option(id=OTHER, text=OPTION_TEXT)
    return question.model_copy(update={"options": (*question.options, other)})


def _what_other(question: Question) -> Question:
    condition = Condition(question=question.id, any_of=(OTHER,))
    return Question(
        id=question.id + SUFFIX,
        type="text",
        text=QUESTION_TEXT,
        show_if=(condition,),
        sensitivity=question.sensitivity,
        group=question.group,
    )
