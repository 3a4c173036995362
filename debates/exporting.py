"""Frozen results of a debate for other programs: JSON as it was frozen, and a table."""

from collections.abc import Iterator
from typing import Any

from debates.outcome import Outcome
from papers.tables import Row, csv_file
from texts.content import pick
from texts.formatting import PRAGUE

COLUMNS = (
    *("number", "statement", "added_by_resident", "stances", "agrees", "disagrees", "passes"),
    *("rest", "nearly_all", "mostly", "consensus", "dividing"),
)


def to_json(found: Outcome) -> dict[str, Any]:
    """All that is told, with what the debate was about; null is what is not told."""
    document, debate = found.run.document, found.run.debate
    return {
        "code": debate.code,
        "area": document.area,
        "title": dict(document.title),
        "introduction": dict(document.introduction),
        "opened_at": debate.opens_at.astimezone(PRAGUE).isoformat(),
        "closed_at": debate.closes_at.astimezone(PRAGUE).isoformat(),
        **found.results.to_json(),
    }


def to_csv(found: Outcome, language: str = "cs") -> bytes:
    """A row a statement, in the order of their numbers; what is not told is empty."""
    return csv_file(COLUMNS, [*rows(found, language)])


def rows(found: Outcome, language: str) -> Iterator[Row]:
    """`consensus` and `dividing` are places in these orders, from one."""
    results = found.results
    united = {one.number: place for place, one in enumerate(results.consensus, start=1)}
    apart = {number: place for place, number in enumerate(results.dividing, start=1)}
    for one in results.statements:
        yield (
            *(one.number, pick(one.text, language), "" if one.is_seed else "yes", one.stances),
            *(one.agrees, one.disagrees, one.passes, one.rest),
            *(one.nearly_all or "", one.mostly or ""),
            *(united.get(one.number), apart.get(one.number)),
        )
