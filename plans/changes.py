"""What has changed from one version to another, section by section and word by word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from plans.documents import Section
from texts.content import pick

# Longer texts are compared by sentences, or comparing would take seconds.
WORDS_COMPARED = 1500


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Piece:
    """Some words of a text: kept, or only in the old one, or only in the new one."""

    words: str
    old: bool
    new: bool


def changes(before: Sequence[Section], after: Sequence[Section]) -> dict[str, Change]:
    """Sections that are not the same, by id; those that only moved are."""
    old = {one.id: one.digest() for one in before}
    new = {one.id: one.digest() for one in after}
    found = {id: Change.ADDED for id in new if id not in old}
    found |= {id: Change.REMOVED for id in old if id not in new}
    return found | {id: Change.CHANGED for id in new if id in old and old[id] != new[id]}


def difference(before: Mapping[Any, str], after: Mapping[Any, str], language: str) -> list[Piece]:
    """A text's two versions laid into one, in the reader's language."""
    old, new = _words(pick(before, language)), _words(pick(after, language))
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(" ".join(old[i1:i2]), True, True))
            continue
        if i2 > i1:
            pieces.append(Piece(" ".join(old[i1:i2]), True, False))
        if j2 > j1:
            pieces.append(Piece(" ".join(new[j1:j2]), False, True))
    return pieces


def _words(text: str) -> list[str]:
    words = text.split()
    if len(words) <= WORDS_COMPARED:
        return words
    return [sentence for line in text.splitlines() for sentence in line.split(". ") if sentence]
