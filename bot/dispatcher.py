"""What each update goes through: open, decide, commit; then speak.

One resident's updates are handled one after another, different residents' in parallel. A message
that comes again is answered from where the conversation stood then, and changes nothing.
"""

import time
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from aiogram import Bot, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, Update, User
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.enclosures import enclosed
from bot.excusing import excused, with_way_home
from bot.gatherings import Gatherings
from bot.plain_text import plain
from bot.short_way import Acknowledge, Json, ShortWay
from bot.speaking import Speaker, Tapped
from bot.standing import keep_standing, waiting
from bot.traffic import Traffic
from bot.turns import Turns
from contests.pictures import NotAWork, Work
from handlers import doors
from handlers.contacts import emergency
from handlers.replies import Reply, Screen, as_typed
from handlers.surveys.answering import MeantTap
from handlers.visit import House, Visit
from outreach.pace import Pace
from people.danger import danger_in
from people.profile import first_language
from storage import conversations, people
from storage.conversations import Standing
from storage.database import Database, take_turn
from storage.people import Resident
from surveys.attachments import Attachment
from surveys.checking import AnswerRefused
from texts.words import Words

log = structlog.get_logger(__name__)


class Dispatcher:
    """Takes updates as Telegram sends them; raises only when nothing could be kept."""

    def __init__(
        self, *, bot: Bot, database: Database, clock: Clock, house: House, pace: Pace
    ) -> None:
        self._bot = bot
        self._database = database
        self._clock = clock
        self._house = house
        self._speaker = Speaker(bot, database, Traffic(database, clock, pace))
        self._turns = Turns()
        self._gatherings = Gatherings(
            bot=bot, database=database, clock=clock, house=house, pace=pace, turns=self._turns
        )
        self._short_way = ShortWay(
            database=database, clock=clock, house=house, speaker=self._speaker, turns=self._turns
        )
        self._root = Router(name="root")
        self._root.include_routers(*doors.routers())

    async def feed(self, raw: Json) -> None:
        """Handle an update to its end."""
        await self._handle(raw, self._answer, may_promise=False)

    async def respond(self, raw: Json, acknowledge: Acknowledge) -> None:
        """Handle an update; acknowledged, with the answer to a tap, once nothing can be lost."""
        await self._handle(raw, acknowledge, may_promise=True)

    async def watch(self) -> None:
        """See to what was promised and not shown, until cancelled."""
        await self._short_way.watch()

    async def look(self) -> None:
        """Show what was promised by a process that is gone."""
        await self._short_way.look()

    async def settle(self) -> None:
        """Note at the end what was shown."""
        await self._short_way.settle()

    async def _handle(self, raw: Json, acknowledge: Acknowledge, *, may_promise: bool) -> None:
        if not await self._short_way.take(raw, acknowledge, may_promise=may_promise):
            await acknowledge(await self._respond(raw))

    async def _answer(self, call: Json | None) -> None:
        if call:
            await self._speaker.answer(call)

    async def _respond(self, raw: dict[str, Any]) -> dict[str, Any] | None:
        update = self._parsed(raw)
        person = _private_person(update) if update else None
        if update is None:
            return None
        if person is None:
            await self._gatherings.respond(update)
            return None
        started = time.monotonic()
        async with self._turns.of(person.id):
            now = await self._clock.now()
            reply = await self._decide(update, person, now)
            tapped = Tapped.of(update.callback_query)
            answer = (
                await self._speaker.show(update.update_id, tapped, person.id, reply, now)
                if reply
                else None
            )
        milliseconds = round((time.monotonic() - started) * 1000)
        log.info("Handled.", update_id=update.update_id, event_kind=_kind(update), ms=milliseconds)
        return answer

    def _parsed(self, raw: dict[str, Any]) -> Update | None:
        try:
            return Update.model_validate(plain(raw), context={"bot": self._bot})
        except ValidationError:
            log.error("An update cannot be read.", update_id=raw.get("update_id"))
            return None

    async def _decide(self, update: Update, person: User, now: datetime) -> Reply | None:
        """Handle in one transaction; whatever is refused or fails there leaves no trace."""
        words = Words(first_language(person.language_code))
        first_aid: tuple[Screen, ...] = ()
        try:
            sent = await self._enclosed(update, person)
            async with self._database.writing() as session:
                await take_turn(session, person.id)
                if update.my_chat_member:
                    await people.set_blocked(session, person.id, _is_blocked(update.my_chat_member))
                    return None
                resident = await self._arrived(session, person, now)
                words = Words(resident.language)
                visit, stood, heard = await self._visit(session, resident, update, person, now)
                visit.enclosed = sent
                first_aid = await _first_aid(update, visit)
                reply = await self._reply(update, visit)
                if heard:
                    raise _Repeated(reply)
                await self._remember(update, visit, stood, reply)
        except _Repeated as repeated:
            reply = repeated.reply
        except Exception as error:
            reply = excused(error, update.update_id, words)
            if update.message:
                reply = with_way_home(reply, words)
        return replace(reply, screens=(*first_aid, *reply.screens))

    async def _enclosed(
        self, update: Update, person: User
    ) -> Attachment | AnswerRefused | Work | NotAWork | None:
        """A file that something waits for, fetched before anything is opened."""
        allowance = self._house.allowance
        return await enclosed(self._bot, self._database, allowance, update, person.id)

    async def _arrived(self, session: AsyncSession, person: User, now: datetime) -> Resident:
        language = first_language(person.language_code)
        return await people.arrive(session, person.id, language, now.date())

    async def _visit(
        self,
        session: AsyncSession,
        resident: Resident,
        update: Update,
        person: User,
        now: datetime,
    ) -> tuple[Visit, Standing | None, bool]:
        """With it, where the conversation stands now, and whether the update is a repeat."""
        resident.blocked = False
        stood = await conversations.conversation(session, resident.id)
        heard = await conversations.heard(session, update.update_id) if update.message else None
        visit = Visit(
            session=session,
            resident=resident,
            now=now,
            when=update.message.date if update.message else now,
            house=self._house,
            words=Words(resident.language),
            waiting=heard.waiting if heard else waiting(stood),
            first_name=person.first_name,
            message_id=update.message.message_id if update.message else 0,
        )
        return visit, stood, heard is not None

    async def _reply(self, update: Update, visit: Visit) -> Reply:
        if update.callback_query:
            await visit.house.allowance.take("tap", visit.resident.telegram_id)
            return await self._routed("callback_query", update.callback_query, visit)
        if update.edited_message:
            return await self._routed("edited_message", update.edited_message, visit)
        assert update.message is not None
        await visit.house.allowance.take("message", visit.resident.telegram_id)
        return await self._reply_to_message(update.message, visit)

    async def _reply_to_message(self, message: Message, visit: Visit) -> Reply:
        text = message.text or message.caption or ""
        meant = visit.waiting.get("buttons", {}).get(as_typed(text))
        try:
            if meant and not text.startswith("/"):
                return await self._tapped(message, visit, meant)
            return await self._routed("message", message, visit)
        except MeantTap as tap:
            return await self._tapped(message, visit, tap.data)

    async def _tapped(self, message: Message, visit: Visit, data: str) -> Reply:
        """A typed label does what its button does."""
        assert message.from_user is not None
        tap = CallbackQuery(
            id="typed", from_user=message.from_user, chat_instance="typed", data=data
        )
        return await self._routed("callback_query", tap, visit)

    async def _routed(self, kind: str, event: Any, visit: Visit) -> Reply:
        reply = await self._root.propagate_event(kind, event, visit=visit, bot=self._bot)
        if not isinstance(reply, Reply) or reply is UNHANDLED:
            raise TypeError(f"nobody answered a {kind}")
        return reply

    async def _remember(
        self, update: Update, visit: Visit, stood: Standing | None, reply: Reply
    ) -> None:
        """Keep where the conversation stands now, and where it stood if this comes again."""
        if visit.forgotten:
            return
        if update.message:
            about = visit.waiting.get("survey_code")
            await conversations.keep_heard(
                visit.session,
                update.update_id,
                visit.resident.id,
                visit.waiting,
                about,
                visit.now,
            )
        await keep_standing(visit, stood, reply)


def build(
    *, bot: Bot, database: Database, clock: Clock, house: House, pace: Pace | None = None
) -> Dispatcher:
    """`pace` is shared with the sender of what speaks first, where that is the same process."""
    return Dispatcher(bot=bot, database=database, clock=clock, house=house, pace=pace or Pace())


class _Repeated(Exception):
    """Rolls back what a repeat would do a second time, and carries what it is told."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply


async def _first_aid(update: Update, visit: Visit) -> tuple[Screen, ...]:
    """Help lines for who writes of danger, whatever becomes of the message itself."""
    message = update.message or update.edited_message
    danger = danger_in(message.text or message.caption or "") if message else None
    return (await emergency(visit, danger),) if danger else ()


def _is_blocked(change: ChatMemberUpdated) -> bool:
    return change.new_chat_member.status == "kicked"


def _private_person(update: Update) -> User | None:
    """Whose update it is; what is said in groups is not answered here."""
    for event in (update.message, update.edited_message, update.my_chat_member):
        if event:
            return event.from_user if event.chat.type == "private" else None
    tap = update.callback_query
    if tap is None or (tap.message and tap.message.chat.type != "private"):
        return None
    return tap.from_user


def _kind(update: Update) -> str:
    return next((kind for kind in KINDS if getattr(update, kind)), "other")


KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
