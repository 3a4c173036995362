"""Groups: who is what in them, what each may, and how their members look to a bot."""

from typing import Any

from playground import permissions
from playground.conversations import Chat
from playground.refusals import Refusal, bad_request, forbidden

Json = dict[str, Any]

# Under this account Telegram shows administrators who hide behind their group.
ANONYMOUS: Json = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
    "can_send_welcome_messages",
)
HIDDEN = "is_anonymous"
STATUSES = ("creator", "administrator", "member", "restricted", "left", "kicked")
INSIDE = ("creator", "administrator", "member")
MIGRATED = "Bad Request: group chat was upgraded to a supergroup chat"


def status(chat: Chat, user_id: int) -> str:
    """What the person or the bot is in the chat; "left" for a stranger."""
    known = user_id in chat.members or user_id == chat.bot_id
    return chat.statuses.get(str(user_id)) or ("member" if known else "left")


def is_inside(chat: Chat, user_id: int) -> bool:
    found = status(chat, user_id)
    if found == "restricted":
        return user_id in chat.members or user_id == chat.bot_id
    return found in INSIDE


def rights(chat: Chat, user_id: int) -> list[str]:
    return chat.rights.get(str(user_id), [])


def may(chat: Chat, user_id: int, right: str) -> bool:
    """Whether somebody may do a thing; in a private chat everything is allowed."""
    found = status(chat, user_id)
    if chat.is_private or found == "creator":
        return True
    return found == "administrator" and right in rights(chat, user_id)


def allowed(chat: Chat, user_id: int) -> list[str]:
    """What somebody may send and do as a member."""
    found = status(chat, user_id)
    if chat.is_private or found in ("creator", "administrator"):
        return list(permissions.PERMISSIONS)
    everybody = permissions.of_everybody(chat)
    if found != "restricted":
        return everybody
    return [name for name in everybody if name in rights(chat, user_id)]


def place(chat: Chat, user_id: int, wanted: str, given: list[str], until: int = 0) -> None:
    """Makes somebody what is wanted, with these rights, until a moment (0 for good)."""
    key = str(user_id)
    known = permissions.PERMISSIONS if wanted == "restricted" else (*RIGHTS, HIDDEN)
    chat.statuses[key] = wanted
    chat.rights[key] = [right for right in given if right in known]
    chat.until.pop(key, None)
    if until:
        chat.until[key] = until
    if user_id == chat.bot_id or wanted == "restricted":
        return
    others = [member for member in chat.members if member != user_id]
    chat.members[:] = [*others, user_id] if wanted in INSIDE else others


def forgive(chat: Chat, now: int) -> None:
    """Ends the restrictions and bans whose time is over."""
    for key, until in list(chat.until.items()):
        if until <= now:
            inside = int(key) in chat.members
            place(chat, int(key), "member" if inside else "left", [])


def member(chat: Chat, user: Json) -> Json:
    """The ChatMember object."""
    found, given = status(chat, user["id"]), rights(chat, user["id"])
    shown: Json = {"status": found, "user": user}
    if found == "kicked":
        return shown | {"until_date": chat.until.get(str(user["id"]), 0)}
    if found == "restricted":
        until = {"until_date": chat.until.get(str(user["id"]), 0)}
        inside = {"is_member": is_inside(chat, user["id"])}
        return shown | inside | permissions.shown(given) | until
    if found in ("member", "left"):
        return shown
    shown[HIDDEN] = HIDDEN in given
    if found == "creator":
        return shown
    return shown | {"can_be_edited": False} | {right: right in given for right in RIGHTS}


def signed(chat: Chat, sender: Json) -> Json:
    """Who a message is from, as everybody sees it."""
    if HIDDEN in rights(chat, sender["id"]) and sender["id"] != chat.bot_id:
        return {"from": ANONYMOUS, "sender_chat": chat.body}
    return {"from": sender}


def hears(chat: Chat, bot_user: Json, body: Json, *, reads_all: bool) -> bool:
    """Whether the message comes to the bot: in groups its privacy mode keeps most away."""
    if chat.is_private:
        return True
    if not is_inside(chat, bot_user["id"]):
        return False
    if reads_all or status(chat, bot_user["id"]) == "administrator":
        return True
    if body.get("reply_to_message", {}).get("from", {}).get("id") == bot_user["id"]:
        return True
    return any(
        entity["type"] == "bot_command" and meant_for(bot_user, body, entity)
        for entity in body.get("entities") or body.get("caption_entities") or []
    )


def meant_for(bot_user: Json, body: Json, entity: Json) -> bool:
    text = (body.get("text") or body.get("caption") or "").encode("utf-16-le")
    start, stop = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
    _, _, name = text[start:stop].decode("utf-16-le").partition("@")
    return name.lower() in ("", bot_user["username"].lower())


def check_bot_inside(chat: Chat) -> None:
    """The bot may only speak where it is; a group that moved says where to."""
    if chat.migrated_to:
        raise Refusal(400, MIGRATED, migrate_to_chat_id=chat.migrated_to)
    found, kind = status(chat, chat.bot_id), chat.body["type"]
    if found == "kicked" or (found == "left" and kind == "group"):
        raise forbidden(f"bot was kicked from the {kind} chat")
    if found == "left":
        raise forbidden(f"bot is not a member of the {kind} chat")


def check_bot_may_send(chat: Chat, content: Json) -> None:
    called = permissions.lacking(allowed(chat, chat.bot_id), content)
    if called:
        raise bad_request(f"not enough rights to send {called} to the chat")


def check_bot_may(chat: Chat, right: str, refusal: str) -> None:
    check_bot_inside(chat)
    if not may(chat, chat.bot_id, right):
        raise bad_request(refusal)


def topic(chat: Chat, thread_id: int) -> Json:
    """The topic of that number; refused where there is none."""
    found = chat.topics.get(str(thread_id))
    if found is None:
        raise bad_request("message thread not found")
    return found
