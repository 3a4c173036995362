"""The digest of a working group in the private chat, and when it is to come."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from groups import digesting, schedule
from groups.running import led_by
from handlers.commands import Said
from handlers.groups import digest_screens as screens
from handlers.groups import digest_steps as steps
from handlers.groups.digest_steps import STEPS, Asking
from handlers.groups.overview import actor_of
from handlers.groups.words import name_of
from handlers.replies import Reply, show
from handlers.taps import DigestTap, GroupTap, button, go
from handlers.visit import Visit
from outreach import digests
from storage.groups import WorkingGroup
from texts.formatting import weekday, weekday_moment
from texts.screens import Button, Row

DAYS_IN_A_ROW, HOURS_IN_A_ROW = 4, 6
HOURS = range(6, 24)


def router() -> Router:
    router = Router(name="digests")
    router.message.register(begin, Said("digest"))
    router.callback_query.register(plan, DigestTap.filter(F.act == "plan"))
    router.callback_query.register(choose_day, DigestTap.filter(F.act == "day"))
    router.callback_query.register(choose_hour, DigestTap.filter(F.act == "hour"))
    router.callback_query.register(choose_zone, DigestTap.filter(F.act == "zone"))
    router.callback_query.register(step, DigestTap.filter(F.act.in_(STEPS)))
    return router


async def begin(_: Message, visit: Visit) -> Reply:
    """The digest of my only group, or a choice."""
    found = await digests.read_by(visit.session, visit.resident.id)
    if len(found) != 1:
        home = (go(visit.words("Home"), "home"),)
        chosen = screens.choose_group(found, visit.words)
        return show(chosen.text, *chosen.rows, home)
    return await steps.show(await _asking(visit, DigestTap(act="show", group=found[0].code)))


async def step(_: CallbackQuery, callback_data: DigestTap, visit: Visit) -> Reply:
    return await STEPS[callback_data.act](await _asking(visit, callback_data))


async def plan(_: CallbackQuery, callback_data: DigestTap, visit: Visit) -> Reply:
    actor = await actor_of(visit)
    return _planned(visit, await led_by(visit.session, actor, callback_data.group))


async def choose_day(_: CallbackQuery, callback_data: DigestTap, visit: Visit) -> Reply:
    actor, code = await actor_of(visit), callback_data.group
    group = await led_by(visit.session, actor, code)
    days = set(group.digest_days) ^ {callback_data.page}
    changed = await digesting.plan(visit.session, actor, code, visit.now, days=days)
    return _planned(visit, changed)


async def choose_hour(_: CallbackQuery, callback_data: DigestTap, visit: Visit) -> Reply:
    actor, code = await actor_of(visit), callback_data.group
    if not callback_data.value:
        return _hours(visit, await led_by(visit.session, actor, code))
    hour = callback_data.page
    return _planned(visit, await digesting.plan(visit.session, actor, code, visit.now, hour=hour))


async def choose_zone(_: CallbackQuery, callback_data: DigestTap, visit: Visit) -> Reply:
    actor, code = await actor_of(visit), callback_data.group
    if not callback_data.value:
        return _zones(visit, await led_by(visit.session, actor, code))
    zone = callback_data.value
    changed = await digesting.plan(visit.session, actor, code, visit.now, timezone=zone)
    return _planned(visit, changed)


def _planned(visit: Visit, group: WorkingGroup) -> Reply:
    """When the digest comes, with a tap for each day."""
    words, language = visit.words, visit.resident.language
    due = schedule.next_due(group.digest_days, group.digest_hour, group.timezone, visit.now)
    place = schedule.zone(group.timezone)
    lines = [words("<b>When the digest of “{group}” comes</b>", group=name_of(words, group))]
    if due:
        when = weekday_moment(due, language, place)
        lines.append(words("Next: {when} ({zone})", when=when, zone=place.key))
        lines.append(words("Where nothing is new, none comes."))
    else:
        lines.append(words("On no day. Choose one, or ask for it by the command /prehled."))
    days = [
        _choice(weekday(day, language), group, "day", chosen=day in group.digest_days, page=day)
        for day in range(schedule.DAYS_OF_A_WEEK)
    ]
    hour = words("Hour: {hour}", hour=f"{group.digest_hour}:00")
    others: list[Row] = [
        (_step(hour, group, "hour"), _step(place.key, group, "zone")),
        (_step(words("Show the digest now"), group, "show"),),
        (button(words("Back"), GroupTap(act="card", code=group.code)),),
    ]
    return show("\n\n".join(lines), *_in_rows(days, DAYS_IN_A_ROW), *others)


def _hours(visit: Visit, group: WorkingGroup) -> Reply:
    hours = [
        _choice(f"{one}:00", group, "hour", chosen=one == group.digest_hour, value="set", page=one)
        for one in HOURS
    ]
    back = (_step(visit.words("Back"), group, "plan"),)
    return show(visit.words("At which hour?"), *_in_rows(hours, HOURS_IN_A_ROW), back)


def _zones(visit: Visit, group: WorkingGroup) -> Reply:
    zones = [
        (_choice(one, group, "zone", chosen=one == group.timezone, value=one),)
        for one in digesting.ZONES
    ]
    back = (_step(visit.words("Back"), group, "plan"),)
    return show(visit.words("By which clock?"), *zones, back)


def _choice(
    label: str, group: WorkingGroup, act: str, *, chosen: bool, value: str = "", page: int = 0
) -> Button:
    return _step(f"✓ {label}" if chosen else label, group, act, value, page)


def _step(label: str, group: WorkingGroup, act: str, value: str = "", page: int = 0) -> Button:
    return button(label, DigestTap(act=act, group=group.code, value=value, page=page))


def _in_rows(buttons: list[Button], width: int) -> list[Row]:
    return [tuple(buttons[at : at + width]) for at in range(0, len(buttons), width)]


async def _asking(visit: Visit, tap: DigestTap) -> Asking:
    reader = await digests.reader(visit.session, visit.resident.id, tap.group)
    account = visit.resident.telegram_id
    return Asking(
        visit.session, reader, tap, visit.words, visit.now, visit.house.allowance, account
    )
