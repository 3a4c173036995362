"""How long a survey is, as it is told before it begins."""

from surveys.definitions import Definition
from surveys.length import length
from texts.words import Words


def questions_told(words: Words, definition: Definition) -> str:
    found = length(definition)
    if found.varies:
        return words.many("at most {n} question", "at most {n} questions", found.most)
    return words.many("{n} question", "{n} questions", found.most)
