"""A debate as its author gives it: what it is about, the first statements, from when to when."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

TITLE_LENGTH = 120
TEXT_LENGTH = 1500
STATEMENT_SHORTEST, STATEMENT_LENGTH = 10, 200
FEWEST_STATEMENTS, MOST_STATEMENTS = 5, 60
SMALLEST_CELL = 5

Language = Literal["cs", "cs-easy", "uk", "en"]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TITLE_LENGTH)
]
Prose = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_LENGTH)
]
Said = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=STATEMENT_SHORTEST, max_length=STATEMENT_LENGTH
    ),
]
Statement = Annotated[Mapping[Language, Said], Field(min_length=1)]


class Debate(BaseModel):
    """`most_own` is how many statements one person may add, `min_cell` the smallest count that is
    told of people, `kept_days` for how long single stances are kept after the end."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Key
    area: Key
    title: Annotated[Mapping[Language, Line], Field(min_length=1)]
    introduction: Mapping[Language, Prose] = {}
    opens: date
    closes: date
    residents_add: bool = True
    most_own: Annotated[int, Field(ge=1, le=20)] = 3
    min_cell: Annotated[int, Field(ge=SMALLEST_CELL, le=100)] = SMALLEST_CELL
    kept_days: Annotated[int, Field(ge=1, le=365)] = 30
    statements: Annotated[
        tuple[Statement, ...], Field(min_length=FEWEST_STATEMENTS, max_length=MOST_STATEMENTS)
    ]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.closes < self.opens:
            raise ValueError("it closes before it opens")
        return self
