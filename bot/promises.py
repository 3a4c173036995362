"""Screens that were promised: the tap is acknowledged, and its screen comes right after.

The promise is committed with what was tapped. Whoever is killed before they keep it keeps it when
started again, or another process does; what has been shown already may be shown once more. That
promises were kept is noted for many at once, because the next tap replaces nearly every one.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog
from aiogram.exceptions import TelegramNetworkError
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from handlers.replies import Reply
from storage import conversations
from storage.conversations import Promise, Promised
from storage.database import Database

log = structlog.get_logger(__name__)

NOTE_SECONDS = 5.0
LOOK_SECONDS = 10.0
# Another process that still runs has shown by then what it promised, and noted it.
PATIENCE = timedelta(seconds=10)

Show = Callable[[Promised], Awaitable[None]]


class Promises:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        # By resident: made or taken over here, and not yet crossed out.
        self._own: dict[int, Promise] = {}
        self._kept: set[int] = set()

    def made(self, person: int, resident_id: int, promise: Promise) -> Promised:
        """To be told before the commit, so that nobody here takes it for another's."""
        self._own[resident_id] = promise
        self._kept.discard(resident_id)
        return Promised(person, resident_id, promise)

    def leave(self, one: Promised) -> None:
        """It comes back with the next look, if it was committed."""
        self._own.pop(one.resident_id, None)

    async def keep(self, one: Promised, saying: Awaitable[None]) -> None:
        """Once Telegram can be reached again, what could not be said is found by the next look."""
        try:
            await saying
        except TelegramNetworkError as error:
            log.warning("A screen could not be shown yet.", error=error)
            self.leave(one)
        except BaseException:
            self.leave(one)
            raise
        else:
            self._kept.add(one.resident_id)

    async def watch(self, show: Show) -> None:
        """Note what was kept and look for what was not, until cancelled."""
        look_at = time.monotonic()
        while True:
            try:
                await self.note()
                if time.monotonic() >= look_at:
                    look_at += LOOK_SECONDS
                    await self.look(show)
            except (SQLAlchemyError, OSError) as error:
                log.warning("Nobody knows which screens are still to be shown.", error=error)
            await asyncio.sleep(NOTE_SECONDS)

    async def note(self) -> None:
        """Cross out what was kept."""
        kept = {one: self._own[one] for one in self._kept if one in self._own}
        if kept:
            made_at = {one: promise.made_at for one, promise in kept.items()}
            async with self._database.writing() as session:
                await conversations.settle_promises(session, made_at)
        for one, promise in kept.items():
            if self._own.get(one) is promise:
                del self._own[one]
                self._kept.discard(one)

    async def look(self, show: Show) -> None:
        """Show what was promised by whoever can no longer show it."""
        now = await self._clock.now()
        until = now if self._database.is_sqlite else now - PATIENCE
        async with self._database.reading() as session:
            found = await conversations.promises(session, until)
        for one in found:
            if one.resident_id not in self._own:
                await show(one)


def promise_of(reply: Reply, message_id: int, now: datetime) -> Promise | None:
    """What can be promised of a reply: one screen that another tap would show just the same."""
    if not reply.again or len(reply.screens) != 1:
        return None
    return Promise(reply.again, message_id, now)
