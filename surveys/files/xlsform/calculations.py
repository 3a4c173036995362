"""Values that a form calculates: not kept, but counted where a condition looks at them.

An expression that names a calculation says the calculation itself instead, in brackets. One that
is not asked for by its own condition is an empty text, as in other programs.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from surveys.expression_tokens import LENGTH_LIMIT
from surveys.files.xlsform.book import Row
from surveys.files.xlsform.naming import HOLE

# Texts in quotes stay as they are.
NAMED: Final = re.compile(r"\"[^\"]*\"|'[^']*'|\$\{\s*([\w.-]+)\s*\}")
LITERAL: Final = re.compile(r"\s*(?:(-?\d+)(?:\.0*)?|(-?\d*\.\d+)|'([^']*)'|\"([^\"]*)\")\s*")
# Each may name others many times over.
MOST: Final = 60


@dataclass
class Calculations:
    """What is calculated, by name, and where it stands."""

    rows: dict[str, Row] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)

    def add(self, row: Row, conditions: Collection[str]) -> None:
        name, written = row["name"], row["calculation"]
        if conditions:
            asked = " and ".join(f"({one})" for one in conditions)
            written = f"if({asked}, {written}, '')"
        self.rows[name], self.written[name] = row, written

    @property
    def has_room(self) -> bool:
        return len(self.rows) < MOST

    def inlined(self, expression: str) -> str:
        """The expression with calculations written out; what turns in a circle stays as it is.

        What has become too long to be read is cut, and refused for its length.
        """
        if not self.rows:
            return expression
        return NAMED.sub(self._calculated, expression)[: LENGTH_LIMIT + 1]

    def _calculated(self, named: re.Match[str]) -> str:
        name = named[1] or ""
        if name not in self.written:
            return named[0]
        if name not in self.whole:
            self.whole[name] = named[0]
            self.whole[name] = f"({self.inlined(self.written[name])})"
        return self.whole[name]

    def said(self, text: str) -> str:
        """The text with the values of calculations that are fixed."""

        def value(hole: re.Match[str]) -> str:
            fixed = self._fixed(hole[1])
            return hole[0] if fixed is None else fixed

        return HOLE.sub(value, text) if self.rows else text

    def repeated_in(self, text: str) -> list[Row]:
        """Calculations that a text wants to repeat although their value is not fixed."""
        names = dict.fromkeys(hole[1] for hole in HOLE.finditer(text))
        return [self.rows[one] for one in names if one in self.rows and self._fixed(one) is None]

    def _fixed(self, name: str) -> str | None:
        literal = LITERAL.fullmatch(self.written.get(name, ""))
        return next((one for one in literal.groups() if one is not None), "") if literal else None
