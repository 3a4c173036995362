"""Who came, as tables: by party, by meeting, and what may be published."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from handlers.parties import PARTY_NAMES
from meetings.counting import LEAST_PUBLISHED, NO_PARTY, AtMeeting, Audience, Counted, published
from papers.tables import Cell, Row, csv_lines, workbook
from storage.people import PARTIES
from texts.content import pick
from texts.formatting import day, number
from texts.words import Words

EVERY_PARTY: Final = (*PARTIES, NO_PARTY)


def party_name(words: Words, party: str) -> str:
    return words(PARTY_NAMES[party]) if party else words("without a party")


def people_told(words: Words, one: Audience) -> str:
    """One number where it is sure, a range where some came without a name."""
    if one.least == one.most:
        return number(one.least, words.language)
    least, most = number(one.least, words.language), number(one.most, words.language)
    return words("{least} to {most}", least=least, most=most)


def csv_of(words: Words, found: Counted, kinds: Mapping[str, str]) -> Iterator[bytes]:
    """A row a meeting, line by line."""
    return csv_lines([_heading(words), *(_row(words, one, kinds) for one in found.by_meeting)])


def workbook_of(words: Words, found: Counted, kinds: Mapping[str, str]) -> bytes:
    meetings = [_heading(words), *(_row(words, one, kinds) for one in found.by_meeting)]
    return workbook(
        {
            words("By party"): _parties(words, found),
            words("By meeting"): meetings,
            words("For publication"): public_rows(words, found),
        }
    )


def _parties(words: Words, found: Counted) -> list[Row]:
    heading: Row = (
        words("Party"),
        words("Visits"),
        words("Different people at least"),
        words("Different people at most"),
        words("Known by an account"),
        words("Known by a name"),
        words("Without a name"),
    )
    told = [(party_name(words, party), one) for party, one in found.by_party.items()]
    rows = [_figures(name, one) for name, one in [*told, (words("All together"), found.whole)]]
    return [heading, *rows]


def _figures(name: str, one: Audience) -> Row:
    return (name, one.visits, one.least, one.most, one.accounts, one.names, one.unnamed)


def public_rows(words: Words, found: Counted) -> list[Row]:
    """Without small groups, from which somebody could be recognised."""
    few = words("fewer than {least}, or hidden", least=number(LEAST_PUBLISHED, words.language))
    rows: list[Row] = [(words("Party"), words("Visits"), words("Different people"))]
    for party, one in published(found.by_party).items():
        told: tuple[Cell, Cell] = (
            (few, few) if one is None else (one.visits, people_told(words, one))
        )
        rows.append((party_name(words, party), *told))
    whole = found.whole
    rows.append((words("All together"), whole.visits, people_told(words, whole)))
    return rows


def _heading(words: Words) -> Row:
    parties = [words("Visits: {party}", party=party_name(words, party)) for party in EVERY_PARTY]
    return (
        words("Date"),
        words("Meeting"),
        words("Kind"),
        words("Visits"),
        words("Different people at least"),
        words("Different people at most"),
        *parties,
    )


def _row(words: Words, one: AtMeeting, kinds: Mapping[str, str]) -> Row:
    document = one.held.document
    parties: Sequence[Cell] = [one.visits_of.get(party, 0) for party in EVERY_PARTY]
    return (
        day(one.began, words.language),
        pick(document.title, words.language),
        kinds.get(document.kind, document.kind),
        one.whole.visits,
        one.whole.least,
        one.whole.most,
        *parties,
    )
