"""What replies tell the sender of what speaks first: that they speak, and when Telegram has had
enough of the whole bot."""

from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from outreach.pace import Pace
from storage import outreach
from storage.database import Database

log = structlog.get_logger(__name__)


class Traffic:
    def __init__(self, database: Database, clock: Clock, pace: Pace) -> None:
        self._database = database
        self._clock = clock
        self._pace = pace

    def note_reply(self) -> None:
        self._pace.note_reply()

    async def note_pause(self, seconds: float) -> None:
        """Every process obeys, this one at once."""
        self._pace.halt(seconds)
        until = await self._clock.now() + timedelta(seconds=seconds)
        try:
            async with self._database.writing() as session:
                await outreach.pause(session, until)
        except (SQLAlchemyError, OSError) as error:
            log.warning("A pause could not be told to the other processes.", error=error)
