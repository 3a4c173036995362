"""The control API's doors: people act in chats, scripts watch them. Documented in docs/."""

from typing import Any

from starlette.routing import Route

from playground import gatherings, media
from playground.asking import Asked, route
from playground.conversations import Chat
from playground.doings import SHARED, Doings, Impossible
from playground.gatherings import Place
from playground.hanging_up import while_connected
from playground.permissions import of_everybody
from playground.state import Playground

Json = dict[str, Any]


def routes(playground: Playground) -> list[Route]:
    doors = (
        ("GET", "/users", users),
        ("POST", "/users", add_user),
        ("GET", "/chats", chats),
        ("POST", "/chats", add_chat),
        ("GET", "/chats/{chat_id}", one_chat),
        ("GET", "/chats/{chat_id}/messages", messages),
        ("POST", "/chats/{chat_id}/messages", write),
        ("POST", "/chats/{chat_id}/edit", edit),
        ("POST", "/chats/{chat_id}/start", start),
        ("POST", "/chats/{chat_id}/press", press),
        ("POST", "/chats/{chat_id}/block", block),
        ("POST", "/chats/{chat_id}/unblock", unblock),
        ("GET", "/chats/{chat_id}/commands", commands),
        ("POST", "/chats/{chat_id}/vote", vote),
        ("POST", "/chats/{chat_id}/react", react),
        ("POST", "/chats/{chat_id}/members", change_member),
        ("POST", "/chats/{chat_id}/topics", add_topic),
        ("POST", "/chats/{chat_id}/migrate", migrate),
        ("POST", "/inline", inline),
    )
    return [route(playground, method, path, endpoint) for method, path, endpoint in doors]


async def users(asked: Asked) -> list[Json]:
    return list(asked.playground.users.values())


async def add_user(asked: Asked) -> Json:
    playground = asked.playground
    first_name, username = asked.text("first_name").strip(), asked.text("username").lstrip("@")
    if not first_name:
        raise Impossible("first_name must be non-empty")
    names = {user.get("username", "").lower() for user in playground.users.values()}
    if username and username.lower() in names:
        raise Impossible("the username is taken", 409)
    user = {"id": playground.new_user_id(), "is_bot": False, "first_name": first_name}
    optional = {
        "last_name": asked.text("last_name").strip(),
        "username": username,
        "language_code": asked.text("language_code"),
    }
    kept = {name: value for name, value in optional.items() if value}
    return playground.keep_user(user | kept, started=asked.body.get("started") is True)


def described(asked: Asked, chat: Chat) -> Json:
    acting = chat.action if chat.action_until > asked.playground.clock.now() else ""
    state = {"started": chat.started, "blocked": chat.blocked, "action": acting}
    last = max((kept.seq for kept in chat.messages.values()), default=0)
    found = chat.body | state | {"members": chat.members, "seq": last}
    return found if chat.is_private else found | group_state(chat)


def group_state(chat: Chat) -> Json:
    return {
        "statuses": chat.statuses,
        "rights": chat.rights,
        "until": chat.until,
        "permissions": of_everybody(chat),
        "topics": list(chat.topics.values()),
        "pinned": chat.pinned,
        "migrated_to": chat.migrated_to or None,
    }


async def chats(asked: Asked) -> list[Json]:
    found = asked.playground.conversations.of(asked.bot.id)
    return [described(asked, chat) for chat in found]


async def one_chat(asked: Asked) -> Json:
    return described(asked, asked.chat)


async def add_chat(asked: Asked) -> Json:
    """A group with the bot in it, or the private chat of a person, which is there already."""
    if asked.text("type") not in ("group", "supergroup"):
        chat = asked.playground.chat_with(asked.bot, asked.user(asked.body.get("user_id"))["id"])
        assert chat is not None
        return described(asked, chat)
    title = asked.text("title").strip()
    members = [asked.user(member)["id"] for member in asked.body.get("member_ids", [])]
    if not title or not members:
        raise Impossible("a group needs a title and member_ids")
    body: Json = {"type": asked.text("type"), "title": title}
    if username := asked.text("username").lstrip("@"):
        body["username"] = username
    if asked.body.get("forum"):
        body |= {"type": "supergroup", "is_forum": True}
    chat = gatherings.new_group(asked.playground, asked.bot, body, members)
    rights = asked.body.get("bot_rights")
    if isinstance(rights, list):
        doings = Doings(asked.playground, asked.bot, chat, asked.user(members[0]))
        gatherings.set_member(doings, asked.bot.user(), Place("administrator", rights))
    return described(asked, chat)


async def messages(asked: Asked) -> list[Json]:
    """Those after an id and changed after a number; `deleted=1` tells of the deleted too."""
    chat = asked.chat
    after, changed_after = asked.number("after", 0), asked.number("changed_after", 0)
    with_deleted = asked.request.query_params.get("deleted") == "1"

    def found() -> list[Json]:
        return [
            kept.shown()
            for number, kept in chat.messages.items()
            if number > after and kept.seq > changed_after and (with_deleted or not kept.deleted)
        ]

    await asked.wait_for(asked.playground.conversations.bell, lambda: bool(found()))
    return found()


async def write(asked: Asked) -> Json:
    doings = asked.doings
    uploads = {name: asked.files[name] for name in media.KINDS if name in asked.files}
    place = doings.place(asked.number("message_thread_id", 0), asked.number("reply_to", 0))
    shared = {name: asked.body[name] for name in SHARED if isinstance(asked.body.get(name), dict)}
    if shared:
        return doings.share(shared, place)
    if not uploads:
        return doings.write(asked.text("text"), place)
    caption = asked.text("text") or asked.text("caption")
    told = {name: asked.number(name, 0) for name in ("duration", "width", "height", "length")}
    return await doings.send(uploads, caption, told, place)


async def vote(asked: Asked) -> Json:
    chosen = asked.body.get("option_ids", [])
    if not isinstance(chosen, list) or not all(isinstance(number, int) for number in chosen):
        raise Impossible("option_ids must be an array of whole numbers")
    return asked.doings.vote(asked.number("message_id"), chosen)


async def react(asked: Asked) -> Json:
    return asked.doings.react(asked.number("message_id"), asked.text("emoji"))


async def change_member(asked: Asked) -> Json:
    """Somebody of the group, or the bot itself, becomes what `status` says."""
    number = asked.number("user_id")
    user = asked.bot.user() if number == asked.bot.id else asked.user(number)
    rights = asked.body.get("rights", [])
    if not isinstance(rights, list):
        raise Impossible("rights must be an array")
    place = Place(asked.text("status"), rights, asked.number("until_date", 0))
    gatherings.set_member(asked.doings, user, place)
    return described(asked, asked.chat)


async def add_topic(asked: Asked) -> Json:
    return gatherings.new_topic(asked.doings, asked.text("name"))


async def migrate(asked: Asked) -> Json:
    chat = gatherings.migrate(asked.doings, forum=bool(asked.body.get("forum")))
    return described(asked, chat)


async def inline(asked: Asked) -> Json:
    user = asked.user(asked.body.get("from_id"))
    chat = asked.playground.chat_with(asked.bot, user["id"])
    assert chat is not None
    doings = Doings(asked.playground, asked.bot, chat, user)
    query = doings.query(asked.text("query"), asked.text("offset"))
    await asked.playground.store.saved()
    return await while_connected(asked.request, asked.playground.callbacks.heard(query))


async def edit(asked: Asked) -> Json:
    return asked.doings.edit(asked.number("message_id"), asked.text("text"))


async def start(asked: Asked) -> Json:
    return asked.doings.start(asked.text("payload"))


async def press(asked: Asked) -> Json:
    query = asked.doings.press(asked.number("message_id"), asked.text("data"))
    await asked.playground.store.saved()
    return await while_connected(asked.request, asked.playground.callbacks.heard(query))


async def block(asked: Asked) -> Json:
    asked.doings.block()
    return described(asked, asked.chat)


async def unblock(asked: Asked) -> Json:
    asked.doings.unblock()
    return described(asked, asked.chat)


async def commands(asked: Asked) -> list[Json]:
    """What the menu of commands shows to a person in this chat."""
    chat, user = asked.chat, asked.user(asked.number("from_id"))
    language = user.get("language_code", "")
    return asked.bot.commands_for(chat.id, user["id"], language, group=not chat.is_private)
