"""How a debate looks on a phone: what is open, its card, a statement, one's own stances."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from debates.keeping import Run
from debates.stages import Stage
from debates.taking import Standing
from handlers.debates.taps import DebateTap, StanceTap
from handlers.pages import page_of, turning
from handlers.replies import BALLOT, Expects, Reply, show
from handlers.taps import button, go, link
from handlers.visit import Visit
from storage.debates import Statement
from storage.stances import AGREE, DISAGREE, PASS
from texts.content import pick
from texts.formatting import day, escape, number, shortened
from texts.screens import TO_DEBATE, Button, Row
from texts.words import Words, later

LABEL_LENGTH: Final = 48
LISTED: Final = 20
STANCES_SHOWN: Final = 10
NUMBERS_IN_A_ROW: Final = 5
STANCES: Mapping[int, str] = {
    AGREE: later("I agree"),
    DISAGREE: later("I disagree"),
    PASS: later("I am not sure"),
}


def tap(label: str, act: str, code: str, number: int = 0) -> Button:
    return button(label, DebateTap(act=act, code=code, number=number))


def title(run: Run, words: Words) -> str:
    return escape(pick(run.document.title, words.language))


def statement_text(statement: Statement, words: Words) -> str:
    return escape(pick(statement.text, words.language))


def stage_line(words: Words, run: Run, stage: Stage) -> str:
    """Until when one can take part, or what comes next, in a sentence."""
    language, document = words.language, run.document
    match stage:
        case Stage.DRAFT:
            return words("A draft that only you and your colleagues see.")
        case Stage.WAITING:
            return words("It opens on {day}.", day=day(document.opens, language))
        case Stage.OPEN:
            return words("Open until {day}.", day=day(document.closes, language))
        case Stage.CLOSING:
            return words("The debate has ended and its result is being counted.")
    return words("The debate has ended.")


def listing(visit: Visit, running: Sequence[Run], ended: Sequence[Run], wanted: int = 0) -> Reply:
    words = visit.words
    every = [show_button(run, words) for run in running] + [_result(run, words) for run in ended]
    page = page_of(every, wanted, LISTED)
    rows: list[Row] = [(one,) for one in page.items]
    rows += turning(page, lambda label, at: tap(label, "list", "", at))
    text = words("<b>Debates near you</b>") if every else words("There is no debate near you now.")
    return show(text, *rows, (go(words("Home"), "home"),))


def show_button(run: Run, words: Words) -> Button:
    return tap(shortened(pick(run.document.title, words.language), LABEL_LENGTH), "show", run.code)


def mine_line(words: Words, standing: Standing) -> str:
    told = words("You have gone through {answered} of {total} statements.", **_far(standing))
    return f"{title(standing.run, words)}\n<b>{told}</b>"


def waiting_line(words: Words, statement: Statement) -> str:
    told = words("My own statement: {text}", text=statement_text(statement, words))
    return f"{told}\n<b>{words('waits to be read')}</b>"


def _result(run: Run, words: Words) -> Button:
    told = words("Result: {title}", title=pick(run.document.title, words.language))
    return tap(shortened(told, LABEL_LENGTH), "result", run.code)


def card(visit: Visit, run: Run, standing: Standing | None, note: str = "") -> Reply:
    """What the debate is about and what one can do in it; `standing` while it is open."""
    words, stage = visit.words, run.stage(visit.now)
    told = [
        note,
        f"<b>{title(run, words)}</b>",
        escape(pick(run.document.introduction, words.language)),
        stage_line(words, run, stage),
    ]
    if standing:
        told += _how(words, standing)
    return show("\n\n".join(filter(None, told)), *_rows(visit, run, stage, standing))


def _how(words: Words, standing: Standing) -> list[str]:
    if standing.answered:
        return [words("You have gone through {answered} of {total} statements.", **_far(standing))]
    document = standing.run.document
    return [
        words.many(
            "There is {n} short statement. You say of each whether you agree.",
            "There are {n} short statements. You say of each whether you agree.",
            standing.total,
        ),
        words(
            "You can stop at any time and go on later. Your stances lie apart from your account; "
            "once the debate has ended, nobody can tell which are yours."
        ),
        words(
            "You can add a statement of your own. The coordinator of the area reads it before "
            "others see it."
        ) if document.residents_add else "",
    ]  # fmt: skip


def _far(standing: Standing) -> dict[str, int]:
    return {"answered": standing.answered, "total": standing.total}


def _rows(visit: Visit, run: Run, stage: Stage, standing: Standing | None) -> list[Row]:
    words, code = visit.words, run.code
    rows: list[Row] = []
    if standing:
        label = words("Go on") if standing.answered else words("Begin")
        rows.append((tap(label, "next", code),))
        if standing.answered:
            rows.append((tap(words("My stances"), "mine", code),))
        if standing.may_add:
            rows.append((tap(words("Add my own statement"), "add", code),))
    if stage is Stage.CLOSED:
        rows.append((tap(words("The result"), "result", code),))
    share = urlencode({"url": visit.house.deep_link(TO_DEBATE + code)})
    rows.append((link(words("Tell others"), f"https://t.me/share/url?{share}"),))
    rows.append((go(words("Back"), "debates"),))
    return rows


def asked(
    visit: Visit, standing: Standing, shown: Statement, *, before: int = 0, held: int | None = None
) -> Reply:
    """One statement with three answers; `before` is the one to go back to, `held` the stance."""
    words, code = visit.words, standing.run.code
    is_new = held is None
    position = min(standing.answered + is_new, standing.total)
    told = [
        words("{position} of {total}", position=position, total=standing.total),
        f"<b>{statement_text(shown, words)}</b>",
    ]
    rows: list[Row] = [
        (_stance(words, code, shown, AGREE, held), _stance(words, code, shown, DISAGREE, held)),
        (_stance(words, code, shown, PASS, held),),
    ]
    if standing.may_add:
        rows.append((tap(words("Add my own statement"), "add", code),))
    back = (tap("‹ " + words("Back"), "again", code, before),) if before else ()
    rows.append((*back, tap(words("Stop for now"), "show", code)))
    return show("\n\n".join(told), *rows, expects=unseen(code))


def unseen(code: str) -> Expects:
    """What the buttons show of somebody's stances is not kept, and goes when the debate ends."""
    return Expects(BALLOT, survey_code=code)


def _stance(words: Words, code: str, shown: Statement, value: int, held: int | None) -> Button:
    mark = "✓ " if value == held else ""
    told = StanceTap(code=code, number=shown.number, value=value)
    return button(mark + words(STANCES[value]), told)


def all_answered(visit: Visit, standing: Standing, *, listens: bool, before: int = 0) -> Reply:
    """Thanks, and what comes next."""
    words, run = visit.words, standing.run
    told = [
        f"<b>{words('Thank you, that was all.')}</b>",
        words(
            "On {day} the debate ends. Then you will see here what people agree on and what "
            "divides them.",
            day=day(run.document.closes, words.language),
        ),
        words("I will let you know of new statements and of the result.") if listens else "",
    ]
    ear = ("deaf", words("Do not let me know")) if listens else ("listen", words("Let me know"))
    if not listens:
        told.append(words("Shall I let you know of new statements and of the result?"))
    rows: list[Row] = [(tap(ear[1], ear[0], run.code),)]
    if standing.may_add:
        rows.append((tap(words("Add my own statement"), "add", run.code),))
    rows.append((tap(words("My stances"), "mine", run.code),))
    back = (tap("‹ " + words("Back"), "again", run.code, before),) if before else ()
    rows.append((*back, go(words("Home"), "home")))
    return show("\n\n".join(filter(None, told)), *rows)


def own_stances(
    visit: Visit, run: Run, held: Sequence[tuple[Statement, int]], wanted: int
) -> Reply:
    """What I said to which statement, some at a time; each can be changed."""
    words, code = visit.words, run.code
    page = page_of(held, wanted, STANCES_SHOWN)
    lines = [
        f"{number(one.number, words.language)}. {statement_text(one, words)}\n"
        f"<b>{words(STANCES[value])}</b>"
        for one, value in page.items
    ]
    text = f"<b>{words('My stances')}</b>\n" + words("Tap a number to change one.")
    rows = numbered([tap(str(one.number), "again", code, one.number) for one, _ in page.items])
    rows += turning(page, lambda label, at: tap(label, "mine", code, at))
    rows.append((tap(words("Take my stances back"), "ask-back", code),))
    rows.append((tap(words("Back"), "show", code),))
    return show("\n\n".join([text, *lines]), *rows, expects=unseen(code))


def numbered(buttons: Sequence[Button]) -> list[Row]:
    """Short buttons, some in a row."""
    return [
        tuple(buttons[at : at + NUMBERS_IN_A_ROW])
        for at in range(0, len(buttons), NUMBERS_IN_A_ROW)
    ]


def ask_withdraw(visit: Visit, run: Run) -> Reply:
    words = visit.words
    text = words("Shall I take all your stances in this debate back? It cannot be undone.")
    return show(
        text,
        (tap(words("Yes, take them back"), "back", run.code),),
        (tap(words("Back"), "mine", run.code),),
    )
