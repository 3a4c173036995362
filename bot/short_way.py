"""The short way of what many people do at the same moment: a tap in a survey.

It leads to the same handlers without aiogram's models. A tap that a webhook brought is
acknowledged as soon as it is kept and its screen promised; any other when the screen was shown.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot import taps
from bot.clock import Clock
from bot.excusing import excused
from bot.promises import Promises, promise_of
from bot.speaking import Speaker, Tapped
from bot.standing import keep_standing, waiting
from bot.taps import Tap
from bot.turns import Turns
from handlers.replies import Reply
from handlers.surveys import answering as surveys
from handlers.surveys.answering import Act
from handlers.visit import House, Visit
from people.profile import first_language
from storage import conversations, people
from storage.conversations import Promised, Standing
from storage.database import Database, take_turn
from storage.people import Resident
from texts.words import Words

NO_UPDATE = 0

Json = dict[str, Any]
Acknowledge = Callable[[Json | None], Awaitable[None]]


class ShortWay:
    def __init__(
        self, *, database: Database, clock: Clock, house: House, speaker: Speaker, turns: Turns
    ) -> None:
        self._database = database
        self._clock = clock
        self._house = house
        self._speaker = speaker
        self._turns = turns
        self._promises = Promises(database, clock)
        # Made once: making a logger costs more than the line that is not written.
        self._log = structlog.get_logger(__name__).bind()

    async def take(self, raw: Json, acknowledge: Acknowledge, *, may_promise: bool) -> bool:
        """Handle an update to its end; False, with nothing done, when it has to go the long way."""
        tap = taps.read(raw)
        act = surveys.act_of(tap.data) if tap else None
        if not (tap and act):
            return False
        try:
            await self._respond(tap, act, acknowledge, may_promise)
        except _NotSettled:
            return False
        self._log.debug("Handled.", update_id=tap.update_id, event_kind="tap")
        return True

    async def watch(self) -> None:
        """Show what was promised and not shown, until cancelled."""
        await self._promises.watch(self._show_promised)

    async def look(self) -> None:
        await self._promises.look(self._show_promised)

    async def settle(self) -> None:
        """Note at the end what was shown."""
        await self._promises.note()

    async def _respond(
        self, tap: Tap, act: Act, acknowledge: Acknowledge, may_promise: bool
    ) -> None:
        async with self._turns.of(tap.person):
            now = await self._clock.now()
            reply, promised = await self._decide(tap, act, now, may_promise)
            if promised:
                saying = self._acknowledge_and_say(tap, reply, now, acknowledge)
                await self._promises.keep(promised, saying)
            else:
                told = (tap.update_id, _tapped(tap), tap.person, reply, now)
                await acknowledge(await self._speaker.show(*told))

    async def _acknowledge_and_say(
        self, tap: Tap, reply: Reply, now: datetime, acknowledge: Acknowledge
    ) -> None:
        tapped = _tapped(tap)
        await acknowledge(await self._speaker.answer_to(tapped, tap.person, reply))
        await self._speaker.say(tap.update_id, tapped, tap.person, reply, now)

    async def _decide(
        self, tap: Tap, act: Act, now: datetime, may_promise: bool
    ) -> tuple[Reply, Promised | None]:
        words = Words(first_language(tap.language))
        promised = None
        try:
            async with self._database.writing() as session:
                await take_turn(session, tap.person)
                resident, stood = await _known(session, tap, now)
                words = Words(resident.language)
                visit = self._visit(session, resident, stood, now, tap.first_name)
                await visit.house.allowance.take("tap", tap.person)
                reply = await act(visit)
                promise = promise_of(reply, tap.message_id, now) if may_promise else None
                if promise:
                    promised = self._promises.made(tap.person, resident.id, promise)
                await keep_standing(visit, stood, reply, promise)
        except _NotSettled:
            raise
        except Exception as error:
            if promised:
                self._promises.leave(promised)
            return excused(error, tap.update_id, words), None
        return reply, promised

    async def _show_promised(self, one: Promised) -> None:
        async with self._turns.of(one.person):
            now = await self._clock.now()
            reply = await self._decide_again(one, now)
            if reply:
                tapped = Tapped("", one.person, one.promise.message_id)
                saying = self._speaker.say(NO_UPDATE, tapped, one.person, reply, now)
                await self._promises.keep(one, saying)

    async def _decide_again(self, one: Promised, now: datetime) -> Reply | None:
        """The screen that was promised, unless they have gone on meanwhile."""
        act = surveys.act_of(one.promise.tap)
        words = Words("cs")
        try:
            async with self._database.writing() as session:
                await take_turn(session, one.person)
                found = await conversations.known(session, one.person)
                if not (act and found and await conversations.is_promised(session, one)):
                    return None
                words = Words(found[0].language)
                self._promises.made(*one)
                return await act(self._visit(session, *found, now))
        except Exception as error:
            return excused(error, NO_UPDATE, words)

    def _visit(
        self,
        session: AsyncSession,
        resident: Resident,
        stood: Standing | None,
        now: datetime,
        first_name: str = "",
    ) -> Visit:
        return Visit(
            session=session,
            resident=resident,
            now=now,
            when=now,
            house=self._house,
            words=Words(resident.language),
            waiting=waiting(stood),
            first_name=first_name,
        )


class _NotSettled(Exception):
    """Somebody new, or of whom something has to be noted first."""


async def _known(
    session: AsyncSession, tap: Tap, now: datetime
) -> tuple[Resident, Standing | None]:
    found = await conversations.known(session, tap.person)
    if found is None or not people.is_settled(found[0], now.date()):
        raise _NotSettled
    return found


def _tapped(tap: Tap) -> Tapped:
    return Tapped(tap.id, tap.chat_id, tap.message_id)
