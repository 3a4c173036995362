"""Whole numbers as people type them, and as addresses and buttons carry them."""

# A column of plain integers holds no more.
MOST_DIGITS = 9
# A key of a row has at most so many.
KEY_DIGITS = 16


def whole(told: str, otherwise: int = 0, digits: int = MOST_DIGITS) -> int:
    """The number; `otherwise` where it is none, or longer than any that is meant."""
    return int(told) if told.isdecimal() and len(told) <= digits else otherwise
