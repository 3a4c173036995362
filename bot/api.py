"""How Náves calls the Bot API: aiogram's bot at the server that is set, patient until it answers.

Importing this imports aiogram, which takes seconds; do it where nobody waits for a page.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import structlog
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter, TelegramUnauthorizedError

from bot.polling import KINDS
from bot.settings import Settings

log = structlog.get_logger(__name__)

SHORTEST_WAIT, LONGEST_WAIT = 1.0, 60.0

Answer = TypeVar("Answer")


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Bot]:
    server = TelegramAPIServer.from_base(settings.telegram_api_url)
    bot = Bot(
        settings.token,
        session=AiohttpSession(api=server),
        default=DefaultBotProperties(parse_mode="HTML", link_preview_is_disabled=True),
    )
    try:
        yield bot
    finally:
        await bot.session.close()


async def username(bot: Bot) -> str:
    """The bot's name, which also shows that the token is good."""
    me = await patiently(bot.get_me)
    return me.username or ""


async def ask_for_deliveries(bot: Bot, url: str, secret: str) -> None:
    """Have Telegram deliver updates to our address; asking again changes nothing."""
    await patiently(lambda: bot.set_webhook(url, secret_token=secret, allowed_updates=list(KINDS)))
    log.info("Telegram delivers by webhook.")


async def patiently(call: Callable[[], Awaitable[Answer]]) -> Answer:
    """Call until it succeeds, with longer and longer pauses."""
    wait = SHORTEST_WAIT
    while True:
        try:
            return await call()
        except TelegramRetryAfter as asked:
            await asyncio.sleep(asked.retry_after)
        except TelegramUnauthorizedError:
            log.error("Telegram does not know the token; set TELEGRAM_BOT_TOKEN anew.")
            await asyncio.sleep(LONGEST_WAIT)
        except (TelegramAPIError, OSError) as error:
            log.warning("Telegram cannot be reached.", error=error, wait_s=wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
