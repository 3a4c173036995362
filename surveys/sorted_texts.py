"""Written texts put in the order of the alphabet, which says nothing about whose row they are of.

They lie in a database of their own without a name, which goes to the disk when it grows.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from types import TracebackType


class SortedTexts:
    """Texts come in as they are found and go out sorted, as often as wanted."""

    def __init__(self) -> None:
        # Written and read by one thread after another, never by two at once.
        self._kept = sqlite3.connect("", check_same_thread=False)
        self._kept.execute("PRAGMA cache_size = -4096")
        self._kept.execute("CREATE TABLE text (question TEXT, text TEXT)")
        self.count = 0

    def __enter__(self) -> "SortedTexts":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._kept.close()

    def add(self, texts: Sequence[tuple[str, str]]) -> None:
        """Each with the question that it answers."""
        self._kept.executemany("INSERT INTO text VALUES (?, ?)", texts)
        self.count += len(texts)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        yield from self._kept.execute("SELECT question, text FROM text ORDER BY question, text")
