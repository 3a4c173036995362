"""Topics of a forum: created, renamed, closed, opened again, deleted."""

from typing import Any

from playground import groups
from playground.calling import Call
from playground.conversations import Chat
from playground.refusals import bad_request

Json = dict[str, Any]

COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
LONGEST_NAME = 128
NOT_ENOUGH = "not enough rights to manage topics in the chat"
NOT_MODIFIED = "TOPIC_NOT_MODIFIED"


async def create_forum_topic(call: Call) -> Json:
    chat = forum(call, "not enough rights to create a topic")
    colour = call.get("icon_color", COLOURS[0])
    if colour not in COLOURS:
        raise bad_request("wrong icon color specified")
    return new_topic(call, chat, checked_name(call.get("name", "")), colour)


def new_topic(call: Call, chat: Chat, name: str, colour: int) -> Json:
    created = {"forum_topic_created": {"name": name, "icon_color": colour}}
    kept = call.playground.post(call.bot, chat, call.bot.user(), created)
    number = kept.body["message_id"]
    kept.body |= {"message_thread_id": number, "is_topic_message": True}
    topic = {"message_thread_id": number, "name": name, "icon_color": colour}
    chat.topics[str(number)] = dict(topic)
    call.playground.conversations.changed(chat)
    return topic


def forum(call: Call, refusal: str = NOT_ENOUGH) -> Chat:
    chat = call.chat()
    if not chat.body.get("is_forum"):
        raise bad_request("the chat is not a forum")
    groups.check_bot_may(chat, "can_manage_topics", refusal)
    return chat


def checked_name(name: str) -> str:
    if not name.strip():
        raise bad_request("topic name must be non-empty")
    return name.strip()[:LONGEST_NAME]


async def edit_forum_topic(call: Call) -> bool:
    chat = forum(call)
    topic = groups.topic(chat, call.get("message_thread_id", 0))
    name = call.get("name", topic["name"])
    if name == topic["name"]:
        raise bad_request(NOT_MODIFIED)
    topic["name"] = checked_name(name)
    return told(call, chat, topic, {"forum_topic_edited": {"name": topic["name"]}})


async def close_forum_topic(call: Call) -> bool:
    return turned(call, closed=True)


async def reopen_forum_topic(call: Call) -> bool:
    return turned(call, closed=False)


def turned(call: Call, *, closed: bool) -> bool:
    chat = forum(call)
    topic = groups.topic(chat, call.get("message_thread_id", 0))
    if topic.get("closed", False) == closed:
        raise bad_request(NOT_MODIFIED)
    topic["closed"] = closed
    return told(call, chat, topic, {f"forum_topic_{'closed' if closed else 'reopened'}": {}})


async def delete_forum_topic(call: Call) -> bool:
    """With all that was said in it."""
    chat = forum(call)
    number = call.get("message_thread_id", 0)
    groups.topic(chat, number)
    del chat.topics[str(number)]
    for kept in list(chat.messages.values()):
        if kept.body.get("message_thread_id") == number:
            call.playground.conversations.delete(chat, kept)
    call.playground.conversations.changed(chat)
    return True


def told(call: Call, chat: Chat, topic: Json, news: Json) -> bool:
    place = {"message_thread_id": topic["message_thread_id"], "is_topic_message": True}
    call.playground.post(call.bot, chat, call.bot.user(), place | news)
    call.playground.conversations.changed(chat)
    return True
