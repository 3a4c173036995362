"""Lists that are longer than a screen: one page of them, and the ways to those beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from texts.screens import Button, Row

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """`skipped` items stand on the pages before it."""

    items: Sequence[Item]
    at: int
    pages: int
    skipped: int

    @property
    def turns(self) -> tuple[tuple[str, int], ...]:
        """What the buttons to the pages beside it say and carry, round and round; none of one."""
        if self.pages < 2:
            return ()
        before, after = (self.at - 1) % self.pages, (self.at + 1) % self.pages
        here = f"{self.at + 1}/{self.pages}"
        return (("‹", before), (here, self.at), ("›", after))


def page_of(found: Sequence[Item], wanted: int, size: int) -> Page[Item]:
    """The page of that number; the last one where there are not so many."""
    pages = max(1, -(-len(found) // size))
    at = min(wanted, pages - 1)
    return Page(found[at * size : (at + 1) * size], at, pages, at * size)


def turning(page: Page[Any], button: Callable[[str, int], Button]) -> list[Row]:
    """A row with the ways to the pages beside this one; none where it is the only one."""
    row = tuple(button(label, at) for label, at in page.turns)
    return [row] if row else []
