"""A statement of one's own: written, shown back with what it may tell about people, then sent."""

from collections.abc import Sequence
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from debates import keeping, proposing
from debates.documents import STATEMENT_LENGTH, STATEMENT_SHORTEST
from debates.proposing import Looked, StatementTooLong, StatementTooShort
from handlers.awaiting import Awaiting
from handlers.debates import screens, taking
from handlers.debates.screens import tap
from handlers.debates.taps import DebateTap
from handlers.personal import named
from handlers.replies import Expects, Reply, alert, show
from handlers.visit import Visit
from outreach.notices import tell
from storage.debates import Statement
from texts.formatting import escape
from texts.personal_data import masked
from texts.screens import Button, Row
from texts.words import Words

WRITTEN: Final = "debate-statement"
UNSENT: Final = "debate-unsent"
GAP: Final = "…"


def router() -> Router:
    router = Router(name="debate_adding")
    router.message.register(written, Awaiting(WRITTEN))
    router.message.register(written, Awaiting(UNSENT))
    router.callback_query.register(ask, DebateTap.filter(F.act == "add"))
    router.callback_query.register(leave_out, DebateTap.filter(F.act == "mask"))
    router.callback_query.register(keep_it, DebateTap.filter(F.act == "keep"))
    router.callback_query.register(send, DebateTap.filter(F.act == "send"))
    return router


async def ask(_: CallbackQuery, callback_data: DebateTap, visit: Visit) -> Reply:
    taking.demand_consent(visit, callback_data.code)
    standing = await taking.standing_of(visit, callback_data.code)
    if not standing.may_add:
        return alert(visit.words("You cannot add another statement here."))
    return _ask(visit, callback_data.code)


async def written(message: Message, visit: Visit) -> Reply:
    return await _look(visit, visit.waiting["code"], message.text or "", message.message_id)


async def leave_out(_: CallbackQuery, callback_data: DebateTap, visit: Visit) -> Reply:
    """Contacts and numbers of people are taken out of the text."""
    unsent = _unsent(visit, callback_data)
    if unsent is None:
        return _lost(visit)
    text = masked(unsent, lambda _: GAP)
    return await _look(visit, callback_data.code, text, callback_data.number)


async def keep_it(_: CallbackQuery, callback_data: DebateTap, visit: Visit) -> Reply:
    """They stay: whoever reads it first decides."""
    unsent = _unsent(visit, callback_data)
    if unsent is None:
        return _lost(visit)
    looked = await proposing.look(visit.session, callback_data.code, unsent)
    return _shown_back(visit, callback_data.code, looked, callback_data.number, decided=True)


async def send(_: CallbackQuery, callback_data: DebateTap, visit: Visit) -> Reply:
    """The statement goes to whoever reads it first; sent twice it is one."""
    code, number, unsent = callback_data.code, callback_data.number, _unsent(visit, callback_data)
    if visit.waiting.get("sent") == number:
        return _sent(visit, code, (await taking.standing_of(visit, code)).own_left, number)
    if unsent is None:
        return _lost(visit)
    await visit.house.allowance.take("comment", visit.resident.telegram_id)
    proposed = await proposing.propose(
        visit.session,
        visit.house.marks,
        code,
        taking.who_of(visit),
        (unsent, visit.resident.language),
        visit.when,
    )
    if proposed.happened:
        await tell(visit.session, proposed.happened, visit.now)
    return _sent(visit, code, proposed.left, number)


def _sent(visit: Visit, code: str, left: int, number: int) -> Reply:
    """Thanks; the message under which it was sent is kept for a second tap."""
    words = visit.words
    text = words(
        "Thank you. The coordinator of the area reads your statement first. I will write to "
        "you what became of it."
    )
    if left:
        text += "\n\n" + words.many("You can add {n} more.", "You can add {n} more.", left)
    rows = (tap(words("Go on"), "next", code),), (tap(words("Back"), "show", code),)
    return show(text, *rows, expects=Expects("nothing", {"sent": number}, code))


def _ask(visit: Visit, code: str, note: str = "") -> Reply:
    words = visit.words
    asked = words(
        "Write your statement as one message: one short sentence with which one can agree or "
        "disagree, {least} to {most} characters. For example: <i>Benches along the path to the "
        "surgery would help.</i>",
        least=STATEMENT_SHORTEST,
        most=STATEMENT_LENGTH,
    )
    read = words("The coordinator of the area reads it before others see it, without your name.")
    back: Row = (tap(words("Back"), "next", code),)
    text = "\n\n".join(filter(None, [note, asked, read]))
    return show(text, back, expects=Expects(WRITTEN, {"code": code}, code))


async def _look(visit: Visit, code: str, text: str, message_id: int) -> Reply:
    """The text as it will be sent, or why it cannot be."""
    await keeping.known(visit.session, code)
    try:
        looked = await proposing.look(visit.session, code, text)
    except StatementTooShort:
        return _ask(visit, code, visit.words("This is too short to agree or disagree with."))
    except StatementTooLong as long:
        note = visit.words.many(
            "This is too long by {n} character. Shorten it, or make two statements of it.",
            "This is too long by {n} characters. Shorten it, or make two statements of it.",
            long.length - long.most,
        )
        return _ask(visit, code, note)
    return _shown_back(visit, code, looked, message_id)


def _shown_back(
    visit: Visit, code: str, looked: Looked, message_id: int, *, decided: bool = False
) -> Reply:
    words = visit.words
    told = [
        f"<b>{words('Your statement is not sent yet.')}</b>",
        f"<blockquote>{escape(looked.text)}</blockquote>",
    ]
    rows: list[Row] = []
    if looked.personal and not decided:
        told.append(
            words(
                "There seems to be {what} in it. Everybody would read it. Shall I leave it out?",
                what=named(words, looked.personal),
            )
        )
        rows.append((tap(words("Leave it out"), "mask", code, message_id),))
        rows.append((tap(words("Keep it there"), "keep", code, message_id),))
    else:
        told += _alike_told(words, looked.alike)
        rows += [(_same(words, code, one),) for one in looked.alike[:1]]
        label = words("Send mine all the same") if looked.alike else words("Send the statement")
        rows.append((tap(label, "send", code, message_id),))
    rows.append((tap(words("Write it anew"), "add", code),))
    rows.append((tap(words("Discard"), "next", code),))
    waits = {"code": code, "text": looked.text, "message": message_id}
    return show("\n\n".join(told), *rows, expects=Expects(UNSENT, waits, code))


def _alike_told(words: Words, alike: Sequence[Statement]) -> list[str]:
    if not alike:
        return []
    quoted = f"<blockquote>{screens.statement_text(alike[0], words)}</blockquote>"
    return [words("This is here already. Do you mean the same?") + "\n" + quoted]


def _same(words: Words, code: str, one: Statement) -> Button:
    return tap(words("Yes, show me that one"), "again", code, one.number)


def _unsent(visit: Visit, callback_data: DebateTap) -> str | None:
    """The text that waits to be sent, if it is the one that the button stands under."""
    waits = visit.waiting
    if waits.get("what") != UNSENT or waits.get("message") != callback_data.number:
        return None
    return str(waits["text"]) if waits["code"] == callback_data.code else None


def _lost(visit: Visit) -> Reply:
    return alert(visit.words("I no longer have that text. Please write it once more."))
