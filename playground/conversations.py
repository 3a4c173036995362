"""Chats and the messages in them: posting, changing and removing, each change with its number."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from playground.bell import Bell
from playground.store import Store

Json = dict[str, Any]

MOST_MESSAGES_A_CHAT = 2_000
MOST_MESSAGES = 100_000


OF_MESSAGE = ("body", "seq", "keyboard", "deleted", "author", "votes", "reactions")
KEPT = (
    "bot_id",
    "body",
    "members",
    "started",
    "blocked",
    "statuses",
    "rights",
    "topics",
    "pinned",
    "migrated_to",
    "permissions",
    "until",
)


# Shared by all messages without votes and reactions; a change puts another in its place.
NOTHING: dict[str, Any] = {}


@dataclass(slots=True)
class Kept:
    """A message with the number of its last change; keyboard is a reply markup not inline.

    `author` is who wrote it, even where the group hides that; `votes` are those in its poll.
    """

    body: Json
    seq: int
    keyboard: Json | None = None
    deleted: bool = False
    author: int = 0
    votes: dict[str, list[int]] = field(default_factory=lambda: NOTHING)
    reactions: dict[str, list[Json]] = field(default_factory=lambda: NOTHING)

    def shown(self) -> Json:
        if self.deleted:
            return {"message_id": self.body["message_id"], "seq": self.seq, "deleted": True}
        markup = {"reply_markup": self.keyboard} if self.keyboard else {}
        added: Json = {"reactions": self.reactions} if self.reactions else {}
        added |= {"votes": self.votes} if self.votes else {}
        return self.body | markup | added | {"seq": self.seq}


@dataclass
class Chat:
    """One conversation as one bot sees it."""

    bot_id: int
    body: Json
    members: list[int] = field(default_factory=list)
    started: bool = False
    blocked: bool = False
    # Who is more or less than a member, by number; rights are those of administrators, or what
    # is left to the restricted; until tells when a restriction or a ban ends.
    statuses: dict[str, str] = field(default_factory=dict)
    rights: dict[str, list[str]] = field(default_factory=dict)
    until: dict[str, int] = field(default_factory=dict)
    # What members may do; nothing where nobody has changed it.
    permissions: list[str] | None = None
    topics: dict[str, Json] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    migrated_to: int = 0
    messages: dict[int, Kept] = field(default_factory=dict)
    action: str = ""
    action_until: float = 0

    @property
    def id(self) -> int:
        number: int = self.body["id"]
        return number

    @property
    def is_private(self) -> bool:
        return bool(self.body["type"] == "private")

    @property
    def key(self) -> str:
        return f"{self.bot_id}:{self.id}"

    def kept(self) -> Json:
        return {name: getattr(self, name) for name in KEPT}

    def message(self, message_id: int) -> Kept | None:
        kept = self.messages.get(message_id)
        return None if kept is None or kept.deleted else kept


class Conversations:
    """All chats of all bots."""

    def __init__(self, store: Store, noted: Callable[[Chat, Kept], None]) -> None:
        """Every change is told to `noted` too."""
        self.bell = Bell()
        self.seq = 0
        self._store = store
        self._noted = noted
        self._chats: dict[tuple[int, int], Chat] = {}
        self._oldest: deque[tuple[Chat, int]] = deque()

    def restore(self) -> None:
        for _, kept in self._store.all("chat"):
            chat = Chat(**kept)
            self._chats[chat.bot_id, chat.id] = chat
        found = [(_numbers(key), kept) for key, kept in self._store.all("message")]
        for (bot_id, chat_id, message_id), kept in sorted(found, key=lambda one: one[0][2]):
            chat = self._chats[bot_id, chat_id]
            chat.messages[message_id] = Kept(**kept)
            self._oldest.append((chat, message_id))
        self.seq = max((kept["seq"] for _, kept in found), default=0)

    def of(self, bot_id: int) -> Iterator[Chat]:
        return (chat for chat in self._chats.values() if chat.bot_id == bot_id)

    def find(self, bot_id: int, chat_id: int) -> Chat | None:
        return self._chats.get((bot_id, chat_id))

    def add(self, chat: Chat) -> Chat:
        self._chats[chat.bot_id, chat.id] = chat
        self.changed(chat)
        return chat

    def changed(self, chat: Chat) -> None:
        self._store.put("chat", chat.key, chat.kept())
        self.bell.ring()

    def post(self, chat: Chat, body: Json, author: int, keyboard: Json | None = None) -> Kept:
        kept = Kept(body, 0, keyboard, author=author)
        chat.messages[body["message_id"]] = kept
        self._oldest.append((chat, body["message_id"]))
        self.touch(chat, kept)
        self._make_room(chat)
        return kept

    def touch(self, chat: Chat, kept: Kept, *, by_author: bool = True) -> None:
        """Numbers the change, keeps it and wakes those who watch.

        Votes and reactions are of others than the author, and noted apart.
        """
        self.seq += 1
        kept.seq = self.seq
        if self._store.lasts:
            key = f"{chat.key}:{kept.body['message_id']}"
            self._store.put("message", key, {name: getattr(kept, name) for name in OF_MESSAGE})
        if by_author:
            self._noted(chat, kept)
        self.bell.ring()

    def delete(self, chat: Chat, kept: Kept) -> None:
        kept.deleted, kept.keyboard = True, None
        kept.body = {"message_id": kept.body["message_id"]}
        self.touch(chat, kept)

    def _make_room(self, chat: Chat) -> None:
        if len(chat.messages) > MOST_MESSAGES_A_CHAT:
            self._discard(chat, next(iter(chat.messages)))
        while len(self._oldest) > MOST_MESSAGES:
            self._discard(*self._oldest.popleft())

    def _discard(self, chat: Chat, message_id: int) -> None:
        if chat.messages.pop(message_id, None) is not None:
            self._store.drop("message", f"{chat.key}:{message_id}")


def _numbers(key: str) -> tuple[int, int, int]:
    bot_id, chat_id, message_id = map(int, key.split(":"))
    return bot_id, chat_id, message_id
