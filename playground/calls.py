"""The log of Bot API calls: the last few thousand, numbered."""

from collections import deque
from itertools import islice
from typing import Any

from playground.bell import Bell

Json = dict[str, Any]

MOST_CALLS = 5_000
LONGEST_VALUE = 5_000


class Calls:
    def __init__(self) -> None:
        self.bell = Bell()
        self._calls: deque[Json] = deque(maxlen=MOST_CALLS)
        self._n = 0

    def add(self, call: Json) -> None:
        self._n += 1
        self._calls.append({"n": self._n, **call})
        self.bell.ring()

    def after(self, n: int) -> list[Json]:
        """Those with greater numbers; a number from before a restart gives all there are."""
        new = self._n - n if n <= self._n else self._n
        return list(islice(self._calls, max(len(self._calls) - new, 0), None))


def shortened(parameters: Json) -> Json:
    """Parameters as the log keeps them: no value can fill the memory."""
    return {
        name: value[:LONGEST_VALUE] if isinstance(value, str) else value
        for name, value in parameters.items()
    }
