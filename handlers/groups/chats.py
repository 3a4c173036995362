"""The door of Telegram groups: binding one, who comes and goes there, and what the bot needs."""

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.types import ChatMemberUpdated, Message, User

from groups import chats, membership
from handlers.groups.commands import GroupSaid, menu
from handlers.groups.visit import GroupVisit
from handlers.groups.words import rights_missing, whose_chat
from handlers.replies import Reply, Screen, show
from outreach.notices import tell
from people import roles
from people.roles import Action
from storage import groups as tables
from storage import outreach, people, unbound_chats

GONE = ("left", "kicked")
# Under this account Telegram shows administrators who hide behind their group.
ANONYMOUS = 1087968824


class Hidden(Filter):
    """Holds on what an administrator says in the name of the whole group."""

    async def __call__(self, message: Message) -> bool:
        is_hidden = message.from_user is not None and message.from_user.id == ANONYMOUS
        return (is_hidden or message.sender_chat is not None) and bool(message.text)


def group_router() -> Router:
    router = Router(name="group_chats")
    router.message.register(moved, F.migrate_to_chat_id)
    router.message.register(moved_here, F.migrate_from_chat_id)
    router.message.register(newcomers, F.new_chat_members)
    router.message.register(show_yourself, Hidden())
    router.message.register(bind, GroupSaid("bind"))
    router.message.register(bind, GroupSaid("start"))
    router.message.register(help_, GroupSaid("group-help"))
    router.my_chat_member.register(standing_changed)
    router.chat_member.register(member_changed)
    return router


async def show_yourself(_: Message, visit: GroupVisit) -> Reply:
    words = visit.words
    return show(
        words(
            "I cannot see who is speaking, because you write in the name of the whole group. "
            "Switch “Remain anonymous” off among your rights as an administrator, and say it again."
        )
    )


async def bind(_: Message, argument: str, visit: GroupVisit) -> Reply:
    """Bind the chat to the working group whose one-time code was said."""
    words = visit.words
    if not argument:
        return await _unbound_or_help(visit)
    if visit.resident is None:
        raise chats.CodeUnusable
    group = await chats.bind(visit.session, visit.resident.id, argument, visit.chat, visit.now)
    visit.group = group
    lines = [whose_chat(words, group)]
    missing = rights_missing(words, visit.chat.rights)
    if missing:
        lines.append("\n".join(f"• {one}" for one in missing))
    lines.append(_what_i_do(visit))
    return show("\n\n".join(lines))


async def help_(_: Message, visit: GroupVisit) -> Reply:
    return await _unbound_or_help(visit)


async def _unbound_or_help(visit: GroupVisit) -> Reply:
    words = visit.words
    if visit.group is None:
        return show(_how_to_bind(visit))
    return show(f"{whose_chat(words, visit.group)}\n\n{_what_i_do(visit)}")


def _what_i_do(visit: GroupVisit) -> str:
    words = visit.words
    commands = "\n".join(f"/{name} – {told}" for name, told in menu(words))
    return words(
        "I hear commands, taps on my buttons and replies to my messages, nothing else that you "
        "say here.\n\n{commands}",
        commands=commands,
    )


def _how_to_bind(visit: GroupVisit) -> str:
    return visit.words(
        "This chat is not bound to a working group yet. Who leads the group finds the code in a "
        "private chat with me: /skupiny, then “Bind a Telegram group”. Say it here as "
        "/pripojit CODE."
    )


async def standing_changed(event: ChatMemberUpdated, visit: GroupVisit) -> Reply:
    """The bot was let in, put out, or may do more or less than before."""
    before, after = event.old_chat_member.status, event.new_chat_member.status
    if after in GONE:
        await unbound_chats.drop(visit.session, visit.chat.id)
        await _note_loss(visit)
        return Reply()
    await chats.note_rights(visit.session, visit.chat.id, visit.chat.rights)
    if before not in GONE:
        return Reply()
    return await _arrived(visit)


async def _arrived(visit: GroupVisit) -> Reply:
    """Stay where a working group may meet; leave with a word where it cannot."""
    words = visit.words
    if visit.chat.is_public:
        return Reply((Screen(_public(visit)),), leaves=True)
    if visit.group is not None:
        return await _unbound_or_help(visit)
    if not await _may_bind(visit):
        text = words(
            "Good day. I help working groups of municipalities, and I do not know this chat. "
            "I am leaving it again. Who leads a working group can invite me."
        )
        return Reply((Screen(text),), leaves=True)
    await unbound_chats.keep(visit.session, visit.chat.id, words.language, visit.now)
    missing = rights_missing(words, visit.chat.rights)
    return show("\n\n".join([_how_to_bind(visit), *missing]))


def _public(visit: GroupVisit) -> str:
    return visit.words(
        "This group is public: anybody can read it. Comments that are not published yet do not "
        "belong here. Make the group private and invite me again."
    )


async def _may_bind(visit: GroupVisit) -> bool:
    """Whether who let the bot in runs or leads any working group."""
    if visit.resident is None:
        return False
    held = await people.roles(visit.session, visit.resident.id)
    if roles.may(held, Action.RUN_GROUPS):
        return True
    mine = await membership.seats(visit.session, visit.resident.id)
    return any(seat.leads for seat, _ in mine)


async def _note_loss(visit: GroupVisit) -> None:
    if visit.group is None:
        return
    staff = await roles.staff_for(visit.session, Action.RUN_GROUPS, visit.group.area_code)
    happened = await chats.lost(visit.session, visit.chat.id, staff, visit.now)
    if happened:
        await tell(visit.session, happened, visit.now)


async def newcomers(message: Message, visit: GroupVisit) -> Reply:
    """Somebody came in: whoever is no member is named to who leads, in private."""
    for person in message.new_chat_members or ():
        await _name_stranger(visit, person)
    return Reply()


async def member_changed(event: ChatMemberUpdated, visit: GroupVisit) -> Reply:
    came = event.old_chat_member.status in GONE and event.new_chat_member.status not in GONE
    if came:
        await _name_stranger(visit, event.new_chat_member.user)
    return Reply()


async def _name_stranger(visit: GroupVisit, person: User) -> None:
    if visit.group is None or person.is_bot:
        return
    happened = await chats.stranger(visit.session, visit.group, person.id, person.full_name)
    if happened:
        await tell(visit.session, happened, visit.now)


async def moved(message: Message, visit: GroupVisit) -> Reply:
    """The group has become a supergroup with another number."""
    assert message.migrate_to_chat_id is not None
    await _follow(visit, message.chat.id, message.migrate_to_chat_id)
    return Reply()


async def moved_here(message: Message, visit: GroupVisit) -> Reply:
    assert message.migrate_from_chat_id is not None
    await _follow(visit, message.migrate_from_chat_id, message.chat.id)
    return Reply()


async def _follow(visit: GroupVisit, before: int, after: int) -> None:
    await tables.follow_chat(visit.session, before, after)
    await outreach.move_chat(visit.session, before, after)
    await unbound_chats.follow(visit.session, before, after)
