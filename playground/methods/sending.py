"""What a bot sends: texts and files of every kind."""

from collections.abc import Collection
from typing import Any

from playground import groups, media
from playground.calling import Call
from playground.checking import conforming
from playground.conversations import Chat
from playground.formatting import caption, message_text
from playground.keyboards import checked_markup, is_inline
from playground.refusals import bad_request

Json = dict[str, Any]

# What the caller asks for, and how the message shows it.
MARKS = {
    "protect_content": "has_protected_content",
    "has_spoiler": "has_media_spoiler",
    "show_caption_above_media": "show_caption_above_media",
}


async def send_message(call: Call) -> Json:
    chat = call.chat_to_write()
    return said(call, chat, text_content(call))


async def send_photo(call: Call) -> Json:
    return await send_media(call, "photo")


async def send_document(call: Call) -> Json:
    return await send_media(call, "document")


async def send_voice(call: Call) -> Json:
    return await send_media(call, "voice")


async def send_video(call: Call) -> Json:
    return await send_media(call, "video")


async def send_animation(call: Call) -> Json:
    return await send_media(call, "animation")


async def send_audio(call: Call) -> Json:
    return await send_media(call, "audio")


async def send_sticker(call: Call) -> Json:
    return await send_media(call, "sticker")


async def send_video_note(call: Call) -> Json:
    return await send_media(call, "video_note")


async def send_media(call: Call, kind: str) -> Json:
    chat = call.chat_to_write()
    captioned = caption(call.parameters)
    content = await media_content(call, kind, call.get(kind, ""), call.parameters)
    return said(call, chat, content | captioned)


def text_content(call: Call) -> Json:
    text, entities = message_text(call.parameters)
    content: Json = {"text": text}
    if entities:
        content["entities"] = with_users(call, entities)
    if call.get("link_preview_options"):
        content["link_preview_options"] = call.get("link_preview_options")
    return content


def with_users(call: Call, entities: list[Json]) -> list[Json]:
    """Mentions of people by number carry the person; those of strangers are dropped."""
    kept = []
    for entity in entities:
        if "user_id" in entity:
            user = call.playground.users.get(entity["user_id"])
            if user is None:
                continue
            entity = {key: entity[key] for key in ("type", "offset", "length")} | {"user": user}
        kept.append(entity)
    return kept


async def media_content(call: Call, kind: str, value: str, told: Json) -> Json:
    """The field of the message that holds the file: uploaded now, fetched, or known by its id."""
    files, bot_id = call.playground.files, call.bot.id
    upload = call.upload(kind, value)
    if upload is None and media.is_address(value):
        upload = await media.from_address(call.playground.fetching, value, kind)
    if upload is None:
        return media.by_id(files, bot_id, value, kind)
    if not upload.content:
        raise bad_request("file must be non-empty")
    return await media.made(files, bot_id, kind, upload, told)


def check_input(given: Any, kinds: Collection[str]) -> None:
    """An InputMedia object of one of the kinds."""
    kind = given.get("type") if isinstance(given, dict) else None
    if kind not in kinds:
        raise bad_request("can't parse InputMedia: unsupported media type")
    conforming([f"InputMedia{str(kind).title()}"], given)


def said(call: Call, chat: Chat, content: Json) -> Json:
    """Posts the bot's message with what every kind of message may carry, and returns it."""
    groups.check_bot_may_send(chat, content)
    markup = checked_markup(call.get("reply_markup"), is_private=chat.is_private)
    content = in_topic(call, chat) | replied(call, chat) | content
    content |= {shown: True for given, shown in MARKS.items() if call.get(given)}
    if is_inline(markup):
        content["reply_markup"] = markup
    keyboard = markup if markup and not is_inline(markup) else None
    chat.action = ""
    kept = call.playground.post(call.bot, chat, call.bot.user(), content, keyboard)
    call.playground.previews.look(kept.body)
    return kept.body


def in_topic(call: Call, chat: Chat) -> Json:
    """A message to a topic of a forum says so; a closed one takes only its keepers' messages."""
    thread_id = call.get("message_thread_id")
    if not thread_id or chat.is_private:
        return {}
    topic = groups.topic(chat, thread_id)
    if topic.get("closed") and not groups.may(chat, call.bot.id, "can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return {"message_thread_id": thread_id, "is_topic_message": True}


def replied(call: Call, chat: Chat) -> Json:
    reply = call.get("reply_parameters") or {}
    message_id = reply.get("message_id") if isinstance(reply, dict) else None
    if not message_id:
        return {}
    answered = chat.message(message_id)
    if answered is None:
        if reply.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    hidden = ("reply_to_message", "reply_markup")
    shown = {name: value for name, value in answered.body.items() if name not in hidden}
    return {"reply_to_message": shown}
