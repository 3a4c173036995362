"""Answers that are sent rather than said: photos, voice messages and places."""

from typing import Any

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from handlers.incoming import sort_of
from handlers.replies import Reply
from handlers.surveys import answering as surveys
from handlers.surveys.answers import refused_answer
from handlers.visit import Visit
from surveys import answering
from surveys.attachments import Attachment
from surveys.checking import AnswerRefused, Reason


class Sent(Filter):
    """Holds on what the question of a survey takes beside words."""

    def __init__(self, *sorts: str) -> None:
        self.sorts = sorts

    async def __call__(self, message: Message, visit: Any) -> bool:
        sort, waiting = sort_of(message), visit.waiting
        asked = waiting.get("takes", ()) if waiting.get("question") else ()
        return sort in self.sorts and sort in asked


def router() -> Router:
    router = Router(name="survey_messages")
    router.message.register(attached, Sent("photo", "voice"))
    router.message.register(located, Sent("place"))
    return router


async def attached(_: Message, visit: Visit) -> Reply:
    """A photo or a voice message, which has been fetched already."""
    code, nth, question_id = _where(visit)
    sent = visit.enclosed
    if not isinstance(sent, Attachment):
        refused = sent if isinstance(sent, AnswerRefused) else AnswerRefused(Reason.NOT_A_FILE)
        return await _once_more(visit, refused)
    sheet = await answering.attach(
        visit.session,
        visit.house.marks,
        code,
        await surveys.respondent(visit, code, nth),
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


async def _once_more(visit: Visit, refusal: AnswerRefused) -> Reply:
    code, nth, question_id = _where(visit)
    sheet = await surveys.sheet_of(visit, code, nth)
    asked = sheet.definition.question(question_id)
    note = refused_answer(visit.words, refusal)
    return await surveys.show_question(visit, sheet, asked, note=note)


def _where(visit: Visit) -> tuple[str, int, str]:
    waiting = visit.waiting
    return waiting["survey_code"], int(waiting["nth"]), waiting["question"]
