"""Files that somebody sends in the chat: which message holds one, and asking for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiogram.types import Message

from handlers.visit import Visit
from outreach import incoming
from outreach.letters import DOCUMENT, PHOTO


@dataclass(frozen=True)
class Sent:
    """A picture or a document, as Telegram names it."""

    kind: str
    file_id: str
    unique_id: str
    name: str
    size: int


def file_of(message: Message) -> Sent | None:
    """Moving pictures are documents to Telegram, but not to us."""
    if message.photo:
        best = message.photo[-1]
        name = f"{best.file_unique_id}.jpg"
        return Sent(PHOTO, best.file_id, best.file_unique_id, name, best.file_size or 0)
    found = message.document
    if found is None or message.animation:
        return None
    name = found.file_name or found.file_unique_id
    return Sent(DOCUMENT, found.file_id, found.file_unique_id, name, found.file_size or 0)


async def fetch(visit: Visit, sent: Sent, about: tuple[str, str], accepted: Sequence[str]) -> None:
    """Have the file brought here; what becomes of it is told when it is done."""
    await incoming.ask_for(
        visit.session,
        file_id=sent.file_id,
        unique_id=sent.unique_id,
        name=sent.name,
        about=about,
        sender_id=visit.resident.id,
        accepted=accepted,
        now=visit.now,
    )


def sorts_of(message: Message) -> Sequence[str]:
    """What a message could answer beside words."""
    if message.photo or _is(message, "image/"):
        return ("photo", "file")
    if message.voice:
        return ("voice", "audio")
    if message.audio or _is(message, "audio/"):
        return ("audio", "file")
    if message.document and not message.animation:
        return ("file",)
    return ("place",) if message.location else ()


def _is(message: Message, sort: str) -> bool:
    """Whether a document says of itself that it is of this sort."""
    return bool(message.document and (message.document.mime_type or "").startswith(sort))
