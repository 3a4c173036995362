"""Who the bot is, which commands it offers, and where files lie."""

import re
from typing import Any

from playground.bots import commands_key
from playground.calling import Call
from playground.checking import as_integer
from playground.refusals import bad_request

Json = dict[str, Any]

MOST_COMMANDS = 100
LONGEST_DESCRIPTION = 256
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
SCOPES = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


async def get_me(call: Call) -> Json:
    return call.bot.user() | {
        "can_join_groups": True,
        "can_read_all_group_messages": call.bot.account.reads_all,
        "supports_inline_queries": call.bot.account.inline,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def set_my_commands(call: Call) -> bool:
    given = call.get("commands")
    if not isinstance(given, list):
        raise bad_request("can't parse commands JSON object")
    kept = {}
    for command in given:
        name, description = checked_command(command)
        kept[name] = {"command": name, "description": description}
    if len(kept) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    call.bot.commands[scope_key(call)] = list(kept.values())
    call.playground.store.put("bot", call.bot.id, call.bot.kept())
    return True


def checked_command(command: Any) -> tuple[str, str]:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(command.get("command", "")).removeprefix("/")
    description = str(command.get("description", "")).strip()
    if not COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > LONGEST_DESCRIPTION:
        raise bad_request("command description length must not exceed 256")
    return name, description


def scope_key(call: Call) -> str:
    scope = call.get("scope") or {"type": "default"}
    if not isinstance(scope, dict) or str(scope.get("type")) not in SCOPES:
        raise bad_request("unsupported BotCommandScope type")
    numbers = {name: scope.get(name) for name in SCOPES[scope["type"]]}
    kept = {name: as_integer(number) for name, number in numbers.items()}
    for name, number in kept.items():
        if call.playground.chat_with(call.bot, number) is None:
            raise bad_request("chat not found" if name == "chat_id" else "user not found")
    return commands_key({"type": scope["type"]} | kept, call.get("language_code", ""))


async def get_my_commands(call: Call) -> list[Json]:
    return call.bot.commands.get(scope_key(call), [])


async def delete_my_commands(call: Call) -> bool:
    call.bot.commands.pop(scope_key(call), None)
    call.playground.store.put("bot", call.bot.id, call.bot.kept())
    return True


async def get_file(call: Call) -> Json:
    return call.playground.files.described(call.bot.id, call.get("file_id"))
