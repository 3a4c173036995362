"""One call of the Bot API: who calls, with what, and the questions methods ask of it."""

from dataclasses import dataclass
from typing import Any

from playground import groups
from playground.bots import Bot
from playground.conversations import Chat, Kept
from playground.refusals import bad_request, forbidden
from playground.requests import Upload
from playground.state import Playground

Json = dict[str, Any]

ATTACHED = "attach://"


@dataclass(frozen=True)
class Told:
    """A result with the few words that some methods add to it."""

    result: Any
    description: str


@dataclass
class Call:
    playground: Playground
    bot: Bot
    parameters: Json
    files: dict[str, Upload]

    def get(self, name: str, default: Any = None) -> Any:
        return self.parameters.get(name, default)

    def name_chats_by_number(self) -> None:
        """A public group may be named by its @username; people may not."""
        for name in ("chat_id", "from_chat_id"):
            named = self.parameters.get(name)
            if isinstance(named, str) and named.startswith("@"):
                self.parameters[name] = self.playground.public_group(self.bot, named[1:]) or named

    def chat(self, name: str = "chat_id") -> Chat:
        """The chat that the call is about; refused where there is none."""
        chat_id = self.parameters.get(name)
        if chat_id is None:
            raise bad_request("chat_id is empty")
        chat = self.playground.chat_with(self.bot, chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def chat_to_write(self) -> Chat:
        """The same, when the bot wants to say something there."""
        chat = self.chat()
        check_not_blocked(chat)
        if chat.is_private and not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        groups.check_bot_inside(chat)
        return chat

    def message(self, chat: Chat, missing: str) -> Kept:
        """The message that the call names; refused in the given words where there is none."""
        kept = chat.message(self.parameters.get("message_id", 0))
        if kept is None:
            raise bad_request(missing)
        return kept

    def own_message(self, chat: Chat) -> Kept:
        """The message to edit: it exists, and the bot has sent it and is still in the chat."""
        groups.check_bot_inside(chat)
        kept = self.message(chat, "message to edit not found")
        if kept.author != self.bot.id or "forward_origin" in kept.body:
            raise bad_request("message can't be edited")
        check_not_blocked(chat)
        return kept

    def upload(self, field: str, value: str) -> Upload | None:
        """The file sent in that field, or in the one that the value names with attach://."""
        if value.startswith(ATTACHED):
            return self.files.get(value.removeprefix(ATTACHED))
        return self.files.get(field)


def check_not_blocked(chat: Chat) -> None:
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
