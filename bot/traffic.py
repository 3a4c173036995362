"""What replies and the sender of what speaks first tell each other: that a reply goes out, and whom
Telegram refuses for how long. Other processes are told by the tables, and looked up there.
"""

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from outreach.pace import EVERYBODY, Pace
from storage import outreach
from storage.database import Database

log = structlog.get_logger(__name__)

LOOK_SECONDS = 1.0


class Traffic:
    def __init__(self, database: Database, clock: Clock, pace: Pace) -> None:
        self._database = database
        self._clock = clock
        self._pace = pace

    def take_turn(self, chat_id: int) -> float:
        """Seconds until a new message may go out to the chat, which is counted by asking."""
        return self._pace.take_for_reply(chat_id)

    def halted(self, chat_id: int = EVERYBODY) -> float:
        """Seconds until Telegram takes anything for the chat."""
        return self._pace.halted(chat_id)

    async def note_refusal(self, chat_id: int, seconds: float) -> None:
        """Every process obeys, this one at once."""
        self._pace.halt(seconds, chat_id)
        now = await self._clock.now()
        try:
            async with self._database.writing() as session:
                await outreach.pause(session, chat_id, now + timedelta(seconds=seconds), now)
        except (SQLAlchemyError, OSError) as error:
            log.warning("A pause could not be told to the other processes.", error=error)

    async def look(self) -> None:
        """Obey what other processes were refused."""
        now = await self._clock.now()
        async with self._database.glancing() as session:
            refused = await outreach.pauses(session, now)
        for chat_id, until in refused.items():
            self._pace.halt((until - now).total_seconds(), chat_id)

    async def watch(self) -> None:
        """Look again and again, until cancelled; so no tap has to."""
        while True:
            try:
                await self.look()
            except (SQLAlchemyError, OSError) as error:
                log.debug("Nobody knows what other processes were refused.", error=error)
            await asyncio.sleep(LOOK_SECONDS)
