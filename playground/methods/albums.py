"""Albums: several files that stand together."""

import random
from typing import Any

from playground.calling import Call
from playground.formatting import caption
from playground.methods.sending import check_input, media_content, said
from playground.refusals import Refusal, bad_request

Json = dict[str, Any]

MOST_TOGETHER = 10
KINDS = ("photo", "video", "audio", "document")
# Kinds that stand only among their own.
APART = ("audio", "document")
# In an album Telegram names these troubles otherwise than alone.
NAMES = {
    "Bad Request: failed to get HTTP URL content": "WEBPAGE_CURL_FAILED",
    "Bad Request: wrong type of the web page content": "WEBPAGE_MEDIA_EMPTY",
}


async def send_media_group(call: Call) -> list[Json]:
    chat = call.chat_to_write()
    items = checked_items(call.get("media"))
    contents = [await content_of(call, item, number) for number, item in enumerate(items, 1)]
    together = {"media_group_id": str(random.getrandbits(53))} if len(items) > 1 else {}
    return [said(call, chat, together | content) for content in contents]


async def content_of(call: Call, item: Json, number: int) -> Json:
    captioned = caption(item)
    try:
        media = await media_content(call, item["type"], str(item.get("media", "")), item)
    except Refusal as refusal:
        if refusal.description not in NAMES:
            raise
        why = NAMES[refusal.description]
        said = f'failed to send message #{number} with the error message "{why}"'
        raise bad_request(said) from refusal
    return media | captioned


def checked_items(items: Any) -> list[Json]:
    if not isinstance(items, list):
        raise bad_request("expected an Array of InputMedia")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > MOST_TOGETHER:
        raise bad_request("too many messages to send as an album")
    for item in items:
        check_input(item, KINDS)
    kinds = {item["type"] for item in items}
    if len(kinds) > 1 and kinds.intersection(APART):
        raise bad_request(f"{min(kinds.intersection(APART))} can't be mixed with other media types")
    return items
