"""Two decoders that nobody here wrote: whatever the playground says must parse in both."""

from typing import Any

import aiogram.methods
import aiogram.types
import telegram

from playground.checking import method_names, spec
from tests.playground.running import Running

Json = dict[str, Any]

# Types of several kinds, which the decoder takes by their common name.
FAMILIES = ("ChatMember", "MenuButton")


def judge_all(running: Running) -> None:
    for method, result in running.answered:
        judge(method, result)


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


def leftovers(parsed: Any) -> dict[str, Any]:
    """Fields that the decoder had no place for, here and in all that it holds."""
    if isinstance(parsed, tuple | list):
        return {name: value for item in parsed for name, value in leftovers(item).items()}
    if not isinstance(parsed, telegram.TelegramObject):
        return {}
    found = dict(parsed.api_kwargs)
    for kind in type(parsed).__mro__:
        for name in getattr(kind, "__slots__", ()):
            found |= leftovers(getattr(parsed, name, None))
    return found


def newer() -> set[str]:
    """Fields that the published facts know and python-telegram-bot 22.8 (Bot API 10.0) does not."""
    known = spec()["types"]["ChatMemberAdministrator"]["fields"]
    return {"can_send_welcome_messages"} & set(known)
