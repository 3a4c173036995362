"""A bot's updates that wait to be fetched or delivered, kept until acknowledged or too old."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from playground.bell import Bell
from playground.bots import Bot
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
    holder = body.get("chat") or body.get("from") or body.get("user") or {}
    return int(holder.get("id", 0))


class Inbox:
    """The updates of one bot, oldest first."""

    def __init__(self, bot: Bot, store: Store) -> None:
        self.bot = bot
        self.bell = Bell()
        self._store = store
        self._waiting: dict[int, Waiting] = {}
        self._repeats: set[int] = set()

    def restore(self, kept: Iterable[Json]) -> None:
        for one in sorted(kept, key=lambda one: int(one["update"]["update_id"])):
            waiting = Waiting(**one)
            self._waiting[waiting.id] = waiting

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
        return self._keep(kind_of(update), update)

    def _keep(self, kind: str, update: Json) -> int:
        lifetime = LIFETIMES_S.get(kind, DAY_S)
        waiting = Waiting(update, queue_of(update), time.time() + lifetime)
        self._waiting[waiting.id] = waiting
        self._store.put("update", self._key(waiting.id), vars(waiting))
        self._store.put("numbers", self.bot.id, self.bot.numbers())
        self.bell.ring()
        return waiting.id

    def forget(self, update_id: int) -> None:
        if self._waiting.pop(update_id, None):
            self._store.drop("update", self._key(update_id))

    def forget_before(self, update_id: int) -> None:
        older = [number for number in self._waiting if number < update_id]
        for number in older:
            if number not in self._repeats:
                self.forget(number)

    def hand_out(self, update_id: int) -> None:
        """From now on it may be acknowledged, even if its number was before."""
        self._repeats.discard(update_id)

    def forget_all(self) -> None:
        self._repeats.clear()
        self.forget_before(self.bot.next_update_id)

    def waiting(self) -> list[Waiting]:
        """What is there now, without what has grown too old."""
        now = time.time()
        for waiting in [one for one in self._waiting.values() if one.expires < now]:
            self.forget(waiting.id)
        return list(self._waiting.values())

    def __contains__(self, update_id: int) -> bool:
        return update_id in self._waiting

    def __len__(self) -> int:
        return len(self._waiting)

    def _key(self, update_id: int) -> str:
        return f"{self.bot.id}:{update_id}"
