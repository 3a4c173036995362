"""Earlier answers within texts: `${age}` is filled with what was answered to that question."""

from collections.abc import Callable
from typing import Any, Final

from surveys.definitions import HOLE, Definition, Question
from surveys.shuffling import shuffled
from surveys.walking import Answers, narrowed

EXPRESSIONS: Final = {"when", "constraint", "choice_filter"}
LONGEST: Final = 200

Said = Callable[[str], str]


def presented(
    definition: Definition, question: Question, answers: Answers, said: Said, seed: bytes = b""
) -> Question:
    """The question as somebody who has answered so is asked it; `said` gives their answers.

    `seed` is what their order of options is made of.
    """
    return _filled_in(shuffled(narrowed(definition, question, answers), seed), said)


def without_holes(text: str) -> str:
    return HOLE.sub("…", text)


def general(definition: Definition) -> Definition:
    """The survey for whoever reads of everybody's answers."""
    if not any(question.repeats for question in definition.questions):
        return definition
    asked = tuple(_filled_in(question, lambda _: "") for question in definition.questions)
    return definition.model_copy(update={"questions": asked})


def _filled_in(question: Question, said: Said) -> Question:
    if not question.repeats:
        return question
    kept = question.model_dump(exclude=EXPRESSIONS)
    expressions = {name: getattr(question, name) for name in EXPRESSIONS}
    return Question.model_validate(_filled(kept, said) | expressions)


def _filled(part: Any, said: Said) -> Any:
    if isinstance(part, str):
        return HOLE.sub(lambda match: said(match[1])[:LONGEST] or "…", part)
    if isinstance(part, dict):
        return {name: _filled(inner, said) for name, inner in part.items()}
    if isinstance(part, tuple):
        return tuple(_filled(inner, said) for inner in part)
    return part
