"""Czech prepositions before numbers, which follow how a number is said: z 5, ze 4, ze 120."""

import re
from collections.abc import Mapping
from typing import Any, Final

# What begins with a consonant that "z" does not stand before: dvě, tři, čtyři, šest, sedm.
HARD: Final = frozenset((2, 3, 4, 6, 7))
FROM: Final = "z\xa0{"
FROM_NUMBER: Final = re.compile(r"\bz(?=\xa0\{(\w+)\})")
NUMBER: Final = re.compile(r"\d[\d\s]*")


def spoken(text: str, values: Mapping[str, Any]) -> str:
    """The text with "ze" in place of "z" before each placeholder that takes such a number."""
    if FROM not in text:
        return text
    return FROM_NUMBER.sub(lambda found: _from(str(values.get(found[1], ""))), text)


def _from(told: str) -> str:
    if not NUMBER.fullmatch(told):
        return "z"
    return "ze" if _begins_hard(int("".join(told.split()))) else "z"


def _begins_hard(number: int) -> bool:
    """Whether the first word of the number does; a thousand and a million are said without one."""
    if number >= 1000:
        while number >= 1000:
            number //= 1000
        return number > 1 and _begins_hard(number)
    if number >= 100:
        return number < 200 or number // 100 in HARD
    return (number // 10 if number >= 20 else number % 10) in HARD
