"""Fetches addresses by GET, as Telegram does for previews and for files sent by URL.

Only this machine is asked, redirects are not followed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import aiohttp

LOOPBACK = ("127.0.0.1", "::1", "localhost")
WITHIN_S = 5
HEADERS = {"User-Agent": "TelegramBot (like TwitterBot)"}


class Unreachable(Exception):
    """Nobody answers there, or with too much."""


@dataclass(frozen=True)
class Fetched:
    status: int
    content_type: str = ""
    content: bytes = b""


class Fetching:
    def __init__(self) -> None:
        self._client: aiohttp.ClientSession | None = None

    async def get(self, url: str, largest: int = 0) -> Fetched:
        """The answer with its content, when that is wanted and not larger."""
        import aiohttp

        if not is_near(url):
            raise Unreachable(url)
        client = self._client = self._client or aiohttp.ClientSession(headers=HEADERS)
        wait = aiohttp.ClientTimeout(WITHIN_S)
        try:
            async with client.get(url, timeout=wait, allow_redirects=False) as answer:
                content = await whole(answer.content, largest) if largest else b""
                return Fetched(answer.status, answer.content_type, content)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise Unreachable(url) from error

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()


def is_near(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.hostname in LOOPBACK


async def whole(stream: aiohttp.StreamReader, largest: int) -> bytes:
    content = bytearray()
    async for part in stream.iter_any():
        content += part
        if len(content) > largest:
            raise Unreachable("too large")
    return bytes(content)
