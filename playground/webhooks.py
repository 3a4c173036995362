"""Delivery to webhooks: serial within a queue, queues side by side, repeated until a 2xx."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playground.bots import Bot, Webhook
from playground.clock import Clock
from playground.replies import read_reply
from playground.requests import Received
from playground.store import Store, as_json
from playground.updates import Inbox, Waiting

if TYPE_CHECKING:
    import aiohttp

Execute = Callable[[Bot, Received], Awaitable[None]]

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
ANSWER_WITHIN_S = 60
LONGEST_PAUSE_S = 60.0
LONGEST_RETRY_AFTER_S = 3600
GONE = 410
# For how long a receiver may say that it is gone for good before it is believed.
GONE_FOR_S = 23 * 3600


@dataclass
class Delivery:
    """What is under way to one bot."""

    bot: Bot
    inbox: Inbox
    places: asyncio.Semaphore
    last_success: float
    queues: dict[int, deque[Waiting]] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)


class Webhooks:
    def __init__(self, inboxes: dict[int, Inbox], clock: Clock, store: Store) -> None:
        self._inboxes = inboxes
        self._clock = clock
        self._store = store
        self._group: asyncio.TaskGroup | None = None
        self._client: aiohttp.ClientSession | None = None
        self._watches: dict[int, asyncio.Task[None]] = {}
        self.execute: Execute | None = None
        self.first_pause_s = 2.0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        try:
            async with asyncio.TaskGroup() as self._group:
                for inbox in self._inboxes.values():
                    if inbox.bot.webhook:
                        self.start(inbox.bot)
                yield
                self._stop_all()
        finally:
            self._group = None
            if self._client is not None:
                await self._client.close()

    def _stop_all(self) -> None:
        for watch in self._watches.values():
            watch.cancel()

    def start(self, bot: Bot) -> None:
        """Begins to deliver what waits and what comes."""
        self.stop(bot)
        if self._group is not None:
            self._watches[bot.id] = self._group.create_task(self._watch(bot))

    def stop(self, bot: Bot) -> None:
        watch = self._watches.pop(bot.id, None)
        if watch is not None:
            watch.cancel()

    async def _watch(self, bot: Bot) -> None:
        assert bot.webhook is not None
        inbox, places = self._inboxes[bot.id], asyncio.Semaphore(bot.webhook.max_connections)
        delivery = Delivery(bot, inbox, places, self._clock.now())
        async with asyncio.TaskGroup() as queues:
            for waiting in inbox.waiting():
                self._sort_in(delivery, waiting, queues)
            mine = inbox.arrived = lambda waiting: self._sort_in(delivery, waiting, queues)
            try:
                await asyncio.Event().wait()
            finally:
                if inbox.arrived is mine:
                    inbox.arrived = None

    def _sort_in(self, delivery: Delivery, waiting: Waiting, queues: asyncio.TaskGroup) -> None:
        if waiting.id in delivery.known:
            return
        delivery.known.add(waiting.id)
        if waiting.queue in delivery.queues:
            delivery.queues[waiting.queue].append(waiting)
            return
        delivery.queues[waiting.queue] = deque([waiting])
        queues.create_task(self._empty(delivery, waiting.queue))

    async def _empty(self, delivery: Delivery, queue: int) -> None:
        inbox, waiting = delivery.inbox, delivery.queues[queue]
        while waiting:
            first = waiting[0]
            await self._deliver(delivery, first)
            inbox.forget(first.id)
            delivery.known.discard(first.id)
            waiting.popleft()
        del delivery.queues[queue]

    async def _deliver(self, delivery: Delivery, waiting: Waiting) -> None:
        """Tries until a 2xx or until the update is too old: at once, then ever more slowly."""
        pause_s = 0.0
        while not delivery.inbox.is_too_old(waiting):
            async with delivery.places:
                asked = await self._post(delivery, waiting)
            if asked is None:
                return
            await asyncio.sleep(asked or pause_s)
            pause_s = min(max(pause_s * 2, self.first_pause_s), LONGEST_PAUSE_S)

    async def _post(self, delivery: Delivery, waiting: Waiting) -> float | None:
        """One attempt; nothing on success, else for how long the receiver asks to wait."""
        import aiohttp

        bot, hook = delivery.bot, delivery.bot.webhook
        assert hook is not None
        client = self._client = self._client or aiohttp.ClientSession()
        try:
            await self._store.saved()
            async with client.post(
                hook.url,
                data=as_json(waiting.update).encode(),
                headers=headers_of(hook),
                timeout=aiohttp.ClientTimeout(ANSWER_WITHIN_S),
                allow_redirects=False,
            ) as answer:
                body = await answer.read()
                if 200 <= answer.status < 300:
                    delivery.last_success = self._clock.now()
                    await self._execute_reply(bot, answer.headers.get("Content-Type", ""), body)
                    return None
                self._note(bot, f"Wrong response from the webhook: {answer.status} {answer.reason}")
                self._drop_if_gone(delivery, answer.status)
                wished = answer.headers.get("Retry-After", "")
                return min(int(wished), LONGEST_RETRY_AFTER_S) if wished.isdigit() else 0
        except (aiohttp.ClientError, TimeoutError, OSError, sqlite3.Error) as error:
            self._note(bot, f"Connection failed: {type(error).__name__}")
            return 0

    def _drop_if_gone(self, delivery: Delivery, status: int) -> None:
        """A receiver that was gone for too long gets no more; what waits can be polled for."""
        if status == GONE and self._clock.now() > delivery.last_success + GONE_FOR_S:
            delivery.bot.webhook = None
            self._store.put("bot", delivery.bot.id, delivery.bot.kept())
            self.stop(delivery.bot)

    def _note(self, bot: Bot, message: str) -> None:
        if bot.webhook is not None:
            bot.webhook.last_error_date = self._clock.date()
            bot.webhook.last_error_message = message
            self._store.put("bot", bot.id, bot.kept())

    async def _execute_reply(self, bot: Bot, content_type: str, body: bytes) -> None:
        reply = await read_reply(content_type, body)
        if reply is not None and self.execute is not None:
            await self.execute(bot, reply)


def headers_of(hook: Webhook) -> dict[str, str]:
    secret = {SECRET_HEADER: hook.secret_token} if hook.secret_token else {}
    return {"Content-Type": "application/json"} | secret
