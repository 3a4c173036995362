"""Who made a work, as people write it: one author a line, a child with a comma and the age."""

import re
from collections.abc import Sequence
from typing import TypeVar

from contests.documents import LINE_LENGTH, Category, Contest
from contests.entering import Author
from storage.contests import EntryAuthor

# As written just now, or as kept.
Aged = TypeVar("Aged", Author, EntryAuthor)

YEARS = r"(?:let|roků|roky|rok|років|роки|рік)"
AGED = re.compile(
    rf"^(?P<name>.+?)\s*(?:,\s*(?P<age>\d{{1,3}})\s*{YEARS}?|\s(?P<years>\d{{1,3}})\s*{YEARS})$"
)
# "Autor 3" may be a third author or a child of three: it has to be said.
NUMBERED = re.compile(r"\s\d{1,3}$")


class AgeUnclear(Exception):
    """A name ends with a number, and nothing says whether that is an age."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def authors_in(text: str, document: Contest) -> list[Author]:
    """Everybody named; ages are looked for only where the brief asks for them.

    Raises AgeUnclear.
    """
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip(" ,\t")]
    if not asks_ages(document):
        return [Author(line.strip(" ,")[:LINE_LENGTH], False) for line in lines]
    return [_aged(line, document.under_age) for line in lines]


def asks_ages(document: Contest) -> bool:
    """Whether a guardian or a category depends on them."""
    return document.under_age > 0 or any(one.has_ages for one in document.categories)


def outside(document: Contest, category: str, authors: Sequence[Aged]) -> tuple[Aged, ...]:
    """Those whose ages the category is not for; nobody where it has none or is not chosen yet."""
    chosen = document.category(category)
    if chosen is None:
        return ()
    return tuple(one for one in authors if not chosen.takes(one.age))


def fitting(document: Contest, authors: Sequence[Aged]) -> list[Category]:
    """The categories in which everybody may be."""
    return [one for one in document.categories if all(one.takes(by.age) for by in authors)]


def _aged(line: str, under_age: int) -> Author:
    told = AGED.match(line)
    if told is None:
        if NUMBERED.search(line):
            raise AgeUnclear(line)
        return Author(line.strip(" ,")[:LINE_LENGTH], False)
    age = int(told["age"] or told["years"])
    return Author(told["name"].strip(" ,")[:LINE_LENGTH], age < under_age, age)
