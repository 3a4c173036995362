"""Link previews: the first address in a message is fetched by GET, as Telegram does.

Whoever lets a GET spend a one-time link finds out here.
"""

import asyncio
from collections import deque
from typing import Any

from playground.clock import Clock
from playground.fetching import Fetching, Unreachable, is_near

Json = dict[str, Any]

MOST_KEPT = 500
MOST_AT_ONCE = 20


class Previews:
    def __init__(self, clock: Clock, fetching: Fetching) -> None:
        self.on = True
        self.fetched: deque[Json] = deque(maxlen=MOST_KEPT)
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        self._fetching = fetching

    def look(self, body: Json) -> None:
        """Fetches what the message points to, while everything else goes on."""
        entities = body.get("entities")
        if not entities or not self.on or len(self._tasks) >= MOST_AT_ONCE:
            return
        url = first_address(body, entities)
        if url and is_near(url):
            task = asyncio.get_running_loop().create_task(self._fetch(url))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _fetch(self, url: str) -> None:
        try:
            status = (await self._fetching.get(url)).status
        except Unreachable:
            status = 0
        self.fetched.append({"url": url, "status": status, "at": self._clock.date()})

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


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
