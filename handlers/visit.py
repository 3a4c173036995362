"""All that an update brings along to its handler."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from handlers.allowance import Allowance
from storage.people import Resident
from surveys.answering import Respondent
from surveys.marks import Marks
from texts.words import Words


@dataclass(frozen=True)
class House:
    """What stays the same from update to update."""

    marks: Marks
    bot_username: str
    public_url: str
    allowance: Allowance

    def deep_link(self, payload: str) -> str:
        return f"https://t.me/{self.bot_username}?start={payload}"


@dataclass
class Visit:
    """One update of one resident: an open session, the moment, and their language.

    `now` is when it arrived here, `when` the moment at which it counts: a message by Telegram's
    date, a tap by its arrival.
    """

    session: AsyncSession
    resident: Resident
    now: datetime
    when: datetime
    house: House
    words: Words
    waiting: dict[str, Any]
    first_name: str = ""
    message_id: int = 0
    forgotten: bool = False

    def speak(self, language: str) -> None:
        self.resident.language = language
        self.words = Words(language)

    def respondent(self, nth: int = 1) -> Respondent:
        return Respondent(self.resident.telegram_id, self.resident.id, nth)
