"""A conversation kept as steps, saved as JSON, and played again to compare what the bot says.

    recording = await ask("GET", "/recording", chat_id=person)
    differences = await replay(recording, telegram, other_person)

`telegram` asks the control API: `telegram.ask(method, path, body, **query)`.
"""

import asyncio
import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from playground import media
from playground.conversations import Chat, Kept

Json = dict[str, Any]

VERSION = 1
MOST_STEPS = 5_000
PATIENCE_S = 10.0
PAUSE_S = 0.05
MEDIA = (*media.KINDS, "location", "venue", "contact", "poll")


class Asks(Protocol):
    async def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any: ...


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
    """Keeps the last steps of all chats together."""

    def __init__(self) -> None:
        self._steps: deque[Step] = deque(maxlen=MOST_STEPS)

    def person(self, chat: Chat, user: Json, do: str, **what: Any) -> None:
        self._steps.append(Step(chat.key, {"person": user["id"], "do": do} | what))

    def changed(self, chat: Chat, kept: Kept) -> None:
        if kept.author == chat.bot_id:
            self._steps.append(Step(chat.key, None, kept.body, kept.keyboard))

    def forget(self, chat: Chat) -> None:
        others = [step for step in self._steps if step.chat != chat.key]
        self._steps = deque(others, maxlen=MOST_STEPS)

    def saved(self, chat: Chat, username: str) -> Json:
        steps = [step.told() for step in self._steps if step.chat == chat.key]
        return {"version": VERSION, "bot": username, "chat": chat.body, "steps": steps}


def looks(body: Json, keyboard: Json | None) -> Json:
    """What of a bot's message a person sees, without what differs each time."""
    said: Json = {"bot": "edits" if "edit_date" in body else "says"}
    if set(body) == {"message_id"}:
        return {"bot": "deletes"}
    said["text"] = body.get("text", body.get("caption", ""))
    entities = body.get("entities") or body.get("caption_entities") or []
    said["formatting"] = [[one["type"], one["offset"], one["length"]] for one in entities]
    said["media"] = next((kind for kind in MEDIA if kind in body), "")
    rows = body.get("reply_markup", {}).get("inline_keyboard", [])
    said["buttons"] = [[button["text"] for button in row] for row in rows]
    keys = (keyboard or {}).get("keyboard", [])
    said["keys"] = [[key["text"] for key in row] for row in keys]
    return said


@dataclass(frozen=True)
class Difference:
    """Where the bot spoke otherwise than in the recording; nothing stands for silence."""

    after: Json
    recorded: Json | None
    said: Json | None


async def replay(
    recording: Json,
    telegram: Asks,
    person: int,
    *,
    ignoring: Sequence[str] = (),
    patience_s: float = PATIENCE_S,
) -> list[Difference]:
    """Does again what the person did; gives all that the bot said differently.

    What matches one of the `ignoring` patterns is left out of the comparison: dates, codes.
    """
    await telegram.ask("POST", "/recording", {"chat_id": person})
    found: list[Difference] = []
    heard = 0
    for did, answers in turns(recording["steps"]):
        await do_again(did, telegram, person)
        said = await spoken(telegram, person, heard, len(answers), patience_s)
        heard += len(said)
        found += differences(did, answers, said, ignoring)
    return found


def turns(steps: list[Json]) -> list[tuple[Json, list[Json]]]:
    """Each doing of the person with all that the bot said before the next one."""
    found: list[tuple[Json, list[Json]]] = []
    for step in steps:
        if "person" in step:
            found.append((step, []))
        elif found:
            found[-1][1].append(step)
    return found


async def do_again(did: Json, telegram: Asks, person: int) -> None:
    what = {name: value for name, value in did.items() if name not in ("person", "do")}
    body = {"from_id": person} | what
    if did["do"] == "press":
        body |= await button(telegram, person, body.pop("button"))
    await telegram.ask("POST", f"/chats/{person}/{did['do']}", body)


async def button(telegram: Asks, person: int, text: str) -> Json:
    """Where that button stands now: on the newest message that has it."""
    for message in reversed(await telegram.ask("GET", f"/chats/{person}/messages")):
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            for one in row:
                if one["text"] == text and "callback_data" in one:
                    return {"message_id": message["message_id"], "data": one["callback_data"]}
    return {"message_id": 0, "data": ""}


async def spoken(
    telegram: Asks, person: int, heard: int, wanted: int, patience_s: float
) -> list[Json]:
    """What the bot has said since, as soon as it is as much as wanted or patience is over."""
    end = asyncio.get_running_loop().time() + patience_s
    while True:
        recording = await telegram.ask("GET", "/recording", chat_id=person)
        said = [step for step in recording["steps"] if "bot" in step][heard:]
        if len(said) >= wanted or asyncio.get_running_loop().time() > end:
            return said
        await asyncio.sleep(PAUSE_S)


def differences(
    did: Json, recorded: list[Json], said: list[Json], ignoring: Sequence[str]
) -> list[Difference]:
    longer = max(len(recorded), len(said))
    pairs = zip(_padded(recorded, longer), _padded(said, longer), strict=True)
    return [
        Difference(did, then, now)
        for then, now in pairs
        if _plain(then, ignoring) != _plain(now, ignoring)
    ]


def _padded(steps: list[Json], length: int) -> list[Json | None]:
    return [*steps, *[None] * (length - len(steps))]


def _plain(step: Json | None, ignoring: Sequence[str]) -> Json | None:
    if step is None or not ignoring:
        return step
    text = step.get("text", "")
    for pattern in ignoring:
        text = re.sub(pattern, "…", text)
    # Where a part may differ in length, the places behind it may differ too.
    kinds = [kind for kind, *_ in step.get("formatting", [])]
    return step | {"text": text, "formatting": kinds}
