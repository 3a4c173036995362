"""Ages in words: for whom a category is, and who of the authors is of another age."""

from collections.abc import Sequence

from contests.authors import Aged
from contests.documents import Category
from texts.content import pick
from texts.words import Words


def category_named(words: Words, category: Category) -> str:
    """A category with the ages it is for, unless its name tells them; without marks of HTML."""
    name = pick(category.title, words.language)
    youngest, oldest = category.youngest, category.oldest
    if any(letter.isdigit() for letter in name):
        return name
    if youngest is not None and oldest is not None:
        return words("{name} ({youngest} to {oldest} years)", name=name, youngest=youngest,
                     oldest=oldest)  # fmt: skip
    if oldest is not None:
        return words("{name} (up to {oldest} years)", name=name, oldest=oldest)
    if youngest is not None:
        return words("{name} (from {youngest} years)", name=name, youngest=youngest)
    return name


def author_aged(words: Words, name: str, age: int | None) -> str:
    """An author with the age that was written, without marks of HTML."""
    if age is None:
        return name
    return words.many("{name}, {n} year", "{name}, {n} years", age, name=name)


def outside_told(words: Words, category: Category, authors: Sequence[Aged]) -> str:
    """Who does not fit the category, without marks of HTML."""
    named = "; ".join(author_aged(words, one.name, one.age) for one in authors)
    told = words(
        "The category “{category}” is not for: {names}.",
        category=category_named(words, category),
        names=named,
    )
    if any(one.age is None for one in authors):
        note = words("Whoever has no age beside the name I take for grown up.")
        return f"{told} {note}"
    return told
