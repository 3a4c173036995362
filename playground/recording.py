"""A recorded conversation played again, to compare what the bot says.

    recording = await ask("GET", "/recording", chat_id=chat)
    differences = await replay(recording, telegram)

`telegram` asks the control API: `telegram.ask(method, path, body, **query)`.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playground.scenes import PAUSE_S, Asks, Stage, set_up

Json = dict[str, Any]

PATIENCE_S = 10.0
# What of a step names a message or a person by a number that is another one in the replay.
OF_MESSAGES = ("message_id", "reply_to", "message_thread_id")
OF_STEP = ("person", "do", "made")


@dataclass(frozen=True)
class Difference:
    """Where the bot spoke otherwise than in the recording; nothing stands for silence."""

    after: Json
    recorded: Json | None
    said: Json | None


async def replay(
    recording: Json,
    telegram: Asks,
    person: int | None = None,
    *,
    ignoring: Sequence[str] = (),
    patience_s: float = PATIENCE_S,
) -> list[Difference]:
    """Does again what the people did; gives all that the bot said differently.

    A private conversation is played as that person, any other one (and one without a person) by
    new people in a new chat like the recorded one. What matches one of the `ignoring` patterns is
    left out of the comparison: dates, codes.
    """
    stage = alone(recording, person) if person else await set_up(recording, telegram)
    await telegram.ask("POST", "/recording", {"chat_id": stage.chat})
    found: list[Difference] = []
    heard = 0
    for did, answers in turns(recording["steps"]):
        await do_again(did, telegram, stage)
        said = await spoken(telegram, stage.chat, heard, len(answers), patience_s)
        heard += len(said)
        remember(stage, answers, said)
        found += differences(did, answers, said, ignoring)
    return found


def alone(recording: Json, person: int) -> Stage:
    doers = [step["person"] for step in recording["steps"] if "person" in step]
    return Stage(person, dict.fromkeys(doers, person))


def turns(steps: list[Json]) -> list[tuple[Json, list[Json]]]:
    """Each doing of a person with all that the bot said before the next one."""
    found: list[tuple[Json, list[Json]]] = []
    for step in steps:
        if "person" in step:
            found.append((step, []))
        elif found:
            found[-1][1].append(step)
    return found


async def do_again(did: Json, telegram: Asks, stage: Stage) -> None:
    body = {name: value for name, value in did.items() if name not in OF_STEP}
    body |= {name: stage.messages.get(body[name], 0) for name in OF_MESSAGES if name in body}
    if "user_id" in body:
        body["user_id"] = stage.people[body["user_id"]]
    if did["do"] == "press":
        body |= await button(telegram, stage.chat, body.pop("button"), body.get("message_id", 0))
    body["from_id"] = stage.people[did["person"]]
    made = await telegram.ask("POST", f"/chats/{stage.chat}/{did['do']}", body)
    number = made.get("message_thread_id") if did["do"] == "topics" else made.get("message_id")
    if number and "made" in did:
        stage.messages[did["made"]] = number


async def button(telegram: Asks, chat_id: int, text: str, message_id: int) -> Json:
    """Where that button stands now: on that message, else on the newest that has it."""
    messages = await telegram.ask("GET", f"/chats/{chat_id}/messages")
    first = [message for message in messages if message["message_id"] == message_id]
    for message in [*first, *reversed(messages)]:
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            for one in row:
                if one["text"] == text and "callback_data" in one:
                    return {"message_id": message["message_id"], "data": one["callback_data"]}
    return {"message_id": 0, "data": ""}


async def spoken(
    telegram: Asks, chat_id: int, heard: int, wanted: int, patience_s: float
) -> list[Json]:
    """What the bot has said since, as soon as it is as much as wanted or patience is over."""
    end = asyncio.get_running_loop().time() + patience_s
    while True:
        recording = await telegram.ask("GET", "/recording", chat_id=chat_id)
        said = [step for step in recording["steps"] if "bot" in step][heard:]
        if len(said) >= wanted or asyncio.get_running_loop().time() > end:
            return said
        await asyncio.sleep(PAUSE_S)


def remember(stage: Stage, recorded: list[Json], said: list[Json]) -> None:
    """The bot's messages in the replay stand for those of the recording."""
    for then, now in zip(recorded, said, strict=False):
        if "message_id" in then:
            stage.messages.setdefault(then["message_id"], now["message_id"])


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
    if step is None:
        return None
    step = {name: value for name, value in step.items() if name != "message_id"}
    if not ignoring:
        return step
    text = step.get("text", "")
    for pattern in ignoring:
        text = re.sub(pattern, "…", text)
    # Where a part may differ in length, the places behind it may differ too.
    kinds = [kind for kind, *_ in step.get("formatting", [])]
    return step | {"text": text, "formatting": kinds}
