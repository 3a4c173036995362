"""Photos and voice messages that are awaited as answers, fetched before anything is written.

They come in the answer to their own update, so nothing has to be kept of where they lie at
Telegram or of who sent them.
"""

import asyncio
import io
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import Message, Update

from handlers.allowance import Allowance
from handlers.survey_messages import sort_of
from storage import conversations
from storage.database import Database
from surveys import attachments
from surveys.attachments import SIZE_LIMIT, VOICE_LIMIT, Attachment
from surveys.checking import AnswerRefused, Reason

log = structlog.get_logger(__name__)

LIMITS = {"photo": SIZE_LIMIT, "voice": VOICE_LIMIT}
PATIENCE_SECONDS = 20
# Each takes memory while it is fetched and painted anew.
_few = asyncio.Semaphore(2)


async def enclosed(
    bot: Bot, database: Database, allowance: Allowance, update: Update, person: int
) -> Attachment | AnswerRefused | None:
    """What a message brings along for the question that awaits it; None when none does."""
    message = update.message
    sort = sort_of(message) if message else None
    if message is None or sort not in LIMITS or not await _awaited(database, update, person, sort):
        return None
    await allowance.take("answer_file", person)
    try:
        async with _few:
            raw = await _fetched(bot, message, LIMITS[sort])
            make = attachments.photo if sort == "photo" else attachments.voice
            return await asyncio.to_thread(make, raw)
    except AnswerRefused as refused:
        return refused
    except (TelegramAPIError, TimeoutError, OSError) as error:
        log.warning("A file could not be fetched.", update_id=update.update_id, error=error)
        return AnswerRefused(Reason.NOT_A_FILE)


async def _awaited(database: Database, update: Update, person: int, sort: str) -> bool:
    async with database.reading() as session:
        heard = await conversations.heard(session, update.update_id)
        known = await conversations.known(session, person)
    stood = known[1] if known else None
    waiting: dict[str, Any] = heard.waiting if heard else stood.data if stood else {}
    return sort in waiting.get("takes", ())


async def _fetched(bot: Bot, message: Message, limit: int) -> bytes:
    sent = message.photo[-1] if message.photo else message.document or message.voice
    if sent is None or (sent.file_size or 0) > limit:
        raise AnswerRefused(Reason.NOT_A_FILE)
    async with asyncio.timeout(PATIENCE_SECONDS):
        content = await bot.download(sent, io.BytesIO(), timeout=PATIENCE_SECONDS)
    assert content is not None
    raw = content.read()
    if len(raw) > limit:
        raise AnswerRefused(Reason.NOT_A_FILE)
    return raw
