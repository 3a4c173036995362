"""What a bot sends: texts, photos, documents and voice messages."""

from typing import Any

from playground import groups, media
from playground.calling import Call
from playground.conversations import Chat
from playground.formatting import caption, message_text
from playground.keyboards import checked_markup, is_inline
from playground.refusals import bad_request

Json = dict[str, Any]


async def send_message(call: Call) -> Json:
    chat = call.chat_to_write()
    return said(call, chat, text_content(call))


async def send_photo(call: Call) -> Json:
    chat = call.chat_to_write()
    markup = caption(call.parameters)
    return said(call, chat, await media_content(call, "photo", call.get("photo", "")) | markup)


async def send_document(call: Call) -> Json:
    chat = call.chat_to_write()
    markup = caption(call.parameters)
    content = await media_content(call, "document", call.get("document", ""))
    return said(call, chat, content | markup)


async def send_voice(call: Call) -> Json:
    chat = call.chat_to_write()
    markup = caption(call.parameters)
    return said(call, chat, await media_content(call, "voice", call.get("voice", "")) | markup)


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


async def media_content(call: Call, kind: str, value: str) -> Json:
    """The field of the message that holds the file: uploaded now, or known by its file_id."""
    upload = call.upload(kind, value)
    if upload is None:
        return media.by_id(call.playground.files, call.bot.id, value, kind)
    if not upload.content:
        raise bad_request("file must be non-empty")
    files, bot_id = call.playground.files, call.bot.id
    if kind == "photo":
        return await media.photo(files, bot_id, upload)
    if kind == "voice":
        return media.voice(files, bot_id, upload, call.get("duration", 0))
    return media.document(files, bot_id, upload)


def said(call: Call, chat: Chat, content: Json) -> Json:
    """Posts the bot's message with what every kind of message may carry, and returns it."""
    markup = checked_markup(call.get("reply_markup"))
    content = in_topic(call, chat) | replied(call, chat) | content
    if call.get("protect_content"):
        content["has_protected_content"] = True
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
