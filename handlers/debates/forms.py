"""The screens on which a debate is put together, watched over and closed."""

from collections.abc import Mapping, Sequence
from typing import Final

from debates.keeping import Progress, Run
from debates.stages import Stage
from handlers.addresses import addresses
from handlers.debates import screens
from handlers.debates.taps import DebateStep
from handlers.pages import page_of, turning
from handlers.replies import Expects, Reply, show
from handlers.taps import button, go
from handlers.visit import Visit
from storage.debates import Statement
from storage.stances import AGREE, CHAT, DISAGREE, PASS, WEB
from texts.content import pick
from texts.formatting import day, escape, number, shortened
from texts.screens import TO_DEBATE, Button, Row
from texts.words import Words, later

LABEL_LENGTH: Final = 48
LIST_LENGTH: Final = 30
STATEMENTS_SHOWN: Final = 15
FORMATS: Final = ("xlsx", "csv")
MARKS: Mapping[Stage, str] = {
    Stage.DRAFT: "·",
    Stage.WAITING: "⏳",
    Stage.OPEN: "📣",
    Stage.CLOSING: "∑",
    Stage.CLOSED: "✓",
}
CHANNELS: Mapping[str, str] = {CHAT: later("in the chat"), WEB: later("on the web")}
ASKED: Mapping[str, str] = {
    "title": later("What is the debate called? Write a short name, such as: Buses in our village."),
    "introduction": later(
        "What is it about? Write a few sentences that people read before they begin."
    ),
    "statements": later(
        "Write the statements, each on a line of its own, at least {fewest}. Each says one thing "
        "with which one can agree or disagree. Take different views, also such as you do not hold."
    ),
    "statement": later("Write the statement. Whoever is in the debate will get it too."),
    "days": later(
        "From when to when shall the debate be open? Write both days, like "
        "24. 11. 2027 – 8. 12. 2027."
    ),
}


def step(label: str, act: str, code: str = "", number: int = 0, value: str = "") -> Button:
    return button(label, DebateStep(act=act, code=code, number=number, value=value))


def listing(visit: Visit, found: Sequence[Run]) -> Reply:
    words = visit.words
    rows: list[Row] = [(step(words("New debate"), "new"),)]
    rows += [(step(_label(visit, run), "card", run.code),) for run in found[:LIST_LENGTH]]
    text = words(
        "<b>Debates of your areas</b>\nA debate is a theme with short statements. People say of "
        "each whether they agree, and may add their own. I can also make one of a YAML file."
    )
    return show(text, *rows, (go(words("Back"), "admin"),))


def _label(visit: Visit, run: Run) -> str:
    mark = MARKS[run.stage(visit.now)]
    return shortened(f"{mark} {pick(run.document.title, visit.words.language)}", LABEL_LENGTH)


def ask(
    words: Words, field: str, back: Button, expects: Expects, note: str = "", **values: int
) -> Reply:
    text = "\n\n".join(filter(None, [note, words(ASKED[field], **values)]))
    return show(text, (back,), expects=expects)


def card(visit: Visit, run: Run, progress: Progress, note: str = "") -> Reply:
    words, stage = visit.words, run.stage(visit.now)
    document = run.document
    where = addresses(visit, TO_DEBATE + run.code, f"/d/{run.code}")
    told = [
        note,
        f"<b>{screens.title(run, words)}</b>",
        escape(pick(document.introduction, words.language)),
        screens.stage_line(words, run, stage),
        _days(words, run) if stage is not Stage.OPEN else "",
        _progress(words, progress, stage),
        _who_adds(words, residents_add=document.residents_add),
        where if stage in (Stage.WAITING, Stage.OPEN) else "",
    ]
    rows = _rows(words, run, progress, stage)
    return show("\n\n".join(filter(None, told)), *rows)


def _days(words: Words, run: Run) -> str:
    first, last = (day(one, words.language) for one in (run.document.opens, run.document.closes))
    return words("From {first} to {last}.", first=first, last=last)


def _who_adds(words: Words, *, residents_add: bool) -> str:
    if residents_add:
        return words("People may add statements; you read each first.")
    return words("People do not add statements.")


def _progress(words: Words, progress: Progress, stage: Stage) -> str:
    """What staff may know while it runs: how many, never what."""
    language = words.language
    lines = [words("Statements: {n}", n=number(progress.accepted, language))]
    if stage in (Stage.DRAFT, Stage.WAITING):
        return lines[0]
    channels = ", ".join(
        f"{words(CHANNELS[one])} {number(count, language)}"
        for one, count in progress.by_channel.items()
        if one in CHANNELS
    )
    took = words("Who took part: {n}", n=number(progress.participants, language))
    lines += [
        f"{took} ({channels})" if channels else took,
        words("Stances: {n}", n=number(progress.stances, language)),
    ]
    if progress.waiting:
        lines.append(words("Waiting to be read: {n}", n=number(progress.waiting, language)))
    return "\n".join(lines)


def _rows(words: Words, run: Run, progress: Progress, stage: Stage) -> list[Row]:
    code = run.code
    rows: list[Row] = []
    if progress.waiting and stage is Stage.OPEN:
        told = words("Read what waits ({n})", n=number(progress.waiting, words.language))
        rows.append((step(told, "queue", code),))
    if stage in (Stage.DRAFT, Stage.WAITING):
        rows.append((step(words("Try it"), "try", code),))
        rows.append((step(words("Open it now"), "ask-open", code),))
    if stage is Stage.DRAFT:
        rows.append((step(words("Open it by its days"), "ask-plan", code),))
    if stage is not Stage.CLOSED:
        rows.append((step(words("Statements"), "statements", code),))
    if stage in (Stage.DRAFT, Stage.WAITING, Stage.OPEN):
        rows.append((step(words("Days"), "days", code), _adding(words, run)))
    if stage is Stage.DRAFT:
        rows.append(
            (step(words("Name"), "title", code), step(words("Introduction"), "introduction", code))
        )
        rows.append((step(words("Delete the draft"), "ask-discard", code),))
    if stage in (Stage.WAITING, Stage.OPEN):
        rows.append((step(words("Poster and leaflets"), "print", code),))
    if stage is Stage.WAITING:
        rows.append((step(words("Back to a draft"), "take-back", code),))
    if stage is Stage.OPEN:
        rows.append((step(words("Close it now"), "ask-close", code),))
    if stage is Stage.CLOSED:
        rows.append((screens.tap(words("The result"), "result", code),))
        rows.append(tuple(step(one.upper(), "file", code, value=one) for one in FORMATS))
    rows.append((step(words("Back"), "list"),))
    return rows


def _adding(words: Words, run: Run) -> Button:
    """Turns round whether people may add statements."""
    if run.document.residents_add:
        return step(words("Do not let people add"), "adding", run.code, value="no")
    return step(words("Let people add"), "adding", run.code, value="yes")


def confirm(words: Words, text: str, yes: Button, code: str) -> Reply:
    return show(text, (yes,), (step(words("Back"), "card", code),))


def statements(
    visit: Visit, run: Run, found: Sequence[Statement], wanted: int, note: str = ""
) -> Reply:
    """What people take stances on; counts are shown to nobody before the end."""
    words, code = visit.words, run.code
    page = page_of(found, wanted, STATEMENTS_SHOWN)
    lines = [f"{one.number}. {screens.statement_text(one, words)}" for one in page.items]
    rows = screens.numbered([step(str(one.number), "one", code, one.number) for one in page.items])
    rows += turning(page, lambda label, at: step(label, "statements", code, at))
    stage = run.stage(visit.now)
    if stage in (Stage.DRAFT, Stage.WAITING, Stage.OPEN):
        rows.append((step(words("Add a statement"), "write", code),))
    if stage is Stage.DRAFT:
        rows.append((step(words("Write all of them anew"), "rewrite", code),))
    rows.append((step(words("Back"), "card", code),))
    text = f"<b>{words('Statements')}</b>"
    return show("\n\n".join(filter(None, [note, text, "\n".join(lines)])), *rows)


def one(visit: Visit, run: Run, shown: Statement) -> Reply:
    words, code = visit.words, run.code
    rows: list[Row] = []
    if run.stage(visit.now) is Stage.OPEN:
        rows.append((step(words("Take it out"), "ask-refuse", code, shown.number),))
    rows.append((step(words("Back"), "statements", code),))
    told = [f"{shown.number}. <b>{screens.statement_text(shown, words)}</b>"]
    told.append(
        words("It was here from the beginning.")
        if shown.is_seed else words("A resident has added it.")
    )  # fmt: skip
    return show("\n\n".join(told), *rows)


def trial(visit: Visit, code: str, found: Sequence[Statement], at: int) -> Reply:
    """Going through the statements as people will; nothing is kept."""
    words = visit.words
    back: Row = (step(words("Back"), "card", code),)
    if at >= len(found):
        return show(words("That was all. This is how people will go through it."), back)
    told = [
        words("A trial, nothing is kept."),
        words("{position} of {total}", position=at + 1, total=len(found)),
        f"<b>{screens.statement_text(found[at], words)}</b>",
    ]
    agree, disagree, unsure = (
        step(words(screens.STANCES[value]), "try", code, at + 1, str(value))
        for value in (AGREE, DISAGREE, PASS)
    )
    return show("\n\n".join(told), (agree, disagree), (unsure,), back)
