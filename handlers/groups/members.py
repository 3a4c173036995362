"""Nominating members in the private chat, and changing as whom they sit in a group."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from groups import nomination
from groups.membership import ROLES, NoSuchMember
from groups.nomination import Nominee
from handlers.awaiting import Awaiting
from handlers.groups.overview import actor_of, card_shown, look
from handlers.groups.screens import seats_told, step
from handlers.groups.words import ROLE_NAMES
from handlers.parties import PARTY_NAMES
from handlers.replies import Expects, Menu, Reply, Screen, show
from handlers.taps import GroupTap
from handlers.visit import Visit
from outreach.notices import tell
from people import roles
from storage import people, places
from storage.groups import AGREED, GUEST, MEMBER, Member
from storage.people import PARTIES, Resident
from texts.formatting import escape
from texts.screens import TO_GROUP, Row

NAMING = "group-nominee"
BY_LINK, BY_NAME = "link", "name"


def router() -> Router:
    router = Router(name="group_members")
    for act, does in {
        "how": choose_way,
        "party": choose_party,
        "role": choose_role,
        "who": ask_name,
        "member": member,
        "seat-role": choose_new_role,
        "set-role": set_role,
        "seat-party": choose_new_party,
        "set-party": set_party,
        "seats": choose_seats,
        "set-seat": set_seat,
        "renew": renew,
        "ask-remove": ask_remove,
        "remove": remove,
    }.items():
        router.callback_query.register(does, GroupTap.filter(F.act == act))
    router.message.register(named, Awaiting(NAMING))
    return router


async def choose_way(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    await look(visit, code)
    return show(
        words("Does the person have Telegram?"),
        (step(words("Yes, I will send them a link"), "party", code, BY_LINK),),
        (step(words("No, enter them by name only"), "party", code, BY_NAME),),
        (step(words("Back"), "card", code),),
    )


async def choose_party(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    words, code, way = visit.words, callback_data.code, callback_data.value
    rows: list[Row] = [
        (step(words(PARTY_NAMES[party]).capitalize(), "role", code, f"{way}-{party}"),)
        for party in PARTIES
    ]
    text = words("For which side do they speak in the group?")
    return show(text, *rows, (step(words("Back"), "how", code),))


async def choose_role(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    words, code, chosen = visit.words, callback_data.code, callback_data.value
    rows: list[Row] = [
        (step(words(ROLE_NAMES[role]).capitalize(), "who", code, f"{chosen}-{role}"),)
        for role in (MEMBER, *(one for one in ROLES if one not in (MEMBER, GUEST)), GUEST)
    ]
    back = step(words("Back"), "party", code, chosen.partition("-")[0])
    return show(words("In which role?"), *rows, (back,))


async def ask_name(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    words, code = visit.words, callback_data.code
    way, party, role = (*callback_data.value.split("-"), "", "")[:3]
    data = {"code": code, "way": way, "party": party, "role": role}
    text = words("Write the name and surname, as they shall stand in the list of members.")
    return show(text, (step(words("Back"), "how", code),), expects=Expects(NAMING, data))


async def named(message: Message, visit: Visit) -> Reply:
    """The last thing needed of somebody: a link is made for them, or they are entered."""
    given, actor = visit.waiting, await actor_of(visit)
    nominee = Nominee(message.text or "", given["party"], given["role"])
    if given["way"] == BY_NAME:
        made = await nomination.add_by_name(visit.session, actor, given["code"], nominee, visit.now)
        return await _member(visit, made, visit.words("Entered by name."))
    await visit.house.allowance.take("invite", visit.resident.telegram_id)
    token = visit.house.token("nominate", actor.resident_id, given["code"], visit.message_id)
    made = await nomination.nominate(visit.session, actor, given["code"], nominee, visit.now, token)
    return _link(visit, made, token)


def _link(visit: Visit, made: Member, token: str) -> Reply:
    words = visit.words
    text = words(
        "Send this link to {name}. It works once, within 14 days. I will tell you the answer.\n\n"
        "{link}",
        name=escape(made.name),
        link=visit.house.deep_link(TO_GROUP + token),
    )
    return show(
        text,
        (step(words("Municipalities"), "seats", "", str(made.id)),),
        (step(words("Nominate somebody else"), "how", made.group_code),),
        (step(words("Open the group"), "card", made.group_code),),
    )


async def member(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    found = await _seen(visit, callback_data)
    return await _member(visit, found)


async def _member(visit: Visit, one: Member, note: str = "") -> Reply:
    words, key = visit.words, str(one.id)
    found = await look(visit, one.group_code)
    lines = [
        f"<b>{escape(one.name)}</b>",
        f"{words(PARTY_NAMES[one.party]).capitalize()}, {words(ROLE_NAMES[one.role])}",
    ]
    seats = seats_told(words, one.seats, found.municipalities)
    if seats:
        lines.append(words("For: {municipalities}", municipalities=seats))
    lines.append(_standing(visit, one))
    if note:
        lines.append(f"• {note}")
    rows: list[Row] = [
        (step(words("Role"), "seat-role", "", key), step(words("Side"), "seat-party", "", key)),
        (step(words("Municipalities"), "seats", "", key),),
    ]
    if one.resident_id is None:
        rows.append((step(words("New link"), "renew", "", key),))
    rows.append((step(words("Take out of the group"), "ask-remove", "", key),))
    rows.append((step(words("Members"), "members", one.group_code),))
    return show("\n".join(lines), *rows)


def _standing(visit: Visit, one: Member) -> str:
    words = visit.words
    if one.state == AGREED:
        return words("without Telegram") if one.resident_id is None else words("has agreed")
    if one.state == "declined":
        return words("has declined")
    return words("has not answered yet")


async def choose_new_role(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    words, found = visit.words, await _seen(visit, callback_data)
    rows: list[Row] = [
        (step(words(ROLE_NAMES[role]).capitalize(), "set-role", role, str(found.id)),)
        for role in ROLES
    ]
    text = words(
        "Which role shall {name} have? One person chairs at a time.", name=escape(found.name)
    )
    return show(text, *rows, (step(words("Back"), "member", "", str(found.id)),))


async def set_role(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    actor, key = await actor_of(visit), _key(callback_data.value)
    changed = await nomination.change_role(visit.session, actor, key, callback_data.code, visit.now)
    await tell(visit.session, changed, visit.now)
    return await _member(visit, changed.member)


async def choose_new_party(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    words, found = visit.words, await _seen(visit, callback_data)
    rows: list[Row] = [
        (step(words(PARTY_NAMES[party]).capitalize(), "set-party", party, str(found.id)),)
        for party in PARTIES
    ]
    text = words("For which side do they speak in the group?")
    return show(text, *rows, (step(words("Back"), "member", "", str(found.id)),))


async def set_party(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    actor, key = await actor_of(visit), _key(callback_data.value)
    found = await nomination.change_party(visit.session, actor, key, callback_data.code, visit.now)
    return await _member(visit, found)


async def choose_seats(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    return await _seats(visit, await _seen(visit, callback_data))


async def _seats(visit: Visit, one: Member) -> Reply:
    """The municipalities of the area, two in a row; one person may sit for several."""
    words = visit.words
    found = await look(visit, one.group_code)
    buttons = [
        step(
            f"{'☑' if code in one.seats else '☐'} {name}",
            "set-seat",
            f"{int(code not in one.seats)}{code}",
            str(one.id),
        )
        for code, name in found.municipalities.items()
    ]
    rows: list[Row] = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    text = words(
        "For which municipalities does {name} sit in the group? Tap all of them.",
        name=escape(one.name),
    )
    return show(text, *rows, (step(words("Done"), "member", "", str(one.id)),))


async def set_seat(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    on, municipality = callback_data.code[:1] == "1", callback_data.code[1:]
    if await places.municipality(visit.session, municipality) is None:
        raise NoSuchMember
    actor, key = await actor_of(visit), _key(callback_data.value)
    found = await nomination.set_seat(visit.session, actor, key, municipality, on, visit.now)
    return await _seats(visit, found)


async def renew(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    actor, key = await actor_of(visit), _key(callback_data.value)
    await visit.house.allowance.take("invite", visit.resident.telegram_id)
    today = visit.now.date().isoformat()
    token = visit.house.token("nominate-again", actor.resident_id, key, today)
    found = await nomination.renew(visit.session, actor, key, visit.now, token)
    return _link(visit, found.member, token)


async def ask_remove(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    words, found = visit.words, await _seen(visit, callback_data)
    key = str(found.id)
    return show(
        words("Take {name} out of the group?", name=escape(found.name)),
        (step(words("Yes, take them out"), "remove", "", key),),
        (step(words("Back"), "member", "", key),),
    )


async def remove(_: CallbackQuery, callback_data: GroupTap, visit: Visit) -> Reply:
    actor, key = await actor_of(visit), _key(callback_data.value)
    found = await nomination.seen(visit.session, actor, key)
    resident_id = found.member.resident_id
    person = await visit.session.get(Resident, resident_id) if resident_id else None
    changed = await nomination.remove(visit.session, actor, key, visit.now)
    await tell(visit.session, changed, visit.now)
    gone = changed.member
    note = visit.words("{name} no longer sits in the group.", name=escape(gone.name))
    shown = await card_shown(visit, gone.group_code, note)
    if person is None:
        return shown
    held = await people.roles(visit.session, person.id)
    menus = (Menu(person.telegram_id, person.language, roles.powers(held)),)
    return Reply(tuple(Screen(one.text, one.rows) for one in shown.screens), menus=menus)


async def _seen(visit: Visit, callback_data: GroupTap) -> Member:
    actor = await actor_of(visit)
    return (await nomination.seen(visit.session, actor, _key(callback_data.value))).member


def _key(value: str) -> int:
    if not value.isdecimal() or len(value) > 18:
        raise NoSuchMember
    return int(value)
