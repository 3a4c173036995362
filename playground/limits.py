"""How much a bot may say: token buckets a chat, a group and overall, settable while it runs."""

import math
import time
from dataclasses import dataclass
from typing import Any

from playground.refusals import too_many_requests

Json = dict[str, Any]

# With so many the full ones are forgotten, which are as good as new.
MOST_BUCKETS = 10_000
COUNTED = ("send", "copy", "forward")
FREE = {"sendchataction"}
EDITING = "editmessage"


@dataclass(frozen=True)
class Rate:
    """So many a second in the long run, and so many at once."""

    rate: float
    burst: float


# What Telegram publishes, with the bursts that it lets pass. Of edits its maintainers say only
# that they are limited a chat, and that answers to taps hardly ever come so far.
TELEGRAM: dict[str, Rate | None] = {
    "chat": Rate(1, 3),
    "group": Rate(20 / 60, 20),
    "edit": Rate(1, 30),
    "group_edit": Rate(20 / 60, 20),
    "overall": Rate(30, 30),
    "paid": Rate(1000, 1000),
}
NONE: dict[str, Rate | None] = dict.fromkeys(TELEGRAM)


class WrongLimit(ValueError):
    """A limit that nobody could keep to."""


@dataclass
class Bucket:
    tokens: float
    filled: float


class Limits:
    def __init__(self, rates: dict[str, Rate | None]) -> None:
        self.rates = dict(rates)
        self._buckets: dict[tuple[str, int, int], Bucket] = {}
        self._sweep_at = MOST_BUCKETS

    def take(self, method: str, bot_id: int, parameters: Json) -> None:
        """Counts the messages that the call would send or edit; a 429 where they are too many."""
        name = method.lower()
        if not name.startswith((*COUNTED, EDITING)) or name in FREE or not any(self.rates.values()):
            return
        now = time.monotonic()
        chat_id = parameters.get("chat_id")
        number = chat_id if isinstance(chat_id, int) else 0
        found = [
            (rate, self._bucket((which, bot_id, place), rate, now))
            for which, place in buckets(name, number, parameters)
            if (rate := self.rates[which]) is not None
        ]
        waits = [(1 - bucket.tokens) / rate.rate for rate, bucket in found if bucket.tokens < 1]
        if waits:
            raise too_many_requests(max(math.ceil(max(waits)), 1))
        for _, bucket in found:
            bucket.tokens -= cost(parameters)

    def _bucket(self, key: tuple[str, int, int], rate: Rate, now: float) -> Bucket:
        """The bucket as it is now: filled by the time that has passed."""
        bucket = self._buckets.get(key)
        if bucket is None:
            self._make_room(now)
            bucket = self._buckets[key] = Bucket(rate.burst, now)
        bucket.tokens = min(bucket.tokens + (now - bucket.filled) * rate.rate, rate.burst)
        bucket.filled = now
        return bucket

    def _make_room(self, now: float) -> None:
        if len(self._buckets) < self._sweep_at:
            return
        rates = self.rates
        self._buckets = {
            key: bucket
            for key, bucket in self._buckets.items()
            if (rate := rates[key[0]])
            and bucket.tokens + (now - bucket.filled) * rate.rate < rate.burst
        }
        self._sweep_at = max(MOST_BUCKETS, 2 * len(self._buckets))

    def shown(self) -> Json:
        return {name: vars(rate) if rate else None for name, rate in self.rates.items()}

    def change(self, wanted: Any) -> None:
        """Sets those that are named; nothing in the place of one turns it off."""
        if not isinstance(wanted, dict) or not set(wanted) <= set(TELEGRAM):
            raise WrongLimit(f"an object with some of {', '.join(TELEGRAM)} is expected")
        self.rates |= {name: rate_from(name, given) for name, given in wanted.items()}
        self._buckets.clear()


def buckets(name: str, chat_id: int, parameters: Json) -> list[tuple[str, int]]:
    """Which limits the call comes under, and whose."""
    if name.startswith(EDITING):
        return [("group_edit" if chat_id < 0 else "edit", chat_id)]
    paid = parameters.get("allow_paid_broadcast")
    return [("group" if chat_id < 0 else "chat", chat_id), ("paid" if paid else "overall", 0)]


def cost(parameters: Json) -> int:
    several = parameters.get("media") or parameters.get("message_ids")
    return len(several) if isinstance(several, list) else 1


def rate_from(name: str, given: Any) -> Rate | None:
    if given is None:
        return None
    rate, burst = (given.get("rate"), given.get("burst")) if isinstance(given, dict) else ("", "")
    if not isinstance(rate, int | float) or not isinstance(burst, int | float):
        raise WrongLimit(f"{name} needs numbers in rate and burst, or null")
    if rate <= 0 or burst < 1:
        raise WrongLimit(f"{name} needs a rate above zero and a burst of one at least")
    return Rate(rate, burst)
