"""python-telegram-bot over aiohttp: httpx carries a few hundred messages a second, this thousands.

It also tells a request that never reached Telegram from one whose answer never came.
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import aiohttp
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS = 5.0
# A file takes longer than a text.
ANSWER_SECONDS, UPLOAD_SECONDS = 15.0, 90.0
KEPT_OPEN_SECONDS = 10.0
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Unreached(NetworkError):
    """Telegram has certainly not had the request."""


class Unanswered(NetworkError):
    """Telegram may have done what was asked; nobody knows."""


class AiohttpRequest(BaseRequest):
    def __init__(self, connections: int) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return ANSWER_SECONDS

    async def initialize(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=self._connections, keepalive_timeout=KEPT_OPEN_SECONDS
            )
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar()
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        assert self._session is not None
        body, headers, patience = _body(request_data)
        timeout = aiohttp.ClientTimeout(
            total=CONNECT_SECONDS + patience, sock_connect=CONNECT_SECONDS
        )
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout
            ) as response:
                status, told = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Unreached(type(error).__name__) from error
        except (aiohttp.ClientError, OSError) as error:
            raise Unanswered(type(error).__name__) from error
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR and not told.startswith(b"{"):
            # Something before Telegram answers for it.
            raise Unanswered(f"HTTP {status}")
        return status, told


def _body(
    request_data: RequestData | None,
) -> tuple[bytes | aiohttp.FormData | None, dict[str, str], float]:
    """What is sent, its headers, and how long the answer may take."""
    if request_data is None:
        return None, {}, ANSWER_SECONDS
    if not request_data.contains_files:
        return urlencode(request_data.json_parameters).encode(), FORM, ANSWER_SECONDS
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, kind) in (request_data.multipart_data or {}).items():
        form.add_field(name, content, filename=file_name, content_type=kind)
    return form, {}, UPLOAD_SECONDS
