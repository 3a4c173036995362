"""What outlives a restart: one SQLite table of JSON things, written together before answers go out.

A caller changes things at will and awaits `saved()` before telling anyone; all that wait in the
same turn of the loop share one transaction. `synchronous=OFF` survives a killed process; a power
cut is not the worry of a playground.
"""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TABLE = """
CREATE TABLE IF NOT EXISTS things (
  kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, key)
) WITHOUT ROWID
"""


# Made once: this is done for every answer.
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def as_json(body: Any) -> str:
    return ENCODER.encode(body)


class Store:
    def __init__(self, path: Path | None) -> None:
        self._changed: dict[tuple[str, str], Any] = {}
        self._saving: asyncio.Future[None] | None = None
        self._database = self._open(path) if path else None

    @property
    def lasts(self) -> bool:
        """Whether there is a file to keep things in."""
        return self._database is not None

    @staticmethod
    def _open(path: Path) -> sqlite3.Connection:
        path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=OFF")
        database.execute(TABLE)
        return database

    def put(self, kind: str, key: object, body: Any) -> None:
        if self._database is not None:
            self._changed[kind, str(key)] = body

    def drop(self, kind: str, key: object) -> None:
        self.put(kind, key, None)

    def all(self, kind: str) -> Iterator[tuple[str, Any]]:
        if self._database is None:
            return
        query = "SELECT key, body FROM things WHERE kind = ?"
        for key, body in self._database.execute(query, (kind,)):
            yield key, json.loads(body)

    async def saved(self) -> None:
        """Returns when everything changed so far is kept."""
        if not self._changed:
            return
        if self._saving is None:
            loop = asyncio.get_running_loop()
            self._saving = loop.create_future()
            loop.call_soon(self._save_for_all)
        await asyncio.shield(self._saving)

    def _save_for_all(self) -> None:
        saving, self._saving = self._saving, None
        assert saving is not None
        try:
            self.save()
        except sqlite3.Error as error:
            saving.set_exception(error)
        else:
            saving.set_result(None)

    def save(self) -> None:
        if self._database is None or not self._changed:
            return
        kept = [(*key, as_json(body)) for key, body in self._changed.items() if body is not None]
        gone = [key for key, body in self._changed.items() if body is None]
        self._database.execute("BEGIN IMMEDIATE")
        try:
            self._database.executemany("INSERT OR REPLACE INTO things VALUES (?, ?, ?)", kept)
            self._database.executemany("DELETE FROM things WHERE kind = ? AND key = ?", gone)
            self._database.execute("COMMIT")
        except sqlite3.Error:
            self._database.execute("ROLLBACK")
            raise
        self._changed.clear()

    def close(self) -> None:
        if self._database is not None:
            self.save()
            self._database.close()
            self._database = None
