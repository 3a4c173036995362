"""A list of those who come to a meeting, on A4, with a line for everybody to sign."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from papers.pdf import pdf


@dataclass(frozen=True)
class Line:
    name: str
    party: str
    people: str


@dataclass(frozen=True)
class AttendanceList:
    """`columns` are the four headings; `empty` are lines for those who are not on the list."""

    language: str
    title: str
    facts: Sequence[str]
    heading: str
    columns: Sequence[str]
    lines: Sequence[Line]
    empty: int
    footer: str
    page_word: str
    privacy: str

    def pdf(self) -> bytes:
        # Easy Czech is Czech to a screen reader.
        return pdf("attendance", {**asdict(self), "lang": self.language.partition("-")[0]})
