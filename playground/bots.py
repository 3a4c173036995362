"""A bot as the server knows it: its account, its webhook, its commands and its counters."""

import json
import time
from dataclasses import dataclass, field
from typing import Any

from playground.accounts import BotAccount

Json = dict[str, Any]

# Kinds of updates that a bot gets only when it asks for them by name.
ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
FIRST_UPDATE_ID = 400_000_001


@dataclass
class Webhook:
    url: str
    secret_token: str = ""
    max_connections: int = 40
    last_error_date: int = 0
    last_error_message: str = ""


@dataclass
class Bot:
    account: BotAccount
    webhook: Webhook | None = None
    allowed_updates: list[str] = field(default_factory=list)
    commands: dict[str, list[Json]] = field(default_factory=dict)
    # Name and descriptions by kind and language, such as "name:cs"; menu buttons by chat.
    texts: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[str, Json] = field(default_factory=dict)
    launched_at: float = field(default_factory=time.monotonic)
    logged_out_until: float = 0
    next_update_id: int = FIRST_UPDATE_ID
    next_message_id: int = 1
    webhook_changed: float = float("-inf")

    @property
    def id(self) -> int:
        return self.account.id

    def user(self) -> Json:
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.account.first_name,
            "username": self.account.username,
        }

    def wants(self, kind: str) -> bool:
        if self.allowed_updates:
            return kind in self.allowed_updates
        return kind not in ON_REQUEST

    def take_update_id(self) -> int:
        self.next_update_id += 1
        return self.next_update_id - 1

    def take_message_id(self) -> int:
        self.next_message_id += 1
        return self.next_message_id - 1

    def kept(self) -> Json:
        return {
            "webhook": vars(self.webhook) if self.webhook else None,
            "allowed_updates": self.allowed_updates,
            "commands": self.commands,
            "texts": self.texts,
            "menu_buttons": self.menu_buttons,
        }

    def numbers(self) -> Json:
        """What changes with every message, kept apart from the rest because it is small."""
        return {"next_update_id": self.next_update_id, "next_message_id": self.next_message_id}

    def restore(self, kept: Json) -> None:
        """Takes back what kept() or numbers() gave before the restart."""
        for name, value in kept.items():
            setattr(self, name, Webhook(**value) if name == "webhook" and value else value)

    def commands_for(self, chat_id: int, user_id: int, language: str, *, group: bool) -> list[Json]:
        """What the menu shows: the narrowest scope wins, within it the person's language."""
        scopes: list[Json] = [
            {"type": "chat_member", "chat_id": chat_id, "user_id": user_id},
            {"type": "chat", "chat_id": chat_id},
            {"type": "all_group_chats" if group else "all_private_chats"},
            {"type": "default"},
        ]
        for scope in scopes:
            for code in (language, ""):
                found = self.commands.get(commands_key(scope, code))
                if found:
                    return found
        return []


def commands_key(scope: Json, language: str) -> str:
    return json.dumps([scope, language], sort_keys=True)
