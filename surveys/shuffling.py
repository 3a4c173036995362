"""Options in random order: another one for everybody, always the same one for the same person."""

from random import Random

from surveys.definitions import OTHER, Option, Question


def shuffled(question: Question, seed: bytes) -> Question:
    """The question with its options as whoever has this seed sees them; without one as written.

    "Other" and what excludes all else stay last.
    """
    if not question.randomize or not seed:
        return question
    loose = [one for one in question.options if not _is_last(question, one)]
    last = [one for one in question.options if _is_last(question, one)]
    Random(seed + question.id.encode()).shuffle(loose)
    return question.model_copy(update={"options": (*loose, *last)})


def _is_last(question: Question, option: Option) -> bool:
    return option.exclusive or (question.or_other and option.id == OTHER)
