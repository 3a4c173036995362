"""The one way out for what speaks first: python-telegram-bot behind our own pace and transport."""

import asyncio
import json
import os
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from enum import Enum
from functools import lru_cache
from typing import Any

import structlog
from telegram import InputFile, Message
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import BaseRateLimiter, ExtBot

from outreach.group_places import GroupPlaces
from outreach.letters import PHOTO, Letter, Media, Place
from outreach.pace import EVERYBODY, Pace
from outreach.transport import AiohttpRequest, Unanswered
from outreach.uploads import Uploads
from storage.outreach import Outcome
from texts.screens import Rows

log = structlog.get_logger(__name__)

# The next major version gives waits as timedeltas; asking for them now spares it a warning each.
os.environ.setdefault("PTB_TIMEDELTA", "true")

CONNECTIONS = 600
# A wrong token is the operator's to mend; the letters wait for it.
WRONG_TOKEN_SECONDS = 60.0
GONE = ("chat not found", "user not found", "peer_id_invalid", "kicked", "group chat was deleted")
NO_LONGER_KNOWN = ("wrong file identifier", "wrong remote file", "file_reference", "file_id")
NO_TOPIC = ("thread not found", "topic_deleted", "topic deleted")
SAME = ("message is not modified",)
TOO_LONG = ("is too long", "message_too_long")


class Shown(Enum):
    """What became of showing something else in a message."""

    DONE = "done"
    REFUSED = "refused"
    LATER = "later"


class AskedToWait(Exception):
    """Telegram takes nothing for this chat for some seconds, or nothing at all."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class NotNow(Exception):
    """The letter has certainly not gone out; another time it may."""


class NobodyKnows(Exception):
    """The letter may have gone out; its answer never came."""


class Halted(RetryAfter):
    """We wait as we were told before; Telegram has not been asked."""


class Moved(Exception):
    """The group has another number now."""

    def __init__(self, chat_id: int) -> None:
        super().__init__(chat_id)
        self.chat_id = chat_id


class Limiter(BaseRateLimiter[int]):
    """The pace as python-telegram-bot asks for it."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace

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
            await asyncio.sleep(self._pace.take(chat_id))
        if halted := self._pace.halted(chat_id if isinstance(chat_id, int) else EVERYBODY):
            raise Halted(timedelta(seconds=halted))
        return await callback(*args, **kwargs)


class Sender:
    """`paid` allows Telegram to charge for what goes beyond its free pace."""

    def __init__(
        self,
        token: str,
        api_url: str,
        uploads: Uploads,
        pace: Pace,
        *,
        paid: bool = False,
        places: GroupPlaces | None = None,
    ) -> None:
        self._pace = pace
        self._paid = paid or None
        self._uploads = uploads
        self._places = places
        self._refused: dict[int, float] = {}
        self._request = AiohttpRequest(CONNECTIONS)
        self._bot: ExtBot[int] = ExtBot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=self._request,
            get_updates_request=AiohttpRequest(1),
            rate_limiter=Limiter(pace),
        )

    async def open(self) -> None:
        """Without asking who we are, which would need Telegram to be there already."""
        await self._request.initialize()

    async def close(self) -> None:
        await self._request.shutdown()

    def room(self) -> int:
        """How many letters may go out at once."""
        return self._pace.room()

    def halt(self, seconds: float, chat_id: int) -> None:
        self._pace.halt(seconds, chat_id)

    def refused(self) -> dict[int, float]:
        """The chats that Telegram has refused since this was asked, and for how many seconds."""
        told, self._refused = self._refused, {}
        return told

    async def send(self, chat_id: int, letter: Letter) -> Outcome:
        """Send one letter; raises AskedToWait, NotNow, NobodyKnows or Moved where it may yet go."""
        try:
            await self._send(chat_id, letter)
        except RetryAfter as wait:
            raise AskedToWait(self._note(wait, chat_id)) from None
        except InvalidToken:
            log.error("Telegram does not know the token; set TELEGRAM_BOT_TOKEN anew.")
            self._refuse(WRONG_TOKEN_SECONDS, EVERYBODY)
            raise AskedToWait(WRONG_TOKEN_SECONDS) from None
        except ChatMigrated as moved:
            raise Moved(moved.new_chat_id) from None
        except (BadRequest, Forbidden, FileNotFoundError) as refusal:
            return _outcome(refusal)
        except Unanswered as silence:
            raise NobodyKnows from silence
        except NetworkError as trouble:
            raise NotNow from trouble
        except TelegramError as refusal:
            return _outcome(refusal)
        return Outcome.SENT

    async def renew(self, chat_id: int, letter: Letter) -> int | None:
        """Send, without a sound, what could not be changed; the message, 0 where it cannot be.

        None where it may yet go.
        """
        try:
            shown = await self._bot.send_message(
                chat_id,
                letter.text,
                parse_mode="HTML",
                disable_notification=True,
                api_kwargs=NO_PREVIEW | _keyboard(letter.rows),
            )
        except RetryAfter as wait:
            self._note(wait, chat_id)
            return None
        except (BadRequest, Forbidden):
            return 0
        except TelegramError:
            return None
        return int(shown.message_id)

    async def leave(self, chat_id: int) -> bool:
        """Go from a group; whether that need not be tried again."""
        try:
            return bool(await self._bot.leave_chat(chat_id))
        except TelegramError as refusal:
            return isinstance(refusal, BadRequest | Forbidden)

    async def edit(self, chat_id: int, message_id: int, letter: Letter) -> bool:
        """Show something else in a message of ours; whether that need not be tried again."""
        return await self.show(chat_id, message_id, letter) is not Shown.LATER

    async def show(self, chat_id: int, message_id: int, letter: Letter) -> Shown:
        """Show something else in a message of ours, if Telegram lets us."""
        try:
            await self._bot.edit_message_text(
                letter.text,
                chat_id,
                message_id,
                parse_mode="HTML",
                api_kwargs=NO_PREVIEW | _keyboard(letter.rows),
            )
        except RetryAfter as wait:
            self._note(wait, chat_id)
            return Shown.LATER
        except BadRequest as refusal:
            return Shown.DONE if _says(refusal, SAME) else Shown.REFUSED
        except Forbidden:
            return Shown.REFUSED
        except TelegramError:
            return Shown.LATER
        return Shown.DONE

    def _note(self, wait: RetryAfter, chat_id: int) -> float:
        """Obey; the seconds to wait."""
        seconds = _seconds(wait)
        if not isinstance(wait, Halted):
            self._refuse(seconds, chat_id)
        return seconds

    def _refuse(self, seconds: float, chat_id: int) -> None:
        self.halt(seconds, chat_id)
        self._refused[chat_id] = seconds

    async def _send(self, chat_id: int, letter: Letter) -> None:
        if letter.place and self._places:
            await self._send_to_group(self._places, chat_id, letter, letter.place)
        else:
            await self._sent(chat_id, letter)

    async def _send_to_group(
        self, places: GroupPlaces, chat_id: int, letter: Letter, place: Place
    ) -> None:
        if place.message_id:
            if await self.show(chat_id, place.message_id, letter) is Shown.LATER:
                raise NotNow
            return
        thread = await places.thread(self._bot, chat_id, place)
        try:
            sent = await self._sent(chat_id, letter, thread)
        except BadRequest as refusal:
            if thread is None or not _says(refusal, NO_TOPIC):
                raise
            await places.vanished(chat_id, thread)
            sent = await self._sent(
                chat_id,
                letter,
                await places.thread(self._bot, chat_id, replace(place, thread_id=0)),
            )
        await places.remember(chat_id, sent, place)
        if place.pins:
            await places.pin(self._bot, chat_id, sent.message_id)

    async def _sent(self, chat_id: int, letter: Letter, thread: int | None = None) -> Message:
        if letter.media:
            return await self._send_media(chat_id, letter, letter.media, thread)
        return await self._bot.send_message(
            chat_id,
            letter.text,
            parse_mode="HTML",
            message_thread_id=thread,
            allow_paid_broadcast=self._paid,
            api_kwargs=NO_PREVIEW
            | _keyboard(letter.rows)
            | _answering(letter.answers)
            | _asking(letter.place),
        )

    async def _send_media(
        self, chat_id: int, letter: Letter, media: Media, thread: int | None
    ) -> Message:
        name = await self._uploads.name(media)
        if name is None:
            async with self._uploads.turn(media):
                name = await self._uploads.name(media)
                if name is None:
                    return await self._upload(chat_id, letter, media, thread)
        try:
            return await self._send_file(chat_id, letter, media, name, thread)
        except BadRequest as refusal:
            if not _says(refusal, NO_LONGER_KNOWN):
                raise
            return await self._upload(chat_id, letter, media, thread)

    async def _upload(
        self, chat_id: int, letter: Letter, media: Media, thread: int | None
    ) -> Message:
        content = await self._uploads.content(media)
        file = InputFile(content, filename=media.name)
        sent = await self._send_file(chat_id, letter, media, file, thread)
        await self._uploads.keep(media, _file_id(sent))
        return sent

    async def _send_file(
        self,
        chat_id: int,
        letter: Letter,
        media: Media,
        file: str | InputFile,
        thread: int | None,
    ) -> Message:
        told: dict[str, Any] = {
            "caption": letter.text,
            "parse_mode": "HTML",
            "message_thread_id": thread,
            "allow_paid_broadcast": self._paid,
            "api_kwargs": _keyboard(letter.rows),
        }
        if media.kind == PHOTO:
            return await self._bot.send_photo(chat_id, file, **told)
        return await self._bot.send_document(chat_id, file, **told)


def _file_id(sent: Message) -> str:
    """The name that Telegram gave the file."""
    if sent.photo:
        return sent.photo[-1].file_id
    assert sent.document is not None
    return sent.document.file_id


# Written once for many letters; python-telegram-bot's own objects are written for each.
NO_PREVIEW = {"link_preview_options": json.dumps({"is_disabled": True})}


def _outcome(refusal: Exception) -> Outcome:
    if isinstance(refusal, Forbidden):
        if _says(refusal, ("deactivated",)):
            return Outcome.DEACTIVATED
        return Outcome.CHAT_GONE if _says(refusal, GONE) else Outcome.BLOCKED
    if _says(refusal, GONE):
        return Outcome.CHAT_GONE
    if _says(refusal, TOO_LONG):
        return Outcome.TOO_LONG
    log.error("Telegram refused a letter.", refusal=str(refusal))
    return Outcome.REFUSED


def _says(refusal: Exception, any_of: tuple[str, ...]) -> bool:
    told = str(refusal).lower()
    return any(one in told for one in any_of)


@lru_cache(maxsize=256)
def _keyboard(rows: Rows) -> dict[str, str]:
    if not rows:
        return {}
    told = [
        [
            {"text": button.text}
            | ({"url": button.url} if button.url else {"callback_data": button.data})
            for button in row
        ]
        for row in rows
    ]
    return {"reply_markup": json.dumps({"inline_keyboard": told})}


def _answering(message_id: int) -> dict[str, str]:
    """A reply to a message that may be gone by now."""
    if not message_id:
        return {}
    told = {"message_id": message_id, "allow_sending_without_reply": True}
    return {"reply_parameters": json.dumps(told)}


def _asking(place: Place | None) -> dict[str, str]:
    if place is None or not place.asks:
        return {}
    return {"reply_markup": json.dumps({"force_reply": True, "selective": True})}


def _seconds(wait: RetryAfter) -> float:
    after = wait.retry_after
    return after if isinstance(after, int | float) else after.total_seconds()
