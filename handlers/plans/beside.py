"""What somebody writes while they read a part of a plan, without having asked to comment on it."""

from dataclasses import replace
from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.plans.comment_screens import BESIDE
from handlers.plans.comments import lost, shown_back, unsent_of
from handlers.plans.screens import READING
from handlers.refusals import ConsentMissing
from handlers.replies import Reply
from handlers.taps import CommentTap
from handlers.visit import Visit
from people.profile import has_consented
from plans import comments
from plans.comments import Unsent
from texts.screens import TO_PLAN


def router() -> Router:
    router = Router(name="beside")
    router.message.register(typed, Awaiting(READING))
    router.message.register(typed_more, Awaiting(BESIDE))
    router.callback_query.register(become, CommentTap.filter(F.act == "become"))
    return router


async def typed(message: Message, visit: Visit) -> Reply:
    """Shown back as a comment of no kind yet; it may as well be a message to the coordinator."""
    code, section_id = visit.waiting["place"]
    if not has_consented(visit.resident):
        raise ConsentMissing(TO_PLAN + code)
    unsent = await comments.write(
        visit.session,
        (code, section_id, ""),
        message.text or "",
        message.message_id,
        visit.resident.language,
        visit.when,
        visit.resident.id,
    )
    return await shown_back(visit, unsent)


async def typed_more(message: Message, visit: Visit) -> Reply:
    """People write in several short messages what they want to say."""
    unsent = Unsent.from_json(visit.waiting["unsent"])
    return await shown_back(visit, await _anew(visit, unsent, f"{unsent.text}\n{message.text}"))


async def become(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    """A comment of this kind, to be read through and sent like any other."""
    unsent = unsent_of(visit)
    if unsent is None:
        return lost(visit)
    chosen = replace(unsent, kind=callback_data.value)
    return await shown_back(visit, await _anew(visit, chosen, unsent.text))


async def _anew(visit: Visit, unsent: Unsent, text: str) -> Unsent:
    """Written when its first message was."""
    return await comments.rewrite(
        visit.session,
        unsent,
        text,
        unsent.message_id,
        visit.resident.language,
        datetime.fromisoformat(unsent.written_at),
        visit.resident.id,
    )
