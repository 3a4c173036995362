"""What people do in the playground: write, edit, tap, start, block; each makes the bot's update."""

import re
from typing import Any

from playground import media
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

    def write(self, text: str) -> Json:
        """Sends a text, in several messages when it is long; returns the first."""
        parts = split(text.strip(BLANK))
        if not parts:
            raise Impossible("text must be non-empty")
        return [self.say(text_content(part)) for part in parts][0]

    def say(self, content: Json) -> Json:
        if self.chat.blocked:
            raise Impossible("the bot is blocked; unblock it first")
        self.begin()
        kept = self.playground.post(self.bot, self.chat, self.user, content)
        self.inbox.add("message", kept.body)
        return kept.shown()

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
        return self.say(text_content(f"/start {payload}".strip()))

    async def send(self, uploads: dict[str, Upload], caption: str, duration: int) -> Json:
        if len(caption) > LONGEST_CAPTION:
            raise Impossible("message caption is too long")
        files = self.playground.files
        if "photo" in uploads:
            content = await media.photo(files, uploads["photo"])
        elif "voice" in uploads:
            content = media.voice(files, uploads["voice"], duration)
        else:
            content = media.document(files, uploads["document"])
        caption = caption.strip(BLANK)
        return self.say(content | ({"caption": caption} if caption else {}))

    def edit(self, message_id: int, text: str) -> Json:
        kept = self.message(message_id)
        if kept.body["from"]["id"] != self.user["id"] or "text" not in kept.body:
            raise Impossible("message can't be edited")
        text = text.strip(BLANK)
        if not text or len(text) > LONGEST_TEXT:
            raise Impossible("text must have between 1 and 4096 characters")
        changed = {"edit_date": self.playground.clock.date()} | text_content(text)
        kept.body = {k: v for k, v in kept.body.items() if k != "entities"} | changed
        self.playground.conversations.touch(self.chat, kept)
        self.inbox.add("edited_message", kept.body)
        return kept.shown()

    def message(self, message_id: int) -> Kept:
        kept = self.chat.message(message_id)
        if kept is None:
            raise Impossible("message not found", 404)
        return kept

    def press(self, message_id: int, data: str) -> Query:
        """Taps the button with that data; the bot's answer is still to be heard."""
        kept = self.message(message_id)
        if not any(b.get("callback_data") == data for b in buttons(kept.body.get("reply_markup"))):
            raise Impossible(f"message {message_id} has no button with the data {data!r}")
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
