"""What a broadcast says: a text for each language, and a picture or a document with it."""

from html import escape
from typing import Any, Unpack

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message
from aiogram.utils.text_decorations import HtmlDecoration

from handlers.broadcasts.screens import screen, step
from handlers.incoming import fetch, file_of
from handlers.replies import Expects, Reply, Screen, show
from handlers.taps import BroadcastStep
from handlers.visit import Visit
from outreach import broadcasts
from outreach.broadcasts import Changes
from outreach.incoming import LARGEST_BYTES, LARGEST_MB
from storage.broadcasts import Broadcast
from texts.formatting import CAPTION_LIMIT, MESSAGE_LIMIT
from texts.screens import Row
from texts.words import LANGUAGES, NAMES

# Anything else, such as a mention of a person by their number, is kept as plain words.
KEPT_FORMATTING = (
    *("bold", "italic", "underline", "strikethrough", "spoiler", "code", "pre"),
    *("blockquote", "expandable_blockquote", "text_link"),
)
# By content, whatever the name says.
ACCEPTED = ("image/jpeg", "image/png", "application/pdf")


class Decoration(HtmlDecoration):
    """aiogram's, with addresses that cannot break out of their quotes."""

    def link(self, value: str, link: str) -> str:
        return super().link(value, escape(link))


DECORATION = Decoration()


class Writing(Filter):
    """Holds on a message of any kind while the conversation waits for exactly this."""

    def __init__(self, what: str) -> None:
        self.what = what

    async def __call__(self, message: Message, visit: Any) -> bool:
        is_command = (message.text or "").startswith("/")
        return visit.waiting.get("what") == self.what and not is_command


class RestOfAlbum(Filter):
    """Holds on the second and further pictures of an album whose first one was taken."""

    async def __call__(self, message: Message, visit: Any) -> bool:
        album = message.media_group_id
        return album is not None and album == visit.waiting.get("album")


class ChangesDraft(Filter):
    """Holds on an edit of a message that became the text of a draft."""

    async def __call__(self, message: Message, visit: Any) -> bool | dict[str, Any]:
        found = await broadcasts.written_by(visit.session, visit.resident.id, message.message_id)
        return {"found": found} if found else False


def router() -> Router:
    router = Router(name="broadcast_writing")
    router.message.register(rest_of_album, RestOfAlbum())
    router.message.register(typed_text, Writing("broadcast-text"))
    router.message.register(sent_file, Writing("broadcast-file"))
    router.message.register(typed_beside, Writing("broadcast-card"))
    router.edited_message.register(edited_text, ChangesDraft())
    for act, handler in {
        "texts": texts,
        "text": ask_text,
        "no-text": remove_text,
        "media": media,
        "no-media": remove_media,
    }.items():
        router.callback_query.register(handler, BroadcastStep.filter(F.act == act))
    return router


async def card(visit: Visit, found: Broadcast, note: str = "", album: str | None = None) -> Reply:
    """The draft as it stands, ready for whatever comes next."""
    shown = await screen(visit, found)
    if note:
        shown = Screen(f"{note}\n\n{shown.text}", shown.rows)
    data = {"broadcast": found.id} | ({"album": album} if album else {})
    return Reply((shown,), expects=Expects("broadcast-card", data))


async def texts(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    """Which language to write in; while there is no text at all, one's own."""
    words, number = visit.words, callback_data.id
    found = await broadcasts.see(visit.session, visit.resident.id, number)
    if not found.texts:
        return ask_for_text(visit, found, words.language)
    rows: list[Row] = []
    for code in LANGUAGES:
        sign = "✓" if found.texts.get(code) else "–"
        rows.append((step(f"{sign} {NAMES[code]}", "text", number, code),))
    text = words("<b>Text</b>\nIn which language? Who has none in their own gets the nearest one.")
    return show(text, *rows, (step(words("Back"), "show", number),))


async def ask_text(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    found = await broadcasts.see(visit.session, visit.resident.id, callback_data.id)
    language = callback_data.value if callback_data.value in LANGUAGES else visit.words.language
    return ask_for_text(visit, found, language)


def ask_for_text(visit: Visit, found: Broadcast, language: str) -> Reply:
    words, number = visit.words, found.id
    text = words(
        "<b>Write the message: {language}</b>\n\n"
        "Write it as people shall read it, with bold words and links if you like. "
        "A picture or a document may come with it.",
        language=NAMES[language],
    )
    there = found.texts.get(language)
    rows: list[Row] = [(step(words("Back"), "show", number),)]
    if there:
        text = words("<b>Until now:</b>\n{text}", text=there) + f"\n\n{text}"
        rows.insert(0, (step(words("Delete this text"), "no-text", number, language),))
    expects = Expects("broadcast-text", {"broadcast": number, "language": language})
    return show(text, *rows, expects=expects)


async def typed_text(message: Message, visit: Visit) -> Reply:
    """A text, or a picture or document with or without one; anything else is asked for again."""
    number, language = int(visit.waiting["broadcast"]), str(visit.waiting["language"])
    found = await broadcasts.see(visit.session, visit.resident.id, number)
    told = html_of(message)
    file = file_of(message)
    if not told and not file:
        return _with_note(visit, ask_for_text(visit, found, language))
    if told:
        found = await _keep_text(visit, found, language, told, message.message_id)
    return await _with_file(visit, message, found)


async def edited_text(message: Message, visit: Visit, found: tuple[Broadcast, str]) -> Reply:
    broadcast, language = found
    told = html_of(message)
    if told:
        broadcast = await _keep_text(visit, broadcast, language, told, message.message_id)
    return await card(visit, broadcast, visit.words("I have changed the text of the message."))


async def typed_beside(message: Message, visit: Visit) -> Reply:
    """Something was sent to the card itself: most often the rest of a text that was too long."""
    words = visit.words
    found = await broadcasts.see(visit.session, visit.resident.id, int(visit.waiting["broadcast"]))
    note = words(
        "I have not added this. A message holds {most} characters, with an attachment {fewer}. "
        "To change the text, tap Text.",
        most=MESSAGE_LIMIT,
        fewer=CAPTION_LIMIT,
    )
    return await card(visit, found, note)


async def rest_of_album(_: Message) -> Reply:
    return Reply()


async def remove_text(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    found = await broadcasts.see(visit.session, visit.resident.id, callback_data.id)
    left = {code: told for code, told in found.texts.items() if code != callback_data.value}
    return await card(visit, await change(visit, found.id, texts=left))


async def media(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    found = await broadcasts.see(visit.session, visit.resident.id, callback_data.id)
    return _ask_file(visit, found)


def _ask_file(visit: Visit, found: Broadcast) -> Reply:
    words, number = visit.words, found.id
    rows: list[Row] = [(step(words("Back"), "show", number),)]
    if found.media:
        rows.insert(0, (step(words("Without attachment"), "no-media", number),))
    text = words(
        "<b>Attachment</b>\nSend one picture or one document (PDF, at most {most} MB). "
        "With it the text may have {limit} characters.",
        most=LARGEST_MB,
        limit=CAPTION_LIMIT,
    )
    return show(text, *rows, expects=Expects("broadcast-file", {"broadcast": number}))


async def sent_file(message: Message, visit: Visit) -> Reply:
    number = int(visit.waiting["broadcast"])
    found = await broadcasts.see(visit.session, visit.resident.id, number)
    if file_of(message):
        return await _with_file(visit, message, found)
    return _with_note(visit, _ask_file(visit, found))


async def _with_file(visit: Visit, message: Message, found: Broadcast) -> Reply:
    """The card, with the file of the message if it has one; of an album only the first."""
    words, sent = visit.words, file_of(message)
    if sent is None:
        return await card(visit, found)
    if sent.size > LARGEST_BYTES:
        note = words("This file is too big. At most {most} MB are possible.", most=LARGEST_MB)
        return await card(visit, found, note, message.media_group_id)
    told = html_of(message)
    if told and not found.texts:
        found = await _keep_text(visit, found, words.language, told, message.message_id)
    # Without a digest until the file is here.
    pending = {"kind": sent.kind, "digest": "", "name": sent.name}
    found = await change(visit, found.id, media=pending)
    await fetch(visit, sent, ("broadcast", str(found.id)), ACCEPTED)
    note = words("Only one picture can be sent. I have taken the first one.")
    return await card(visit, found, note if message.media_group_id else "", message.media_group_id)


async def remove_media(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    return await card(visit, await change(visit, callback_data.id, media=None))


def html_of(message: Message) -> str:
    """What somebody wrote, with the formatting that may be sent on."""
    text = message.text or message.caption or ""
    entities = message.entities or message.caption_entities or []
    kept = [one for one in entities if one.type in KEPT_FORMATTING]
    return DECORATION.unparse(text, kept).strip()


async def change(visit: Visit, number: int, **changes: Unpack[Changes]) -> Broadcast:
    who = visit.resident.id
    return await broadcasts.change(visit.session, who, number, visit.now, **changes)


async def _keep_text(
    visit: Visit, found: Broadcast, language: str, told: str, message_id: int
) -> Broadcast:
    written = {**found.written_in, language: message_id}
    changes: Changes = {"texts": {**found.texts, language: told}, "written_in": written}
    return await change(visit, found.id, **changes)


def _with_note(visit: Visit, again: Reply) -> Reply:
    note = visit.words("I can send only a text, a picture or a document.")
    shown = again.screens[0]
    return Reply((Screen(f"{note}\n\n{shown.text}", shown.rows),), expects=again.expects)
