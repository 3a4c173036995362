"""Asks Telegram for updates and acknowledges only what has been handled.

An update is acknowledged by asking for those after it, so a batch is asked for when the one before
has been handled whole. One resident's updates keep their order; different residents go in parallel.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import aiohttp
import structlog

from bot.bot_api import UNREACHABLE, BotApi, Refused
from web.references import new_reference

log = structlog.get_logger(__name__)

Update = dict[str, Any]
Feed = Callable[[Update], Awaitable[None]]

PARALLEL = 50
BATCH = 100
LONG_POLL_SECONDS = 25
# Longer than the long poll, so that only a dead connection runs into it.
PATIENCE = aiohttp.ClientTimeout(total=LONG_POLL_SECONDS + 15)
SHORT_PATIENCE = aiohttp.ClientTimeout(total=5)
SHORTEST_WAIT, LONGEST_WAIT = 1.0, 30.0
REFUSED_WAIT = 60.0
KINDS = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")


class Polling:
    """`run()` until `stop()`; what has been fetched by then is handled to its end.

    `hears` is set as soon as Telegram lets us ask.
    """

    def __init__(self, api_url: str, token: str, feed: Feed, hears: asyncio.Event) -> None:
        self._address = (api_url, token)
        self._feed = feed
        self._hears = hears
        self._next = 0
        self._handled: set[int] = set()
        self._room = asyncio.Semaphore(PARALLEL)
        self._stopping = asyncio.Event()
        self._wait = SHORTEST_WAIT

    def stop(self) -> None:
        self._stopping.set()

    async def run(self) -> None:
        async with aiohttp.ClientSession() as http:
            api = BotApi(*self._address, http)
            await self._repeatedly(lambda: self._end_webhook(api), until_done=True)
            await self._repeatedly(lambda: self._fetch_and_handle(api))
            await self._acknowledge(api)

    async def _repeatedly(
        self, step: Callable[[], Awaitable[None]], *, until_done: bool = False
    ) -> None:
        while not self._stopping.is_set():
            try:
                await step()
            except Exception as error:
                await self._pause(error)
                continue
            self._wait = SHORTEST_WAIT
            if until_done:
                return

    async def _end_webhook(self, api: BotApi) -> None:
        """Telegram refuses to be polled while an address for deliveries is set."""
        await api.call("deleteWebhook")
        self._hears.set()

    async def _fetch_and_handle(self, api: BotApi) -> None:
        batch = await self._fetch(api)
        if batch:
            await self._handle(batch)

    async def _fetch(self, api: BotApi) -> Sequence[Any]:
        asked = {"offset": self._next, "limit": BATCH, "allowed_updates": KINDS}
        call = asyncio.ensure_future(
            api.call("getUpdates", PATIENCE, timeout=LONG_POLL_SECONDS, **asked)
        )
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait((call, stopping), return_when=asyncio.FIRST_COMPLETED)
            return await call if call.done() else ()
        finally:
            for one in (call, stopping):
                one.cancel()
            await asyncio.gather(call, stopping, return_exceptions=True)

    async def _handle(self, batch: Sequence[Any]) -> None:
        started = time.monotonic()
        updates = [one for one in batch if _is_update(one)]
        if len(updates) < len(batch):
            log.error("Updates without a number are passed over.", count=len(batch) - len(updates))
        lanes = by_resident(one for one in updates if one["update_id"] not in self._handled)
        async with asyncio.TaskGroup() as group:
            for lane in lanes:
                group.create_task(self._handle_in_order(lane))
        self._move_on(updates)
        milliseconds = round((time.monotonic() - started) * 1000)
        log.info("A batch was handled.", updates=len(updates), ms=milliseconds)

    async def _handle_in_order(self, lane: Sequence[Update]) -> None:
        """A resident's updates until one cannot be handled; what follows it waits with it."""
        async with self._room:
            for update in lane:
                try:
                    await self._feed(update)
                except Exception:
                    number = update["update_id"]
                    log.exception("An update was not handled; it comes again.", update_id=number)
                    return
                self._handled.add(update["update_id"])

    def _move_on(self, updates: Sequence[Update]) -> None:
        """Acknowledge up to the first update that is not handled."""
        numbers = [update["update_id"] for update in updates]
        left = [number for number in numbers if number not in self._handled]
        self._next = min(left) if left else max(numbers, default=self._next - 1) + 1
        self._handled = {number for number in self._handled if number >= self._next}
        if left:
            raise Refused(500, None)

    async def _acknowledge(self, api: BotApi) -> None:
        """Say what has been handled, so that the next start does not hear it again."""
        try:
            await api.call("getUpdates", SHORT_PATIENCE, offset=self._next, timeout=0, limit=1)
        except (Refused, *UNREACHABLE) as error:
            log.warning("The last updates will come once more.", error=error)

    async def _pause(self, error: Exception) -> None:
        wait = self._wait
        self._wait = min(wait * 2, LONGEST_WAIT)
        if isinstance(error, Refused):
            wait = error.retry_after or (REFUSED_WAIT if error.code in (401, 404) else wait)
            log.warning(MEANING.get(error.code, MEANING[500]), code=error.code, wait_s=wait)
        elif isinstance(error, UNREACHABLE):
            log.warning("Telegram cannot be reached.", error=error, wait_s=wait)
        else:
            log.error("Polling failed.", exc_info=error, reference=new_reference(), wait_s=wait)
        try:
            await asyncio.wait_for(self._stopping.wait(), wait)
        except TimeoutError:
            return


MEANING = {
    401: "Telegram does not know the token; set TELEGRAM_BOT_TOKEN anew.",
    404: "Telegram does not know the token; set TELEGRAM_BOT_TOKEN anew.",
    409: "Somebody else asks for this bot's updates; only one program may.",
    429: "Telegram asks to wait.",
    500: "Updates could not be had or handled; trying again.",
}


def by_resident(updates: Iterable[Update]) -> list[list[Update]]:
    """The updates in lanes: one for each person, in each the order kept."""
    lanes: dict[object, list[Update]] = {}
    for update in updates:
        lanes.setdefault(whose(update), []).append(update)
    return list(lanes.values())


def whose(update: Update) -> object:
    """The account an update comes from, or its chat; an update of nobody is alone."""
    for part in update.values():
        if isinstance(part, dict):
            person = part.get("from") or part.get("chat")
            if isinstance(person, dict) and "id" in person:
                return person["id"]
    return ("update", update["update_id"])


def _is_update(one: Any) -> bool:
    return isinstance(one, dict) and isinstance(one.get("update_id"), int)
