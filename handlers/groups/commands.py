"""Commands of Telegram groups: in privacy mode these and replies are all that comes to the bot."""

from dataclasses import dataclass
from typing import Any

from aiogram.filters import Filter
from aiogram.types import Message

from handlers.groups.visit import GroupVisit
from texts.content import fold
from texts.words import Words, later


@dataclass(frozen=True)
class GroupCommand:
    """`told` is the line in Telegram's menu of groups, empty of a command that stands not there."""

    what: str
    czech: str
    english: str
    told: str = ""


GROUP_COMMANDS = (
    GroupCommand("group", "skupina", "group", later("This working group")),
    GroupCommand("digest", "prehled", "digest", later("What is new for the group")),
    GroupCommand("settling", "vyporadani", "settling", later("Comments to be settled")),
    GroupCommand("agenda", "program", "agenda", later("What we settle at the next meeting")),
    GroupCommand("tasks", "ukoly", "tasks", later("Tasks of the group")),
    GroupCommand("rules", "pravidla", "rules", later("How we talk to each other")),
    GroupCommand("group-help", "pomoc", "help", later("What I can do here")),
    GroupCommand("bind", "pripojit", "bind", later("Bind this chat to a working group")),
    GroupCommand("start", "start", "start"),
)
BY_NAME = {
    fold(name): command for command in GROUP_COMMANDS for name in (command.czech, command.english)
}


def understood(text: str, username: str) -> tuple[GroupCommand | None, str]:
    """The command that a text gives to this bot, with what follows it."""
    first, _, rest = text.strip().partition(" ")
    name, _, meant_for = first.partition("@")
    if not name.startswith("/") or meant_for.lower() not in ("", username.lower()):
        return None, ""
    return BY_NAME.get(fold(name[1:])), rest.strip()


class GroupSaid(Filter):
    """Holds on a command; gives what follows it as `argument`."""

    def __init__(self, what: str) -> None:
        self.what = what

    async def __call__(self, message: Message, visit: GroupVisit) -> bool | dict[str, Any]:
        command, rest = understood(message.text or "", visit.house.bot_username)
        return {"argument": rest} if command and command.what == self.what else False


class RepliesTo(Filter):
    """Holds on a reply to a message of ours whose card begins so; gives the rest as `argument`."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    async def __call__(self, message: Message, visit: GroupVisit) -> bool | dict[str, Any]:
        if not visit.about.startswith(self.prefix) or (message.text or "").startswith("/"):
            return False
        return {"argument": visit.about.removeprefix(self.prefix)}


def menu(words: Words) -> list[tuple[str, str]]:
    """Telegram's command menu of groups in this language."""
    czech = words.language in ("cs", "cs-easy", "uk")
    return [
        (command.czech if czech else command.english, words(command.told))
        for command in GROUP_COMMANDS
        if command.told
    ]
