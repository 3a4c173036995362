"""Answers that are sent rather than said: photos, recordings, files and places."""

from typing import Any

from aiogram import F, Router
from aiogram.filters import Filter, or_f
from aiogram.types import Message

from handlers.incoming import sorts_of
from handlers.replies import Reply
from handlers.surveys import answering as surveys
from handlers.surveys import sheets
from handlers.surveys.answers import refused_answer, sent_instead
from handlers.visit import Visit
from surveys import answering
from surveys.answering import Sheet
from surveys.attachments import Attachment
from surveys.checking import AnswerRefused, Reason
from surveys.definitions import SENT, Question

# What says something without words.
WORDLESS = (
    *(F.photo, F.document, F.audio, F.voice, F.video),
    *(F.video_note, F.sticker, F.location, F.contact),
)


class Sent(Filter):
    """Holds on what the question of a survey takes beside words."""

    def __init__(self, *sorts: str) -> None:
        self.sorts = sorts

    async def __call__(self, message: Message, visit: Any) -> bool:
        waiting = visit.waiting
        asked = waiting.get("takes", ()) if waiting.get("question") else ()
        return any(one in self.sorts and one in asked for one in sorts_of(message))


class Asked(Filter):
    """Holds while the question of a survey waits for something to be sent."""

    async def __call__(self, _: Message, visit: Any) -> bool:
        waiting = visit.waiting
        return bool(waiting.get("question") and {*waiting.get("takes", ())} & SENT.keys())


def router() -> Router:
    router = Router(name="survey_messages")
    router.message.register(attached, Sent("voice", *SENT))
    router.message.register(located, Sent("place"))
    router.message.register(misfit, Asked(), or_f(*WORDLESS))
    return router


async def attached(_: Message, visit: Visit) -> Reply:
    """What was sent, which has been fetched already."""
    code, nth, question_id = _where(visit)
    sent = visit.enclosed
    if not isinstance(sent, Attachment):
        refused = sent if isinstance(sent, AnswerRefused) else AnswerRefused(Reason.NOT_A_FILE)
        return await _once_more(visit, refused)
    sheet = await answering.attach(
        visit.session,
        visit.house.marks,
        code,
        sheets.respondent(visit, code, nth),
        question_id,
        sent,
        visit.when,
    )
    return await surveys.go_on(visit, sheet, sheet.following(question_id))


async def located(message: Message, visit: Visit) -> Reply:
    assert message.location is not None
    code, nth, question_id = _where(visit)
    point = {"lat": message.location.latitude, "lon": message.location.longitude}
    return await surveys.keep_answer(visit, code, nth, question_id, point)


async def misfit(_: Message, visit: Visit) -> Reply:
    """Something else was sent than the question asks for."""
    sheet, asked = await _question(visit)
    note = sent_instead(visit.words, asked)
    return await surveys.show_question(visit, sheet, asked, note=note)


async def _once_more(visit: Visit, refusal: AnswerRefused) -> Reply:
    sheet, asked = await _question(visit)
    note = refused_answer(visit.words, refusal)
    return await surveys.show_question(visit, sheet, asked, note=note)


async def _question(visit: Visit) -> tuple[Sheet, Question]:
    code, nth, question_id = _where(visit)
    sheet = await sheets.sheet_of(visit, code, nth)
    return sheet, sheet.definition.question(question_id)


def _where(visit: Visit) -> tuple[str, int, str]:
    waiting = visit.waiting
    return waiting["survey_code"], int(waiting["nth"]), waiting["question"]
