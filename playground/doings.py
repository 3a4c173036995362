"""What people do in the playground: write, edit, tap, start, block; each makes the bot's update."""

import re
from typing import Any

from playground import groups, media, permissions, polls
from playground.bots import Bot
from playground.callbacks import Query
from playground.conversations import Chat, Kept
from playground.formatting import BLANK, LONGEST_CAPTION, LONGEST_TEXT, with_found
from playground.keyboards import buttons
from playground.requests import Upload
from playground.state import Playground

Json = dict[str, Any]

PAYLOAD = re.compile(r"[A-Za-z0-9_-]*")
LONGEST_PAYLOAD = 64
EDITABLE_FOR_S = 48 * 3600
SHARED = ("location", "venue", "contact")


class Impossible(Exception):
    """Something that the person could not do in Telegram either."""

    def __init__(self, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.status = status


class Doings:
    """One person in one chat with one bot."""

    def __init__(self, playground: Playground, bot: Bot, chat: Chat, user: Json) -> None:
        self.playground = playground
        self.bot = bot
        self.chat = chat
        self.user = user
        self.inbox = playground.inboxes[bot.id]

    def write(self, text: str, place: Json | None = None) -> Json:
        """Sends a text, in several messages when it is long; returns the first."""
        parts = split(text.strip(BLANK))
        if not parts:
            raise Impossible("text must be non-empty")
        first, *_ = [self.say((place or {}) | text_content(part)) for part in parts]
        self.record_message("messages", first, text=text)
        return first

    def record(self, do: str, **what: Any) -> None:
        self.playground.recorder.person(self.chat, self.user, do, **what)

    def record_message(self, do: str, message: Json, **what: Any) -> None:
        answered = message.get("reply_to_message", {}).get("message_id")
        thread = message.get("message_thread_id")
        place = {"reply_to": answered, "message_thread_id": thread}
        self.record(do, made=message["message_id"], **what, **place)

    def say(self, content: Json) -> Json:
        if self.chat.blocked:
            raise Impossible("the bot is blocked; unblock it first")
        if self.chat.migrated_to:
            raise Impossible("the group has become a supergroup")
        if permissions.lacking(groups.allowed(self.chat, self.user["id"]), content):
            raise Impossible("you may not send this here", 403)
        self.begin()
        kept = self.playground.post(self.bot, self.chat, self.user, content)
        self.tell("message", kept)
        self.playground.previews.look(kept.body)
        return kept.shown()

    def tell(self, kind: str, kept: Kept) -> None:
        """The bot gets the message, unless the privacy of a group keeps it away."""
        reads_all = self.bot.account.reads_all
        if groups.hears(self.chat, self.bot.user(), kept.body, reads_all=reads_all):
            self.inbox.add(kind, kept.body)

    def place(self, thread_id: int, reply_to: int) -> Json:
        """In which topic a message is to stand, and what it answers."""
        found: Json = {}
        if thread_id:
            topic = self.chat.topics.get(str(thread_id))
            if topic is None or topic.get("closed"):
                raise Impossible("there is no such topic, or it is closed")
            found = {"message_thread_id": thread_id, "is_topic_message": True}
        if reply_to:
            answered = self.message(reply_to).body
            hidden = ("reply_to_message", "reply_markup")
            shown = {name: value for name, value in answered.items() if name not in hidden}
            found["reply_to_message"] = shown
        return found

    def share(self, content: Json, place: Json) -> Json:
        """A place on the map or a contact, as the attachment menu sends them."""
        if "venue" in content:
            content = {"location": content["venue"].get("location")} | content
        point = content.get("location")
        if point is not None and not all(
            isinstance(point.get(name), int | float) for name in ("latitude", "longitude")
        ):
            raise Impossible("a location has numbers in latitude and longitude")
        contact = content.get("contact")
        if contact is not None and not all(contact.get(n) for n in ("phone_number", "first_name")):
            raise Impossible("a contact has a phone_number and a first_name")
        message = self.say(place | content)
        self.record_message("messages", message, **content)
        return message

    def vote(self, message_id: int, chosen: list[int]) -> Json:
        kept = self.message(message_id)
        if "poll" not in kept.body:
            raise Impossible("there is no poll in the message")
        try:
            polls.vote(kept, self.user["id"], chosen, self.playground.clock.date())
        except polls.WrongVote as wrong:
            raise Impossible(str(wrong)) from wrong
        self.playground.conversations.touch(self.chat, kept, by_author=False)
        self.record("vote", message_id=message_id, option_ids=chosen)
        if not kept.body["poll"]["is_anonymous"]:
            self.inbox.add("poll_answer", polls.answer(kept, self.user))
        self.inbox.add("poll", kept.body["poll"])
        return kept.shown()

    def react(self, message_id: int, emoji: str) -> Json:
        """One emoji, or none to take it back; the bot hears of it where it may."""
        kept = self.message(message_id)
        if "can_react_to_messages" not in groups.allowed(self.chat, self.user["id"]):
            raise Impossible("you may not react here", 403)
        key = str(self.user["id"])
        new = [{"type": "emoji", "emoji": emoji}] if emoji else []
        update = {
            "chat": self.chat.body,
            "message_id": message_id,
            "user": self.user,
            "date": self.playground.clock.date(),
            "old_reaction": kept.reactions.get(key, []),
            "new_reaction": new,
        }
        kept.reactions = {**kept.reactions, key: new}
        self.playground.conversations.touch(self.chat, kept, by_author=False)
        self.record("react", message_id=message_id, emoji=emoji)
        if self.chat.is_private or groups.status(self.chat, self.bot.id) == "administrator":
            self.inbox.add("message_reaction", update)
        return kept.shown()

    def query(self, text: str, offset: str) -> Query:
        """An inline query, as typed behind the bot's name in any chat."""
        if not self.bot.account.inline:
            raise Impossible("the bot takes no inline queries")
        query = self.playground.callbacks.ask(self.bot.id)
        body = {"id": query.id, "from": self.user, "query": text, "offset": offset}
        self.inbox.add("inline_query", body)
        return query

    def begin(self) -> None:
        if not self.chat.started:
            self.chat.started = True
            self.playground.conversations.changed(self.chat)

    def start(self, payload: str) -> Json:
        if not PAYLOAD.fullmatch(payload):
            raise Impossible("START_PARAM_INVALID")
        if len(payload) > LONGEST_PAYLOAD:
            raise Impossible("START_PARAM_TOO_LONG")
        if self.chat.blocked:
            self.unblock()
        message = self.say(text_content(f"/start {payload}".strip()))
        self.record_message("start", message, payload=payload)
        return message

    async def send(self, uploads: dict[str, Upload], caption: str, told: Json, place: Json) -> Json:
        """One file; `told` is its length and size."""
        if len(caption) > LONGEST_CAPTION:
            raise Impossible("message caption is too long")
        [(kind, upload), *_] = uploads.items()
        content = await media.made(self.playground.files, self.bot.id, kind, upload, told)
        caption = caption.strip(BLANK)
        return self.say(place | content | ({"caption": caption} if caption else {}))

    def edit(self, message_id: int, text: str) -> Json:
        kept = self.message(message_id)
        is_old = self.playground.clock.date() - kept.body["date"] > EDITABLE_FOR_S
        if kept.author != self.user["id"] or "text" not in kept.body or is_old:
            raise Impossible("message can't be edited")
        text = text.strip(BLANK)
        if not text or len(text) > LONGEST_TEXT:
            raise Impossible("text must have between 1 and 4096 characters")
        changed = {"edit_date": self.playground.clock.date()} | text_content(text)
        kept.body = {k: v for k, v in kept.body.items() if k != "entities"} | changed
        self.playground.conversations.touch(self.chat, kept)
        self.record("edit", message_id=message_id, text=text)
        self.tell("edited_message", kept)
        return kept.shown()

    def message(self, message_id: int) -> Kept:
        kept = self.chat.message(message_id)
        if kept is None:
            raise Impossible("message not found", 404)
        return kept

    def press(self, message_id: int, data: str) -> Query:
        """Taps the button with that data; the bot's answer is still to be heard."""
        kept = self.message(message_id)
        found = [
            b for b in buttons(kept.body.get("reply_markup")) if b.get("callback_data") == data
        ]
        if not found:
            raise Impossible(f"message {message_id} has no button with the data {data!r}")
        self.record("press", message_id=message_id, button=found[0]["text"])
        query = self.playground.callbacks.ask(self.bot.id)
        body = {
            "id": query.id,
            "from": self.user,
            "message": kept.body,
            "chat_instance": str(self.chat.id * 1_000_003 + self.bot.id),
            "data": data,
        }
        self.inbox.add("callback_query", body)
        return query

    def block(self) -> None:
        self._turn(blocked=True)

    def unblock(self) -> None:
        self._turn(blocked=False)

    def _turn(self, *, blocked: bool) -> None:
        if self.chat.blocked == blocked:
            return
        self.chat.blocked = blocked
        self.record("block" if blocked else "unblock")
        self.playground.conversations.changed(self.chat)
        before, after = self._membership(not blocked), self._membership(blocked)
        self.inbox.add(
            "my_chat_member",
            {
                "chat": self.chat.body,
                "from": self.user,
                "date": self.playground.clock.date(),
                "old_chat_member": before,
                "new_chat_member": after,
            },
        )

    def _membership(self, blocked: bool) -> Json:
        member: Json = {"user": self.bot.user(), "status": "kicked" if blocked else "member"}
        return member | ({"until_date": 0} if blocked else {})


def text_content(text: str) -> Json:
    entities = with_found(text, [])
    return {"text": text} | ({"entities": entities} if entities else {})


def split(text: str) -> list[str]:
    """Parts of at most 4,096 characters, cut at a line or a word where there is one."""
    parts = []
    while len(text) > LONGEST_TEXT:
        head = text[:LONGEST_TEXT]
        cut = max(head.rfind("\n"), head.rfind(" "))
        end = cut if cut > LONGEST_TEXT // 2 else LONGEST_TEXT
        parts.append(text[:end].strip(BLANK))
        text = text[end:].strip(BLANK)
    return [part for part in [*parts, text] if part]
