"""What time it is: the machine's clock, or in demo and tests the playground's shifted one."""

from datetime import UTC, datetime, timedelta

import aiohttp
import structlog

log = structlog.get_logger(__name__)

PATIENCE = aiohttp.ClientTimeout(total=2)


class Clock:
    """Asked at the edge, once for each update, page or tick; everything below is handed `now`."""

    def __init__(self, url: str = "") -> None:
        self._url = url
        self._offset = timedelta()
        self._http: aiohttp.ClientSession | None = None

    async def now(self) -> datetime:
        if self._url:
            await self._look()
        return datetime.now(UTC) + self._offset

    async def close(self) -> None:
        if self._http:
            await self._http.close()

    async def _look(self) -> None:
        if self._http is None:
            self._http = aiohttp.ClientSession(timeout=PATIENCE)
        try:
            async with self._http.get(self._url) as response:
                told = await response.json()
            self._offset = timedelta(seconds=float(told["offset_s"]))
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
            log.warning("The clock does not answer; its last offset stays.", error=error)
