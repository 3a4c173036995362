"""Where in a Telegram group a letter goes: the forum topic of its section, made when first needed.

A topic somebody has deleted is made anew; where the bot may not make any, letters stand among all.
"""

from datetime import UTC, datetime

import structlog
from telegram import Message
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ExtBot

from outreach.letters import Place
from storage import groups
from storage.database import Database

log = structlog.get_logger(__name__)

TOPIC_NAME_LENGTH = 128


class GroupPlaces:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def thread(self, bot: ExtBot[int], chat_id: int, place: Place) -> int | None:
        """The thread where the letter belongs, made if there is none; None for the chat itself."""
        if not place.section_id:
            return place.thread_id or None
        async with self._database.reading() as session:
            group = await groups.of_chat(session, chat_id)
            if group is None or not group.has_topics:
                return None
            kept = await groups.topic(session, group.code, place.plan_code, place.section_id)
        if kept:
            return kept.thread_id
        return await self._make(bot, chat_id, group.code, place)

    async def _make(
        self, bot: ExtBot[int], chat_id: int, group_code: str, place: Place
    ) -> int | None:
        try:
            made = await bot.create_forum_topic(chat_id, place.topic_name[:TOPIC_NAME_LENGTH])
        except (BadRequest, Forbidden) as refusal:
            log.warning("A topic could not be made.", group=group_code, refusal=str(refusal))
            return None
        thread_id = made.message_thread_id
        async with self._database.writing() as session:
            await groups.keep_topic(
                session, group_code, place.plan_code, place.section_id, thread_id
            )
        return thread_id

    async def vanished(self, chat_id: int, thread_id: int) -> None:
        async with self._database.writing() as session:
            group = await groups.of_chat(session, chat_id)
            if group:
                await groups.drop_topic(session, group.code, thread_id)

    async def pin(self, bot: ExtBot[int], chat_id: int, message_id: int) -> None:
        """Without a sound; a group in which the bot may not pin does without."""
        try:
            await bot.pin_chat_message(chat_id, message_id, disable_notification=True)
        except TelegramError as refusal:
            log.info("A message was not pinned.", refusal=str(refusal))

    async def remember(self, chat_id: int, sent: Message, place: Place) -> None:
        """What a reply to the letter will be about."""
        if not place.card:
            return
        when = sent.date or datetime.now(UTC)
        async with self._database.writing() as session:
            await groups.keep_card(session, chat_id, sent.message_id, place.card, when)
