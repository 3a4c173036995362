"""Plain calls of the Bot API, for what needs no aiogram: polling and the operator's commands."""

from typing import Any

import aiohttp

PATIENCE = aiohttp.ClientTimeout(total=10)


class Refused(Exception):
    """The Bot API answered with an error: its code, and how long it asks us to wait."""

    def __init__(self, code: int, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after


# What a call may end with when nobody is there, or something else answers.
UNREACHABLE = (aiohttp.ClientError, TimeoutError, OSError, ValueError)


class BotApi:
    def __init__(self, api_url: str, token: str, http: aiohttp.ClientSession) -> None:
        self._url = f"{api_url}/bot{token}"
        self._http = http

    async def call(
        self, method: str, patience: aiohttp.ClientTimeout = PATIENCE, **asked: Any
    ) -> Any:
        url = f"{self._url}/{method}"
        async with self._http.post(url, json=asked, timeout=patience) as response:
            told = await response.json(content_type=None)
        if not isinstance(told, dict):
            raise Refused(response.status)
        if not told.get("ok"):
            after = (told.get("parameters") or {}).get("retry_after")
            raise Refused(told.get("error_code", response.status), after)
        return told["result"]
