"""A bot's updates that wait to be fetched or delivered, kept until acknowledged or too old."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import islice, takewhile
from typing import Any

from playground.bell import Bell
from playground.bots import Bot
from playground.clock import Clock
from playground.store import Store

Json = dict[str, Any]

DAY_S = 24 * 3600
LIFETIMES_S = {
    "callback_query": 150,
    "shipping_query": 150,
    "pre_checkout_query": 150,
    "inline_query": 30,
    "chosen_inline_result": 600,
}
# Callback queries wait in queues of their own, apart from the messages of the same person.
CALLBACK_QUEUES = 3 << 33
POLL_QUEUES = 5 << 62
FEW_MARKS = 1_000


@dataclass(frozen=True)
class Waiting:
    update: Json
    queue: int
    expires: float

    @property
    def id(self) -> int:
        number: int = self.update["update_id"]
        return number

    @property
    def kind(self) -> str:
        return kind_of(self.update)


def kind_of(update: Json) -> str:
    return next((name for name in update if name != "update_id"), "")


def queue_of(update: Json) -> int:
    """Which queue an update is delivered in: serial within one, side by side among them."""
    body = update.get(kind_of(update), {})
    if not isinstance(body, dict):
        return 0
    if kind_of(update) == "callback_query":
        return int(body["from"]["id"]) + CALLBACK_QUEUES
    if kind_of(update) in ("poll", "poll_answer"):
        return int(body.get("id") or body["poll_id"]) + POLL_QUEUES
    holder = body.get("chat") or body.get("from") or body.get("user") or {}
    return int(holder.get("id", 0))


class Inbox:
    """The updates of one bot, oldest first; `arrived` is told of each new one, if anybody is."""

    def __init__(self, bot: Bot, store: Store, clock: Clock) -> None:
        self.bot = bot
        self.bell = Bell()
        self.arrived: Callable[[Waiting], None] | None = None
        self._store = store
        self._clock = clock
        self._waiting: dict[int, Waiting] = {}
        # When what expires, soonest first; what was acknowledged meanwhile is passed over.
        self._expiring: list[tuple[float, int]] = []
        self._repeats: set[int] = set()
        # Repeated ones stand behind younger ones, so they are looked for one by one.
        self._out_of_order: set[int] = set()

    def restore(self, kept: Iterable[Json]) -> None:
        for one in sorted(kept, key=lambda one: int(one["update"]["update_id"])):
            self._put(Waiting(**one))

    def add(self, kind: str, body: Json) -> int | None:
        """Queues an update for the bot, unless it does not want that kind."""
        if not self.bot.wants(kind):
            return None
        return self._keep(kind, {"update_id": self.bot.take_update_id(), kind: body})

    def repeat(self, update: Json) -> int:
        """Queues an update under its own number, which the bot may have acknowledged before."""
        number = int(update["update_id"])
        self.bot.next_update_id = max(self.bot.next_update_id, number + 1)
        self._repeats.add(number)
        self._out_of_order.add(number)
        return self._keep(kind_of(update), update)

    def _keep(self, kind: str, update: Json) -> int:
        lifetime = LIFETIMES_S.get(kind, DAY_S)
        waiting = Waiting(update, queue_of(update), self._clock.now() + lifetime)
        self._put(waiting)
        self._store.put("update", self._key(waiting.id), vars(waiting))
        self._store.put("numbers", self.bot.id, self.bot.numbers())
        self.bell.ring()
        if self.arrived is not None:
            self.arrived(waiting)
        return waiting.id

    def _put(self, waiting: Waiting) -> None:
        self._forget_expired()
        self._waiting[waiting.id] = waiting
        heappush(self._expiring, (waiting.expires, waiting.id))

    def _forget_expired(self) -> None:
        """Also drops the marks of what has been acknowledged, so that they do not pile up."""
        now = self._clock.now()
        while self._expiring and self._expiring[0][0] < now:
            _, number = heappop(self._expiring)
            found = self._waiting.get(number)
            if found is not None and found.expires < now:
                self.forget(number)
        if len(self._expiring) > 2 * len(self._waiting) + FEW_MARKS:
            self._expiring = [(one.expires, one.id) for one in self._waiting.values()]
            heapify(self._expiring)

    def is_too_old(self, waiting: Waiting) -> bool:
        return self._clock.now() >= waiting.expires

    def forget(self, update_id: int) -> None:
        self._out_of_order.discard(update_id)
        if self._waiting.pop(update_id, None):
            self._store.drop("update", self._key(update_id))

    def forget_before(self, update_id: int) -> None:
        in_order = (number for number in self._waiting if number not in self._out_of_order)
        older = list(takewhile(lambda number: number < update_id, in_order))
        older += [number for number in self._out_of_order if number < update_id]
        for number in older:
            if number not in self._repeats:
                self.forget(number)

    def hand_out(self, update_id: int) -> None:
        """From now on it may be acknowledged, even if its number was before."""
        self._repeats.discard(update_id)

    def forget_all(self) -> None:
        self._repeats.clear()
        self.forget_before(self.bot.next_update_id)

    def waiting(self, most: int | None = None) -> list[Waiting]:
        """What is there now, without what has grown too old; the first few, if only they count."""
        self._forget_expired()
        return list(islice(self._waiting.values(), most))

    def __contains__(self, update_id: int) -> bool:
        return update_id in self._waiting

    def __len__(self) -> int:
        return len(self._waiting)

    def _key(self, update_id: int) -> str:
        return f"{self.bot.id}:{update_id}"
