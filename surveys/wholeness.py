"""Whether a sheet can be handed in: each question answered or skipped, wholly and fittingly."""

from datetime import date

from surveys import checking, walking
from surveys.checking import AnswerRefused, Reason
from surveys.definitions import Definition, Question
from surveys.walking import Answers, Asked, Value

# Kinds that are answered by one tap after another.
SEVERAL = ("multi", "rank")


def first_missing(
    definition: Definition, asked: Asked, answers: Answers, today: date, *, by_hand: bool
) -> Question | None:
    """The first question that is open, half answered, or no longer within its constraint."""
    missing = walking.first_open(asked, answers, by_hand=by_hand)
    return missing or next(
        (one for one in asked if not _is_whole(definition, one, answers, today)), None
    )


def _is_whole(definition: Definition, question: Question, answers: Answers, today: date) -> bool:
    value = answers.get(question.id)
    if question.type in SEVERAL and isinstance(value, list):
        narrowed = walking.narrowed(definition, question, answers)
        if not _are_enough(narrowed, value):
            return False
    return _fits(question, value, answers, today)


def _fits(question: Question, value: Value, answers: Answers, today: date) -> bool:
    """An earlier answer may have been changed since."""
    try:
        checking.check_constraint(question, value, answers, today)
    except AnswerRefused:
        return False
    return True


def _are_enough(question: Question, chosen: list[str]) -> bool:
    try:
        checking.done(question, chosen)
    except AnswerRefused as refused:
        if refused.reason is Reason.TOO_FEW:
            return False
        raise
    return True
