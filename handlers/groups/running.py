"""Running a working group in the private chat: making it, its settings, its Telegram group."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from groups import chats, overview, running
from groups.running import Wanted
from handlers.awaiting import Awaiting
from handlers.groups.overview import actor_of, card_shown, look
from handlers.groups.screens import step
from handlers.groups.words import KIND_NAMES, RELEASE_NAMES, name_of
from handlers.replies import Expects, Reply, show
from handlers.taps import GroupTap, go, link
from handlers.visit import Visit
from people.roles import Action, NotAllowed
from storage import places
from storage.groups import STEERING, WORKING
from texts.content import pick
from texts.formatting import escape
from texts.screens import Row

NAME, RENAME = "group-name", "group-rename"


def router() -> Router:
    router = Router(name="group_running")
    for act, does in {
        "new": choose_area,
        "new-in": choose_kind,
        "new-as": ask_name,
        "settings": settings,
        "rename": ask_new_name,
        "kind": set_kind,
        "sensitive": set_sensitive,
        "release": choose_release,
        "released": set_release,
        "topics": choose_topics,
        "topic": set_topic,
        "ask-end": ask_end,
        "end": end,
        "chat": chat,
        "bind": bind,
        "unbind": unbind,
    }.items():
        router.callback_query.register(does, GroupTap.filter(F.act == act))
    router.message.register(make, Awaiting(NAME))
    router.message.register(rename, Awaiting(RENAME))
    return router


async def choose_area(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    """Where the group shall work; the only area is taken at once."""
    words, actor = visit.words, await actor_of(visit)
    areas = [one for one in await places.areas(visit.session) if actor.runs(one.code)]
    if not areas:
        raise NotAllowed(Action.RUN_GROUPS)
    if len(areas) == 1:
        return _kinds(visit, areas[0].code)
    rows: list[Row] = [
        (step(pick(one.name, words.language), "new-in", "", one.code),) for one in areas
    ]
    return show(words("In which area shall it work?"), *rows, (step(words("Back"), "list"),))


async def choose_kind(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    return _kinds(visit, callback_data.value)


def _kinds(visit: Visit, area_code: str) -> Reply:
    words = visit.words
    rows: list[Row] = [
        (step(words(KIND_NAMES[kind]).capitalize(), "new-as", kind[0], area_code),)
        for kind in (WORKING, STEERING)
    ]
    text = words(
        "What shall it be? A working group drafts, the steering group decides about what working "
        "groups propose."
    )
    return show(text, *rows, (step(words("Back"), "list"),))


async def ask_name(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    words = visit.words
    kind = STEERING if callback_data.code == STEERING[0] else WORKING
    data = {"area": callback_data.value, "kind": kind}
    text = words("What is the group called? Write its name.")
    return show(text, (step(words("Back"), "list"),), expects=Expects(NAME, data))


async def make(message: Message, visit: Visit) -> Reply:
    words, waiting = visit.words, visit.waiting
    language = words.language
    wanted = Wanted(waiting["area"], {language: message.text or ""}, waiting["kind"])
    made = await running.make(visit.session, await actor_of(visit), wanted, visit.now)
    note = words("The group is made. Nominate the first members; one of them should chair it.")
    return await card_shown(visit, made.code, note)


async def settings(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    found = await look(visit, callback_data.code)
    return _settings(visit, found)


def _settings(visit: Visit, found: overview.Overview) -> Reply:
    words, group = visit.words, found.group
    code = group.code
    sensitive = words("yes") if group.sensitive else words("no")
    lines = [
        f"<b>{name_of(words, group)}</b>",
        words("Sensitive: {answer}", answer=sensitive),
        words("Messages of a sensitive group do not name it on a locked screen."),
    ]
    turned = "0" if group.sensitive else "1"
    label = words("No longer sensitive") if group.sensitive else words("Mark as sensitive")
    rows: list[Row] = [(step(label, "sensitive", code, turned),)]
    if found.runs:
        lines.insert(1, words("Kind: {kind}", kind=words(KIND_NAMES[group.kind])))
        lines.append(words("Comments: {release}", release=words(RELEASE_NAMES[group.release])))
        other = WORKING if group.kind == STEERING else STEERING
        to_other = words("Make it a {kind}", kind=words(KIND_NAMES[other]))
        rows += [
            (step(words("Rename"), "rename", code), step(to_other, "kind", code, other)),
            (step(words("Target groups"), "topics", code),),
            (step(words("Who reads comments first"), "release", code),),
            (step(words("End the group"), "ask-end", code),),
        ]
    return show("\n\n".join(lines), *rows, (step(words("Back"), "card", code),))


async def ask_new_name(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    found = await look(visit, code)
    text = words("“{group}” – write the new name.", group=name_of(words, found.group))
    expects = Expects(RENAME, {"code": code})
    return show(text, (step(words("Back"), "settings", code),), expects=expects)


async def rename(message: Message, visit: Visit) -> Reply:
    code, language = visit.waiting["code"], visit.words.language
    actor = await actor_of(visit)
    await running.rename(visit.session, actor, code, language, message.text or "", visit.now)
    return await card_shown(visit, code, visit.words("The group has a new name."))


async def set_kind(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    code, kind = callback_data.code, callback_data.value
    await running.set_kind(visit.session, await actor_of(visit), code, kind, visit.now)
    return _settings(visit, await look(visit, code))


async def set_sensitive(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    code, on = callback_data.code, callback_data.value == "1"
    await running.set_sensitive(visit.session, await actor_of(visit), code, on, visit.now)
    return _settings(visit, await look(visit, code))


async def choose_release(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    await look(visit, code)
    rows: list[Row] = [
        (step(words(told).capitalize(), "released", code, release),)
        for release, told in RELEASE_NAMES.items()
    ]
    text = words("Who lets the group read a new comment?")
    return show(text, *rows, (step(words("Back"), "settings", code),))


async def set_release(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    code, release = callback_data.code, callback_data.value
    await running.set_release(visit.session, await actor_of(visit), code, release, visit.now)
    return _settings(visit, await look(visit, code))


async def choose_topics(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    return _topics(visit, await look(visit, callback_data.code))


def _topics(visit: Visit, found: overview.Overview) -> Reply:
    words, group = visit.words, found.group
    known = found.area.settings.get("topics", []) if found.area else []
    rows: list[Row] = []
    for one in known:
        on = one["id"] in group.topics
        label = f"{'☑' if on else '☐'} {pick(one['text'], words.language)}"
        rows.append((step(label, "topic", group.code, f"{int(not on)}-{one['id']}"),))
    text = words("Whom is the group about? Tap all that fit.")
    return show(text, *rows, (step(words("Back"), "settings", group.code),))


async def set_topic(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    code = callback_data.code
    on, _between, topic = callback_data.value.partition("-")
    actor = await actor_of(visit)
    await running.set_topic(visit.session, actor, code, topic, on == "1", visit.now)
    return _topics(visit, await look(visit, code))


async def ask_end(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    found = await look(visit, code)
    text = words(
        "End the group “{group}”? Nobody will sit in it any more. Its papers, tasks and names stay "
        "for the record.",
        group=name_of(words, found.group),
    )
    return show(
        text,
        (step(words("Yes, end it"), "end", code),),
        (step(words("Back"), "settings", code),),
    )


async def end(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    words = visit.words
    ended = await running.end(visit.session, await actor_of(visit), callback_data.code, visit.now)
    text = words("The group “{group}” has ended.", group=name_of(words, ended))
    return show(text, (step(words("Groups"), "list"),), (go(words("Home"), "home"),))


async def chat(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    """The Telegram group in which the working group meets, or how to bind one."""
    words, code = visit.words, callback_data.code
    found = await look(visit, code)
    if found.group.chat_id is None:
        return await bind(_, callback_data, visit)
    title = escape(found.group.chat_title)
    text = words("The group meets in the Telegram group “{title}”.", title=title)
    return show(
        text,
        (step(words("Bind another one"), "bind", code),),
        (step(words("Unbind"), "unbind", code),),
        (step(words("Back"), "card", code),),
    )


async def bind(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    """A new one-time code, and a link that lets me in and says it at once."""
    words, code = visit.words, callback_data.code
    spoken = chats.new_code()
    await visit.house.allowance.take("invite", visit.resident.telegram_id)
    await chats.offer_code(visit.session, await actor_of(visit), code, spoken, visit.now)
    text = words(
        "Make a private group in Telegram and let me in, then write there yourself:\n\n"
        "<code>/pripojit {code}</code>\n\n"
        "The code works once, within an hour, and only for you. I need to be an administrator who "
        "may pin messages and, in a group with topics, manage topics.",
        code=spoken,
    )
    address = f"https://t.me/{visit.house.bot_username}?startgroup={spoken}"
    return show(
        text,
        (link(words("Let me into a group"), address),),
        (step(words("Back"), "card", code),),
    )


async def unbind(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    code = callback_data.code
    await chats.unbind(visit.session, await actor_of(visit), code, visit.now)
    return await card_shown(visit, code, visit.words("The Telegram group is no longer bound."))
