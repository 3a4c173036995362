"""Pictures that lie in the database: uploaded once for each bot, then sent by Telegram's name."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, InputMediaPhoto, Message
from sqlalchemy.exc import SQLAlchemyError

from handlers.replies import Picture
from outreach.letters import PHOTO, Media
from outreach.sender import NO_LONGER_KNOWN
from outreach.uploads import Names
from storage.database import Database

log = structlog.get_logger(__name__)

# So many stand together; fewer than two are no album.
MOST_TOGETHER = 10

File = str | BufferedInputFile
Say = Callable[[Sequence[File]], Awaitable[Sequence[Message | bool]]]


def albums(pictures: Sequence[Picture]) -> list[Sequence[Picture]]:
    """As few as hold them all, in their order; the last one may be a lone picture."""
    return [pictures[at : at + MOST_TOGETHER] for at in range(0, len(pictures), MOST_TOGETHER)]


class Albums:
    def __init__(self, bot: Bot, database: Database) -> None:
        self._bot = bot
        self._database = database
        self._names = Names(database, bot.id)
        self._uploading = asyncio.Lock()

    async def send(self, chat_id: int, pictures: Sequence[Picture]) -> None:
        """Up to ten together, or the only one alone; raises what Telegram refuses."""

        async def say(files: Sequence[File]) -> Sequence[Message]:
            if len(files) == 1:
                (file,), (one,) = files, pictures
                sent = await self._bot.send_photo(
                    chat_id, file, caption=one.caption, parse_mode="HTML"
                )
                return [sent]
            media: list[Any] = [
                InputMediaPhoto(media=file, caption=one.caption, parse_mode="HTML")
                for file, one in zip(files, pictures, strict=True)
            ]
            return await self._bot.send_media_group(chat_id, media)

        await self.say(pictures, say)

    async def say(self, pictures: Sequence[Picture], say: Say) -> None:
        """Say something with these pictures; one uploads what is new, the others wait for it."""
        media = [_media(one) for one in pictures]
        names = await self._known(media)
        are_known = None not in names
        if are_known and await self._said(say, names):
            return
        async with self._uploading:
            names = [None] * len(media) if are_known else await self._known(media)
            sent = await say(
                [name or await self._file(one) for name, one in zip(names, pictures, strict=True)]
            )
            for one, message in zip(media, sent, strict=True):
                if isinstance(message, Message) and message.photo:
                    await self._keep(one, message.photo[-1].file_id)

    async def _said(self, say: Say, names: Sequence[str | None]) -> bool:
        """False where Telegram no longer knows what it once named."""
        try:
            await say([name for name in names if name])
        except TelegramBadRequest as refusal:
            if any(known in refusal.message.lower() for known in NO_LONGER_KNOWN):
                return False
            raise
        return True

    async def _known(self, media: Sequence[Media]) -> list[str | None]:
        return [await self._names.name(one) for one in media]

    async def _file(self, picture: Picture) -> BufferedInputFile:
        assert picture.stored is not None
        async with self._database.glancing() as session:
            return BufferedInputFile(await picture.stored.fetch(session), picture.name)

    async def _keep(self, media: Media, name: str) -> None:
        """Who cannot keep it uploads it once more."""
        try:
            await self._names.keep(media, name)
        except (SQLAlchemyError, OSError) as error:
            log.warning("What Telegram calls a picture could not be kept.", error=error)


def _media(picture: Picture) -> Media:
    assert picture.stored is not None
    return Media(PHOTO, picture.stored.digest, picture.name)
