"""How Náves calls the Bot API: aiogram's bot at the server that is set, patient until it answers.

Importing this imports aiogram, which takes seconds; do it where nobody waits for a page.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

import structlog
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter, TelegramUnauthorizedError
from aiogram.types import BotCommand, BotCommandScopeAllGroupChats

from bot.polling import KINDS
from bot.settings import Settings
from bot.wire import Session
from handlers import commands
from handlers.groups import commands as group_commands
from texts.words import Words

log = structlog.get_logger(__name__)

SHORTEST_WAIT, LONGEST_WAIT = 1.0, 60.0
# As many at once as Telegram offers; each is acknowledged only when its screen has been shown.
DELIVERIES = 100
# By Telegram's own language; Czech is for all whose language we do not speak.
MENUS = {None: "cs", "uk": "uk", "en": "en"}

Answer = TypeVar("Answer")


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Bot]:
    server = TelegramAPIServer.from_base(settings.telegram_api_url)
    bot = Bot(
        settings.token,
        session=Session(server),
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


async def offer_commands(bot: Bot) -> None:
    """Fill Telegram's command menu in each language; without it the bot still works."""
    for telegram_language, language in MENUS.items():
        menu = commands.menu(Words(language))
        told = [BotCommand(command=name, description=line) for name, line in menu]
        try:
            await bot.set_my_commands(told, language_code=telegram_language)
        except (TelegramAPIError, OSError) as error:
            log.warning("The command menu could not be set.", error=error)
        await _offer_in_groups(bot, telegram_language, Words(language))


async def _offer_in_groups(bot: Bot, telegram_language: str | None, words: Words) -> None:
    told = [BotCommand(command=name, description=line) for name, line in group_commands.menu(words)]
    scope = BotCommandScopeAllGroupChats()
    try:
        await bot.set_my_commands(told, scope, telegram_language)
    except (TelegramAPIError, OSError) as error:
        log.warning("The command menu of groups could not be set.", error=error)


async def ask_for_deliveries(bot: Bot, url: str, secret: str) -> None:
    """Have Telegram deliver updates to our address; asking again changes nothing."""
    ask = partial(bot.set_webhook, secret_token=secret, max_connections=DELIVERIES)
    await patiently(lambda: ask(url, allowed_updates=list(KINDS)))
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
