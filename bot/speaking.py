"""Saying a reply to the person whose update it answers: a tap edits, anything else adds."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple, Self

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    CallbackQuery,
    InputMediaPhoto,
    Message,
    Update,
)

from bot import enclosing
from bot.albums import MOST_TOGETHER, Albums, File, albums
from bot.traffic import Traffic
from bot.wire import Json, Wire, keyboard
from handlers.commands import menu as menu_of
from handlers.replies import Menu, Picture, Reply, Screen
from handlers.taps import go
from outreach.letters import Letter, post
from storage import people
from storage.database import Database
from texts.formatting import escape, split
from texts.screens import Rows
from texts.words import Words

log = structlog.get_logger(__name__)

TRIES = 3
LONGEST_WAIT = 30
# A tap that has not been answered for so long looks as if nobody had noticed it.
UNNOTICED_SECONDS = 3
CAPTION_LENGTH = 1000
ALERT_LENGTH = 200
NO_PREVIEW = {"is_disabled": True}


class Tapped(NamedTuple):
    """A tap to be answered: on which message it was made, and what can be put in its place."""

    id: str
    chat_id: int | None = None
    message_id: int = 0
    has_photo: bool = False
    can_change: bool = True

    @classmethod
    def of(cls, tap: CallbackQuery | None) -> Self | None:
        if tap is None:
            return None
        shown = tap.message
        if shown is None:
            return cls(tap.id, can_change=False)
        has_photo = isinstance(shown, Message) and bool(shown.photo)
        place = shown.chat.id, shown.message_id
        return cls(tap.id, *place, has_photo, _is_text_or_photo(shown))


Call = Callable[[], Awaitable[Any]]


class NotTaken(Exception):
    """Telegram answered, but only that it is busy or broken."""


class Speaker:
    def __init__(self, bot: Bot, database: Database, traffic: Traffic) -> None:
        self._bot = bot
        self._traffic = traffic
        self._wire = Wire(bot)
        self._albums = Albums(bot, database)
        self._database = database

    async def speak(self, update: Update, person: int, reply: Reply, now: datetime) -> None:
        """Say it all; raises TelegramNetworkError when Telegram could not be reached."""
        tapped = Tapped.of(update.callback_query)
        answer = await self.show(update.update_id, tapped, person, reply, now)
        if answer:
            await self.answer(answer)

    async def show(
        self, update_id: int, tap: Tapped | None, person: int, reply: Reply, now: datetime
    ) -> Json | None:
        """Say all but the answer to a tap, and give that as a call that can ride elsewhere.

        Where Telegram makes us wait with what is said, the tap is answered before.
        """
        answer = await self.answer_to(tap, person, reply) if tap else None
        if answer and (self._waits(person) or _takes_long(reply)):
            await self.answer(answer)
            answer = None
        await self.say(update_id, tap, person, reply, now)
        return answer

    async def answer_to(self, tap: Tapped, person: int, reply: Reply) -> Json:
        """The answer to a tap; where Telegram makes us wait, it says that more will come."""
        answer = _tap_answer(tap, reply)
        return await self._promising(answer, person) if self._waits(person) else answer

    async def say(
        self, update_id: int, tap: Tapped | None, person: int, reply: Reply, now: datetime
    ) -> None:
        """Say all but the answer to a tap."""
        try:
            await self._screens(tap, person, reply)
        except TelegramForbiddenError:
            await self._note_block(person)
        except NotTaken:
            log.error("Telegram did not take a reply.", update_id=update_id)
            await self._write_later(person, now)
        for menu in reply.menus:
            await self._change_menu(menu)

    def _waits(self, person: int) -> bool:
        return self._traffic.halted(person) > UNNOTICED_SECONDS

    async def answer(self, call: Json) -> None:
        """Answer a tap by a call of its own; who cannot be answered has seen the screen."""
        told = {name: value for name, value in call.items() if name != "method"}
        try:
            await self._try(partial(self._wire.call, call["method"], told))
        except (TelegramForbiddenError, NotTaken) as refusal:
            log.warning("A tap could not be answered.", error=refusal)

    async def _screens(self, tap: Tapped | None, person: int, reply: Reply) -> None:
        screens = list(reply.screens)
        if not tap and reply.toast:
            screens.append(Screen(escape(reply.toast)))
        if tap and screens and not reply.below and await self._edited(tap, screens[0]):
            screens = screens[1:]
        for screen in screens:
            await self._send(person, screen)

    async def _edited(self, tap: Tapped, screen: Screen) -> bool:
        """Whether the tapped message could be changed into the screen."""
        has_picture = bool(screen.chart or screen.picture)
        if tap.chat_id is None or not tap.can_change or tap.has_photo != has_picture:
            return False
        if screen.document or screen.album or len(split(screen.text)) > 1:
            return False
        if has_picture and len(screen.text) > CAPTION_LENGTH:
            return False
        return await self._edit(tap.chat_id, tap.message_id, screen)

    async def _edit(self, chat_id: int, message_id: int, screen: Screen) -> bool:
        place: dict[str, Any] = {"chat_id": chat_id, "message_id": message_id}
        if screen.chart or screen.picture:
            markup = enclosing.inline_keyboard(screen.rows)

            async def put(file: File) -> Message | bool:
                media = InputMediaPhoto(media=file, caption=screen.text, parse_mode="HTML")
                return await self._bot.edit_message_media(media, **place, reply_markup=markup)

            return await self._try(await self._picturing(screen, put), chat_id)
        told = {**place, **_text(screen.text), "reply_markup": keyboard(screen.rows)}
        return await self._try(partial(self._wire.call, "editMessageText", told), chat_id)

    async def _send(self, chat_id: int, screen: Screen) -> None:
        for pictures in albums(screen.album):
            await self._send_album(chat_id, pictures)
        if screen.document:
            await self._send_document(chat_id, screen)
        elif screen.venue:
            told = {"chat_id": chat_id, **asdict(screen.venue)}
            await self._try(partial(self._wire.call, "sendVenue", told), chat_id)
        elif screen.chart or screen.picture:
            await self._send_picture(chat_id, screen)
        else:
            await self._send_text(chat_id, screen.text, screen.rows)

    async def _send_text(self, chat_id: int, text: str, rows: Rows) -> None:
        pieces = split(text)
        for place, piece in enumerate(pieces, start=1):
            markup = keyboard(rows) if place == len(pieces) else None
            told = {"chat_id": chat_id, **_text(piece), "reply_markup": markup}
            await self._add(chat_id, partial(self._wire.call, "sendMessage", told))

    async def _send_picture(self, chat_id: int, screen: Screen) -> None:
        """A text too long for a caption follows as a message of its own."""
        fits = len(screen.text) <= CAPTION_LENGTH

        async def send(file: File) -> Message:
            return await self._bot.send_photo(
                chat_id,
                file,
                caption=screen.text if fits else None,
                parse_mode="HTML",
                reply_markup=enclosing.inline_keyboard(screen.rows) if fits else None,
            )

        await self._add(chat_id, await self._picturing(screen, send))
        if not fits:
            await self._send_text(chat_id, screen.text, screen.rows)

    async def _picturing(
        self, screen: Screen, say: Callable[[File], Awaitable[Message | bool]]
    ) -> Call:
        """The call that says something with the picture; what is drawn is drawn once."""
        picture = screen.picture
        if picture and picture.stored:

            async def say_one(files: Sequence[File]) -> Sequence[Message | bool]:
                return [await say(files[0])]

            return partial(self._albums.say, [picture], say_one)
        return partial(say, await enclosing.picture(screen))

    async def _send_album(self, chat_id: int, pictures: Sequence[Picture]) -> None:
        """Telegram counts each picture as a message."""
        waits = [self._traffic.take_turn(chat_id) for _ in pictures]
        await _wait(max(waits))
        await self._try(partial(self._albums.send, chat_id, pictures), chat_id)

    async def _send_document(self, chat_id: int, screen: Screen) -> None:
        assert screen.document is not None
        file = await enclosing.file(screen.document)
        await self._add(
            chat_id,
            lambda: self._bot.send_document(
                chat_id,
                file,
                caption=screen.text,
                parse_mode="HTML",
                reply_markup=enclosing.inline_keyboard(screen.rows),
            ),
        )

    async def _add(self, chat_id: int, call: Call) -> None:
        """A new message; those that had to wait go out at even distances."""
        await _wait(self._traffic.take_turn(chat_id))
        await self._try(call, chat_id)

    async def _try(self, call: Call, chat_id: int | None = None) -> bool:
        """Call until it is heard; False when Telegram refuses it for good, or raise NotTaken.

        Nothing is said to the chat while Telegram refuses it; what names none is not refused.
        """
        for attempt in range(1, TRIES + 1):
            try:
                if chat_id is not None:
                    await _wait(self._traffic.halted(chat_id))
                await call()
            except TelegramRetryAfter as wait:
                if attempt == TRIES or chat_id is None:
                    raise NotTaken from wait
                await self._traffic.note_refusal(chat_id, wait.retry_after)
            except TelegramForbiddenError:
                raise
            except TelegramBadRequest as refusal:
                return _is_done_already(refusal)
            except TelegramNetworkError:
                if attempt == TRIES:
                    raise
                await asyncio.sleep(2**attempt / 4)
            except TelegramServerError:
                await asyncio.sleep(2**attempt / 4)
            else:
                return True
        raise NotTaken

    async def _promising(self, answer: Json, person: int) -> Json:
        """The answer to a tap, which says that more will come."""
        async with self._database.glancing() as session:
            resident = await people.by_telegram_id(session, person)
        words = Words(resident.language if resident else "cs")
        return {"text": words("Telegram is slow just now; it will go on in a moment."), **answer}

    async def _write_later(self, person: int, now: datetime) -> None:
        """Have the outbox say that all is kept; what the reply showed is not written down."""
        async with self._database.writing() as session:
            resident = await people.by_telegram_id(session, person)
            if resident is None:
                return
            words = Words(resident.language)
            letter = Letter(
                words("Telegram was slow just now. What you sent is kept; go on here."),
                ((go(words("Surveys"), "surveys"), go(words("Home"), "home")),),
            )
            due = now + timedelta(seconds=max(LONGEST_WAIT, self._traffic.halted(person)))
            await post(session, resident, f"late:{due:%Y%m%d%H%M}", letter, due)

    async def _note_block(self, person: int) -> None:
        async with self._database.writing() as session:
            await people.set_blocked(session, person, True)

    async def _change_menu(self, menu: Menu) -> None:
        scope = BotCommandScopeChat(chat_id=menu.telegram_id)
        words = Words(menu.language)
        try:
            if menu.powers:
                told = [
                    BotCommand(command=name, description=line)
                    for name, line in menu_of(words, menu.powers)
                ]
                await self._bot.set_my_commands(told, scope=scope)
            else:
                await self._bot.delete_my_commands(scope=scope)
        except TelegramAPIError as refusal:
            log.warning("A command menu could not be changed.", error=refusal)


async def _wait(seconds: float) -> None:
    if seconds > LONGEST_WAIT:
        raise NotTaken
    if seconds:
        await asyncio.sleep(seconds)


def _takes_long(reply: Reply) -> bool:
    """Whether nobody should wait with the answer to a tap until all is shown."""
    return any(len(screen.album) > MOST_TOGETHER for screen in reply.screens)


def _tap_answer(tap: Tapped, reply: Reply) -> Json:
    call: Json = {"method": "answerCallbackQuery", "callback_query_id": tap.id}
    if reply.toast:
        call |= {"text": reply.toast[:ALERT_LENGTH], "show_alert": reply.alert}
    return call


def _text(text: str) -> dict[str, Any]:
    return {"text": text, "parse_mode": "HTML", "link_preview_options": NO_PREVIEW}


def _is_done_already(refusal: TelegramBadRequest) -> bool:
    """Whether the chat looks as it should: the same edit again is refused but no fault."""
    told = refusal.message.lower()
    if "message is not modified" in told or "query is too old" in told:
        return True
    if not any(known in told for known in ("to edit not found", "can't be edited", "no text in")):
        log.error("Telegram refused a message.", refusal=refusal.message)
    return False


def _is_text_or_photo(shown: Any) -> bool:
    return not isinstance(shown, Message) or shown.text is not None or bool(shown.photo)
