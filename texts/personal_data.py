"""Contacts and numbers of people in what they write: found so that they can be pointed out, masked.

Patterns propose, check digits decide (python-stdnum). A ten-digit number without a stroke passes
for a birth number once in fifty by chance, so a door asks about what is found and never claims.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from stdnum import iban
from stdnum.cz import bankaccount, rc

GAP = r"[ \u00a0./-]?"


class Kind(StrEnum):
    EMAIL = "email"
    IBAN = "iban"
    ACCOUNT = "account"
    BIRTH_NUMBER = "birth_number"
    PHONE = "phone"


@dataclass(frozen=True)
class Found:
    """Where in the text it stands, `end` not included."""

    kind: Kind
    start: int
    end: int


EMAIL = re.compile(
    r"[\w.+-]+(?:\s?@\s?|\s?[(\[](?:at|zavináč|zavinac)[)\]]\s?|\s(?:zavináč|zavinac)\s)"
    r"[\w-]+(?:\s?(?:\.|[(\[](?:dot|tečka|tecka)[)\]]|\s(?:tečka|tecka)\s)\s?[\w-]+)*"
    r"\s?(?:\.|[(\[](?:dot|tečka|tecka)[)\]]|\s(?:tečka|tecka)\s)\s?[a-z]{2,12}\b",
    re.IGNORECASE,
)
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ \u00a0]?[A-Z0-9]{4}){2,7}(?:[ \u00a0]?[A-Z0-9]{1,3})?\b")
ACCOUNT = re.compile(r"(?<![\d/-])(?:\d{1,6}-)?\d{2,10}\s?/\s?\d{4}(?![\d/])")
BIRTH_NUMBER = re.compile(r"(?<![\d/.-])\d{6}[ \u00a0]?[/ \u00a0]?[ \u00a0]?\d{3,4}(?![\d/])")
PHONE = re.compile(
    rf"(?<![\d,/-])(?:"
    rf"(?:\+|00)4(?:20|21){GAP}\d{{3}}{GAP}\d{{3}}{GAP}\d{{3}}"
    rf"|(?:\+|00)380{GAP}\d{{2}}{GAP}\d{{3}}{GAP}\d{{2}}{GAP}\d{{2}}"
    rf"|(?:\+|00)[1-9]\d{{0,2}}{GAP}\d{{2,4}}(?:{GAP}\d{{2,4}}){{1,3}}"
    rf"|09\d{{2}}{GAP}\d{{3}}{GAP}\d{{3}}"
    rf"|[2-7]\d{{2}}{GAP}\d{{3}}{GAP}\d{{3}}"
    rf")(?![\d/]|[ \u00a0]\d{{3}}\b)"
)
# What follows an amount; nobody's telephone is a round number of millions either.
AMOUNT = re.compile(r"\s?(?:,\d|kč|korun|eur|€|lid|osob|obyvatel|tis|mil|%)", re.IGNORECASE)
ROUND = re.compile(r"\d{1,3}[ \u00a0.]?000[ \u00a0.]?000")


def personal_data(text: str) -> list[Found]:
    """All that is found, in order, never two over the same letters."""
    taken: list[Found] = []
    for kind, pattern, holds in LOOKED_FOR:
        for match in pattern.finditer(text):
            if holds(match) and not _overlaps(taken, match.start(), match.end()):
                taken.append(Found(kind, match.start(), match.end()))
    return sorted(taken, key=lambda found: found.start)


def masked(text: str, mask: Callable[[Kind], str] = lambda _: "•••") -> str:
    """The text with everything found replaced by what `mask` says of its kind."""
    return "".join(_pieces(text, mask))


def _pieces(text: str, mask: Callable[[Kind], str]) -> Iterator[str]:
    told = 0
    for found in personal_data(text):
        yield text[told : found.start]
        yield mask(found.kind)
        told = found.end
    yield text[told:]


def _overlaps(taken: list[Found], start: int, end: int) -> bool:
    return any(found.start < end and start < found.end for found in taken)


def _always(_: re.Match[str]) -> bool:
    return True


def _is_iban(match: re.Match[str]) -> bool:
    return iban.is_valid(match[0], check_country=False)


def _is_account(match: re.Match[str]) -> bool:
    return bankaccount.is_valid("".join(match[0].split()))


def _is_birth_number(match: re.Match[str]) -> bool:
    return rc.is_valid("".join(match[0].split()))


def _is_phone(match: re.Match[str]) -> bool:
    if match[0][0] in "+0":
        return True
    return not ROUND.fullmatch(match[0]) and not AMOUNT.match(match.string, match.end())


LOOKED_FOR = (
    (Kind.EMAIL, EMAIL, _always),
    (Kind.IBAN, IBAN, _is_iban),
    (Kind.ACCOUNT, ACCOUNT, _is_account),
    (Kind.BIRTH_NUMBER, BIRTH_NUMBER, _is_birth_number),
    (Kind.PHONE, PHONE, _is_phone),
)
