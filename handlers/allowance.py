"""How often one person may do a kind of thing; settable, so that nobody floods the others."""

from collections.abc import Mapping

from limits import parse_many
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

# Taps are cheap and many, what a person has to read is not.
DEFAULTS = {
    "tap": "120/minute",
    "message": "30/minute",
    "enquiry": "5/hour;15/day",
    "export": "5/hour",
    "sign_in": "10/hour",
    "invite": "30/day",
}


class TooOften(Exception):
    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Allowance:
    """Counts in memory: a restart forgives, and each process counts for itself."""

    def __init__(self, limits: Mapping[str, str] = DEFAULTS) -> None:
        self._limits = {kind: parse_many(told) for kind, told in {**DEFAULTS, **limits}.items()}
        self._counts = MovingWindowRateLimiter(MemoryStorage())

    async def take(self, kind: str, person: int) -> None:
        """Count one; raises TooOften when the person has had enough of the kind."""
        for limit in self._limits[kind]:
            if not await self._counts.hit(limit, kind, str(person)):
                raise TooOften(kind)
