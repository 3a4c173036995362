"""Lists that are longer than a screen: one page of them, and the ways to those beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from texts.numbers import whole

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """`skipped` items stand on the pages before it."""

    items: Sequence[Item]
    at: int
    pages: int
    skipped: int

    @property
    def turns(self) -> tuple[tuple[str, str], ...]:
        """What the buttons to the pages beside it say and carry, round and round; none of one."""
        if self.pages < 2:
            return ()
        before, after = (self.at - 1) % self.pages, (self.at + 1) % self.pages
        here = f"{self.at + 1}/{self.pages}"
        return (("‹", str(before)), (here, str(self.at)), ("›", str(after)))


def page_of(found: Sequence[Item], wanted: str, size: int) -> Page[Item]:
    """The page of that number, as a button carries it; the nearest one where there is none."""
    pages = max(1, -(-len(found) // size))
    asked = whole(wanted)
    at = min(asked, pages - 1)
    return Page(found[at * size : (at + 1) * size], at, pages, at * size)
