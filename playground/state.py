"""The whole playground in one place: bots, people, chats, and what each may ask of them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playground import groups
from playground.accounts import BotAccount, Person
from playground.bots import Bot
from playground.callbacks import Callbacks
from playground.calls import Calls
from playground.clock import Clock
from playground.conversations import Chat, Conversations, Kept
from playground.faults import Faults
from playground.fetching import Fetching
from playground.files import Files
from playground.limits import TELEGRAM, Limits, Rate
from playground.polling import Polling
from playground.previews import Previews
from playground.recorder import Recorder
from playground.store import Store
from playground.updates import Inbox
from playground.webhooks import Webhooks

Json = dict[str, Any]

FIRST_USER_ID = 7_000_000_001


class Playground:
    """Holds everything; `running()` must be entered for webhooks to be delivered."""

    def __init__(
        self,
        data: Path | None,
        bots: Sequence[BotAccount],
        cast: Sequence[Person] = (),
        language: str = "cs",
        *,
        local: bool = True,
        rates: dict[str, Rate | None] = TELEGRAM,
    ) -> None:
        self.language = language
        self.local = local
        self.store = Store(data / "playground.db" if data else None)
        self.files = Files(data / "files" if data else None, self.store)
        self.clock = Clock(next((kept for _, kept in self.store.all("clock")), 0))
        self.faults = Faults([])
        self.limits = Limits(rates)
        self.lint = True
        self.fetching = Fetching()
        self.previews = Previews(self.clock, self.fetching)
        self.recorder = Recorder()
        self.calls = Calls()
        self.callbacks = Callbacks(self.clock)
        self.conversations = Conversations(self.store, self.recorder.changed)
        self.conversations.restore()
        self.users: dict[int, Json] = {int(key): user for key, user in self.store.all("user")}
        self.bots = {account.id: Bot(account) for account in bots}
        self._tokens = {bot.account.token: bot for bot in self.bots.values()}
        self.inboxes = {bot.id: Inbox(bot, self.store, self.clock) for bot in self.bots.values()}
        self.polls = {bot_id: Polling(inbox) for bot_id, inbox in self.inboxes.items()}
        self._restore_bots()
        self._share_bodies()
        for person in cast:
            self._add_person(person)
        self.webhooks = Webhooks(self.inboxes, self.clock, self.store)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        try:
            for inbox in self.inboxes.values():
                self._reopen_queries(inbox)
            async with self.webhooks.running():
                yield
        finally:
            await self.previews.close()
            await self.fetching.close()
            self.store.close()
            self.files.close()

    def _reopen_queries(self, inbox: Inbox) -> None:
        for waiting in inbox.waiting():
            if waiting.kind == "callback_query":
                self.callbacks.ask(inbox.bot.id, waiting.update["callback_query"]["id"])

    def _restore_bots(self) -> None:
        for kind in ("bot", "numbers"):
            for key, kept in self.store.all(kind):
                if int(key) in self.bots:
                    self.bots[int(key)].restore(kept)
        for bot_id, inbox in self.inboxes.items():
            kept_here = self.store.all("update")
            inbox.restore(one for key, one in kept_here if key.startswith(f"{bot_id}:"))

    def _share_bodies(self) -> None:
        """Messages point at the same chat and sender again, as they did before the restart."""
        people = self.users | {bot.id: bot.user() for bot in self.bots.values()}
        people |= {groups.ANONYMOUS["id"]: groups.ANONYMOUS}
        for chat in (chat for bot_id in self.bots for chat in self.conversations.of(bot_id)):
            for kept in (one for one in chat.messages.values() if not one.deleted):
                kept.body["chat"] = chat.body
                sender = kept.body["from"]
                kept.body["from"] = people.get(sender["id"], sender)
                kept.author = kept.author or sender["id"]

    def _add_person(self, person: Person) -> None:
        if person.id not in self.users:
            user = {"id": person.id, "is_bot": False, "first_name": person.first_name}
            optional = ("last_name", "username", "language_code")
            self.keep_user(user | {k: v for k in optional if (v := getattr(person, k))})
        self._open_chats(person.id, started=person.started)

    def keep_user(self, user: Json, *, started: bool = False) -> Json:
        self.users[user["id"]] = user
        self.store.put("user", user["id"], user)
        self._open_chats(user["id"], started=started)
        return user

    def _open_chats(self, user_id: int, *, started: bool) -> None:
        for bot in self.bots.values():
            chat = self.chat_with(bot, user_id)
            if chat and started and not chat.started:
                chat.started = True
                self.conversations.changed(chat)

    def new_user_id(self) -> int:
        return max([FIRST_USER_ID - 1, *self.users]) + 1

    def bot_by_token(self, token: str) -> Bot | None:
        return self._tokens.get(token)

    def first_bot(self) -> Bot:
        return next(iter(self.bots.values()))

    def chat_with(self, bot: Bot, chat_id: int) -> Chat | None:
        """The bot's chat of that id; for a known person their private chat, made when missing."""
        chat = self.conversations.find(bot.id, chat_id)
        if chat is not None:
            groups.forgive(chat, self.clock.date())
            return chat
        if chat_id not in self.users:
            return None
        user = self.users[chat_id]
        names = ("id", "first_name", "last_name", "username")
        body = {name: user[name] for name in names if name in user} | {"type": "private"}
        return self.conversations.add(Chat(bot.id, body, [chat_id]))

    def public_group(self, bot: Bot, username: str) -> int | None:
        """The number of the group that people find under that name."""
        found = (
            chat.id
            for chat in self.conversations.of(bot.id)
            if not chat.is_private and chat.body.get("username", "@").lower() == username.lower()
        )
        return next(found, None)

    def post(
        self, bot: Bot, chat: Chat, sender: Json, content: Json, keyboard: Json | None = None
    ) -> Kept:
        """Puts the sender's message into the chat, signed as everybody sees it there."""
        body = {
            "message_id": bot.take_message_id(),
            **groups.signed(chat, sender),
            "chat": chat.body,
            "date": self.clock.date(),
            **content,
        }
        self.store.put("numbers", bot.id, bot.numbers())
        return self.conversations.post(chat, body, sender["id"], keyboard)

    def tell_membership(self, bot: Bot, chat: Chat, actor: Json, user: Json, before: Json) -> None:
        """The bot hears that it, or somebody else, is now something other than before."""
        kind = "my_chat_member" if user["id"] == bot.id else "chat_member"
        self.inboxes[bot.id].add(
            kind,
            {
                "chat": chat.body,
                "from": actor,
                "date": self.clock.date(),
                "old_chat_member": before,
                "new_chat_member": groups.member(chat, user),
            },
        )

    def set_clock(self, offset_s: float) -> None:
        self.clock.offset_s = offset_s
        self.store.put("clock", "offset_s", offset_s)
