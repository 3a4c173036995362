"""What came of a debate, for everybody in the chat: a chart, a text, and tables for staff."""

from collections.abc import Sequence
from typing import Final

from debates import exporting
from debates.keeping import Run
from debates.outcome import Outcome, outcome
from handlers.debates import outcome_words, tables
from handlers.debates.outcome_words import shown
from handlers.replies import Document, Reply, Screen, alert
from handlers.taps import go, link
from handlers.visit import Visit
from texts.content import pick
from texts.formatting import escape
from texts.screens import Row
from texts.words import Words

TOLD_OF_EACH: Final = 5
CSV, XLSX = "csv", "xlsx"


async def result(visit: Visit, run: Run) -> Reply:
    """Raises NotCounted."""
    words, found = visit.words, await outcome(visit.session, run.code)
    rows: list[Row] = []
    if visit.house.public_url.startswith("https://"):
        address = f"{visit.house.public_url}/d/{run.code}/vysledky"
        rows.append((link(words("All statements on the web"), address),))
    rows.append((go(words("Debates"), "debates"), go(words("Home"), "home")))
    chart = outcome_words.chart(found, words)
    text = described(found, words)
    if chart is None:
        return Reply((Screen(text, tuple(rows)),))
    return Reply((Screen("", chart=chart), Screen(text, tuple(rows))), below=True)


async def table(visit: Visit, run: Run, format: str) -> Reply:
    """The statements with their counts, below the card."""
    words, found = visit.words, await outcome(visit.session, run.code)
    if found.results.participants is None:
        return alert(words("There is nothing to show yet."))
    await visit.house.allowance.take("export", visit.resident.telegram_id)
    if format == XLSX:
        content = tables.workbook(found, words)
    else:
        content = exporting.to_csv(found, words.language)
    name = f"{run.document.key}.{XLSX if format == XLSX else CSV}"
    told = words("The result of the debate as a table.")
    return Reply((Screen(told, document=Document(name, content)),), below=True)


def described(found: Outcome, words: Words) -> str:
    """The result as text, in HTML."""
    results = found.results
    told = [
        f"<b>{escape(pick(found.run.document.title, words.language))}</b>",
        outcome_words.took_part(found, words),
    ]
    if results.participants is None:
        return "\n\n".join(told)
    if results.is_judged:
        united = [one.number for one in results.consensus]
        told.append(_some(found, words("What people agree on"), united, words))
        told.append(_some(found, words("What divides people"), results.dividing, words))
    else:
        told.append(words("Too few people took part to say what unites and divides them."))
        numbers = [one.number for one in results.statements]
        told.append(_some(found, words("Statements"), numbers, words))
    told += _groups(found, words)
    told.append(words("Those who took part chose to; they need not be like all residents."))
    return "\n\n".join(filter(None, told))


def _some(found: Outcome, heading: str, numbers: Sequence[int], words: Words) -> str:
    """The first of these statements with their numbers."""
    least = found.results.min_cell
    lines = [
        f"• {escape(outcome_words.text(one, words))}\n  <i>{shown(one, least, words).sentence}</i>"
        for one in map(found.results.statement, numbers[:TOLD_OF_EACH])
    ]
    return "\n".join([f"<b>{heading}</b>", *(lines or [words("Nothing stands out.")])])


def _groups(found: Outcome, words: Words) -> list[str]:
    if not found.results.groups:
        return []
    told = [f"<b>{words('Opinion groups (for orientation only)')}</b>"]
    for group in found.results.groups:
        stands = [
            f"• {escape(outcome_words.stand_told(found, one, words))}" for one in group.stands_for
        ]
        told.append("\n".join([outcome_words.group_told(group, words), *stands]))
    return told
