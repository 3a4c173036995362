"""Conditions and constraints as spreadsheets write them: a bounded part of XPath 1.0, never `eval`.

    ${age} > 17 and selected(${help}, 'transport')

`${age}` is the answer to a question, `.` the answer that a constraint judges, and in a filter of
options a bare word is an attribute of the option. An unanswered question is an empty text, a
choice of several the ids with spaces between them. A text counts as a number where one is wanted:
a day such as 2027-01-14 as days since 1970, a time such as 14:30 as a part of the day, anything
else that is no number as NaN, with which no comparison holds. `docs/decisions/0020-expressions.md`
says why this is not a library.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final, NamedTuple

import re2

from surveys.expression_tokens import BadExpression, Fault, Sort, Token, tokens
from surveys.expression_values import FUNCTIONS, SIGNS, Result, number, seen, text_of, truth

__all__ = [
    "KNOWN_FUNCTIONS",
    "BadExpression",
    "Expression",
    "Fault",
    "Sort",
    "Token",
    "parse",
    "tokens",
]

DEPTH_LIMIT: Final = 30
PATTERN_LIMIT: Final = 300
Answers = Mapping[str, Any]


class Scope(NamedTuple):
    """What an expression can see while it is evaluated."""

    answers: Answers
    this: Any
    attributes: Mapping[str, str]
    today: date | None


NO_ATTRIBUTES: Final[Mapping[str, str]] = {}


Evaluate = Callable[[Scope], Result]


@dataclass(frozen=True)
class Expression:
    """`names` are the questions it asks about, `attributes` those of options."""

    text: str
    names: frozenset[str]
    attributes: frozenset[str]
    asks_itself: bool
    asks_today: bool
    _evaluate: Evaluate = field(repr=False, compare=False)

    def value(
        self,
        answers: Answers,
        this: Any = None,
        *,
        attributes: Mapping[str, str] = NO_ATTRIBUTES,
        today: date | None = None,
    ) -> Result:
        return self._evaluate(Scope(answers, this, attributes, today))

    def holds(
        self,
        answers: Answers,
        this: Any = None,
        *,
        attributes: Mapping[str, str] = NO_ATTRIBUTES,
        today: date | None = None,
    ) -> bool:
        return truth(self.value(answers, this, attributes=attributes, today=today))


@lru_cache(maxsize=4096)
def parse(text: str, *, filters: bool = False) -> Expression:
    """The expression that a text says; with `filters`, bare words are attributes of options."""
    found = tokens(text)
    if not found:
        raise BadExpression(Fault.EMPTY, 0)
    return _Parser(text, found, filters).whole()


# How tightly each sign binds, and what it does with its two sides; `or` and `and` stand apart.
BINDS: Final = {"or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4} | {
    "+": 5,
    "-": 5,
    "*": 6,
    "div": 6,
    "mod": 6,
}
NEGATION_BINDS: Final = 7
PATHS: Final = frozenset({"/", "//", "..", "::", "[", "]", "@", "|"})


# These see more than the values of their arguments.
SPECIAL: Final = {"if": (3, 3), "regex": (2, 2), "today": (0, 0)}
KNOWN_FUNCTIONS: Final = tuple(sorted([*FUNCTIONS, *SPECIAL]))


class _Parser:
    """Reads tokens from left to right; each `_expression` ends before what binds less tightly."""

    def __init__(self, text: str, found: list[Token], filters: bool) -> None:
        self._text = text
        self._tokens = found
        self._filters = filters
        self._at = 0
        self._depth = 0
        self._names: set[str] = set()
        self._attributes: set[str] = set()
        self._itself = self._today = False

    def whole(self) -> Expression:
        evaluate = self._expression(0)
        if self._here:
            raise self._unexpected(self._here)
        return Expression(
            text=self._text,
            names=frozenset(self._names),
            attributes=frozenset(self._attributes),
            asks_itself=self._itself,
            asks_today=self._today,
            _evaluate=evaluate,
        )

    @property
    def _here(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _next(self) -> Token:
        if self._here is None:
            raise BadExpression(Fault.UNFINISHED, len(self._text))
        self._at += 1
        return self._tokens[self._at - 1]

    def _is(self, sign: str) -> bool:
        here = self._here
        return here is not None and here.sort == Sort.SIGN and here.says == sign

    def _expect(self, sign: str) -> None:
        token = self._next()
        if token.sort != Sort.SIGN or token.says != sign:
            raise self._unexpected(token)

    def _unexpected(self, token: Token) -> BadExpression:
        leads_elsewhere = token.sort == Sort.SIGN and token.says in PATHS
        fault = Fault.PATH if leads_elsewhere else Fault.UNEXPECTED
        return BadExpression(fault, token.start, what=self._text[token.start : token.end])

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        self._depth += 1
        if self._depth > DEPTH_LIMIT:
            raise BadExpression(Fault.TOO_DEEP, self._tokens[self._at - 1].start)
        yield
        self._depth -= 1

    def _expression(self, least: int) -> Evaluate:
        with self._deeper():
            left = self._operand()
            while (sign := self._operator()) and BINDS[sign] > least:
                self._at += 1
                left = _joined(sign, left, self._expression(BINDS[sign]))
            return left

    def _operator(self) -> str | None:
        here = self._here
        if here is None or here.sort not in (Sort.SIGN, Sort.WORD):
            return None
        return here.says if here.says in BINDS else None

    def _operand(self) -> Evaluate:
        token = self._next()
        match token.sort:
            case Sort.NUMBER:
                return _constant(float(token.says))
            case Sort.TEXT:
                return _constant(token.says)
            case Sort.ANSWER:
                return self._asked(token.says)
            case Sort.WORD:
                return self._call(token) if self._is("(") else self._attribute(token)
        return self._signed(token)

    def _signed(self, token: Token) -> Evaluate:
        if token.says == "-":
            negated = self._expression(NEGATION_BINDS - 1)
            return lambda scope: -number(negated(scope))
        if token.says == ".":
            self._itself = True
            return lambda scope: seen(scope.this)
        if token.says != "(":
            raise self._unexpected(token)
        inside = self._expression(0)
        self._expect(")")
        return inside

    def _asked(self, name: str) -> Evaluate:
        self._names.add(name)
        return lambda scope: seen(scope.answers.get(name))

    def _attribute(self, token: Token) -> Evaluate:
        name = token.says
        if not self._filters:
            raise BadExpression(Fault.BARE_WORD, token.start, word=name)
        self._attributes.add(name)
        return lambda scope: scope.attributes.get(name, "")

    def _call(self, name: Token) -> Evaluate:
        arguments = self._arguments()
        special = SPECIAL.get(name.says)
        function = FUNCTIONS.get(name.says)
        bounds = special or (function and function[:2])
        if bounds is None:
            raise BadExpression(Fault.UNKNOWN_FUNCTION, name.start, name=name.says)
        if not bounds[0] <= len(arguments) <= bounds[1]:
            facts = {"name": name.says, "least": bounds[0], "most": bounds[1]}
            raise BadExpression(Fault.WRONG_ARGUMENTS, name.start, **facts)
        if function:
            return _applied(function.does, arguments)
        return self._special(name.says, arguments)

    def _arguments(self) -> list[Evaluate]:
        self._expect("(")
        if self._is(")"):
            self._at += 1
            return []
        found = [self._expression(0)]
        while self._is(","):
            self._at += 1
            found.append(self._expression(0))
        self._expect(")")
        return found

    def _special(self, name: str, arguments: list[Evaluate]) -> Evaluate:
        if name == "if":
            condition, then, otherwise = arguments
            return lambda scope: (then if truth(condition(scope)) else otherwise)(scope)
        if name == "regex":
            return _matches(arguments[0], self._pattern())
        self._today = True
        return lambda scope: scope.today.isoformat() if scope.today else ""

    def _pattern(self) -> Any:
        """The pattern has to be written out, so that a bad one is found here and not later."""
        comma, token = self._tokens[self._at - 3 : self._at - 1]
        if token.sort != Sort.TEXT or comma.says != "," or comma.sort != Sort.SIGN:
            raise BadExpression(Fault.PATTERN, token.start)
        return _compiled(token)


def _constant(value: Result) -> Evaluate:
    return lambda _: value


def _joined(sign: str, left: Evaluate, right: Evaluate) -> Evaluate:
    if sign == "or":
        return lambda scope: truth(left(scope)) or truth(right(scope))
    if sign == "and":
        return lambda scope: truth(left(scope)) and truth(right(scope))
    does = SIGNS[sign]
    return lambda scope: does(left(scope), right(scope))


def _applied(does: Callable[..., Result], arguments: list[Evaluate]) -> Evaluate:
    return lambda scope: does(*[argument(scope) for argument in arguments])


def _compiled(token: Token) -> Any:
    """A pattern that takes linear time whatever it is given, which Python's own would not."""
    options = re2.Options()
    options.max_mem = 1 << 20
    options.log_errors = False
    if len(token.says) > PATTERN_LIMIT:
        raise BadExpression(Fault.PATTERN, token.start)
    try:
        return re2.compile(_encodable(token.says), options)
    except re2.error:
        raise BadExpression(Fault.PATTERN, token.start) from None


def _matches(value: Evaluate, pattern: Any) -> Evaluate:
    return lambda scope: pattern.fullmatch(_encodable(text_of(value(scope)))) is not None


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
