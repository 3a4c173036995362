"""Saying a reply in a Telegram group: in its thread, at the pace that Telegram bears there.

A group takes twenty messages or changes a minute. What goes beyond is left to the outbox, so that
nobody else waits meanwhile; a message that many tap is then changed once for all of them.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, NamedTuple

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import (
    ForceReply,
    InputMediaPhoto,
    Message,
    ReplyParameters,
)

from bot import enclosing
from handlers.replies import Reply, Screen
from outreach.letters import Letter, Place, post_to_chat
from outreach.pace import Pace
from storage import groups, outreach
from storage.database import Database
from texts.formatting import escape, split

log = structlog.get_logger(__name__)

TRIES = 3
LONGEST_WAIT = 60
ALERT_LENGTH = 200
CAPTION_LENGTH = 1000


class Spot(NamedTuple):
    """Where in a group is answered: in which thread, and which message."""

    chat_id: int
    thread_id: int | None = None
    message_id: int = 0
    tapped: bool = False
    has_photo: bool = False


class GroupSpeaker:
    def __init__(self, bot: Bot, database: Database, pace: Pace) -> None:
        self._bot = bot
        self._database = database
        self._pace = pace

    async def speak(self, spot: Spot, reply: Reply, now: datetime) -> None:
        """Say it all; what Telegram refuses for good is noted and left."""
        try:
            await self._screens(spot, reply, now)
            if reply.leaves:
                await self._try(spot.chat_id, lambda: self._bot.leave_chat(spot.chat_id))
        except TelegramMigrateToChat as moved:
            await self._follow(spot.chat_id, moved.migrate_to_chat_id)
            after = spot._replace(chat_id=moved.migrate_to_chat_id, message_id=0, tapped=False)
            await self._screens(after, reply, now)
        except TelegramAPIError as refusal:
            log.warning("A group could not be answered.", error=refusal)

    async def answer_tap(self, tap_id: str, reply: Reply) -> None:
        text = reply.toast[:ALERT_LENGTH] or None
        try:
            await self._bot.answer_callback_query(tap_id, text=text, show_alert=reply.alert)
        except TelegramAPIError as refusal:
            log.warning("A tap could not be answered.", error=refusal)

    async def _screens(self, spot: Spot, reply: Reply, now: datetime) -> None:
        screens = list(reply.screens)
        if not spot.tapped and reply.toast:
            screens.append(Screen(escape(reply.toast)))
        if spot.tapped and screens and not reply.below and _fits(spot, screens[0]):
            await self._change(spot, screens[0], now)
            screens = screens[1:]
        for place, screen in enumerate(screens):
            if self._pace.room_in(spot.chat_id) or not _fits_a_letter(screen):
                await self._send(spot, screen, now)
            else:
                about = f"group-reply:{spot.chat_id}:{spot.message_id}:{now.timestamp()}:{place}"
                await self._write_later(about, spot, screen, now)

    async def _change(self, spot: Spot, screen: Screen, now: datetime) -> None:
        """Change the tapped message now, or when its turn comes, once for all who tapped it."""
        about = f"group-change:{spot.chat_id}:{spot.message_id}:"
        if not self._pace.room_in(spot.chat_id) and _fits_a_letter(screen):
            await self._write_later(f"{about}{now.timestamp()}", spot, screen, now, instead=about)
            return
        async with self._database.writing() as session:
            await outreach.withdraw(session, about)
        await asyncio.sleep(self._pace.take(spot.chat_id))
        await self._show(spot, screen, now)

    async def _write_later(
        self, about: str, spot: Spot, screen: Screen, now: datetime, instead: str = ""
    ) -> None:
        """Leave the screen to the outbox, in the place of others that begin with `instead`."""
        place = Place(
            card=screen.card,
            thread_id=spot.thread_id or 0,
            message_id=spot.message_id if instead else 0,
            asks=screen.asks,
            pins=screen.pins,
        )
        answers = 0 if spot.tapped else spot.message_id
        letter = Letter(screen.text, screen.rows, answers=answers, place=place)
        async with self._database.writing() as session:
            if instead:
                await outreach.withdraw(session, instead)
            await post_to_chat(session, spot.chat_id, about, letter, now)
            if instead and screen.card:
                await groups.keep_card(session, spot.chat_id, spot.message_id, screen.card, now)

    async def _show(self, spot: Spot, screen: Screen, now: datetime) -> None:
        markup = enclosing.inline_keyboard(screen.rows)
        where: dict[str, Any] = {"chat_id": spot.chat_id, "message_id": spot.message_id}
        if screen.chart:
            picture = await enclosing.picture(screen)
            media = InputMediaPhoto(media=picture, caption=screen.text, parse_mode="HTML")
            await self._try(
                spot.chat_id,
                lambda: self._bot.edit_message_media(media, **where, reply_markup=markup),
            )
        else:
            await self._try(
                spot.chat_id,
                lambda: self._bot.edit_message_text(
                    screen.text, **where, parse_mode="HTML", reply_markup=markup
                ),
            )
        if screen.card:
            await self._remember(spot.chat_id, spot.message_id, screen.card, now)

    async def _send(self, spot: Spot, screen: Screen, now: datetime) -> None:
        await asyncio.sleep(self._pace.take(spot.chat_id))
        sent = await self._try(spot.chat_id, lambda: self._sent(spot, screen))
        if not isinstance(sent, Message):
            return
        if screen.card:
            await self._remember(spot.chat_id, sent.message_id, screen.card, now)
        if screen.pins:
            pin = self._bot.pin_chat_message
            await self._try(
                spot.chat_id, lambda: pin(spot.chat_id, sent.message_id, disable_notification=True)
            )

    async def _sent(self, spot: Spot, screen: Screen) -> Message:
        """The message that carries the buttons: what is too long for one goes out before it."""
        place: dict[str, Any] = {"message_thread_id": spot.thread_id, "parse_mode": "HTML"}
        if spot.message_id and not spot.tapped:
            place["reply_parameters"] = ReplyParameters(
                message_id=spot.message_id, allow_sending_without_reply=True
            )
        markup = (
            ForceReply(selective=True) if screen.asks else enclosing.inline_keyboard(screen.rows)
        )
        if screen.document or screen.picture or screen.chart:
            return await self._sent_file(spot, screen, place | {"reply_markup": markup})
        *before, last = split(screen.text)
        for piece in before:
            await self._bot.send_message(spot.chat_id, piece, **place)
            await asyncio.sleep(self._pace.take(spot.chat_id))
        return await self._bot.send_message(spot.chat_id, last, **place, reply_markup=markup)

    async def _sent_file(self, spot: Spot, screen: Screen, place: dict[str, Any]) -> Message:
        fits = len(screen.text) <= CAPTION_LENGTH
        caption = screen.text if fits else None
        if screen.document:
            file = await enclosing.file(screen.document)
            return await self._bot.send_document(spot.chat_id, file, caption=caption, **place)
        picture = await enclosing.picture(screen)
        return await self._bot.send_photo(spot.chat_id, picture, caption=caption, **place)

    async def _try(self, chat_id: int, call: Callable[[], Awaitable[Any]]) -> Any:
        """Call until it is heard; None when Telegram refuses it for good."""
        for attempt in range(1, TRIES + 1):
            try:
                return await call()
            except TelegramRetryAfter as wait:
                self._pace.halt(wait.retry_after, chat_id)
                if attempt == TRIES or wait.retry_after > LONGEST_WAIT:
                    raise
                await asyncio.sleep(wait.retry_after)
            except (TelegramMigrateToChat, TelegramForbiddenError):
                raise
            except TelegramBadRequest as refusal:
                if "message is not modified" not in refusal.message:
                    log.error("Telegram refused a message to a group.", refusal=refusal.message)
                return None
            except (TelegramNetworkError, TelegramServerError):
                if attempt == TRIES:
                    raise
                await asyncio.sleep(2**attempt / 4)
        return None

    async def _remember(self, chat_id: int, message_id: int, about: str, now: datetime) -> None:
        async with self._database.writing() as session:
            await groups.keep_card(session, chat_id, message_id, about, now)

    async def _follow(self, before: int, after: int) -> None:
        async with self._database.writing() as session:
            await groups.follow_chat(session, before, after)
            await outreach.move_chat(session, before, after)


def _fits(spot: Spot, screen: Screen) -> bool:
    """Whether the tapped message can become the screen."""
    if screen.document or screen.picture or screen.asks or len(split(screen.text)) > 1:
        return False
    return spot.has_photo == bool(screen.chart)


def _fits_a_letter(screen: Screen) -> bool:
    return not (screen.document or screen.picture or screen.chart) and len(split(screen.text)) == 1
