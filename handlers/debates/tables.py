"""The result of a debate as a spreadsheet in words: statements, and what opinion groups say."""

from collections.abc import Iterator

from debates.exporting import rows
from debates.outcome import Outcome
from handlers.debates import outcome_words
from papers import tables
from papers.tables import Row
from texts.words import Words


def workbook(found: Outcome, words: Words) -> bytes:
    sheets = {words("Statements"): [_heading(words), *_statements(found, words)]}
    if found.results.groups:
        heading = (words("Opinion group"), words("What tells it apart"))
        sheets[words("Opinion groups")] = [heading, *_groups(found, words)]
    return tables.workbook(sheets)


def _heading(words: Words) -> Row:
    return (
        *(words("The statement"), words("Number"), words("Added by residents"), words("Stances")),
        *(words("Agree"), words("Disagree"), words("Not sure"), words("All the others")),
        *(words("In other words"), words("Place among what unites"), words("Among what divides")),
    )


def _statements(found: Outcome, words: Words) -> Iterator[Row]:
    least = found.results.min_cell
    listed = zip(found.results.statements, rows(found, words.language), strict=True)
    for told, (number, text, added, *counts, _, _, united, apart) in listed:
        shown = outcome_words.shown(told, least, words)
        own = words("yes") if added else ""
        yield (text, number, own, *counts, "" if shown.lines else shown.sentence, united, apart)


def _groups(found: Outcome, words: Words) -> Iterator[Row]:
    for group in found.results.groups:
        name = outcome_words.group_told(group, words)
        for one in group.stands_for:
            yield (name, outcome_words.stand_told(found, one, words))
