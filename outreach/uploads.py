"""Files are uploaded once for each bot and then sent by the name that Telegram gave them."""

import asyncio
from collections import defaultdict
from pathlib import Path

from outreach.letters import Media
from storage import uploads
from storage.database import Database


class Names:
    """What Telegram calls the files that it holds: kept in the database and in memory."""

    def __init__(self, database: Database, bot_id: int) -> None:
        self._database = database
        self._bot_id = bot_id
        self._names: dict[Media, str] = {}
        self._turns: defaultdict[Media, asyncio.Lock] = defaultdict(asyncio.Lock)

    def turn(self, media: Media) -> asyncio.Lock:
        """One uploads, the others wait for the name."""
        return self._turns[media]

    async def name(self, media: Media) -> str | None:
        if media not in self._names:
            async with self._database.reading() as session:
                known = await uploads.file_id(session, self._bot_id, media.digest, media.kind)
            if known is None:
                return None
            self._names[media] = known
        return self._names[media]

    async def keep(self, media: Media, name: str) -> None:
        if self._names.get(media) == name:
            return
        async with self._database.writing() as session:
            await uploads.keep_file_id(session, self._bot_id, media.digest, media.kind, name)
        self._names[media] = name


class Uploads(Names):
    """With the files themselves, which lie in the media folder."""

    def __init__(self, database: Database, bot_id: int, folder: Path) -> None:
        super().__init__(database, bot_id)
        self._folder = folder

    async def content(self, media: Media) -> bytes:
        """Raises FileNotFoundError."""
        return await asyncio.to_thread((self._folder / media.digest).read_bytes)
