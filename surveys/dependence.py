"""Which earlier questions decide about a question: if it is asked, what it offers and takes."""

from collections.abc import Iterator

from surveys.definitions import Question
from surveys.expressions import Expression, parse


def expressions(question: Question) -> Iterator[Expression]:
    """The expressions of a question, read."""
    for text in (question.when, question.constraint):
        if text is not None:
            yield parse(text)
    if question.choice_filter is not None:
        yield parse(question.choice_filter, filters=True)


def named(question: Question) -> frozenset[str]:
    """The other questions that the expressions of this one look at."""
    names = (expression.names for expression in expressions(question))
    return frozenset().union(*names) - {question.id}
