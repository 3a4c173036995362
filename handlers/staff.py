"""What staff may administer: their powers, invitations, colleagues, the way to the pages."""

import hashlib
import secrets

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.commands import Said
from handlers.contests.taps import ContestStep
from handlers.debates.taps import DebateStep
from handlers.meetings.day_taps import DayTap
from handlers.replies import Menu, Reply, Screen, show
from handlers.taps import (
    BroadcastStep,
    EnquiryTap,
    Go,
    MeetingStep,
    PlanStep,
    StaffMember,
    StaffTap,
    button,
    go,
    link,
)
from handlers.visit import Visit
from people import invitations, roles, signin
from people.invitations import Offer
from people.roles import Action
from storage import enquiries, groups, people, places
from storage.people import Resident, Staff
from texts.content import pick
from texts.formatting import capitalised, escape, shortened
from texts.screens import TO_INVITATION, Row
from texts.words import Words, later

ROLE_NAMES = {
    roles.ADMINISTRATOR: later("administrator"),
    roles.COORDINATOR: later("coordinator"),
    roles.MEMBER: later("member of a working group"),
    roles.CLERK: later("clerk for paper and lists at the door"),
}
# Telegram opens only addresses that a phone can reach from anywhere.
OPENS_IN_CHAT = "https://"
ENQUIRIES_SHOWN = 8


def router() -> Router:
    router = Router(name="staff")
    router.message.register(overview, Said("admin"))
    router.message.register(console, Said("console"))
    router.callback_query.register(overview, Go.filter(F.to == "admin"))
    router.callback_query.register(console, StaffTap.filter(F.act == "console"))
    router.callback_query.register(accept, StaffTap.filter(F.act == "accept"))
    router.callback_query.register(choose_role, StaffTap.filter(F.act == "invite"))
    router.callback_query.register(choose_area, StaffTap.filter(F.act == "invite-role"))
    router.callback_query.register(invite, StaffTap.filter(F.act == "into"))
    router.callback_query.register(colleagues, StaffTap.filter(F.act == "staff"))
    router.callback_query.register(waiting_enquiries, StaffTap.filter(F.act == "enquiries"))
    router.callback_query.register(confirm_removal, StaffMember.filter(F.act == "ask"))
    router.callback_query.register(remove, StaffMember.filter(F.act == "remove"))
    return router


async def overview(_: Message | CallbackQuery, visit: Visit) -> Reply:
    """The powers this person holds, and a button for each."""
    words = visit.words
    held = await _held(visit)
    lines = [f"<b>{words('Administration')}</b>"]
    lines += [f"• {escape(await _told(visit, role))}" for role in held]
    rows: list[Row] = []
    if roles.may(held, Action.SEE_RESULTS):
        rows.append((button(words("Surveys and results"), StaffTap(act="surveys")),))
    if roles.may(held, Action.RUN_PLANS):
        rows.append((button(words("Plans"), PlanStep(act="list")),))
        rows.append((go(words("Working groups"), "groups"),))
    if roles.may(held, Action.HOLD_MEETINGS):
        rows.append((button(words("Meetings"), MeetingStep(act="list")),))
    elif roles.may(held, Action.KEEP_ATTENDANCE):
        rows.append((button(words("Who comes today"), DayTap(act="desk")),))
    if roles.may(held, Action.RUN_CONTESTS):
        rows.append((button(words("Contests"), ContestStep(act="list")),))
    if roles.may(held, Action.RUN_DEBATES):
        rows.append((button(words("Debates"), DebateStep(act="list")),))
    if roles.may(held, Action.BROADCAST):
        rows.append((button(words("Send a message to people"), BroadcastStep(act="list")),))
    if roles.may(held, Action.ANSWER_ENQUIRIES):
        rows.append((button(words("Enquiries"), StaffTap(act="enquiries")),))
    if roles.may(held, Action.INVITE_MEMBER):
        rows.append((button(words("Invite a colleague"), StaffTap(act="invite")),))
    if roles.may(held, Action.SEE_STAFF):
        rows.append((button(words("Colleagues"), StaffTap(act="staff")),))
    rows.append((button(words("Sign in to the web"), StaffTap(act="console", once=_once())),))
    rows.append((go(words("Home"), "home"),))
    return show("\n".join(lines), *rows)


async def console(
    _: Message | CallbackQuery, visit: Visit, callback_data: StaffTap | None = None
) -> Reply:
    """A one-time link to the pages; it works for a quarter of an hour and only once."""
    await _held(visit)
    await visit.house.allowance.take("sign_in", visit.resident.telegram_id)
    once = callback_data.once if callback_data else visit.message_id
    token = visit.house.token("console", visit.resident.id, once)
    await signin.make_link(visit.session, visit.resident.id, visit.now, token)
    address = f"{visit.house.public_url}/prihlaseni/{token}?lang={visit.words.language}"
    words = visit.words
    told = words("This link signs you in once, within 15 minutes. Give it to nobody.")
    if address.startswith(OPENS_IN_CHAT):
        return show(told, (link(words("Open the web"), address),), (go(words("Home"), "home"),))
    return show(f"{told}\n\n{address}", (go(words("Home"), "home"),))


async def offer(visit: Visit, token: str) -> Reply:
    """What an invitation's link offers, before anything is accepted."""
    words = visit.words
    found = await invitations.look(visit.session, token, visit.resident.id, visit.now)
    text = words(
        "You are invited as: <b>{role}</b>. Do you accept?", role=escape(await _told(visit, found))
    )
    return show(
        text,
        (button(words("I accept"), StaffTap(act="accept", role=token)),),
        (go(words("Not now"), "home"),),
    )


async def accept(_: CallbackQuery, callback_data: StaffTap, visit: Visit) -> Reply:
    words, resident = visit.words, visit.resident
    found = await invitations.accept(
        visit.session, callback_data.role, resident.id, visit.first_name, visit.now
    )
    text = words("Thank you. You are now: <b>{role}</b>.", role=escape(await _told(visit, found)))
    return Reply(
        (Screen(text, ((go(words("Administration"), "admin"),),)),),
        menus=(await _menu(visit, resident),),
    )


async def choose_role(_: CallbackQuery, visit: Visit) -> Reply:
    """Members of working groups are nominated there, by those who lead them."""
    words = visit.words
    held = await _held(visit)
    rows: list[Row] = [
        (
            button(
                capitalised(words(ROLE_NAMES[role])),
                StaffTap(act="invite-role", role=role, once=_once()),
            ),
        )
        for role, action in roles.INVITING.items()
        if role != roles.MEMBER and roles.may(held, action)
    ]
    rows.append((go(capitalised(words(ROLE_NAMES[roles.MEMBER])), "groups"),))
    return show(words("As whom do you invite?"), *rows, (go(words("Back"), "admin"),))


async def choose_area(_: CallbackQuery, callback_data: StaffTap, visit: Visit) -> Reply:
    words, role = visit.words, callback_data.role
    held = await _held(visit)
    if role not in roles.INVITING or role == roles.MEMBER:
        raise roles.NoSuchRole
    if role == roles.ADMINISTRATOR:
        return await _invite(visit, Offer(role, "", ""), callback_data.once)
    roles.demand(held, roles.INVITING[role])
    allowed = roles.areas_for(held, roles.INVITING[role])
    rows: list[Row] = [
        (
            button(
                pick(area.name, visit.resident.language),
                StaffTap(act="into", role=role, area=area.code, once=_once()),
            ),
        )
        for area in await places.areas(visit.session)
        if allowed is None or area.code in allowed
    ]
    return show(words("For which area?"), *rows, (go(words("Back"), "admin"),))


async def invite(_: CallbackQuery, callback_data: StaffTap, visit: Visit) -> Reply:
    if callback_data.role not in (roles.COORDINATOR, roles.CLERK):
        raise roles.NoSuchRole
    offer = Offer(callback_data.role, callback_data.area, "")
    return await _invite(visit, offer, callback_data.once)


async def colleagues(_: Message | CallbackQuery, visit: Visit) -> Reply:
    """Who else holds a role in one's areas; those one may remove have a button."""
    words = visit.words
    held = await _held(visit)
    lines, rows = [f"<b>{words('Colleagues')}</b>"], []
    for role, person in await people.staff(visit.session):
        if not roles.may(held, Action.SEE_STAFF, role.area_code):
            continue
        lines.append(f"• {escape(role.name)} – {escape(await _told(visit, role))}")
        if _may_remove(held, visit.resident, role):
            tap = StaffMember(act="ask", resident=person.id, which=_which(role))
            rows.append((button(words("Remove: {name}", name=role.name), tap),))
    return show("\n".join(lines), *rows, (go(words("Back"), "admin"),))


async def confirm_removal(_: CallbackQuery, callback_data: StaffMember, visit: Visit) -> Reply:
    words = visit.words
    role = await _role_at(visit, callback_data)
    tap = callback_data.model_copy(update={"act": "remove"})
    return show(
        words(
            "End the role “{role}” of {name}?",
            role=escape(await _told(visit, role)),
            name=escape(role.name),
        ),
        (button(words("Yes, end it"), tap),),
        (go(words("Back"), "admin"),),
    )


async def remove(_: CallbackQuery, callback_data: StaffMember, visit: Visit) -> Reply:
    words = visit.words
    role = await _role_at(visit, callback_data)
    person = await visit.session.get(Resident, role.resident_id)
    name, told = role.name, await _told(visit, role)
    await roles.take_away(
        visit.session,
        visit.resident.id,
        role.resident_id,
        role.role,
        role.area_code,
        role.group_code,
        visit.now,
    )
    menus = (await _menu(visit, person),) if person else ()
    text = words("{name} is no longer: {role}.", name=escape(name), role=escape(told))
    return Reply((Screen(text, ((go(words("Home"), "home"),),)),), menus=menus)


async def waiting_enquiries(_: CallbackQuery, visit: Visit) -> Reply:
    words = visit.words
    held = await _held(visit)
    roles.demand(held, Action.ANSWER_ENQUIRIES)
    areas = roles.areas_for(held, Action.ANSWER_ENQUIRIES)
    found = await enquiries.unanswered(visit.session, areas, ENQUIRIES_SHOWN)
    rows: list[Row] = [
        (
            button(
                f"{one.number}: {shortened(one.text, 36)}",
                EnquiryTap(act="answer", number=one.number),
            ),
        )
        for one in found
    ]
    text = words("These enquiries wait for an answer.") if rows else words("No enquiry waits.")
    return show(text, *rows, (go(words("Back"), "admin"),))


async def _invite(visit: Visit, offer: Offer, once: str) -> Reply:
    words = visit.words
    await visit.house.allowance.take("invite", visit.resident.telegram_id)
    inviter = visit.resident.id
    token = visit.house.token(
        "invite", inviter, offer.role, offer.area_code, offer.group_code, once
    )
    await invitations.invite(visit.session, inviter, offer, visit.now, token)
    text = words(
        "Send this link to the person whom you invite as: <b>{role}</b>. "
        "It works once, within seven days.\n\n{link}",
        role=escape(await _told(visit, offer)),
        link=visit.house.deep_link(TO_INVITATION + token),
    )
    return show(text, (go(words("Back"), "admin"),))


def _once() -> str:
    return secrets.token_urlsafe(6)


async def _menu(visit: Visit, person: Resident) -> Menu:
    held = await people.roles(visit.session, person.id)
    return Menu(person.telegram_id, person.language, roles.powers(held))


async def _held(visit: Visit) -> list[Staff]:
    """The person's roles; without any there is nothing here for them."""
    held = await people.roles(visit.session, visit.resident.id)
    if not held:
        raise roles.NotAllowed(Action.SEE_RESULTS)
    return held


async def _told(visit: Visit, role: Staff | Offer) -> str:
    words: Words = visit.words
    name = words(ROLE_NAMES[role.role])
    area = await places.area(visit.session, role.area_code) if role.area_code else None
    if area is None:
        return name
    place = pick(area.name, visit.resident.language)
    group = await groups.group(visit.session, role.group_code) if role.group_code else None
    if group:
        place = f"{pick(group.name, visit.resident.language)}, {place}"
    return f"{name} ({place})"


def _may_remove(held: list[Staff], resident: Resident, role: Staff) -> bool:
    own = role.resident_id == resident.id
    return own or roles.may(held, roles.INVITING[role.role], role.area_code)


def _which(role: Staff) -> str:
    """A role in few letters: its area's code would not fit into a button."""
    told = f"{role.role}:{role.area_code}:{role.group_code}"
    return hashlib.sha256(told.encode()).hexdigest()[:8]


async def _role_at(visit: Visit, tap: StaffMember) -> Staff:
    held = await _held(visit)
    theirs = await people.roles(visit.session, tap.resident)
    role = next((one for one in theirs if _which(one) == tap.which), None)
    if role is None:
        raise roles.NoSuchRole
    if not _may_remove(held, visit.resident, role):
        raise roles.NotAllowed(roles.INVITING[role.role])
    return role
