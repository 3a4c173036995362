"""Inviting people to a meeting: its picture, and a message to many that is written already."""

from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.broadcasts import writing as broadcast_writing
from handlers.broadcasts.writing import Writing
from handlers.incoming import fetch, file_of
from handlers.meetings import editing, forms
from handlers.replies import Reply, show
from handlers.taps import MeetingStep
from handlers.visit import Visit
from meetings.keeping import Held
from outreach import meeting_invitations
from outreach.incoming import LARGEST_BYTES, LARGEST_MB
from outreach.letters import PHOTO
from texts.screens import Row

PICTURE: Final = "meeting-picture"
# Telegram makes a JPEG of every photo, without place and device.
ACCEPTED: Final = ("image/jpeg",)


def router() -> Router:
    router = Router(name="meeting_inviting")
    router.message.register(sent_picture, Writing(PICTURE))
    steps = {
        "picture": ask_picture,
        "no-picture": remove_picture,
        "invite": invite,
    }
    for act, does in steps.items():
        router.callback_query.register(does, MeetingStep.filter(F.act == act))
    return router


async def ask_picture(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    return _ask_picture(visit, await editing.held_of(visit, callback_data.code))


def _ask_picture(visit: Visit, held: Held, note: str = "") -> Reply:
    words = visit.words
    rows: list[Row] = [editing.back_to(words, held)]
    if held.document.picture:
        rows.insert(0, (forms.step(words("Without a picture"), "no-picture", held.code),))
    text = words("Send a picture. People see it above what the meeting is about.")
    return editing.ask(visit, held, "\n\n".join(filter(None, [note, text])), PICTURE, *rows)


async def sent_picture(message: Message, visit: Visit) -> Reply:
    """The picture is fetched, and its sender told when it stands there."""
    words = visit.words
    held = await editing.held_of(visit, visit.waiting["code"])
    sent = file_of(message)
    if sent is None or sent.kind != PHOTO:
        return _ask_picture(visit, held, words("Send it as a photo."))
    if sent.size > LARGEST_BYTES:
        note = words("This file is too big. At most {most} MB are possible.", most=LARGEST_MB)
        return _ask_picture(visit, held, note)
    await fetch(visit, sent, ("meeting", held.code), ACCEPTED)
    return await editing.card(visit, held, words("I am fetching the picture and will write."))


async def remove_picture(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    return await editing.changed(visit, held, {"picture": ""})


async def invite(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    """A message that is written already: it only has to be looked at and sent."""
    words = visit.words
    held = await editing.held_of(visit, callback_data.code)
    who = visit.resident.id
    try:
        found = await meeting_invitations.draft(visit.session, who, held, visit.now)
    except meeting_invitations.NobodyToInvite:
        text = words("It is not for everybody, and no working group is named whose meeting it is.")
        return editing.stays(visit, held, show(text, editing.back_to(words, held)))
    note = words("The invitation is written. Look at it and send it.")
    if held.document.topics:
        note += " " + words("Whoever follows its topics has been told already and is left out.")
    return await broadcast_writing.card(visit, found, note)
