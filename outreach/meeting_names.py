"""What a letter may show of a meeting: one of a sensitive working group goes without its name."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from meetings.documents import Meeting as Document
from meetings.keeping import Held
from storage import groups
from texts.content import pick
from texts.formatting import escape
from texts.words import Words


@dataclass(frozen=True)
class Shown:
    """A meeting as its letters may tell of it on a locked screen, where anybody may look.

    Of a sensitive group nothing is told that somebody has written: neither a title nor a place.
    """

    document: Document
    is_sensitive: bool

    def title(self, words: Words) -> str:
        if self.is_sensitive:
            return words("Group meeting")
        return escape(pick(self.document.title, words.language))

    def written(self, text: str) -> str:
        """What somebody has written about the meeting, where it may be told."""
        return "" if self.is_sensitive else escape(text)

    def lines(self, texts: Sequence[str]) -> list[str]:
        return [] if self.is_sensitive else [f"• {escape(one)}" for one in texts]


async def shown(session: AsyncSession, held: Held) -> Shown:
    group = await groups.by_key(session, held.meeting.area_code, held.document.group)
    return Shown(held.document, group is not None and group.sensitive)
