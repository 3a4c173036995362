"""Questionnaires, posters and leaflets to print, from plain values and words."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from papers import qr
from papers.pdf import pdf

Shape = Literal[
    "one", "several", "order", "scale", "line", "lines", "number", "date", "time", "none"
]


@dataclass(frozen=True)
class Choice:
    """`jump` says where to go on after it; empty: with the next question."""

    text: str
    jump: str = ""


@dataclass(frozen=True)
class Block:
    """One printed question; `lines` are lines to write on, or boxes for digits."""

    number: str
    id: str
    text: str
    shape: Shape
    hint: str = ""
    only_if: str = ""
    options: tuple[Choice, ...] = ()
    lines: int = 1
    unit: str = ""
    columns: int = 1
    group: str = ""

    @property
    def breakable(self) -> bool:
        return len(self.options) > 2 * self.columns * 12


@dataclass(frozen=True)
class Questionnaire:
    """`codes` are one for each copy; a single empty one prints a master for the copier."""

    language: str
    title: str
    intro: Sequence[str]
    how: str
    blocks: Sequence[Block]
    ending: Sequence[str]
    footer: str
    page_word: str
    address: str
    qr_alt: str
    code_word: str
    code_hint: str
    codes: Sequence[str] = ("",)
    large: bool = False

    def pdf(self) -> bytes:
        data = {
            **_plain(self),
            "questions": [asdict(one) | {"breakable": one.breakable} for one in self.blocks],
        }
        return pdf("questionnaire", data, {"qr.svg": qr.svg(self.address)})


@dataclass(frozen=True)
class Poster:
    """One A4 page, or two A5 leaflets on it; `facts` are pairs of a word and what it is."""

    language: str
    format: Literal["a4", "a5"]
    title: str
    organiser: str
    intro: Sequence[str]
    qr_alt: str
    scan: str
    address_word: str
    address: str
    facts: Sequence[tuple[str, str]] = field(default=())
    footer: str = ""

    def pdf(self) -> bytes:
        return pdf("poster", _plain(self), {"qr.svg": qr.svg(self.address)})


def _plain(paper: Questionnaire | Poster) -> dict[str, Any]:
    plain: Mapping[str, Any] = asdict(paper)
    # Easy Czech is Czech to a screen reader, and an address is read without its beginning.
    short = paper.address.removeprefix("https://").removeprefix("http://")
    return {**plain, "lang": paper.language.partition("-")[0], "address": short}
