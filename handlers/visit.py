"""All that an update brings along to its handler."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from contests.pictures import NotAWork, Work
from handlers.allowance import Allowance
from outreach.rules import Rules
from storage.marks import Marks
from storage.people import Resident
from surveys.answering import Respondent
from surveys.attachments import Attachment
from surveys.checking import AnswerRefused
from surveys.passes import Passes
from texts.words import Words


@dataclass(frozen=True)
class House:
    """What stays the same from update to update; `form_secret` is the one that pages sign with."""

    marks: Marks
    bot_username: str
    public_url: str
    allowance: Allowance
    secret: str = field(default_factory=secrets.token_hex)
    form_secret: str = field(default_factory=secrets.token_hex)
    rules: Rules = field(default_factory=Rules)
    media: Path = Path("media")
    chats_here: bool = False

    @property
    def has_form(self) -> bool:
        """Whether the pages can be reached from where people chat: a phone anywhere, or here."""
        return self.chats_here or self.public_url.startswith("https://")

    @cached_property
    def passes(self) -> Passes:
        return Passes(self.secret)

    def deep_link(self, payload: str) -> str:
        return f"https://t.me/{self.bot_username}?start={payload}"

    def token(self, *about: str | int) -> str:
        """A secret that nobody else can make, and that a repeat of the same tap makes again."""
        told = ":".join(map(str, about)).encode()
        return urlsafe_b64encode(hmac.digest(self.secret.encode(), told, "sha256")[:18]).decode()


@dataclass
class Visit:
    """One update of one resident: an open session, the moment, and their language.

    `now` is when it arrived here, `when` the moment at which it counts: a message by Telegram's
    date, a tap by its arrival. `enclosed` is what a message brings along.
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
    enclosed: Attachment | AnswerRefused | Work | NotAWork | None = None

    def speak(self, language: str) -> None:
        self.resident.language = language
        self.words = Words(language)

    def respondent(self, nth: int = 1) -> Respondent:
        return Respondent(str(self.resident.telegram_id), self.resident.id, nth)
