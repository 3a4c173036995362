"""Pictures, recordings, documents and works that are awaited, fetched before anything is written.

They come in the answer to their own update, so nothing has to be kept of where they lie at
Telegram or of who sent them.
"""

import asyncio
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import Audio, Document, Message, PhotoSize, Update, Voice

from contests import pictures
from contests.pictures import NotAWork, Work
from handlers.allowance import Allowance
from handlers.incoming import sorts_of
from storage import conversations
from storage.database import Database
from surveys import attachments
from surveys.attachments import SIZE_LIMIT, VOICE_LIMIT, Attachment
from surveys.checking import AnswerRefused, Reason

log = structlog.get_logger(__name__)

# A picture or drawing for a contest, however it was sent.
WORK = "work"
# How many bytes of each sort are fetched, and what is made of them.
MAKES: Mapping[str, tuple[int, Callable[[bytes], Attachment | Work]]] = {
    "photo": (SIZE_LIMIT, attachments.photo),
    "voice": (VOICE_LIMIT, attachments.voice),
    "audio": (SIZE_LIMIT, attachments.audio),
    "file": (SIZE_LIMIT, attachments.file),
    WORK: (pictures.SIZE_LIMIT, pictures.work),
}
PATIENCE_SECONDS = 20
# Each takes memory while it is fetched and painted anew.
_few = asyncio.Semaphore(2)


async def enclosed(
    bot: Bot, database: Database, allowance: Allowance, update: Update, person: int
) -> Attachment | AnswerRefused | Work | NotAWork | None:
    """What a message brings along for what awaits it; None when nothing does."""
    message = update.message
    if message is None or not _content(message):
        return None
    awaited = await _awaited(database, update, person)
    sorts = (WORK, *sorts_of(message))
    sort = next((one for one in sorts if one in awaited and one in MAKES), None)
    if sort is None:
        return None
    await allowance.take("answer_file", person)
    limit, make = MAKES[sort]
    try:
        async with _few:
            return await asyncio.to_thread(make, await _fetched(bot, message, limit))
    except (AnswerRefused, NotAWork) as refused:
        return refused
    except (TelegramAPIError, TimeoutError, OSError) as error:
        log.warning("A file could not be fetched.", update_id=update.update_id, error=error)
        return AnswerRefused(Reason.NOT_A_FILE)


async def _awaited(database: Database, update: Update, person: int) -> Sequence[str]:
    """The sorts of files that the conversation waits for."""
    async with database.reading() as session:
        heard = await conversations.heard(session, update.update_id)
        known = await conversations.known(session, person)
    stood = known[1] if known else None
    waiting: dict[str, Any] = heard.waiting if heard else stood.data if stood else {}
    takes: Sequence[str] = waiting.get("takes", ())
    return takes


async def _fetched(bot: Bot, message: Message, limit: int) -> bytes:
    sent = _content(message)
    assert sent is not None
    if (sent.file_size or 0) > limit:
        raise attachments.too_big(limit)
    async with asyncio.timeout(PATIENCE_SECONDS):
        content = await bot.download(sent, io.BytesIO(), timeout=PATIENCE_SECONDS)
    assert content is not None
    raw = content.read()
    if len(raw) > limit:
        raise attachments.too_big(limit)
    return raw


def _content(message: Message) -> PhotoSize | Document | Voice | Audio | None:
    best = message.photo[-1] if message.photo else None
    return best or message.document or message.voice or message.audio
