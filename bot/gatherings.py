"""What an update from a Telegram group goes through: open, decide, commit; then speak there.

In privacy mode a bot hears commands, replies to its messages, taps, and who comes and goes. Where
it hears more it listens to nothing else. Nothing is kept of whoever only happens to be there, and
nothing of where a conversation stands: what a message is about stands in what it replies to, so
that an update which comes again says the same again.
"""

import time
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

import structlog
from aiogram import Bot, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.exceptions import TelegramAPIError
from aiogram.types import (
    CallbackQuery,
    ChatMemberAdministrator,
    ChatMemberOwner,
    ChatMemberRestricted,
    Message,
    Update,
    User,
)
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.group_speaking import GroupSpeaker, Spot
from bot.turns import Turns
from groups import chats, membership
from groups.chats import Chat, Lost, PublicChat, Rights, StrangerCame
from groups.membership import NotInGroup
from handlers import doors
from handlers.allowance import TooOften
from handlers.groups import commands as group_commands
from handlers.groups.visit import GroupVisit
from handlers.refusals import explain
from handlers.replies import Reply, alert
from handlers.tapping import OldButton
from handlers.visit import House
from outreach.notices import tell
from outreach.pace import Pace
from people.profile import first_language
from storage import groups, people
from storage.database import Database, is_full, take_turn
from texts.formatting import TAG
from texts.words import Words
from web.references import new_reference

log = structlog.get_logger(__name__)

KINDS = ("message", "callback_query", "my_chat_member", "chat_member")
# Commands before which it matters what the bot may do in the chat.
ASKING_FOR_RIGHTS = ("bind", "start", "group")
NEWS = ("new_chat_members", "migrate_to_chat_id", "migrate_from_chat_id")


@dataclass(frozen=True)
class Heard:
    """An update from a group that means us: who acts, where, on or in reply to which message."""

    kind: str
    event: Any
    chat: Any
    person: User
    message_id: int = 0
    thread_id: int | None = None
    replied_to: int = 0


class Gatherings:
    def __init__(
        self,
        *,
        bot: Bot,
        database: Database,
        clock: Clock,
        house: House,
        pace: Pace,
        turns: Turns,
    ) -> None:
        self._bot = bot
        self._database = database
        self._clock = clock
        self._house = house
        self._turns = turns
        self._speaker = GroupSpeaker(bot, database, pace)
        self._root = Router(name="groups")
        self._root.include_routers(*doors.group_routers())

    async def respond(self, update: Update) -> None:
        """Handle an update to its end; one that does not mean us is passed over."""
        heard = _heard(update, self._house.bot_username, self._bot.id)
        if heard is None:
            return
        started = time.monotonic()
        rights = await self._rights(heard)
        async with self._turns.of(heard.person.id):
            now = await self._clock.now()
            reply = await self._decide(update.update_id, heard, rights, now)
        if reply:
            await self._say(heard, reply, now)
        took = round((time.monotonic() - started) * 1000)
        log.info("Handled.", update_id=update.update_id, event_kind=f"group_{heard.kind}", ms=took)

    async def _say(self, heard: Heard, reply: Reply, now: datetime) -> None:
        if isinstance(heard.event, CallbackQuery):
            await self._speaker.answer_tap(heard.event.id, reply)
        await self._speaker.speak(_spot(heard), reply, now)

    async def _decide(
        self, update_id: int, heard: Heard, rights: Rights, now: datetime
    ) -> Reply | None:
        """Handle in one transaction; whatever is refused or fails there leaves no trace."""
        words = Words(first_language(heard.person.language_code))
        try:
            async with self._database.writing() as session:
                await take_turn(session, heard.person.id)
                visit = await self._visit(session, heard, rights, now)
                words = visit.words
                if heard.kind in ("message", "callback_query"):
                    kind = "tap" if heard.kind == "callback_query" else "message"
                    await self._house.allowance.take(kind, heard.person.id)
                return await self._routed(heard, visit)
        except (NotInGroup, PublicChat) as refused:
            await self._note_what_it_shows(heard, now)
            return _excused(refused, heard, update_id, words)
        except Exception as error:
            return _excused(error, heard, update_id, words)

    async def _note_what_it_shows(self, heard: Heard, now: datetime) -> None:
        """Who leads hears of strangers in the chat, and that it has become public."""
        async with self._database.writing() as session:
            group = await groups.of_chat(session, heard.chat.id)
            happened: Lost | StrangerCame | None = None
            if group and heard.chat.username:
                happened = await chats.lost(session, heard.chat.id, (), now, is_public=True)
            elif group and not heard.person.is_bot:
                person = heard.person
                happened = await chats.stranger(session, group, person.id, person.full_name)
            if happened:
                await tell(session, happened, now)

    async def _routed(self, heard: Heard, visit: GroupVisit) -> Reply | None:
        reply = await self._root.propagate_event(
            heard.kind, heard.event, visit=visit, bot=self._bot
        )
        if isinstance(reply, Reply):
            return reply
        assert reply is None or reply is UNHANDLED, f"a group got {reply!r}"
        if heard.kind == "callback_query":
            raise OldButton
        return None

    async def _visit(
        self, session: AsyncSession, heard: Heard, rights: Rights, now: datetime
    ) -> GroupVisit:
        chat, person = heard.chat, heard.person
        group = await groups.of_chat(session, chat.id)
        resident = await people.by_telegram_id(session, person.id)
        held = await groups.of_account(session, group.code, person.id) if group else None
        shown = await groups.card(session, chat.id, heard.replied_to) if heard.replied_to else None
        language = group.language if group else first_language(person.language_code)
        return GroupVisit(
            session=session,
            chat=Chat(chat.id, chat.title or "", bool(chat.username), rights),
            now=now,
            when=heard.event.date if isinstance(heard.event, Message) else now,
            house=self._house,
            words=Words(language),
            group=group,
            resident=resident,
            seat=membership.as_seat(held, group, resident.id)
            if group and held and resident
            else None,
            telegram_id=person.id,
            first_name=person.first_name,
            message_id=heard.message_id,
            thread_id=heard.thread_id,
            about=shown.about if shown else "",
        )

    async def _rights(self, heard: Heard) -> Rights:
        """What the bot may do in the chat, asked for where that matters."""
        is_forum = bool(getattr(heard.chat, "is_forum", False))
        if heard.kind == "my_chat_member":
            return _rights_of(heard.event.new_chat_member, is_forum)
        text = heard.event.text or "" if isinstance(heard.event, Message) else ""
        command, _ = group_commands.understood(text, self._house.bot_username)
        if command is None or command.what not in ASKING_FOR_RIGHTS:
            return Rights(is_forum=is_forum)
        try:
            found = await self._bot.get_chat_member(heard.chat.id, self._bot.id)
        except (TelegramAPIError, OSError) as error:
            log.warning("Nobody says what the bot may do in a group.", error=error)
            return Rights(is_forum=is_forum)
        return _rights_of(found, is_forum)


def _rights_of(member: Any, is_forum: bool) -> Rights:
    if isinstance(member, ChatMemberOwner):
        return Rights(True, True, True, is_forum)
    if isinstance(member, ChatMemberAdministrator):
        return Rights(True, bool(member.can_pin_messages), bool(member.can_manage_topics), is_forum)
    if isinstance(member, ChatMemberRestricted):
        return Rights(member.can_send_messages, False, False, is_forum)
    return Rights(is_forum=is_forum)


def _heard(update: Update, username: str, bot_id: int) -> Heard | None:
    """The update as one that means us; None for all else that is said in groups."""
    if update.message:
        return _heard_message(update.message, username, bot_id)
    if update.callback_query:
        return _heard_tap(update.callback_query)
    changed = update.my_chat_member or update.chat_member
    if changed is None or changed.chat.type not in ("group", "supergroup"):
        return None
    kind = "my_chat_member" if update.my_chat_member else "chat_member"
    return Heard(kind, changed, changed.chat, changed.from_user)


def _heard_message(message: Message, username: str, bot_id: int) -> Heard | None:
    if message.chat.type not in ("group", "supergroup") or message.from_user is None:
        return None
    answered = message.reply_to_message
    is_reply = bool(answered and answered.from_user and answered.from_user.id == bot_id)
    command, _ = group_commands.understood(message.text or "", username)
    is_news = any(getattr(message, name) for name in NEWS)
    if not (is_reply or command or is_news):
        return None
    return Heard(
        "message",
        message,
        message.chat,
        message.from_user,
        message.message_id,
        message.message_thread_id if message.is_topic_message else None,
        answered.message_id if is_reply and answered else 0,
    )


def _heard_tap(tap: CallbackQuery) -> Heard | None:
    shown = tap.message
    if shown is None or shown.chat.type not in ("group", "supergroup"):
        return None
    thread = shown.message_thread_id if isinstance(shown, Message) else None
    number = shown.message_id
    return Heard("callback_query", tap, shown.chat, tap.from_user, number, thread, number)


def _spot(heard: Heard) -> Spot:
    tap = heard.event if isinstance(heard.event, CallbackQuery) else None
    shown = tap.message if tap else None
    has_photo = isinstance(shown, Message) and bool(shown.photo)
    return Spot(heard.chat.id, heard.thread_id, heard.message_id, tap is not None, has_photo)


def _excused(error: Exception, heard: Heard, update_id: int, words: Words) -> Reply | None:
    """A refusal in words; over what is tapped, and never with buttons that lead elsewhere."""
    refused = explain(error, words)
    if isinstance(error, OldButton):
        refused = alert(words("This is no longer there."))
    if refused is None:
        if isinstance(error, OperationalError | InterfaceError | OSError) and not is_full(error):
            raise error
        reference = new_reference()
        log.exception("A handler failed.", update_id=update_id, reference=reference)
        refused = alert(
            words(
                "I am sorry, something went wrong. The reference is {reference}.",
                reference=reference,
            )
        )
    if heard.kind not in ("message", "callback_query"):
        return None
    if isinstance(error, TooOften) and heard.kind == "message":
        return None
    told = refused.toast or unescape(TAG.sub("", refused.screens[0].text))
    return alert(told)
