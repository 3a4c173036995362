"""What people do to a group: found it, let in and out, make leaders, open topics, move."""

from dataclasses import dataclass, field
from typing import Any

from playground import groups
from playground.bots import Bot
from playground.conversations import Chat, Kept
from playground.doings import Doings, Impossible
from playground.state import Playground

Json = dict[str, Any]

FIRST_SUPERGROUP = -1_000_000_000_000
TOPIC_COLOUR = 7322096
SHORTEST_S = 30
LONGEST_S = 366 * 24 * 3600


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
    if groups.is_inside(chat, bot.id) and actor["id"] != bot.id:
        playground.inboxes[bot.id].add("message", kept.body)
    return kept


@dataclass(frozen=True)
class Place:
    """What somebody is to be: rights of an administrator, or what is left to the restricted."""

    status: str
    rights: list[str] = field(default_factory=list)
    until: int = 0


def set_member(doings: Doings, user: Json, place: Place) -> None:
    """A person makes somebody an administrator, a member, restricted, or nobody."""
    check_may_change(doings, user, place.status)
    doings.record("members", user_id=user["id"], status=place.status, rights=place.rights)
    change(doings.playground, doings.bot, doings.chat, doings.user, user, place)


def change(
    playground: Playground, bot: Bot, chat: Chat, actor: Json, user: Json, place: Place
) -> None:
    """Puts somebody in that place; the group and the bot hear of it."""
    before, was_inside = groups.member(chat, user), groups.is_inside(chat, user["id"])
    until = lasting(place.until, playground.clock.date())
    groups.place(chat, user["id"], place.status, place.rights, until)
    playground.conversations.changed(chat)
    is_inside = groups.is_inside(chat, user["id"])
    if is_inside and not was_inside:
        tell(playground, bot, chat, actor, {"new_chat_members": [user]})
    if was_inside and not is_inside:
        tell(playground, bot, chat, actor, {"left_chat_member": user})
    if user["id"] == bot.id or groups.status(chat, bot.id) == "administrator":
        playground.tell_membership(bot, chat, actor, user, before)


def lasting(until: int, now: int) -> int:
    """Less than half a minute or more than a year means for good."""
    return until if SHORTEST_S <= until - now <= LONGEST_S else 0


def check_may_change(doings: Doings, user: Json, status: str) -> None:
    chat, actor = doings.chat, doings.user
    if chat.is_private:
        raise Impossible("a private chat has no members to change")
    if status not in groups.STATUSES or status == "creator":
        raise Impossible("status must be administrator, member, restricted, left or kicked")
    if user["id"] == actor["id"] and status in ("left", "member"):
        return
    needed = "can_promote_members" if status == "administrator" else "can_restrict_members"
    if status == "member":
        needed = "can_invite_users"
    if not groups.may(chat, actor["id"], needed):
        raise Impossible("only the founder or an administrator may do that", 403)
    if groups.status(chat, user["id"]) == "creator":
        raise Impossible("nobody can change the founder", 403)


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
    doings.record("topics", made=number, name=name)
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
    new.until, new.permissions = dict(old.until), old.permissions
    playground.conversations.add(new)
    tell(playground, bot, old, doings.user, {"migrate_to_chat_id": new.id})
    tell(playground, bot, new, doings.user, {"migrate_from_chat_id": old.id})
    old.migrated_to = new.id
    playground.conversations.changed(old)
    return new
