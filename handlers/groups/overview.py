"""Working groups in the private chat: mine and those I run, each with its card and its members."""

from collections.abc import Mapping, Sequence

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from groups import membership, nomination, overview
from groups.running import Actor
from handlers.commands import Said
from handlers.groups import screens
from handlers.groups.screens import step
from handlers.groups.words import name_of
from handlers.replies import Menu, Reply, Screen, alert, show
from handlers.taps import Go, GroupTap, go
from handlers.visit import Visit
from outreach.notices import tell
from people import roles
from people.roles import Action
from storage import comments, people, places
from storage.groups import WorkingGroup
from texts.content import pick
from texts.formatting import PRAGUE
from texts.screens import Row


def router() -> Router:
    router = Router(name="groups")
    router.message.register(listing, Said("groups"))
    router.callback_query.register(listing, Go.filter(F.to == "groups"))
    router.callback_query.register(listing, GroupTap.filter(F.act == "list"))
    router.callback_query.register(card, GroupTap.filter(F.act == "card"))
    router.callback_query.register(members, GroupTap.filter(F.act == "members"))
    router.callback_query.register(ask_to_leave, GroupTap.filter(F.act == "ask-leave"))
    router.callback_query.register(leave, GroupTap.filter(F.act == "leave"))
    router.callback_query.register(agree, GroupTap.filter(F.act == "agree"))
    router.callback_query.register(decline, GroupTap.filter(F.act == "decline"))
    return router


async def actor_of(visit: Visit) -> Actor:
    """Who acts, with the areas in which they run groups and the seats they hold."""
    held = await people.roles(visit.session, visit.resident.id)
    areas = roles.areas_for(held, Action.RUN_GROUPS)
    mine = await membership.seats(visit.session, visit.resident.id)
    return Actor(visit.resident.id, areas, [seat for seat, _ in mine])


async def listing(_: Message | CallbackQuery, visit: Visit) -> Reply:
    """My groups first, then those that I run; an only one is opened at once."""
    words, actor = visit.words, await actor_of(visit)
    mine = {one.group_code for one in actor.seats}
    found = await overview.visible(visit.session, actor)
    runs = actor.areas is None or bool(actor.areas)
    if len(found) == 1 and not runs:
        return await card_shown(visit, found[0].code)
    found.sort(key=lambda one: one.code not in mine)
    names = await _names(visit, found)
    rows: list[Row] = []
    for one in found:
        sign = "★ " if one.code in mine else ""
        rows.append((step(sign + names[one.code], "card", one.code),))
    if runs:
        rows.append((step(words("New group"), "new"),))
    rows.append((go(words("Home"), "home"),))
    text = words("<b>Working groups</b>") if found else words("You sit in no working group.")
    if mine and found:
        text = "\n".join([text, words("★ marks the groups in which you sit.")])
    return show(text, *rows)


async def _names(visit: Visit, some: Sequence[WorkingGroup]) -> Mapping[str, str]:
    """What each is called; where they are of several areas, each with its own."""
    language = visit.words.language
    areas = {one.code: pick(one.name, language) for one in await places.areas(visit.session)}
    of_several = len({one.area_code for one in some}) > 1
    return {
        one.code: f"{pick(one.name, language)} – {areas[one.area_code]}"
        if of_several
        else pick(one.name, language)
        for one in some
    }


async def card(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    return await card_shown(visit, callback_data.code)


async def card_shown(visit: Visit, code: str, note: str = "") -> Reply:
    found = await look(visit, code)
    echoes = await comments.echo_counts(visit.session, code)
    return screens.card(visit.words, found, echoes, note)


async def look(visit: Visit, code: str) -> overview.Overview:
    today = visit.now.astimezone(PRAGUE).date()
    return await overview.look(visit.session, await actor_of(visit), code, today)


async def members(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    return screens.members(visit.words, await look(visit, callback_data.code))


async def ask_to_leave(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    found = await look(visit, code)
    text = words(
        "Do you want to leave the group “{group}”? Whoever leads it will be told.",
        group=name_of(words, found.group),
    )
    return show(
        text,
        (step(words("Yes, leave"), "leave", code),),
        (step(words("Back"), "card", code),),
    )


async def leave(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    words = visit.words
    left = await nomination.leave(visit.session, callback_data.code, visit.resident.id, visit.now)
    if left:
        await tell(visit.session, left, visit.now)
    text = words("You no longer sit in the group. Thank you for what you have done there.")
    return Reply((Screen(text, ((go(words("Home"), "home"),),)),), menus=(await menu(visit),))


async def offer(visit: Visit, token: str) -> Reply:
    """What a nomination's link offers: the group, as whom, and what is expected."""
    found = await nomination.look(visit.session, token, visit.resident.id, visit.now)
    area = await places.area(visit.session, found.group.area_code)
    names = {
        one.code: one.name
        for one in await places.municipalities(visit.session, found.group.area_code)
    }
    if found.member.resident_id == visit.resident.id:
        return await card_shown(visit, found.group.code)
    return screens.offer(visit.words, found, area, names, token)


async def agree(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    words = visit.words
    answered = await nomination.agree(
        visit.session, callback_data.value, visit.resident.id, visit.now
    )
    await tell(visit.session, answered, visit.now)
    text = words(
        "Thank you. You sit in the group “{group}”. You find it by the command /skupiny; you may "
        "leave at any time.",
        group=name_of(words, answered.group),
    )
    rows = ((step(words("Open the group"), "card", answered.group.code),),)
    return Reply((Screen(text, rows),), menus=(await menu(visit),))


async def decline(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    words = visit.words
    try:
        answered = await nomination.decline(
            visit.session, callback_data.value, visit.resident.id, visit.now
        )
    except nomination.NominationUnusable:
        return alert(words("This is settled already."))
    await tell(visit.session, answered, visit.now)
    text = words("Thank you for your answer. Nothing changes for you.")
    return show(text, (go(words("Home"), "home"),))


async def menu(visit: Visit) -> Menu:
    """Their commands, which change with their seats."""
    held = await people.roles(visit.session, visit.resident.id)
    resident = visit.resident
    return Menu(resident.telegram_id, resident.language, roles.powers(held))
