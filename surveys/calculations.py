"""What a survey counts from answers: named in expressions and texts, and exported with the rows.

An expression that names a calculation is kept with the calculation itself in its place, in
brackets. So what decides about a question is always seen in the question.
"""

import math
import re
from collections.abc import Mapping
from itertools import islice
from typing import Final

from surveys.definitions import CALCULATIONS_LIMIT, Calculation, Definition
from surveys.expression_tokens import LENGTH_LIMIT
from surveys.expressions import BadExpression, parse
from surveys.walking import Answers

# Texts in quotes stay as they are.
NAMED: Final = re.compile(r"\"[^\"]*\"|'[^']*'|\$\{\s*([\w.-]+)\s*\}")
PLAIN_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?")
DECIMALS: Final = 6
# Beyond this not every whole number is told apart.
EXACT: Final = 2**53

Counted = str | int | float | bool | None


class Formulas:
    """The calculations of a survey as they are written, each of which may name others."""

    def __init__(self, written: Mapping[str, str]) -> None:
        self._written = dict(islice(written.items(), CALCULATIONS_LIMIT))
        self._whole: dict[str, str | None] = {}

    def whole(self, name: str) -> str | None:
        """The calculation with those that it names written out; None where that cannot be read."""
        if name not in self._whole:
            # Until it is known: so that what turns in a circle ends.
            self._whole[name] = None
            text = self.written_out(self._written[name])
            self._whole[name] = text if self._is_sound(text) else None
        return self._whole[name]

    def written_out(self, expression: str) -> str:
        """The expression with calculations in place of their names; what is too long is cut."""
        if not self._written:
            return expression
        return NAMED.sub(self._said, expression)[: LENGTH_LIMIT + 1]

    def _said(self, named: re.Match[str]) -> str:
        whole = self.whole(named[1]) if named[1] in self._written else None
        return named[0] if whole is None else f"({whole})"

    def _is_sound(self, expression: str) -> bool:
        try:
            return not parse(expression).names & self._written.keys()
        except BadExpression:
            return False


def named_by(calculation: Calculation) -> frozenset[str]:
    """The questions from whose answers it is counted; none where it cannot be read."""
    try:
        return parse(calculation.expression).names
    except BadExpression:
        return frozenset()


def counted(definition: Definition, calculation: Calculation, answers: Answers) -> Counted:
    """What it comes to after these answers; None where it comes to nothing.

    Today is the day on which the survey opens, as it is for what decides about questions.
    """
    found = parse(calculation.expression).value(answers, today=definition.opens)
    if isinstance(found, bool):
        return found
    if isinstance(found, str):
        return _number(float(found)) if PLAIN_NUMBER.fullmatch(found) else found or None
    return _number(found)


def _number(value: float) -> int | float | None:
    if not math.isfinite(value):
        return None
    rounded = round(value, DECIMALS)
    return int(rounded) if rounded.is_integer() and abs(rounded) < EXACT else rounded
