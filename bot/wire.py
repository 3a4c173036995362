"""The lean way out for what every tap needs: JSON to the Bot API over connections of our own.

aiogram builds a model of each call and of each answer, which costs more than the call. What a tap
says fits a plain dictionary; files and rare methods go through aiogram as usual.
"""

import json
from typing import Any
from urllib.parse import urlsplit

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from pydantic_core import to_json

from bot.connections import Connections
from texts.screens import Rows

REFUSALS = {400: TelegramBadRequest, 403: TelegramForbiddenError}
Json = dict[str, Any]


class Session(AiohttpSession):
    """aiogram's way to the Bot API, and ours beside it."""

    def __init__(self, api: TelegramAPIServer) -> None:
        super().__init__(api=api)
        self.connections = Connections(api.base)

    async def close(self) -> None:
        await self.connections.close()
        await super().close()


class Wire:
    def __init__(self, bot: Bot) -> None:
        assert isinstance(bot.session, Session)
        self._connections = bot.session.connections
        self._path = urlsplit(bot.session.api.api_url(bot.token, "")).path

    async def call(self, method: str, parameters: Json) -> Any:
        """The result; refusals are raised as aiogram raises them."""
        body = to_json({name: told for name, told in parameters.items() if told is not None})
        try:
            status, told = await self._connections.post(self._path + method, body)
        except (OSError, TimeoutError) as error:
            raise TelegramNetworkError(NO_METHOD, type(error).__name__) from error
        return _result(status, told)


# aiogram's refusals carry the call they answer; ours is none of its models.
NO_METHOD: Any = None


def _result(status: int, told: bytes) -> Any:
    try:
        answer = json.loads(told)
    except ValueError:
        raise TelegramServerError(NO_METHOD, f"HTTP {status}") from None
    if answer.get("ok"):
        return answer["result"]
    code, message = answer.get("error_code", status), answer.get("description", "")
    if code == 429:
        after = (answer.get("parameters") or {}).get("retry_after", 1)
        raise TelegramRetryAfter(NO_METHOD, message, after)
    if code >= 500:
        raise TelegramServerError(NO_METHOD, message)
    raise REFUSALS.get(code, TelegramAPIError)(NO_METHOD, message)


def keyboard(rows: Rows) -> Json | None:
    """The rows of buttons as the Bot API takes them."""
    if not rows:
        return None
    told = [
        [
            {"text": button.text}
            | ({"url": button.url} if button.url else {"callback_data": button.data})
            for button in row
        ]
        for row in rows
    ]
    return {"inline_keyboard": told}
