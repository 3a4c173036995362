"""Two decoders that nobody here wrote: whatever the playground says must parse in both."""

from typing import Any

import aiogram.methods
import aiogram.types
import telegram

from playground.checking import method_names, spec

Json = dict[str, Any]

# Types of several kinds, which the decoder takes by their common name.
FAMILIES = ("ChatMember", "MenuButton")
# What these hold is judged too: a message inside an update, a person inside a membership.
WITHIN = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "new_chat_member",
    "poll",
    "poll_answer",
    "pinned_message",
)


def judge(method: str, result: Any) -> None:
    name = method_names()[method.lower()]
    by_aiogram(name, result)
    [*kinds] = spec()["methods"][name]["returns"]
    if isinstance(result, dict | list):
        by_ptb(kinds[0], result)


def by_aiogram(name: str, result: Any) -> None:
    returning = getattr(aiogram.methods, name[0].upper() + name[1:]).__returning__
    aiogram.methods.Response[returning].model_validate({"ok": True, "result": result})


def by_ptb(kind: str, result: Any) -> None:
    if isinstance(result, list):
        for item in result:
            by_ptb(kind.removeprefix("Array of "), item)
        return
    name = next((family for family in FAMILIES if kind.startswith(family)), kind)
    parsed = getattr(telegram, name).de_json(result, None)
    unknown = set(leftovers(parsed)) - newer()
    assert not unknown, f"python-telegram-bot does not know {unknown} in {result}"


def leftovers(parsed: telegram.TelegramObject) -> dict[str, Any]:
    """Fields that the decoder had no place for, here and in what it holds."""
    found = dict(parsed.api_kwargs)
    for name in WITHIN:
        inner = getattr(parsed, name, None)
        if isinstance(inner, telegram.TelegramObject):
            found |= leftovers(inner)
    return found


def newer() -> set[str]:
    """Fields that the published facts know and python-telegram-bot 22.8 (Bot API 10.0) does not."""
    known = spec()["types"]["ChatMemberAdministrator"]["fields"]
    return {"can_send_welcome_messages"} & set(known)
