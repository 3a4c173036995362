"""What authors say to the answers they got: each once, and all of it for those who run plans."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.plans.comment_queue import reader_of
from handlers.replies import Expects, Reply, Screen, show
from handlers.taps import CommentTap, button, go
from handlers.visit import Visit
from outreach import comment_notices
from plans import comments, settling
from plans.settling import NotDecided
from storage import comments as tables
from storage.comments import PUBLISHED, Comment
from texts.formatting import escape

SHOWN: Final = 10
# What a tap under the answer means.
YES, NO = "yes", "no"


def router() -> Router:
    router = Router(name="echoes")
    router.message.register(written, Awaiting("comment-echo"))
    for act, does in ACTS.items():
        router.callback_query.register(does, CommentTap.filter(F.act == act))
    return router


async def listing(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    """How many understand, and why the others do not."""
    words, code = visit.words, callback_data.code
    found = await settling.echoes(visit.session, await reader_of(visit), code)
    understood = sum(said.understood for _, said in found)
    disagree = [f"<b>{one.number}</b> {escape(said.text)}" for one, said in found if said.text]
    text = words(
        "<b>What authors say to the answers</b>\n\nUnderstand: {understood}\nDisagree: {disagree}",
        understood=understood,
        disagree=len(found) - understood,
    )
    back = button(words("Back"), CommentTap(act="queue", code=code))
    more = len(disagree) - SHOWN
    rest = [words.many("… and {n} more", "… and {n} more", more)] if more > 0 else []
    return show("\n\n".join([text, *disagree[:SHOWN], *rest]), (back,))


async def say(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    """Once it is said the answer stays, with what was said in place of the buttons."""
    number, said = callback_data.value, callback_data.section
    found = await comments.own(visit.session, visit.resident.id, number)
    if found.state != PUBLISHED:
        raise NotDecided
    if await tables.echo(visit.session, number):
        told = visit.words("You have answered already. Thank you.")
        return Reply((await _answer(visit, found),), toast=told, alert=said in (YES, NO))
    if said == NO:
        return await _ask_why(visit, found)
    if said == YES:
        await settling.echo(visit.session, visit.resident.id, number, True, "", visit.now)
        return Reply((await _answer(visit, found),), toast=visit.words("Thank you."))
    return Reply((await _answer(visit, found),))


async def written(message: Message, visit: Visit) -> Reply:
    words, number = visit.words, visit.waiting["number"]
    text = message.text or ""
    await settling.echo(visit.session, visit.resident.id, number, False, text, visit.now)
    return show(words("Kept with comment {number}.", number=number), (go(words("Home"), "home"),))


ACTS: Mapping[str, Callable[..., Awaitable[Reply]]] = {"echo": say, "echoes": listing}


async def _ask_why(visit: Visit, found: Comment) -> Reply:
    """Below the answer, in place of its buttons; they come back for whoever thinks better of it."""
    shown, words = await _answer(visit, found), visit.words
    ask = words("Write why you disagree. The coordinator reads it.")
    back = button(words("Back"), CommentTap(act="echo", value=found.number))
    expects = Expects("comment-echo", {"number": found.number})
    return show(f"{shown.text}\n\n<b>{ask}</b>", (back,), expects=expects)


async def _answer(visit: Visit, found: Comment) -> Screen:
    letter = await comment_notices.to_author(visit.session, found, visit.words)
    return Screen(letter.text, letter.rows)
