"""The way through a survey: which questions are asked, in what order, and how far one has come.

Answers map a question id to its value; None means skipped, a missing key not answered yet.
A condition holds only on a question that is itself asked and has been answered, so whatever
depends on a skipped question is not asked, `none_of` included. An answer that ends the survey is
the last one heard. To an expression a question that was skipped or not asked is an empty text, and
today is the day on which the survey opens: what was asked of somebody must be the same when it is
counted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.definitions import OTHER, Condition, Definition, Option, Question
from surveys.expressions import parse

# A place is {lat, lon} or {municipality}, a spoken answer {voice}.
Value = str | int | list[str] | dict[str, Any] | None
Answers = Mapping[str, Value]
# The questions that `visible` finds.
Asked = Sequence[Question]


@dataclass(frozen=True)
class Progress:
    position: int
    total: int


def visible(definition: Definition, answers: Answers) -> tuple[Question, ...]:
    """The questions asked of somebody who has answered so, in their order."""
    return tuple(question for question, _ in _walk(definition, answers))


def _walk(definition: Definition, answers: Answers) -> Iterator[tuple[Question, Answers]]:
    """Each question that is asked, with what has been heard before it."""
    heard: dict[str, Value] = {}
    for question in definition.questions:
        if not _asked(definition, question, heard):
            continue
        yield question, heard
        if question.id in answers and _stands(definition, question, answers[question.id], heard):
            heard[question.id] = answers[question.id]
            if is_ended(question, answers[question.id]):
                return


def is_ended(question: Question, value: Value) -> bool:
    """Whether nothing more is asked of whoever has given this answer."""
    return bool(question.ends_on) and isinstance(value, str) and value in question.ends_on


def _asked(definition: Definition, question: Question, heard: Answers) -> bool:
    if question.show_if and not all(holds(condition, heard) for condition in question.show_if):
        return False
    if question.when and not parse(question.when).holds(heard, today=definition.opens):
        return False
    return question.choice_filter is None or bool(offered(definition, question, heard))


def offered(definition: Definition, question: Question, heard: Answers) -> tuple[Option, ...]:
    """The options that the question's filter leaves to somebody who has answered so before.

    "Other" is no way out of a filter that leaves nothing else.
    """
    if question.choice_filter is None:
        return question.options
    rule = parse(question.choice_filter, filters=True)
    left = tuple(
        option
        for option in question.options
        if rule.holds(heard, attributes=_attributes(option), today=definition.opens)
    )
    other = question.option(OTHER) if question.or_other and left else None
    return (*left, other) if other and other not in left else left


def _attributes(option: Option) -> dict[str, str]:
    return {"name": option.id, **option.attributes}


def _stands(definition: Definition, question: Question, value: Value, heard: Answers) -> bool:
    """Whether what was chosen is still offered, now that earlier answers may have changed."""
    if question.choice_filter is None or value is None:
        return True
    left = {option.id for option in offered(definition, question, heard)}
    return _chosen(value) <= left


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


def up_to(asked: Asked, question_id: str) -> tuple[Question, ...]:
    """The questions as far as this one; all where it is not among them."""
    ends = [place for place, one in enumerate(asked, start=1) if one.id == question_id]
    return tuple(asked[: ends[0]] if ends else asked)


def following(definition: Definition, asked: Asked, question_id: str) -> Question | None:
    """The next question after this one; this one may itself be hidden by now."""
    here = definition.place(question_id)
    return next((one for one in asked if definition.place(one.id) > here), None)


def preceding(definition: Definition, asked: Asked, question_id: str) -> Question | None:
    here = definition.place(question_id)
    return next((one for one in reversed(asked) if definition.place(one.id) < here), None)


def next_unanswered(definition: Definition, answers: Answers) -> Question | None:
    """Where to go on: the first question without an answer, or a required one left out."""
    return first_open(visible(definition, answers), answers)


def first_open(asked: Asked, answers: Answers, *, by_hand: bool = False) -> Question | None:
    """On a sheet filled in by hand, what had to be answered may have been left blank."""
    return next((one for one in asked if _open(one, answers, by_hand)), None)


def _open(question: Question, answers: Answers, by_hand: bool) -> bool:
    if question.id not in answers:
        return True
    return question.required and answers[question.id] is None and not by_hand


def progress(definition: Definition, asked: Asked, question_id: str) -> Progress:
    """How far this question is, notes not counted; answers may still make the total grow."""
    here = definition.place(question_id)
    places = [definition.place(question.id) for question in asked if question.type != "note"]
    passed = sum(place <= here for place in places)
    return Progress(position=max(passed, 1), total=max(len(places), 1))


def relevant(definition: Definition, answers: Answers) -> dict[str, Value]:
    """The answers that count: to questions still asked, among options still offered."""
    return {
        question.id: answers[question.id]
        for question, heard in _walk(definition, answers)
        if question.id in answers and _stands(definition, question, answers[question.id], heard)
    }


def narrowed(definition: Definition, question: Question, answers: Answers) -> Question:
    """The question with only those of its options that are offered after these answers."""
    if question.choice_filter is None:
        return question
    here = definition.place(question.id)
    before = {name: value for name, value in answers.items() if definition.place(name) < here}
    return question.model_copy(update={"options": offered(definition, question, before)})
