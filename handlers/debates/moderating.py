"""Reading what residents have added: one statement a screen, accepted or refused with a reason."""

from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from debates import moderating
from debates.keeping import Run
from debates.moderating import Shown
from handlers.awaiting import Awaiting
from handlers.debates import screens
from handlers.debates.forms import step
from handlers.debates.running import runner_of, statements_of
from handlers.debates.taps import DebateStep
from handlers.personal import named
from handlers.replies import Expects, Reply, show
from handlers.visit import Visit
from outreach.notices import tell
from storage.debates import PROPOSED
from texts.formatting import number
from texts.screens import Row
from texts.words import Words

REASON: Final = "debate-reason"


def router() -> Router:
    router = Router(name="debate_moderating")
    router.message.register(refuse, Awaiting(REASON))
    router.callback_query.register(queue, DebateStep.filter(F.act == "queue"))
    router.callback_query.register(accept, DebateStep.filter(F.act == "accept"))
    router.callback_query.register(ask_reason, DebateStep.filter(F.act == "ask-refuse"))
    return router


async def queue(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    """The oldest one that waits, or the next one after a number."""
    return await _queue(visit, callback_data.code, after=callback_data.number)


async def accept(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    code, number = callback_data.code, callback_data.number
    runner = await runner_of(visit)
    settled = await moderating.accept(visit.session, runner, code, number, visit.now)
    if settled:
        await tell(visit.session, settled, visit.now)
    return await _queue(visit, code, visit.words("Accepted: people get it now."))


async def ask_reason(_: CallbackQuery, callback_data: DebateStep, visit: Visit) -> Reply:
    code, number = callback_data.code, callback_data.number
    shown = await moderating.shown(visit.session, await runner_of(visit), code, number)
    text = visit.words(
        "Why does it not belong there? Write the reason in a sentence; whoever wrote it will "
        "read it."
    )
    quoted = f"<blockquote>{screens.statement_text(shown.statement, visit.words)}</blockquote>"
    back: Row = (step(visit.words("Back"), "card", code),)
    expects = Expects(REASON, {"code": code, "number": number})
    return show(f"{quoted}\n\n{text}", back, expects=expects)


async def refuse(message: Message, visit: Visit) -> Reply:
    code, number = visit.waiting["code"], int(visit.waiting["number"])
    runner = await runner_of(visit)
    before = await moderating.shown(visit.session, runner, code, number)
    waited = before.statement.state == PROPOSED
    reason = (message.text or "").strip()
    place = (code, number)
    settled = await moderating.refuse(visit.session, runner, place, reason, visit.now)
    if settled:
        await tell(visit.session, settled, visit.now)
    if waited:
        return await _queue(visit, code, visit.words("Refused: its author is told the reason."))
    return await statements_of(visit, code, note=visit.words("The statement is taken out."))


async def _queue(visit: Visit, code: str, note: str = "", after: int = 0) -> Reply:
    words, runner = visit.words, await runner_of(visit)
    run, waiting = await moderating.queue(visit.session, runner, code)
    if not waiting:
        text = "\n\n".join(filter(None, [note, words("Nothing waits to be read.")]))
        return show(text, (step(words("Back"), "card", code),))
    following = next((one for one in waiting if one.number > after), waiting[0])
    shown = await moderating.shown(visit.session, runner, code, following.number)
    return _one(words, run, shown, len(waiting), note)


def _one(words: Words, run: Run, shown: Shown, waiting: int, note: str) -> Reply:
    code, at = run.code, shown.statement.number
    told = [
        note,
        f"<b>{words('Waiting to be read: {n}', n=number(waiting, words.language))}</b>",
        f"<blockquote>{screens.statement_text(shown.statement, words)}</blockquote>",
        *_warnings(words, shown),
    ]
    rows: list[Row] = [
        (step(words("Accept"), "accept", code, at), step(words("Refuse"), "ask-refuse", code, at))
    ]
    if waiting > 1:
        rows.append((step(words("Leave it, show the next one"), "queue", code, at),))
    rows.append((step(words("Back"), "card", code),))
    return show("\n\n".join(filter(None, told)), *rows)


def _warnings(words: Words, shown: Shown) -> list[str]:
    """What to mind before it is let in."""
    told = []
    if shown.personal:
        what = named(words, shown.personal)
        told.append(words("Mind: there seems to be {what} in it.", what=what))
    for one in shown.alike[:1]:
        quoted = screens.statement_text(one, words)
        told.append(
            words(
                "Much like no. {number}, which is here already: {text}",
                number=one.number,
                text=f"<i>{quoted}</i>",
            )
        )
    return told
