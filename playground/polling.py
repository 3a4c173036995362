"""getUpdates: one long poll a bot, the newer ending the older, conflicts told slowly."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import anyio

from playground.refusals import Refusal, conflict
from playground.store import as_json
from playground.updates import Inbox

Json = dict[str, Any]

LARGEST_ANSWER_BYTES = 1 << 22
# The same offset again this soon means a bot in a tight loop: it is held for a while.
HASTE_S = 3.0
GREAT_HASTE_S = 0.5
OTHER_REQUEST = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


@dataclass
class Poll:
    scope: anyio.CancelScope
    ended_by: str | None = None


class Polling:
    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox
        self._poll: Poll | None = None
        self._last_offset: int | None = None
        self._last_start = 0.0
        self._next_conflict = 0.0

    def end(self, why: str) -> None:
        if self._poll is not None:
            self._poll.ended_by = why
            self._poll.scope.cancel()
            self._poll = None

    async def fetch(self, offset: int, limit: int, timeout_s: float) -> list[Json]:
        if self.inbox.bot.webhook is not None:
            raise await self._conflict(WEBHOOK_ACTIVE)
        limit, timeout_s = self._slowed(offset, limit, timeout_s)
        self.end(OTHER_REQUEST)
        self._acknowledge(offset)
        found = self._some(limit)
        if found or not timeout_s:
            return found
        await self._wait(timeout_s)
        return self._some(limit)

    def _slowed(self, offset: int, limit: int, timeout_s: float) -> tuple[int, float]:
        """Limit and timeout, narrowed for who asks for the same again in haste."""
        now = time.monotonic()
        if offset == self._last_offset and now < self._last_start + HASTE_S:
            timeout_s = max(timeout_s, HASTE_S)
            if now < self._last_start + GREAT_HASTE_S:
                limit = 1
        self._last_offset, self._last_start = offset, now
        return limit, timeout_s

    def _acknowledge(self, offset: int) -> None:
        if offset > 0:
            self.inbox.forget_before(offset)
        if offset < 0:
            waiting = self.inbox.waiting()
            first = waiting[max(len(waiting) + offset, 0)].id if waiting else 0
            self.inbox.forget_before(first)

    def _some(self, limit: int) -> list[Json]:
        found: list[Json] = []
        size = 0
        for waiting in self.inbox.waiting(limit):
            size += len(as_json(waiting.update).encode())
            if found and size > LARGEST_ANSWER_BYTES:
                break
            self.inbox.hand_out(waiting.id)
            found.append(waiting.update)
        return found

    async def _wait(self, timeout_s: float) -> None:
        with anyio.move_on_after(timeout_s) as scope:
            poll = self._poll = Poll(scope)
            try:
                await self.inbox.bell.wait()
            finally:
                if self._poll is poll:
                    self._poll = None
        if poll.ended_by is not None:
            raise await self._conflict(poll.ended_by)

    async def _conflict(self, why: str) -> Refusal:
        now = time.monotonic()
        if now < self._next_conflict:
            await asyncio.sleep(HASTE_S)
        else:
            self._next_conflict = now + HASTE_S
        return conflict(why)
