"""What an expression is made of, and what can be wrong with one."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final, NamedTuple

LENGTH_LIMIT: Final = 2000
TOKENS_LIMIT: Final = 400


class Fault(StrEnum):
    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_DEEP = "too_deep"
    OPEN_QUOTE = "open_quote"
    STRANGE_CHARACTER = "strange_character"
    UNEXPECTED = "unexpected"
    UNFINISHED = "unfinished"
    PATH = "path"
    BARE_WORD = "bare_word"
    UNKNOWN_FUNCTION = "unknown_function"
    WRONG_ARGUMENTS = "wrong_arguments"
    PATTERN = "pattern"


class BadExpression(ValueError):
    """The text is not an expression; `column` is where, counted from one."""

    def __init__(self, fault: Fault, position: int, **data: Any) -> None:
        super().__init__(f"{fault} at {position + 1}")
        self.fault = fault
        self.column = position + 1
        self.data = data


class Sort(StrEnum):
    NUMBER = "number"
    TEXT = "text"
    ANSWER = "answer"
    WORD = "word"
    SIGN = "sign"


class Token(NamedTuple):
    """`says` is the number, the text without quotes, the name of the question, or the sign."""

    sort: Sort
    says: str
    start: int
    end: int


TOKEN = re.compile(
    r"""\s+
    | (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    | "(?P<double>[^"]*)" | '(?P<single>[^']*)'
    | \$\{\s*(?P<answer>[\w.-]+)\s*\}
    | (?P<word>[^\W\d][\w-]*(?:\.[\w-]+)*)
    | (?P<sign>!=|<=|>=|\.\.|//|::|[-+*=<>(),./\[\]@|])""",
    re.VERBOSE,
)
SORTS = {
    "number": Sort.NUMBER,
    "double": Sort.TEXT,
    "single": Sort.TEXT,
    "answer": Sort.ANSWER,
    "word": Sort.WORD,
    "sign": Sort.SIGN,
}


def tokens(text: str) -> list[Token]:
    """What a text is made of, without the spaces."""
    if len(text) > LENGTH_LIMIT:
        raise BadExpression(Fault.TOO_LONG, LENGTH_LIMIT, limit=LENGTH_LIMIT)
    found = list(_tokens(text))
    if len(found) > TOKENS_LIMIT:
        raise BadExpression(Fault.TOO_LONG, found[TOKENS_LIMIT].start, limit=LENGTH_LIMIT)
    return found


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            fault = Fault.OPEN_QUOTE if text[at] in "'\"" else Fault.STRANGE_CHARACTER
            raise BadExpression(fault, at, character=text[at])
        if match.lastgroup:
            yield Token(SORTS[match.lastgroup], match[match.lastgroup], *match.span())
        at = match.end()
