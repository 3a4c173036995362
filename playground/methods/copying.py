"""Messages sent on: copied as the bot's own, or forwarded with their origin."""

from typing import Any

from playground import media, polls
from playground.calling import Call
from playground.conversations import Chat, Kept
from playground.formatting import caption
from playground.methods.editing import message_ids
from playground.methods.sending import said
from playground.refusals import bad_request

Json = dict[str, Any]

CONTENT = (
    "text",
    "entities",
    "link_preview_options",
    *media.KINDS,
    "caption",
    "caption_entities",
    "location",
    "venue",
    "contact",
    "poll",
)


async def copy_message(call: Call) -> Json:
    chat, source = call.chat_to_write(), call.chat("from_chat_id")
    content = content_of(call.message(source, "message to copy not found"), "copied")
    if call.get("caption") is not None and "text" not in content:
        content = without_caption(content) | caption(call.parameters)
    return {"message_id": said(call, chat, content)["message_id"]}


async def copy_messages(call: Call) -> list[Json]:
    """Those that are there, as the bot's own; the others are passed over."""
    chat, found = call.chat_to_write(), several(call)
    contents = [content_of(kept, "copied") for kept in found]
    if call.get("remove_caption"):
        contents = [without_caption(content) for content in contents]
    return [{"message_id": said(call, chat, content)["message_id"]} for content in contents]


async def forward_message(call: Call) -> Json:
    chat, source = call.chat_to_write(), call.chat("from_chat_id")
    return forwarded(call, chat, call.message(source, "message to forward not found"))


async def forward_messages(call: Call) -> list[Json]:
    chat, found = call.chat_to_write(), several(call)
    return [{"message_id": forwarded(call, chat, kept)["message_id"]} for kept in found]


def several(call: Call) -> list[Kept]:
    source = call.chat("from_chat_id")
    found = [source.message(number) for number in message_ids(call)]
    there = [kept for kept in found if kept is not None]
    if not there:
        raise bad_request("there are no messages to forward")
    return there


def forwarded(call: Call, chat: Chat, kept: Kept) -> Json:
    body = kept.body
    origin = {"type": "user", "date": body["date"], "sender_user": body["from"]}
    content = {"forward_origin": body.get("forward_origin", origin)}
    return said(call, chat, content | content_of(kept, "forwarded"))


def content_of(kept: Kept, what: str) -> Json:
    if kept.body.get("has_protected_content"):
        raise bad_request(f"message can't be {what}")
    content = {name: kept.body[name] for name in CONTENT if name in kept.body}
    if not content:
        raise bad_request(f"message can't be {what}")
    if "poll" in content and what == "copied":
        content["poll"] = polls.anew(content["poll"])
    return content


def without_caption(content: Json) -> Json:
    return {name: value for name, value in content.items() if not name.startswith("caption")}
