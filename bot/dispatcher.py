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
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import taps
from bot.clock import Clock
from bot.enclosures import enclosed
from bot.gatherings import Gatherings
from bot.speaking import Speaker, Tapped
from bot.taps import Tap
from bot.traffic import Traffic
from bot.turns import Turns
from contests.pictures import NotAWork, Work
from handlers import doors, surveys
from handlers.contacts import emergency
from handlers.refusals import explain
from handlers.replies import Expects, Reply, Screen, as_typed, show
from handlers.surveys import Act, MeantTap
from handlers.taps import go
from handlers.visit import House, Visit
from outreach.pace import Pace
from people.danger import danger_in
from people.profile import first_language
from storage import conversations, people
from storage.conversations import Standing
from storage.database import Database, is_full, take_turn
from storage.people import Resident
from surveys.attachments import Attachment
from surveys.checking import AnswerRefused
from texts.words import Words
from web.references import new_reference

log = structlog.get_logger(__name__)

NOTHING = Expects("nothing")


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
        self._root = Router(name="root")
        self._root.include_routers(*doors.routers())

    async def feed(self, raw: dict[str, Any]) -> None:
        """Handle an update to its end."""
        answer = await self.respond(raw)
        if answer:
            await self._speaker.answer(answer)

    async def respond(self, raw: dict[str, Any]) -> dict[str, Any] | None:
        """Handle an update but for the answer to a tap, which rides back to who delivered it."""
        tap = taps.read(raw)
        act = surveys.act_of(tap.data) if tap else None
        if tap and act:
            try:
                return await self._respond_to_tap(tap, act)
            except _NotSettled:
                pass
        return await self._respond(raw)

    async def _respond_to_tap(self, tap: Tap, act: Act) -> dict[str, Any] | None:
        """The short way of what many people do at the same moment: a tap in a survey."""
        async with self._turns.of(tap.person):
            now = await self._clock.now()
            reply = await self._decide_tap(tap, act, now)
            tapped = Tapped(tap.id, tap.chat_id, tap.message_id)
            answer = await self._speaker.show(tap.update_id, tapped, tap.person, reply, now)
        log.debug("Handled.", update_id=tap.update_id, event_kind="tap")
        return answer

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
            return Update.model_validate(raw, context={"bot": self._bot})
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
            reply = self._excused(error, update.update_id, words)
        return replace(reply, screens=(*first_aid, *reply.screens))

    async def _enclosed(
        self, update: Update, person: User
    ) -> Attachment | AnswerRefused | Work | NotAWork | None:
        """A file that something waits for, fetched before anything is opened."""
        allowance = self._house.allowance
        return await enclosed(self._bot, self._database, allowance, update, person.id)

    async def _decide_tap(self, tap: Tap, act: Act, now: datetime) -> Reply:
        words = Words(first_language(tap.language))
        try:
            async with self._database.writing() as session:
                await take_turn(session, tap.person)
                resident, stood = await _known(session, tap, now)
                words = Words(resident.language)
                visit = self._visit_of(session, resident, stood, now, tap.first_name)
                await visit.house.allowance.take("tap", tap.person)
                reply = await act(visit)
                await _keep_standing(visit, stood, reply)
        except _NotSettled:
            raise
        except Exception as error:
            return self._excused(error, tap.update_id, words)
        return reply

    def _visit_of(
        self,
        session: AsyncSession,
        resident: Resident,
        stood: Standing | None,
        now: datetime,
        first_name: str,
    ) -> Visit:
        return Visit(
            session=session,
            resident=resident,
            now=now,
            when=now,
            house=self._house,
            words=Words(resident.language),
            waiting=_waiting(stood),
            first_name=first_name,
        )

    def _excused(self, error: Exception, update_id: int, words: Words) -> Reply:
        refusal = explain(error, words)
        if refusal:
            return refusal
        if is_full(error):
            log.error("The disk is full.", update_id=update_id, error=error)
            return show(words("I have no room to keep anything now. Please try again later."))
        if isinstance(error, OperationalError | InterfaceError | OSError) and _unreachable(error):
            raise error
        reference = new_reference()
        log.exception("A handler failed.", update_id=update_id, reference=reference)
        text = words(
            "I am sorry, something went wrong. The reference is {reference}.",
            reference=f"<code>{reference}</code>",
        )
        return show(text, (go(words("Home"), "home"),))

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
            waiting=heard.waiting if heard else _waiting(stood),
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
        await _keep_standing(visit, stood, reply)


def build(
    *, bot: Bot, database: Database, clock: Clock, house: House, pace: Pace | None = None
) -> Dispatcher:
    """`pace` is shared with the sender of what speaks first, where that is the same process."""
    return Dispatcher(bot=bot, database=database, clock=clock, house=house, pace=pace or Pace())


class _NotSettled(Exception):
    """Somebody new, or of whom something has to be noted first."""


class _Repeated(Exception):
    """Rolls back what a repeat would do a second time, and carries what it is told."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply


async def _known(
    session: AsyncSession, tap: Tap, now: datetime
) -> tuple[Resident, Standing | None]:
    found = await conversations.known(session, tap.person)
    if found is None or not people.is_settled(found[0], now.date()):
        raise _NotSettled
    return found


async def _keep_standing(visit: Visit, stood: Standing | None, reply: Reply) -> None:
    """Keep where the conversation stands after this reply, unless it stands there already."""
    if not reply.screens:
        return
    stands = Standing(*_stands(reply))
    if stands != stood:
        await conversations.wait_for(visit.session, visit.resident.id, *stands)


def _stands(reply: Reply) -> tuple[str, dict[str, Any], str | None]:
    """What to keep of a reply; a question's buttons are not kept, for they show what is chosen."""
    expects = reply.expects or NOTHING
    data = dict(expects.data)
    if expects.what != "answer":
        data["buttons"] = reply.buttons()
    return expects.what, data, expects.survey_code


async def _first_aid(update: Update, visit: Visit) -> tuple[Screen, ...]:
    """Help lines for who writes of danger, whatever becomes of the message itself."""
    message = update.message or update.edited_message
    danger = danger_in(message.text or message.caption or "") if message else None
    return (await emergency(visit, danger),) if danger else ()


def _is_blocked(change: ChatMemberUpdated) -> bool:
    return change.new_chat_member.status == "kicked"


def _waiting(stood: Standing | None) -> dict[str, Any]:
    if stood is None:
        return {}
    return {**stood.data, "what": stood.waiting_for, "survey_code": stood.survey_code}


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


def _unreachable(error: Exception) -> bool:
    """Whether the database could not be had at all, so that trying again later may help."""
    if not isinstance(error, DBAPIError) or error.connection_invalidated:
        return True
    # The driver's own words: with the statement the column "blocked" would look like a lock.
    return "lock" in str(error.orig)
