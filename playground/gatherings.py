"""What people do to a group: found it, let in and out, make leaders, open topics, move."""

from typing import Any

from playground import groups
from playground.bots import Bot
from playground.conversations import Chat, Kept
from playground.doings import Doings, Impossible
from playground.state import Playground

Json = dict[str, Any]

FIRST_SUPERGROUP = -1_000_000_000_000
TOPIC_COLOUR = 7322096


def new_group(playground: Playground, bot: Bot, body: Json, members: list[int]) -> Chat:
    """A group with the bot in it; the first of the members has founded it."""
    lowest = min((chat.id for chat in playground.conversations.of(bot.id)), default=0)
    base = FIRST_SUPERGROUP if body["type"] == "supergroup" else 0
    chat = Chat(bot.id, {"id": min(lowest, base) - 1} | body, list(members), started=True)
    chat.statuses[str(members[0])] = "creator"
    playground.conversations.add(chat)
    founder = playground.users[members[0]]
    before = {"status": "left", "user": bot.user()}
    playground.tell_membership(bot, chat, founder, bot.user(), before)
    tell(playground, bot, chat, founder, {"new_chat_members": [bot.user()]})
    return chat


def tell(playground: Playground, bot: Bot, chat: Chat, actor: Json, content: Json) -> Kept:
    """A service message, which every bot in the group hears."""
    kept = playground.post(bot, chat, actor, content)
    if groups.status(chat, bot.id) in groups.INSIDE:
        playground.inboxes[bot.id].add("message", kept.body)
    return kept


def set_member(doings: Doings, user: Json, status: str, rights: list[str]) -> None:
    """Makes somebody an administrator, a member, or nobody; the bot hears of it."""
    chat, playground = doings.chat, doings.playground
    check_may_change(doings, user, status)
    before, was_inside = groups.member(chat, user), groups.status(chat, user["id"])
    groups.place(chat, user["id"], status, rights)
    playground.conversations.changed(chat)
    is_inside = status in groups.INSIDE
    if is_inside and was_inside not in groups.INSIDE:
        tell(playground, doings.bot, chat, doings.user, {"new_chat_members": [user]})
    if not is_inside and was_inside in groups.INSIDE:
        tell(playground, doings.bot, chat, doings.user, {"left_chat_member": user})
    is_told = user["id"] == doings.bot.id or groups.status(chat, doings.bot.id) == "administrator"
    if is_told:
        playground.tell_membership(doings.bot, chat, doings.user, user, before)


def check_may_change(doings: Doings, user: Json, status: str) -> None:
    chat, actor = doings.chat, doings.user
    if chat.is_private:
        raise Impossible("a private chat has no members to change")
    if status not in groups.STATUSES or status == "creator":
        raise Impossible("status must be administrator, member, left or kicked")
    if user["id"] == actor["id"] and status in ("left", "member"):
        return
    needed = "can_promote_members" if status == "administrator" else "can_restrict_members"
    if status == "member":
        needed = "can_invite_users"
    if not groups.may(chat, actor["id"], needed):
        raise Impossible("only the founder or an administrator may do that", 403)


def new_topic(doings: Doings, name: str) -> Json:
    chat, name = doings.chat, name.strip()
    if not chat.body.get("is_forum") or not name:
        raise Impossible("a topic needs a name and a forum")
    if not groups.may(chat, doings.user["id"], "can_manage_topics"):
        raise Impossible("only the founder or an administrator may do that", 403)
    created = {"forum_topic_created": {"name": name, "icon_color": TOPIC_COLOUR}}
    kept = tell(doings.playground, doings.bot, chat, doings.user, created)
    number = kept.body["message_id"]
    kept.body |= {"message_thread_id": number, "is_topic_message": True}
    topic = {"message_thread_id": number, "name": name, "icon_color": TOPIC_COLOUR}
    chat.topics[str(number)] = topic
    doings.playground.conversations.changed(chat)
    return topic


def migrate(doings: Doings, *, forum: bool) -> Chat:
    """The group becomes a supergroup: another chat with another number, the old one closed."""
    playground, bot, old = doings.playground, doings.bot, doings.chat
    if old.body["type"] != "group" or old.migrated_to:
        raise Impossible("only a group can become a supergroup, and only once")
    if groups.status(old, doings.user["id"]) != "creator":
        raise Impossible("only the founder may do that", 403)
    lowest = min((chat.id for chat in playground.conversations.of(bot.id)), default=0)
    body = {"id": min(lowest, FIRST_SUPERGROUP) - 1, "type": "supergroup"}
    body |= {"title": old.body["title"]} | ({"is_forum": True} if forum else {})
    new = Chat(bot.id, body, list(old.members), started=True)
    new.statuses, new.rights = dict(old.statuses), dict(old.rights)
    playground.conversations.add(new)
    tell(playground, bot, old, doings.user, {"migrate_to_chat_id": new.id})
    tell(playground, bot, new, doings.user, {"migrate_from_chat_id": old.id})
    old.migrated_to = new.id
    playground.conversations.changed(old)
    return new
