"""Which statement somebody is asked next, by the priority that Pol.is has published.

What many pass on sinks; what few have seen, and what divides or unites most, comes up. The draw
keeps anything from being asked of everybody in the same order.
"""

import random
from collections.abc import Sequence
from itertools import accumulate

from storage.debates import Asked

# How much a statement that nobody has seen is worth more than one that many have.
NEW_IS_WORTH, SEEN_BY = 8.0, 5.0


def importance(agrees: int, passes: int, stances: int, extremity: float) -> float:
    seen = stances + 2
    return (1 - (passes + 1) / seen) * (extremity + 1) * (agrees + 1) / seen


def priority(agrees: int, passes: int, stances: int, extremity: float) -> float:
    newness = 1 + NEW_IS_WORTH * 2 ** (-stances / SEEN_BY)
    return float((importance(agrees, passes, stances, extremity) * newness) ** 2)


def drawn(statements: Sequence[Asked], seed: str) -> Asked | None:
    """One of them by chance, in proportion to their priorities; the same for the same seed."""
    if not statements:
        return None
    weights = list(accumulate(_weight(one) for one in statements))
    at = random.Random(seed).random() * weights[-1]
    return next(one for one, reached in zip(statements, weights, strict=True) if at < reached)


def _weight(statement: Asked) -> float:
    told = (statement.agrees, statement.passes, statement.stances, statement.extremity)
    return priority(*told)
