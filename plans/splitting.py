"""Cutting a long comment into its points, in nobody's words but its author's."""

import re
from collections.abc import Sequence

from texts.content import fold
from texts.similar import sentences

MOST_POINTS = 10
# Letters; a greeting or a farewell is no point of its own.
SHORTEST = 15
# Letters; a shorter text is not cut between sentences.
LONG = 300
ITEM = re.compile(r"^[ \t]*(?:\d{1,2}[.)]|[a-hA-H]\)|[-–•*])[ \t]+", re.MULTILINE)
PARAGRAPH = re.compile(r"\n[ \t]*\n")
BEGINNINGS = (
    *("za prve", "za druhe", "za treti", "za ctvrte", "zaprve", "zadruhe", "zatreti"),
    *("dale ", "dale,", "take ", "rovnez", "krome toho", "navic", "a jeste", "jeste "),
    *("по-перше", "по-друге", "по-третє", "також", "крім того", "ще "),
    *("first,", "second,", "third,", "also,", "besides", "moreover"),
)


class PointsDiffer(Exception):
    """The points together do not say what the comment says, in its words."""


def points(text: str) -> Sequence[str]:
    """The points of a text in their order, or the text alone; no word is lost or made up."""
    for cut in (_items, _paragraphs, _turns):
        found = _with_short_ones(cut(text))
        if 1 < len(found) <= MOST_POINTS:
            return tuple(found)
    return (text.strip(),)


def of_paragraphs(text: str, whole: str) -> Sequence[str]:
    """The points that somebody has set apart by empty lines; raises PointsDiffer."""
    found = [one.strip() for one in PARAGRAPH.split(text) if one.strip()]
    same = [word for one in found for word in words(one)] == words(whole)
    if not same or not 1 < len(found) <= MOST_POINTS:
        raise PointsDiffer
    return tuple(found)


def words(text: str) -> list[str]:
    """The words of a text without the signs that number its points."""
    return ITEM.sub("", text).split()


def _items(text: str) -> list[str]:
    """Numbered or dashed lines; what stands above them belongs to the first."""
    marks = list(ITEM.finditer(text))
    if len(marks) < 2:
        return []
    starts = [0, *(one.start() for one in marks[1:])]
    ends = [*starts[1:], len(text)]
    return [ITEM.sub("", text[start:end]) for start, end in zip(starts, ends, strict=True)]


def _paragraphs(text: str) -> list[str]:
    return PARAGRAPH.split(text)


def _turns(text: str) -> list[str]:
    """A long text, cut before sentences that say that another thing begins."""
    if len(text) < LONG:
        return []
    found: list[str] = []
    for sentence in sentences(text):
        if found and not fold(sentence).startswith(BEGINNINGS):
            found[-1] += f" {sentence}"
        else:
            found.append(sentence)
    return found


def _with_short_ones(found: Sequence[str]) -> list[str]:
    """What is too short to be a point joins the one before it, else the one after it."""
    joined: list[str] = []
    for one in filter(None, map(str.strip, found)):
        if joined and (len(one) < SHORTEST or len(joined[-1]) < SHORTEST):
            joined[-1] += f"\n{one}"
        else:
            joined.append(one)
    return joined
