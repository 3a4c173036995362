"""One call of the Bot API: who calls, with what, and the questions methods ask of it."""

from dataclasses import dataclass
from typing import Any

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

    def chat(self) -> Chat:
        """The chat that the call is about; refused where there is none."""
        chat_id = self.parameters.get("chat_id")
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
        return chat

    def own_message(self, chat: Chat) -> Kept:
        """The message to edit: it exists and the bot has sent it."""
        kept = chat.message(self.parameters.get("message_id", 0))
        if kept is None:
            raise bad_request("message to edit not found")
        if kept.body["from"]["id"] != self.bot.id:
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
