"""How a bot introduces itself: its name, descriptions and menu button; logging out."""

import time
from typing import Any

from playground.calling import Call
from playground.refusals import Refusal, bad_request, too_many_requests

Json = dict[str, Any]

LONGEST = {"name": 64, "description": 512, "short_description": 120}
MENU_BUTTONS = ("commands", "web_app", "default")
LOGGED_OUT_S = 600


def keep(call: Call) -> bool:
    call.playground.store.put("bot", call.bot.id, call.bot.kept())
    return True


def set_text(call: Call, kind: str) -> bool:
    text = call.get(kind, "").strip()
    if len(text) > LONGEST[kind]:
        raise bad_request(f"bot {kind.replace('_', ' ')} is too long")
    call.bot.texts[f"{kind}:{call.get('language_code', '')}"] = text
    return keep(call)


def text(call: Call, kind: str, default: str = "") -> Json:
    """In the language asked for, else in that of everybody."""
    texts, language = call.bot.texts, call.get("language_code", "")
    found = texts.get(f"{kind}:{language}") or texts.get(f"{kind}:")
    return {kind: found or default}


async def set_my_name(call: Call) -> bool:
    return set_text(call, "name")


async def get_my_name(call: Call) -> Json:
    return text(call, "name", call.bot.account.first_name)


async def set_my_description(call: Call) -> bool:
    return set_text(call, "description")


async def get_my_description(call: Call) -> Json:
    return text(call, "description")


async def set_my_short_description(call: Call) -> bool:
    return set_text(call, "short_description")


async def get_my_short_description(call: Call) -> Json:
    return text(call, "short_description")


async def set_chat_menu_button(call: Call) -> bool:
    button = call.get("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in MENU_BUTTONS:
        raise bad_request("menu button type must be valid")
    call.bot.menu_buttons[menu_place(call)] = button
    return keep(call)


async def get_chat_menu_button(call: Call) -> Json:
    buttons = call.bot.menu_buttons
    return buttons.get(menu_place(call)) or buttons.get("") or {"type": "commands"}


def menu_place(call: Call) -> str:
    if call.get("chat_id") is None:
        return ""
    chat = call.chat()
    if not chat.is_private:
        raise bad_request("chat not found")
    return str(chat.id)


async def log_out(call: Call) -> bool:
    """From now on the cloud answers nothing but that, for ten minutes."""
    call.bot.logged_out_until = time.monotonic() + LOGGED_OUT_S
    return True


async def close(call: Call) -> bool:
    """Refused for ten minutes after the bot was launched."""
    waited = time.monotonic() - call.bot.launched_at
    if waited < LOGGED_OUT_S:
        raise too_many_requests(int(LOGGED_OUT_S - waited) + 1)
    return True


def check_logged_in(call: Call) -> None:
    if time.monotonic() < call.bot.logged_out_until:
        raise Refusal(400, "Logged out")
