"""Chats and their members, what is pinned there, reactions, leaving."""

from typing import Any

from playground import groups, permissions
from playground.calling import Call, check_not_blocked
from playground.conversations import Chat
from playground.refusals import bad_request

Json = dict[str, Any]

NO_GIFTS = dict.fromkeys(
    (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    ),
    False,
)
NO_PINS = "not enough rights to manage pinned messages in the chat"
MOST_REACTIONS = 1
REACTIONS = set("👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈")
REACTIONS |= set("😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾😡")


async def get_chat(call: Call) -> Json:
    chat = call.chat()
    full = chat.body | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": NO_GIFTS,
    }
    if not chat.is_private:
        full["permissions"] = permissions.shown(permissions.of_everybody(chat))
    pinned = next(filter(None, (chat.message(number) for number in reversed(chat.pinned))), None)
    return full | ({"pinned_message": pinned.body} if pinned else {})


async def get_chat_member(call: Call) -> Json:
    chat = call.chat()
    return groups.member(chat, known_user(call, call.get("user_id")))


def known_user(call: Call, user_id: int) -> Json:
    user = call.bot.user() if user_id == call.bot.id else call.playground.users.get(user_id)
    if user is None:
        raise bad_request("user not found")
    return user


async def get_chat_member_count(call: Call) -> int:
    chat = call.chat()
    return len(chat.members) + groups.is_inside(chat, call.bot.id)


async def get_chat_administrators(call: Call) -> list[Json]:
    """All of them but other bots; there are none in a private chat."""
    chat = call.chat()
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    leaders = [
        int(key) for key, found in chat.statuses.items() if found in ("creator", "administrator")
    ]
    return [groups.member(chat, known_user(call, number)) for number in leaders]


async def leave_chat(call: Call) -> bool:
    chat = call.chat()
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    groups.check_bot_inside(chat)
    before = groups.member(chat, call.bot.user())
    groups.place(chat, call.bot.id, "left", [])
    call.playground.conversations.changed(chat)
    call.playground.tell_membership(call.bot, chat, call.bot.user(), call.bot.user(), before)
    return True


async def pin_chat_message(call: Call) -> bool:
    chat = to_pin(call)
    kept = call.message(chat, "message to pin not found")
    number = kept.body["message_id"]
    if number not in chat.pinned:
        chat.pinned.append(number)
        call.playground.conversations.changed(chat)
        call.playground.post(call.bot, chat, call.bot.user(), {"pinned_message": shown(kept.body)})
    return True


async def unpin_chat_message(call: Call) -> bool:
    """That message, or the newest that is pinned."""
    chat = to_pin(call)
    number = call.get("message_id") or next(reversed(chat.pinned), 0)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    call.playground.conversations.changed(chat)
    return True


async def unpin_all_chat_messages(call: Call) -> bool:
    chat = to_pin(call)
    chat.pinned.clear()
    call.playground.conversations.changed(chat)
    return True


def to_pin(call: Call) -> Chat:
    chat = call.chat()
    check_not_blocked(chat)
    groups.check_bot_may(chat, "can_pin_messages", NO_PINS)
    return chat


def shown(body: Json) -> Json:
    hidden = ("reply_to_message", "pinned_message")
    return {name: value for name, value in body.items() if name not in hidden}


async def set_message_reaction(call: Call) -> bool:
    chat = call.chat_to_write()
    kept = call.message(chat, "message to react not found")
    given = call.get("reaction") or []
    if len(given) > MOST_REACTIONS:
        raise bad_request("REACTIONS_TOO_MANY")
    for reaction in given:
        emoji = str(reaction.get("emoji", "")).removesuffix("\N{VARIATION SELECTOR-16}")
        if reaction.get("type") == "emoji" and emoji not in REACTIONS:
            raise bad_request("REACTION_INVALID")
    kept.reactions = {**kept.reactions, str(call.bot.id): given}
    call.playground.conversations.touch(chat, kept)
    return True
