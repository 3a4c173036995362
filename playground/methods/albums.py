"""Albums: several photos or documents that stand together."""

import random
from typing import Any

from playground.calling import Call
from playground.checking import conforming
from playground.formatting import caption
from playground.methods.sending import media_content, said
from playground.refusals import bad_request

Json = dict[str, Any]

MOST_TOGETHER = 10
KINDS = {"photo": "InputMediaPhoto", "document": "InputMediaDocument"}


async def send_media_group(call: Call) -> list[Json]:
    chat = call.chat_to_write()
    items = checked_items(call.get("media"))
    contents = [
        await media_content(call, item["type"], str(item.get("media", ""))) | caption(item)
        for item in items
    ]
    together = {"media_group_id": str(random.getrandbits(53))} if len(items) > 1 else {}
    return [said(call, chat, together | content) for content in contents]


def checked_items(items: Any) -> list[Json]:
    if not isinstance(items, list):
        raise bad_request("expected an Array of InputMedia")
    if not items:
        raise bad_request("there are no messages to send")
    if len(items) > MOST_TOGETHER:
        raise bad_request("too many messages to send as an album")
    for item in items:
        kind = item.get("type") if isinstance(item, dict) else None
        if kind not in KINDS:
            raise bad_request("can't parse InputMedia: unsupported media type")
        conforming([KINDS[kind]], item)
    if len({item["type"] for item in items}) > 1:
        raise bad_request("document can't be mixed with other media types")
    return items
