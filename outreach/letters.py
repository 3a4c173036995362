"""A letter: one message to one person, in their language, kept until it has gone out."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage import outreach
from storage.people import Resident
from texts.screens import Button, Rows


@dataclass(frozen=True)
class Letter:
    """HTML text with buttons; `document` is a path of a file to go with it."""

    text: str
    rows: Rows = ()
    document: str | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Letter":
        rows = tuple(tuple(Button(**button) for button in row) for row in kept["rows"])
        return cls(kept["text"], rows, kept.get("document"))


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
