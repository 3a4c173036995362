"""Reads the commonest update, a tap under a text in a private chat, without aiogram's models.

Whatever looks otherwise is not read here, and goes the long way.
"""

from typing import Any, NamedTuple


class Tap(NamedTuple):
    update_id: int
    id: str
    data: str
    person: int
    first_name: str
    language: str | None
    chat_id: int
    message_id: int


def read(raw: dict[str, Any]) -> Tap | None:
    try:
        query = raw["callback_query"]
        person, message = query["from"], query["message"]
        chat = message["chat"]
        if chat["type"] != "private" or not message["text"]:
            return None
        tap = Tap(
            raw["update_id"],
            query["id"],
            query["data"],
            person["id"],
            person["first_name"],
            person.get("language_code"),
            chat["id"],
            message["message_id"],
        )
    except (KeyError, TypeError, AttributeError):
        return None
    if not all(map(isinstance, tap, KINDS)) or not tap.data.isprintable():
        return None
    return tap


KINDS = (int, str, str, int, str, str | None, int, int)
