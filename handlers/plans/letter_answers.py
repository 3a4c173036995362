"""Answers to those who wrote a letter: shown ready to be copied, then their contact is deleted."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.plans.comment_queue import reader_of
from handlers.replies import Reply, show, show_whole
from handlers.taps import CommentTap, button
from handlers.visit import Visit
from outreach import receipts
from plans import letter_answers
from texts.formatting import escape


def router() -> Router:
    router = Router(name="letter_answers")
    router.callback_query.register(following, CommentTap.filter(F.act == "letters"))
    router.callback_query.register(sent, CommentTap.filter(F.act == "letter-sent"))
    return router


async def following(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    return await _following(visit, callback_data.code)


async def sent(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    reader, number = await reader_of(visit), callback_data.value
    found = await letter_answers.sent(visit.session, reader, number, visit.now)
    return await _following(visit, found.plan_code)


async def _following(visit: Visit, code: str) -> Reply:
    """The next letter whose every point is answered, with the words to send."""
    words = visit.words
    back = (button(words("Back"), CommentTap(act="queue", code=code)),)
    found = await letter_answers.following(visit.session, await reader_of(visit), code)
    if found is None:
        return show(words("No answer waits to be sent by post or e-mail."), back)
    told = [(await receipts.receipt(visit.session, one, "cs")).text for one in found.points]
    head = words("<b>Answer by post or e-mail</b>\nTo: {contact}", contact=escape(found.contact))
    done = CommentTap(act="letter-sent", code=code, value=found.number)
    text = "\n\n".join([head, *told])
    return show_whole(text, (button(words("Sent, delete the contact"), done),), back)
