"""Conversations kept as steps while they happen: what people did, how the bot's messages look."""

from collections import deque
from dataclasses import dataclass
from typing import Any

from playground import media
from playground.conversations import Chat, Kept

Json = dict[str, Any]

VERSION = 1
MOST_STEPS = 5_000
MEDIA = (*media.KINDS, "location", "venue", "contact", "poll")


@dataclass(frozen=True)
class Step:
    """What a person did, or a message of the bot as it then was."""

    chat: str
    did: Json | None = None
    body: Json | None = None
    keyboard: Json | None = None

    def told(self) -> Json:
        return self.did if self.did is not None else looks(self.body or {}, self.keyboard)


class Recorder:
    """Keeps the last steps of all chats together, and who was in a chat when it was begun anew."""

    def __init__(self) -> None:
        self._steps: deque[Step] = deque(maxlen=MOST_STEPS)
        self._scenes: dict[str, Json] = {}

    def person(self, chat: Chat, user: Json, do: str, **what: Any) -> None:
        given = {name: value for name, value in what.items() if value is not None}
        self._steps.append(Step(chat.key, {"person": user["id"], "do": do} | given))

    def changed(self, chat: Chat, kept: Kept) -> None:
        if kept.author == chat.bot_id:
            self._steps.append(Step(chat.key, None, kept.body, kept.keyboard))

    def begin(self, chat: Chat, scene: Json) -> None:
        others = [step for step in self._steps if step.chat != chat.key]
        self._steps = deque(others, maxlen=MOST_STEPS)
        self._scenes[chat.key] = scene

    def saved(self, chat: Chat, scene: Json) -> Json:
        """The steps, with who was there when they began, or is there now."""
        steps = [step.told() for step in self._steps if step.chat == chat.key]
        return {"version": VERSION, **self._scenes.get(chat.key, scene), "steps": steps}


def looks(body: Json, keyboard: Json | None) -> Json:
    """What of a bot's message a person sees; only `message_id` differs each time."""
    said: Json = {"bot": "edits" if "edit_date" in body else "says"}
    if set(body) == {"message_id"}:
        return {"bot": "deletes"} | body
    said["message_id"] = body["message_id"]
    said["text"] = body.get("text", body.get("caption", ""))
    entities = body.get("entities") or body.get("caption_entities") or []
    said["formatting"] = [[one["type"], one["offset"], one["length"]] for one in entities]
    said["media"] = next((kind for kind in MEDIA if kind in body), "")
    rows = body.get("reply_markup", {}).get("inline_keyboard", [])
    said["buttons"] = [[button["text"] for button in row] for row in rows]
    keys = (keyboard or {}).get("keyboard", [])
    said["keys"] = [[key["text"] for key in row] for row in keys]
    return said
