"""Link previews: the first address in a message is fetched by GET, as Telegram does.

Only this machine is asked. Whoever lets a GET spend a one-time link finds out here.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playground.clock import Clock

if TYPE_CHECKING:
    import aiohttp

Json = dict[str, Any]

LOOPBACK = ("127.0.0.1", "::1", "localhost")
MOST_KEPT = 500
MOST_AT_ONCE = 20
WITHIN_S = 5
HEADERS = {"User-Agent": "TelegramBot (like TwitterBot)"}


class Previews:
    def __init__(self, clock: Clock) -> None:
        self.on = True
        self.fetched: deque[Json] = deque(maxlen=MOST_KEPT)
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        self._client: aiohttp.ClientSession | None = None

    def look(self, body: Json) -> None:
        """Fetches what the message points to, while everything else goes on."""
        entities = body.get("entities")
        if not entities or not self.on or len(self._tasks) >= MOST_AT_ONCE:
            return
        url = first_address(body, entities)
        if url and urlsplit(url).hostname in LOOPBACK:
            task = asyncio.get_running_loop().create_task(self._fetch(url))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _fetch(self, url: str) -> None:
        import aiohttp

        client = self._client = self._client or aiohttp.ClientSession(headers=HEADERS)
        wait = aiohttp.ClientTimeout(WITHIN_S)
        try:
            async with client.get(url, timeout=wait, allow_redirects=False) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            status = 0
        self.fetched.append({"url": url, "status": status, "at": self._clock.date()})

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.close()


def first_address(body: Json, entities: list[Json]) -> str:
    options = body.get("link_preview_options") or {}
    if options.get("is_disabled"):
        return ""
    if options.get("url"):
        return str(options["url"])
    utf16 = body["text"].encode("utf-16-le")
    for entity in entities:
        if entity["type"] == "text_link":
            return str(entity["url"])
        if entity["type"] == "url":
            start, stop = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
            found = utf16[start:stop].decode("utf-16-le")
            return found if "://" in found else f"http://{found}"
    return ""
