"""What a bot does to the members of a group: restricts, bans, lets back in, promotes."""

from typing import Any

from playground import gatherings, groups, permissions
from playground.calling import Call
from playground.conversations import Chat
from playground.gatherings import Place
from playground.methods.chats import known_user
from playground.refusals import bad_request

Json = dict[str, Any]

ONLY_SUPERGROUPS = "method is available only for supergroups"
NO_GROUPS = "method is available for supergroup and channel chats only"
MAY_NOT_RESTRICT = "not enough rights to restrict/unrestrict chat member"


async def restrict_chat_member(call: Call) -> bool:
    chat = supergroup(call, ONLY_SUPERGROUPS)
    user = restrictable(call, chat)
    allowed = given(call)
    status = "member" if len(allowed) == len(permissions.PERMISSIONS) else "restricted"
    if status == "member" and not groups.is_inside(chat, user["id"]):
        status = "left"
    return changed(call, chat, user, Place(status, allowed, call.get("until_date", 0)))


async def ban_chat_member(call: Call) -> bool:
    chat = call.chat()
    if chat.is_private:
        raise bad_request("can't ban members in private chats")
    user = restrictable(call, chat)
    return changed(call, chat, user, Place("kicked", until=call.get("until_date", 0)))


async def unban_chat_member(call: Call) -> bool:
    """Lets somebody come back; without only_if_banned it also removes who is inside."""
    chat = supergroup(call, NO_GROUPS)
    user = restrictable(call, chat)
    if call.get("only_if_banned") and groups.status(chat, user["id"]) != "kicked":
        return True
    return changed(call, chat, user, Place("left"))


async def promote_chat_member(call: Call) -> bool:
    chat = supergroup(call, NO_GROUPS)
    groups.check_bot_may(chat, "can_promote_members", "not enough rights")
    user = known_user(call, call.get("user_id"))
    check_not_leader(call, chat, user, "can't promote self", may_be_administrator=True)
    if not groups.is_inside(chat, user["id"]):
        raise bad_request("USER_NOT_PARTICIPANT")
    wanted = [right for right in groups.RIGHTS if call.get(right)]
    if not all(groups.may(chat, call.bot.id, right) for right in wanted):
        raise bad_request("RIGHT_FORBIDDEN")
    wanted += [groups.HIDDEN] if call.get(groups.HIDDEN) else []
    return changed(call, chat, user, Place("administrator" if wanted else "member", wanted))


async def set_chat_permissions(call: Call) -> bool:
    """What all members may do who are not restricted further."""
    chat = call.chat()
    if chat.is_private:
        raise bad_request("can't change private chat permissions")
    groups.check_bot_may(
        chat, "can_restrict_members", "not enough rights to change chat permissions"
    )
    chat.permissions = given(call)
    call.playground.conversations.changed(chat)
    return True


def supergroup(call: Call, refusal: str) -> Chat:
    chat = call.chat()
    if chat.body["type"] != "supergroup":
        raise bad_request(refusal)
    return chat


def given(call: Call) -> list[str]:
    independent = bool(call.get("use_independent_chat_permissions"))
    return permissions.given(call.get("permissions"), independent=independent)


def restrictable(call: Call, chat: Chat) -> Json:
    """Who is to be restricted, where the bot may do so."""
    groups.check_bot_may(chat, "can_restrict_members", MAY_NOT_RESTRICT)
    user = known_user(call, call.get("user_id"))
    check_not_leader(call, chat, user, "can't restrict self")
    return user


def check_not_leader(
    call: Call, chat: Chat, user: Json, on_self: str, *, may_be_administrator: bool = False
) -> None:
    found = groups.status(chat, user["id"])
    if user["id"] == call.bot.id:
        raise bad_request(on_self)
    if found == "creator":
        raise bad_request("can't remove chat owner")
    if found == "administrator" and not may_be_administrator:
        raise bad_request("user is an administrator of the chat")


def changed(call: Call, chat: Chat, user: Json, place: Place) -> bool:
    gatherings.change(call.playground, call.bot, chat, call.bot.user(), user, place)
    return True
