"""The way through a survey: which questions are asked, in what order, and how far one has come.

Answers map a question id to its value; None means skipped, a missing key not answered yet.
A condition holds only on a question that is itself asked and has been answered, so whatever
depends on a skipped question is not asked, `none_of` included.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveys.definitions import Condition, Definition, Question

Value = str | int | list[str] | None
Answers = Mapping[str, Value]


@dataclass(frozen=True)
class Progress:
    position: int
    total: int


def visible(definition: Definition, answers: Answers) -> tuple[Question, ...]:
    """The questions asked of somebody who has answered so, in their order."""
    return tuple(_walk(definition, answers))


def _walk(definition: Definition, answers: Answers) -> Iterator[Question]:
    heard: dict[str, Value] = {}
    for question in definition.questions:
        if all(holds(condition, heard) for condition in question.show_if):
            heard[question.id] = answers.get(question.id)
            yield question


def holds(condition: Condition, heard: Answers) -> bool:
    chosen = _chosen(heard.get(condition.question))
    if not chosen or chosen & set(condition.none_of):
        return False
    if condition.any_of and not chosen & set(condition.any_of):
        return False
    return chosen.issuperset(condition.all_of)


def _chosen(value: Value) -> set[str]:
    if value is None:
        return set()
    return set(value) if isinstance(value, list) else {str(value)}


def first(definition: Definition, answers: Answers) -> Question:
    return visible(definition, answers)[0]


def following(definition: Definition, answers: Answers, question_id: str) -> Question | None:
    """The next question after this one; this one may itself be hidden by now."""
    here = definition.place(question_id)
    later = (q for q in _walk(definition, answers) if definition.place(q.id) > here)
    return next(later, None)


def preceding(definition: Definition, answers: Answers, question_id: str) -> Question | None:
    here = definition.place(question_id)
    earlier = [q for q in _walk(definition, answers) if definition.place(q.id) < here]
    return earlier[-1] if earlier else None


def next_unanswered(definition: Definition, answers: Answers) -> Question | None:
    """Where to go on: the first question without an answer, or a required one left out."""
    return next((q for q in _walk(definition, answers) if _open(q, answers)), None)


def _open(question: Question, answers: Answers) -> bool:
    if question.id not in answers:
        return True
    return question.required and answers[question.id] is None


def progress(definition: Definition, answers: Answers, question_id: str) -> Progress:
    """How far this question is; the total may still change with what is answered."""
    here = definition.place(question_id)
    asked = visible(definition, answers)
    passed = sum(definition.place(question.id) <= here for question in asked)
    return Progress(position=max(passed, 1), total=len(asked))


def relevant(definition: Definition, answers: Answers) -> dict[str, Value]:
    """The answers that count: those to questions still asked, in the survey's order."""
    asked = _walk(definition, answers)
    return {question.id: answers[question.id] for question in asked if question.id in answers}
