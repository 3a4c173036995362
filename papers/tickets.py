"""Slips for a vote in the hall: eight on a page, each with a number of its own and every work."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from papers.pdf import pdf

MOST = 800


@dataclass(frozen=True)
class Ticket:
    """What stands on every slip; `works` are numbers with titles, `rule` how many to mark."""

    language: str
    title: str
    rule: str
    works: Sequence[str]
    numbered: str


def tickets(told: Ticket, count: int) -> bytes:
    """So many slips, numbered from one, at most `MOST`."""
    data: Mapping[str, object] = {
        **asdict(told),
        "lang": told.language.partition("-")[0],
        "count": min(count, MOST),
    }
    return pdf("tickets", data)
