"""What a bot changes in its messages, and what it takes away."""

from typing import Any

from playground.calling import Call
from playground.conversations import Chat, Kept
from playground.formatting import caption
from playground.keyboards import checked_markup
from playground.methods.sending import media_content, text_content
from playground.refusals import bad_request

Json = dict[str, Any]

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
CONTENT = (
    "text",
    "entities",
    "link_preview_options",
    "photo",
    "document",
    "caption",
    "caption_entities",
    "reply_markup",
)
MEDIA_KINDS = ("photo", "document")
DELETABLE_FOR_S = 48 * 3600


async def edit_message_text(call: Call) -> Json:
    chat = call.chat()
    kept = call.own_message(chat)
    content = text_content(call)
    if "text" not in kept.body:
        raise bad_request("there is no text in the message to edit")
    return changed(call, chat, kept, content)


async def edit_message_reply_markup(call: Call) -> Json:
    chat = call.chat()
    kept = call.own_message(chat)
    content = {name: kept.body[name] for name in CONTENT if name in kept.body}
    content.pop("reply_markup", None)
    return changed(call, chat, kept, content)


async def edit_message_media(call: Call) -> Json:
    chat = call.chat()
    kept = call.own_message(chat)
    media = call.get("media")
    if not isinstance(media, dict) or media.get("type") not in MEDIA_KINDS:
        raise bad_request("can't parse InputMedia: unsupported media type")
    kind = media["type"]
    captioned = caption(media)
    content = await media_content(call, kind, str(media.get("media", "")))
    return changed(call, chat, kept, content | captioned)


def changed(call: Call, chat: Chat, kept: Kept, content: Json) -> Json:
    """Puts the new content in the place of the old; refused where they are the same."""
    markup = checked_markup(call.get("reply_markup"), inline_only=True)
    if markup is not None:
        content = content | {"reply_markup": markup}
    if content == {name: kept.body[name] for name in CONTENT if name in kept.body}:
        raise bad_request(NOT_MODIFIED)
    rest = {name: value for name, value in kept.body.items() if name not in CONTENT}
    kept.body = rest | {"edit_date": call.playground.clock.date()} | content
    call.playground.conversations.touch(chat, kept)
    return kept.body


async def delete_message(call: Call) -> bool:
    chat = call.chat()
    kept = chat.message(call.get("message_id", 0))
    if kept is None:
        raise bad_request("message to delete not found")
    if call.playground.clock.date() - kept.body["date"] > DELETABLE_FOR_S:
        raise bad_request("message can't be deleted for everyone")
    call.playground.conversations.delete(chat, kept)
    return True
