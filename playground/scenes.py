"""Who is where when a recording begins, and the same set up again for its replay."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Protocol

from playground import groups
from playground.bots import Bot
from playground.conversations import Chat

Json = dict[str, Any]

PAUSE_S = 0.05
QUIET_PAUSES = 6


class Asks(Protocol):
    async def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any: ...


def scene(chat: Chat, bot: Bot, users: dict[int, Json]) -> Json:
    """The chat with the people in it, what they may do, and its topics."""
    people = [
        {
            "user": users[number],
            "status": groups.status(chat, number),
            "rights": groups.rights(chat, number),
        }
        for number in chat.members
    ]
    return {
        "bot": bot.account.username,
        "bot_id": bot.id,
        "bot_rights": bot_rights(chat),
        "chat": dict(chat.body),
        "people": people,
        "topics": [dict(topic) for topic in chat.topics.values()],
    }


def bot_rights(chat: Chat) -> list[str] | None:
    """Nothing where the bot is no administrator."""
    leads = groups.status(chat, chat.bot_id) == "administrator"
    return groups.rights(chat, chat.bot_id) if leads else None


@dataclass
class Stage:
    """Where a recording is played again: its people and messages by their numbers there."""

    chat: int
    people: dict[int, int]
    messages: dict[int, int] = field(default_factory=dict)


async def set_up(recording: Json, telegram: Asks) -> Stage:
    """New people in a new chat like the recorded one, as soon as the bot has greeted them."""
    told = {one["user"]["id"]: one for one in recording["people"]}
    people = {number: await newcomer(telegram, one["user"]) for number, one in told.items()}
    if recording["chat"]["type"] == "private":
        return Stage(next(iter(people.values())), people)
    founder = next(number for number, one in told.items() if one["status"] == "creator")
    stage = await found_group(telegram, recording, people, founder)
    await give_places(telegram, stage, people[founder], told)
    await open_topics(telegram, stage, people[founder], recording["topics"])
    await silence(telegram, stage.chat)
    return stage


async def found_group(
    telegram: Asks, recording: Json, people: dict[int, int], founder: int
) -> Stage:
    members = sorted(people, key=lambda number: number != founder)
    chat = recording["chat"]
    described = {
        "type": chat["type"],
        "title": chat["title"],
        "forum": chat.get("is_forum", False),
        "member_ids": [people[number] for number in members],
        "bot_rights": recording["bot_rights"],
    }
    group = await telegram.ask("POST", "/chats", described)
    there = await telegram.ask("GET", "/recording", chat_id=group["id"])
    return Stage(group["id"], people | {recording["bot_id"]: there["bot_id"]})


async def newcomer(telegram: Asks, user: Json) -> int:
    names = ("first_name", "last_name", "language_code")
    described = {name: user[name] for name in names if name in user}
    made = await telegram.ask("POST", "/users", described)
    return int(made["id"])


async def give_places(telegram: Asks, stage: Stage, founder: int, told: dict[int, Json]) -> None:
    for number, one in told.items():
        if one["status"] in ("administrator", "restricted"):
            body = {"from_id": founder, "user_id": stage.people[number]}
            body |= {"status": one["status"], "rights": one["rights"]}
            await telegram.ask("POST", f"/chats/{stage.chat}/members", body)


async def open_topics(telegram: Asks, stage: Stage, founder: int, topics: list[Json]) -> None:
    for topic in topics:
        body = {"from_id": founder, "name": topic["name"]}
        made = await telegram.ask("POST", f"/chats/{stage.chat}/topics", body)
        stage.messages[topic["message_thread_id"]] = made["message_thread_id"]


async def silence(telegram: Asks, chat_id: int) -> None:
    """Returns when the bot has had nothing more to say for a moment."""
    heard, quiet = -1, 0
    while quiet < QUIET_PAUSES:
        recording = await telegram.ask("GET", "/recording", chat_id=chat_id)
        quiet = quiet + 1 if len(recording["steps"]) == heard else 0
        heard = len(recording["steps"])
        await asyncio.sleep(PAUSE_S)
