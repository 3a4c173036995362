"""Passes: sealed proof of who answers a survey, carried by a link or a browser and kept nowhere.

Whoever holds a pass sees nothing in it, and cannot make another one.
"""

import base64
import binascii
import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.ext.asyncio import AsyncSession

from storage import passes as tables
from surveys.answering import Respondent

LINK_LASTS = timedelta(minutes=30)
NONCE_BYTES = 12
LINK, BROWSER = "link", "browser"


@dataclass(frozen=True)
class Pass:
    """Who may answer, from when and until when; `question` is where to begin, or nothing."""

    who: Respondent
    made_at: datetime
    expires_at: datetime
    question: str = ""


class Passes:
    def __init__(self, secret: str) -> None:
        self._cipher = AESGCM(hashlib.sha256(secret.encode()).digest())

    def seal(self, purpose: str, survey_code: str, given: Pass) -> str:
        who = given.who
        told = [
            *(who.token, who.resident_id, who.nth, who.channel, who.helping),
            *(given.made_at.timestamp(), given.expires_at.timestamp(), given.question),
        ]
        nonce = secrets.token_bytes(NONCE_BYTES)
        content = json.dumps(told, separators=(",", ":")).encode()
        sealed = self._cipher.encrypt(nonce, content, _about(purpose, survey_code))
        return base64.urlsafe_b64encode(nonce + sealed).decode().rstrip("=")

    def open(self, purpose: str, survey_code: str, sealed: str, now: datetime) -> Pass | None:
        """The pass, if we made it for this purpose and survey and it has not run out."""
        try:
            raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
            nonce, rest = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
            told = json.loads(self._cipher.decrypt(nonce, rest, _about(purpose, survey_code)))
        except (InvalidTag, ValueError, binascii.Error):
            return None
        *about, made_at, expires_at, question = told
        made, expires = (datetime.fromtimestamp(one, now.tzinfo) for one in (made_at, expires_at))
        return Pass(Respondent(*about), made, expires, question) if now < expires else None


async def spend(session: AsyncSession, sealed: str, given: Pass, now: datetime) -> bool:
    """Use up a link; whether nobody has used it before."""
    hashed = hashlib.sha256(sealed.encode()).hexdigest()
    return await tables.spend(session, hashed, given.expires_at, now)


def _about(purpose: str, survey_code: str) -> bytes:
    return f"{purpose}:{survey_code}".encode()
