"""Voices and photos of comments: kept, written down by staff, confirmed by who has spoken."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.incoming import sorts_of
from handlers.plans import comment_screens as screens
from handlers.plans.comments import lost, shown_back, unsent_of
from handlers.plans.settling_refusals import FORM
from handlers.replies import Expects, Reply, show
from handlers.taps import CommentTap, button, go
from handlers.visit import Visit
from plans import comments, voices
from plans.comments import Unsent
from plans.forms import FormIncomplete
from storage import comment_files
from storage.comment_files import PHOTO
from storage.comment_receipts import keep_receipt
from storage.comments import Comment
from surveys.attachments import Attachment
from texts.formatting import escape
from texts.personal_data import personal_data


class Brings(Filter):
    """Holds on a photo or a voice that a comment waits for."""

    def __init__(self, what: str, sort: str) -> None:
        self.what, self.sort = what, sort

    async def __call__(self, message: Message, visit: Any) -> bool:
        return self.sort in sorts_of(message) and visit.waiting.get("what") == self.what


def router() -> Router:
    router = Router(name="comment_media")
    router.message.register(spoken, Brings("comment", "voice"))
    router.message.register(pictured_first, Brings("comment", "photo"))
    router.message.register(pictured, Brings("comment-photo", "photo"))
    router.message.register(ask_photo_again, Awaiting("comment-photo"))
    router.message.register(heard_written, Awaiting("comment-heard"))
    router.message.register(part_heard, Awaiting("comment-heard-part"))
    for act, does in ACTS.items():
        router.callback_query.register(does, CommentTap.filter(F.act == act))
    return router


async def spoken(_: Message, visit: Visit) -> Reply:
    """A voice has a number at once; its receipt comes by itself, and changes with it."""
    code, section_id, kind = visit.waiting["place"]
    sent = visit.enclosed
    if not isinstance(sent, Attachment):
        return screens.ask_text(visit, (code, section_id, kind), note=_unread(visit))
    await visit.house.allowance.take("comment", visit.resident.telegram_id)
    place, voice = (code, section_id, kind), (sent.name, sent.content)
    found = await voices.record(
        visit.session, visit.resident, place, voice, visit.message_id, visit.when
    )
    await _new_receipt(visit, found)
    text = visit.words(
        "I have your voice message. Its number is {number}. Staff write it down and I show you "
        "what they have written. It counts once you say that it is right.",
        number=f"<b>{found.number}</b>",
    )
    onwards = CommentTap(act="onwards", code=code, section=section_id)
    back = CommentTap(act="ask-back", value=found.number)
    return show(
        text,
        (button(visit.words("Next section"), onwards),),
        (button(visit.words("Take back"), back),),
    )


async def pictured_first(message: Message, visit: Visit) -> Reply:
    """A photo with words under it is a comment with a photo; without any they are asked for."""
    code, section_id, kind = visit.waiting["place"]
    sent = visit.enclosed
    if not isinstance(sent, Attachment):
        return screens.ask_text(visit, (code, section_id, kind), note=_unread(visit))
    await _keep_photo(visit, sent)
    if not message.caption:
        note = visit.words("I have the photo. Now write what you want to say to it.")
        return screens.ask_text(visit, (code, section_id, kind), note=note, photo=sent.name)
    unsent = await comments.write(
        visit.session,
        (code, section_id, kind),
        message.caption,
        message.message_id,
        visit.resident.language,
        visit.when,
        visit.resident.id,
    )
    return await shown_back(visit, replace(unsent, photo=sent.name))


async def ask_photo(_: CallbackQuery, visit: Visit) -> Reply:
    unsent = unsent_of(visit)
    return _ask_photo(visit, unsent) if unsent else lost(visit)


async def ask_photo_again(_: Message, visit: Visit) -> Reply:
    return _ask_photo(visit, Unsent.from_json(visit.waiting["unsent"]))


async def pictured(_: Message, visit: Visit) -> Reply:
    unsent, sent = Unsent.from_json(visit.waiting["unsent"]), visit.enclosed
    if not isinstance(sent, Attachment):
        return await shown_back(visit, unsent, _unread(visit))
    await _keep_photo(visit, sent)
    return await shown_back(visit, replace(unsent, photo=sent.name))


async def drop_photo(_: CallbackQuery, visit: Visit) -> Reply:
    unsent = unsent_of(visit)
    if unsent is None:
        return lost(visit)
    await comment_files.drop_unsent(visit.session, visit.resident.id)
    return await shown_back(visit, replace(unsent, photo=""))


async def confirm(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    """It is written down as it was said; from here on it counts."""
    return await _confirmed(visit, callback_data.value)


async def ask_correction(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    number = callback_data.value
    await comments.own(visit.session, visit.resident.id, number)
    told = await comment_files.transcript(visit.session, number)
    if told is None:
        return lost(visit)
    text = visit.words(
        "Now it says:\n<blockquote>{text}</blockquote>\nWrite the new text as one message.",
        text=escape(told.text),
    )
    expects = Expects("comment-heard", {"number": number})
    return replace(show(text, (go(visit.words("Back"), "comments"),), expects=expects), below=True)


async def heard_written(message: Message, visit: Visit) -> Reply:
    return await _confirmed(visit, visit.waiting["number"], message.text or "")


async def part_heard(message: Message, visit: Visit) -> Reply:
    """What the form asks for besides what was said; then it may count."""
    number, said = visit.waiting["number"], message.text or ""
    place = (visit.session, visit.resident, number)
    await voices.add_part(*place, visit.waiting["part"], said)
    return await _confirmed(visit, number, visit.waiting["text"])


ACTS: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    "photo": ask_photo,
    "no-photo": drop_photo,
    "heard-right": confirm,
    "heard-wrong": ask_correction,
}


async def _confirmed(visit: Visit, number: str, text: str | None = None) -> Reply:
    """It counts, unless the form asks for something that nobody can say for its author."""
    try:
        found = await voices.confirm(visit.session, visit.resident, number, visit.now, text)
    except FormIncomplete as refusal:
        part = refusal.missing[0]
        expects = Expects("comment-heard-part", {"number": number, "part": part, "text": text})
        asked = visit.words("Here a comment also needs: {parts}.", parts=visit.words(FORM[part]))
        lines = (asked, visit.words(screens.ASKS[part]))
        back = go(visit.words("Back"), "comments")
        return replace(show("\n\n".join(lines), (back,), expects=expects), below=True)
    return _counted(visit, found)


async def _keep_photo(visit: Visit, sent: Attachment) -> None:
    place = (visit.session, visit.resident.id, PHOTO, sent.name, sent.content)
    await comment_files.keep_unsent(*place, visit.now)


async def _new_receipt(visit: Visit, found: Comment) -> None:
    """One that is still to be sent, so that its message is known."""
    await keep_receipt(visit.session, found.number, visit.resident.telegram_id, 0, "")


def _counted(visit: Visit, found: Comment) -> Reply:
    words = visit.words
    lines = [words("Thank you. Comment {number} counts.", number=f"<b>{found.number}</b>")]
    if personal_data(found.text):
        lines.append(words("Contacts and numbers of people in it will be hidden from others."))
    return show("\n\n".join(lines), (go(words("My comments"), "comments"),))


def _ask_photo(visit: Visit, unsent: Unsent) -> Reply:
    expects = Expects("comment-photo", {"unsent": unsent.to_json(), "takes": [PHOTO]})
    back = button(visit.words("Back"), CommentTap(act="show-unsent"))
    text = visit.words("Send one photo. Place and time that the camera wrote into it are removed.")
    return show(text, (back,), expects=expects)


def _unread(visit: Visit) -> str:
    return visit.words("I could not read that file. Please send it once more.")
