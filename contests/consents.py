"""Consent of a parent or guardian to what somebody under age hands in."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from contests.documents import LINE_LENGTH
from contests.entering import Handed, NoSuchEntry, handed
from storage import contests as tables
from storage import locking
from storage.contests import AWAITED, BY_LINK, EntryAuthor
from storage.happenings import Happening


@dataclass(frozen=True)
class ConsentGiven(Happening):
    handed: Handed


async def consent(
    session: AsyncSession, entry_id: int, nth: int, guardian: str, when: datetime
) -> ConsentGiven | None:
    """A guardian agrees by the link; the same again changes nothing. Raises NoSuchEntry."""
    author = await locking.row(session, EntryAuthor, (entry_id, nth))
    entry = await tables.entry(session, entry_id)
    if author is None or entry is None or not guardian.strip():
        raise NoSuchEntry(entry_id)
    if author.consent != AWAITED:
        return None
    author.consent, author.consent_at = BY_LINK, when
    author.consent_by = " ".join(guardian.split())[:LINE_LENGTH]
    await session.flush()
    return ConsentGiven(await handed(session, entry))


def guardian_token(secret: str, entry_id: int, nth: int) -> str:
    """What makes a guardian's link hard to guess."""
    told = f"guardian:{entry_id}:{nth}".encode()
    return hmac.digest(secret.encode(), told, "sha256").hex()[:24]
