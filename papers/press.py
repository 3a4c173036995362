"""The outcome of a contest as a document that an office edits and sends on to newspapers."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Release:
    """All of it in words; `winners` stand on the picture, which `caption` tells in words too."""

    language: str
    heading: str
    lines: Sequence[str]
    caption: str
    note: str
    winners: Sequence[tuple[int, str, bytes]]

    def docx(self) -> bytes:
        from papers.press_documents import docx

        return docx(self)
