"""How often one person may do a kind of thing; settable, so that nobody floods the others."""

import time
from collections import deque
from collections.abc import Callable, Hashable, Mapping

from limits import RateLimitItem, parse_many

# Taps are cheap and many, what a person has to read is not.
DEFAULTS = {
    "tap": "120/minute",
    "message": "30/minute",
    "enquiry": "5/hour;15/day",
    "comment": "20/hour;60/day",
    "export": "5/hour",
    "sign_in": "10/hour",
    "invite": "30/day",
    "form_link": "20/hour",
    "survey_file": "40/hour",
    "answer_file": "60/hour",
    "try_out": "20/hour",
}


SWEEP_SECONDS = 60


class TooOften(Exception):
    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Window:
    """Who did something within the last while; what has passed is swept out once a minute.

    The windows of `limits` walk through everybody at each hit, which costs more than the hit.
    """

    def __init__(self, limit: RateLimitItem, now: Callable[[], float] = time.monotonic) -> None:
        self._most, self._lasts = limit.amount, limit.get_expiry()
        self._now = now
        self._hits: dict[Hashable, deque[float]] = {}
        self._sweep_at = now() + SWEEP_SECONDS

    def hit(self, who: Hashable) -> bool:
        """Count one, unless as many as the limit lie within the window already."""
        now = self._now()
        if now >= self._sweep_at:
            self._sweep(now)
        hits = self._hits.get(who)
        if hits is None:
            hits = self._hits[who] = deque(maxlen=self._most)
        if len(hits) == self._most and hits[0] > now - self._lasts:
            return False
        hits.append(now)
        return True

    def is_full(self, who: Hashable) -> bool:
        """Whether the next one would be too many; counts nothing."""
        hits = self._hits.get(who) or deque()
        return len(hits) == self._most and hits[0] > self._now() - self._lasts

    def _sweep(self, now: float) -> None:
        lately = now - self._lasts
        self._hits = {who: hits for who, hits in self._hits.items() if hits[-1] > lately}
        self._sweep_at = now + SWEEP_SECONDS


class Allowance:
    """Counts in memory: a restart forgives, and each process counts for itself."""

    def __init__(self, limits: Mapping[str, str] = DEFAULTS) -> None:
        self._windows = {
            kind: [Window(limit) for limit in parse_many(told)]
            for kind, told in {**DEFAULTS, **limits}.items()
        }

    async def take(self, kind: str, person: int) -> None:
        """Count one; raises TooOften when the person has had enough of the kind."""
        for window in self._windows[kind]:
            if not window.hit(person):
                raise TooOften(kind)
