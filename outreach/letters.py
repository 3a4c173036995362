"""A letter: one message to one person, in their language, kept until it has gone out."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage import outreach
from storage.people import Resident
from texts.screens import Button, Rows

PHOTO, DOCUMENT = "photo", "document"


@dataclass(frozen=True)
class Media:
    """A file under the media folder by the SHA-256 of its content, and how it is to be shown."""

    kind: str
    digest: str
    name: str


@dataclass(frozen=True)
class Letter:
    """HTML text with buttons, which is the caption where a file goes with it."""

    text: str
    rows: Rows = ()
    media: Media | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Letter":
        rows = tuple(tuple(Button(**button) for button in row) for row in kept["rows"])
        media = kept.get("media")
        return cls(kept["text"], rows, Media(**media) if media else None)


async def post(
    session: AsyncSession, to: Resident, about: str, letter: Letter, due_at: datetime
) -> bool:
    """Put a letter into the outbox; `about` makes the same news to the same person one letter."""
    return await outreach.write(
        session,
        about=about,
        resident_id=to.id,
        telegram_id=to.telegram_id,
        content=letter.to_json(),
        due_at=due_at,
    )
