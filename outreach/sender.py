"""The one way out for what speaks first: python-telegram-bot behind our own rate limiter."""

import asyncio
import os
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from enum import StrEnum
from pathlib import Path
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter, ExtBot
from telegram.request import HTTPXRequest

from outreach.letters import Letter
from texts.screens import Rows

# The next major version gives waits as timedeltas; asking for them now spares it a warning each.
os.environ.setdefault("PTB_TIMEDELTA", "true")

# Telegram takes about 30 messages a second from a bot, and one a second in a chat.
PER_SECOND = 28
CHAT_SPACING = 1.0


class Outcome(StrEnum):
    SENT = "sent"
    BLOCKED = "blocked"
    CHAT_GONE = "chat_gone"
    REFUSED = "refused"
    NOT_NOW = "not_now"


class Spacing(BaseRateLimiter[int]):
    """Even gaps instead of bursts: overall, and between two messages to one chat."""

    def __init__(self) -> None:
        self._next = 0.0
        self._next_in_chat: dict[int, float] = {}

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        chat_id = data.get("chat_id")
        if isinstance(chat_id, int):
            await asyncio.sleep(self._wait(chat_id, asyncio.get_running_loop().time()))
        return await callback(*args, **kwargs)

    def _wait(self, chat_id: int, now: float) -> float:
        """Seconds until this chat's turn, which is taken by asking."""
        turn = max(now, self._next, self._next_in_chat.get(chat_id, 0.0))
        self._next = max(now, self._next) + 1 / PER_SECOND
        self._next_in_chat = {c: t for c, t in self._next_in_chat.items() if t > now}
        self._next_in_chat[chat_id] = turn + CHAT_SPACING
        return turn - now


class AskedToWait(Exception):
    """Telegram refuses everything for some seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Sender:
    def __init__(self, token: str, api_url: str) -> None:
        self._bot: ExtBot[int] = ExtBot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=HTTPXRequest(connection_pool_size=8, pool_timeout=60),
            rate_limiter=Spacing(),
        )
        self._opened = AsyncExitStack()

    async def open(self) -> None:
        await self._opened.enter_async_context(self._bot)

    async def close(self) -> None:
        await self._opened.aclose()

    async def send(self, chat_id: int, letter: Letter) -> Outcome:
        """Send one letter; raises AskedToWait when the whole bot has to."""
        try:
            await self._send(chat_id, letter)
        except RetryAfter as wait:
            raise AskedToWait(_seconds(wait)) from None
        except Forbidden:
            return Outcome.BLOCKED
        except BadRequest as refusal:
            gone = "chat not found" in refusal.message.lower()
            return Outcome.CHAT_GONE if gone else Outcome.REFUSED
        except NetworkError:
            return Outcome.NOT_NOW
        except TelegramError:
            return Outcome.REFUSED
        return Outcome.SENT

    async def _send(self, chat_id: int, letter: Letter) -> None:
        markup = _keyboard(letter.rows)
        if letter.document:
            await self._bot.send_document(
                chat_id,
                Path(letter.document),
                caption=letter.text,
                parse_mode="HTML",
                reply_markup=markup,
            )
            return
        await self._bot.send_message(
            chat_id,
            letter.text,
            parse_mode="HTML",
            reply_markup=markup,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )


def _keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(
                    button.text, callback_data=button.data or None, url=button.url or None
                )
                for button in row
            ]
            for row in rows
        ]
    )


def _seconds(wait: RetryAfter) -> float:
    after = wait.retry_after
    return after if isinstance(after, int | float) else after.total_seconds()
