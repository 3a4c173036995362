"""What a bot changes in its messages, and what it takes away."""

from typing import Any

from playground import groups, media
from playground.calling import Call
from playground.conversations import Chat, Kept
from playground.formatting import caption
from playground.keyboards import checked_markup
from playground.methods.sending import check_input, media_content, text_content
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
    *media.KINDS,
    "caption",
    "caption_entities",
    "reply_markup",
)
REPLACING = ("photo", "document", "video", "animation", "audio")
DELETABLE_FOR_S = 48 * 3600
MOST_AT_ONCE = 100


async def edit_message_text(call: Call) -> Json:
    chat = call.chat()
    kept = call.own_message(chat)
    content = text_content(call)
    if "text" not in kept.body:
        raise bad_request("there is no text in the message to edit")
    return changed(call, chat, kept, content)


async def edit_message_caption(call: Call) -> Json:
    chat = call.chat()
    kept = call.own_message(chat)
    if not any(kind in kept.body for kind in media.CAPTIONED):
        raise bad_request("there is no caption in the message to edit")
    hidden = ("caption", "caption_entities", "reply_markup")
    rest = {name: kept.body[name] for name in CONTENT if name in kept.body and name not in hidden}
    return changed(call, chat, kept, rest | caption(call.parameters))


async def edit_message_reply_markup(call: Call) -> Json:
    chat = call.chat()
    kept = call.own_message(chat)
    content = {name: kept.body[name] for name in CONTENT if name in kept.body}
    content.pop("reply_markup", None)
    return changed(call, chat, kept, content)


async def edit_message_media(call: Call) -> Json:
    chat = call.chat()
    kept = call.own_message(chat)
    given = call.get("media")
    check_input(given, REPLACING)
    if not any(kind in kept.body for kind in ("text", *REPLACING)):
        raise bad_request("message can't be edited")
    captioned = caption(given)
    content = await media_content(call, given["type"], str(given.get("media", "")), given)
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
    kept = call.message(chat, "message to delete not found")
    check_deletable(call, chat, kept)
    call.playground.conversations.delete(chat, kept)
    return True


async def delete_messages(call: Call) -> bool:
    """Several at once; those that are not there are passed over."""
    chat = call.chat()
    found = [chat.message(number) for number in message_ids(call)]
    there = [kept for kept in found if kept is not None]
    for kept in there:
        check_deletable(call, chat, kept)
    for kept in there:
        call.playground.conversations.delete(chat, kept)
    return True


def message_ids(call: Call) -> list[int]:
    given = call.get("message_ids")
    if not isinstance(given, list) or not given:
        raise bad_request("message identifiers are not specified")
    if len(given) > MOST_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    if not all(isinstance(number, int) for number in given):
        raise bad_request("invalid message identifier specified")
    return given


def check_deletable(call: Call, chat: Chat, kept: Kept) -> None:
    groups.check_bot_inside(chat)
    own = kept.author == call.bot.id
    if not own and not groups.may(chat, call.bot.id, "can_delete_messages"):
        raise bad_request("message can't be deleted")
    is_old = call.playground.clock.date() - kept.body["date"] > DELETABLE_FOR_S
    if is_old and (chat.is_private or own):
        raise bad_request("message can't be deleted for everyone")
