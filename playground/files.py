"""Uploaded files: kept on disk under numbers, known to bots by opaque identifiers."""

import base64
import tempfile
from pathlib import Path
from typing import Any

from playground.refusals import bad_request
from playground.store import Store

Json = dict[str, Any]

LARGEST_DOWNLOAD_BYTES = 20 << 20
MOST_FILES = 20_000
UNKNOWN_FILE = "wrong file_id or the file is temporarily unavailable"


class Files:
    def __init__(self, folder: Path | None, store: Store) -> None:
        self._given = folder
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._store = store
        kept = sorted(store.all("file"), key=lambda one: int(one[1]["number"]))
        self._known: dict[str, Json] = dict(kept)
        self._paths = {known["path"] for known in self._known.values()}
        self._last = max((known["number"] for known in self._known.values()), default=0)

    @property
    def folder(self) -> Path:
        if self._given is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="playground-")
            self._given = Path(self._temporary.name)
        self._given.mkdir(parents=True, exist_ok=True)
        return self._given

    def keep(self, bot_id: int, content: bytes, kind: str, suffix: str) -> Json:
        """Writes the file and returns its identifiers and size, as every file object has them.

        A file_id is good for one bot only.
        """
        self._last += 1
        path = f"{kind}s/file_{self._last}{suffix}"
        place = self.folder / path
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(content)
        file_id = identifier(f"{kind}:{self._last}:{bot_id}:playground")
        known = {
            "number": self._last,
            "bot_id": bot_id,
            "path": path,
            "kind": kind,
            "unique": identifier(f"{kind}:{self._last}"),
            "size": len(content),
        }
        self._known[file_id] = known
        self._paths.add(path)
        self._store.put("file", file_id, known)
        if len(self._known) > MOST_FILES:
            self._discard(next(iter(self._known)))
        return {
            "file_id": file_id,
            "file_unique_id": known["unique"],
            "file_size": known["size"],
        }

    def _discard(self, file_id: str) -> None:
        path = self._known.pop(file_id)["path"]
        self._paths.discard(path)
        self._store.drop("file", file_id)
        (self.folder / path).unlink(missing_ok=True)

    def known(self, file_id: str) -> Json | None:
        return self._known.get(file_id)

    def of(self, bot_id: int, file_id: str) -> Json | None:
        """The file, where this bot may name it so."""
        known = self._known.get(file_id)
        return known if known and known.get("bot_id", bot_id) == bot_id else None

    def described(self, bot_id: int, file_id: str) -> Json:
        """The File object of getFile."""
        known = self.of(bot_id, file_id)
        if known is None:
            raise bad_request(UNKNOWN_FILE)
        if known["size"] > LARGEST_DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return {
            "file_id": file_id,
            "file_unique_id": known["unique"],
            "file_size": known["size"],
            "file_path": known["path"],
        }

    def place(self, path: str) -> Path | None:
        """Where a served file lies; nothing for a path that is none of ours."""
        return self.folder / path if path in self._paths else None

    def describe_media(self, file_id: str, media: Json) -> None:
        """Remembers what a file looked like in a message, so that it can be sent again by id."""
        known = self._known[file_id]
        known["media"] = media
        self._store.put("file", file_id, known)

    def close(self) -> None:
        if self._temporary is not None:
            self._temporary.cleanup()


def identifier(plain: str) -> str:
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")
