"""Ids of ours for the names that spreadsheets give, and expressions that speak of them."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from surveys.definitions import ID_SHAPE
from surveys.expressions import BadExpression, Sort, Token, tokens
from texts.content import fold

HASH_LENGTH: Final = 6
COMPARING: Final = ("=", "!=")


@dataclass
class Names:
    """The id of each name; one name always has the same id, two names never do."""

    limit: int
    ids: dict[str, str] = field(default_factory=dict)

    def id(self, name: str) -> str:
        if name not in self.ids:
            plain = shortened(name, self.limit)
            taken = plain in self.ids.values()
            self.ids[name] = _with_hash(plain, name, self.limit) if taken else plain
        return self.ids[name]

    def changed(self) -> Iterable[tuple[str, str]]:
        """Names whose id differs by more than small letters."""
        return [(name, one) for name, one in self.ids.items() if name.lower().lstrip("_") != one]


def shortened(name: str, limit: int) -> str:
    """The name in the letters and the length of an id; the same name gives the same id."""
    if re.fullmatch(ID_SHAPE, name) and len(name) <= limit:
        return name
    plain = re.sub(r"[^a-z0-9_-]+", "_", fold(name)).strip("_-")
    if plain and len(plain) <= limit:
        return plain
    return _with_hash(plain or "x", name, limit)


def _with_hash(plain: str, name: str, limit: int) -> str:
    digest = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:HASH_LENGTH]
    return f"{plain[: limit - HASH_LENGTH - 1].rstrip('_-')}-{digest}"


class OptionNameUnclear(Exception):
    """A text in an expression names an option whose name has changed, away from a comparison."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class Renaming:
    """What an expression's names are called with us; `own` are the options of its own question."""

    questions: Mapping[str, str]
    options: Mapping[str, Mapping[str, str]]
    own: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, text: str) -> str:
        """The expression with our ids; what is no expression stays as it is."""
        try:
            found = tokens(text)
        except BadExpression:
            return text
        said = [self._said(found, place) for place in range(len(found))]
        parts, end = [], 0
        for token, new in zip(found, said, strict=True):
            parts += [text[end : token.start], new or text[token.start : token.end]]
            end = token.end
        return "".join([*parts, text[end:]])

    def _said(self, found: list[Token], place: int) -> str | None:
        token = found[place]
        if token.sort == Sort.ANSWER:
            return f"${{{self.questions.get(token.says, token.says)}}}"
        if token.sort != Sort.TEXT:
            return None
        asked = _compared_with(found, place)
        ids = self.own if asked == "." else self.options.get(asked or "", {})
        if token.says in ids:
            return f"'{ids[token.says]}'"
        self._check_unchanged(found, token.says)
        return None

    def _check_unchanged(self, found: list[Token], text: str) -> None:
        for token in found:
            ids = self.options.get(token.says, {}) if token.sort == Sort.ANSWER else {}
            if ids.get(text, text) != text:
                raise OptionNameUnclear(text)


def _compared_with(found: list[Token], place: int) -> str | None:
    """The question ("." for the own one) with whose answer the text at this place is compared."""
    before, after = found[max(0, place - 4) : place], found[place + 1 : place + 3]
    if len(after) == 2 and after[0].says in COMPARING and (asked := _asked(after[1])):
        return asked
    if len(before) >= 2 and before[-1].says in COMPARING:
        return _asked(before[-2])
    if len(before) == 4 and before[-1].says == "," and before[0].says == "selected":
        return _asked(before[2])
    return None


def _asked(token: Token) -> str | None:
    if token.sort == Sort.ANSWER:
        return token.says
    return "." if token.sort == Sort.SIGN and token.says == "." else None


HOLE: Final = re.compile(r"\$\{\s*([\w.-]+)\s*\}")


def with_ids(text: str, ids: Mapping[str, str]) -> str:
    """The text with our ids in it where it repeats earlier answers."""
    return HOLE.sub(lambda hole: f"${{{ids.get(hole[1], hole[1])}}}", text)


def attributes_compared(text: str) -> dict[str, str]:
    """The questions whose answers a filter of options compares with attributes, by attribute."""
    try:
        found = tokens(text)
    except BadExpression:
        return {}
    compared: dict[str, str] = {}
    for left, sign, right in zip(found, found[1:], found[2:], strict=False):
        if sign.says not in COMPARING:
            continue
        for word, answer in ((left, right), (right, left)):
            if word.sort == Sort.WORD and answer.sort == Sort.ANSWER:
                compared[word.says] = answer.says
    return compared
