"""A letter: one message to one person, in their language, kept until it has gone out."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage import outreach
from storage.groups import WorkingGroup
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
class Place:
    """Where in a Telegram group a letter stands, and what a reply to it is about (`card`).

    A letter about a section of a plan stands in the forum topic of that section, which is made
    under `topic_name` when the first one goes there; without topics it stands among all others.
    With `message_id` it takes the place of that message of ours; `asks` has Telegram open the reply
    of whoever it mentions.
    """

    card: str = ""
    thread_id: int = 0
    plan_code: str = ""
    section_id: str = ""
    topic_name: str = ""
    message_id: int = 0
    asks: bool = False
    pins: bool = False


@dataclass(frozen=True)
class Letter:
    """HTML text with buttons, which is the caption where a file goes with it.

    `answers` is the message of ours in the same chat that it is a reply to.
    """

    text: str
    rows: Rows = ()
    media: Media | None = None
    place: Place | None = None
    answers: int = 0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Letter":
        rows = tuple(tuple(Button(**button) for button in row) for row in kept["rows"])
        media, place = kept.get("media"), kept.get("place")
        return cls(
            kept["text"],
            rows,
            Media(**media) if media else None,
            Place(**place) if place else None,
            kept.get("answers", 0),
        )


async def post(
    session: AsyncSession,
    to: Resident,
    about: str,
    letter: Letter,
    due_at: datetime,
    *,
    quiet_in: str | None = None,
) -> bool:
    """Put a letter into the outbox; `about` makes the same news to the same person one letter.

    What nobody asked for waits while it is quiet in the area that it concerns, `quiet_in`.
    """
    return await outreach.write(
        session,
        about=about,
        resident_id=to.id,
        telegram_id=to.telegram_id,
        content=letter.to_json(),
        due_at=due_at,
        quiet_in=quiet_in,
    )


async def post_to_all(
    session: AsyncSession,
    people: Sequence[Resident],
    about: str,
    letter: Callable[[Resident], Letter],
    due_at: datetime,
    *,
    quiet_in: str | None = None,
) -> int:
    """The same news to some people at once, to each as it is written for them; how many are new."""
    return await outreach.write_all(
        session,
        [
            {
                "about": about,
                "resident_id": one.id,
                "telegram_id": one.telegram_id,
                "content": letter(one).to_json(),
                "due_at": due_at,
                "quiet_in": quiet_in,
            }
            for one in people
        ],
    )


async def post_to_group(
    session: AsyncSession, to: WorkingGroup, about: str, letter: Letter, due_at: datetime
) -> bool:
    """Put a letter to a working group's Telegram group into the outbox, where it has one."""
    if to.chat_id is None:
        return False
    return await post_to_chat(session, to.chat_id, f"group:{to.code}:{about}", letter, due_at)


async def post_to_chat(
    session: AsyncSession, chat_id: int, about: str, letter: Letter, due_at: datetime
) -> bool:
    """Put a letter to a Telegram group into the outbox."""
    return await outreach.write(
        session,
        about=about,
        resident_id=outreach.NOBODY,
        telegram_id=chat_id,
        content=letter.to_json(),
        due_at=due_at,
    )
