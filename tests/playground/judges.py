"""Two decoders that nobody here wrote: whatever the playground says must parse in both."""

from typing import Any

import aiogram.methods
import aiogram.types
import telegram

from playground.checking import method_names, spec

Json = dict[str, Any]

PTB_TYPES: dict[str, Any] = {
    "Message": telegram.Message,
    "Update": telegram.Update,
    "User": telegram.User,
    "File": telegram.File,
    "BotCommand": telegram.BotCommand,
    "WebhookInfo": telegram.WebhookInfo,
}


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
    parsed = PTB_TYPES[kind].de_json(result, None)
    unknown = leftovers(parsed)
    assert not unknown, f"python-telegram-bot does not know {unknown} in {result}"


def leftovers(parsed: telegram.TelegramObject) -> dict[str, Any]:
    """Fields that the decoder had no place for, here and one level below."""
    found = dict(parsed.api_kwargs)
    for name in ("message", "edited_message", "callback_query", "my_chat_member"):
        inner = getattr(parsed, name, None)
        if isinstance(inner, telegram.TelegramObject):
            found |= dict(inner.api_kwargs)
    return found
