"""Holding meetings in the chat: made in a few steps, announced, changed, cancelled."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers import meeting_forms as forms
from handlers import meeting_screens as screens
from handlers import meetings
from handlers.awaiting import Awaiting
from handlers.replies import Expects, Reply, alert, show
from handlers.taps import MeetingStep, go
from handlers.visit import Visit
from meetings import keeping, registration
from meetings.documents import When
from meetings.keeping import Held, Organiser
from meetings.kinds import kinds_of
from outreach.notices import tell
from people import roles
from people.roles import Action
from storage import meetings as tables
from storage import people, places
from storage.meetings import ANNOUNCED, CANCELLED, COMING, PLANNED, WAITING
from texts.content import pick
from texts.formatting import PRAGUE
from texts.screens import Row

TYPED: Final = "meeting-field"
BECAUSE: Final = "meeting-because"
FIRST: Final = "meeting-title"
LIST_LENGTH: Final = 30
LASTS: Final = timedelta(hours=2)


def router() -> Router:
    router = Router(name="meeting_running")
    router.message.register(make, Awaiting(FIRST))
    router.message.register(write, Awaiting(TYPED))
    router.message.register(cancel, Awaiting(BECAUSE))
    steps: dict[str, Callable[..., Awaitable[Reply]]] = {
        "list": listing,
        "new": ask_title,
        "area": ask_title,
        "card": card,
        "day": choose_day,
        "hour": choose_hour,
        "at": set_start,
        "last": choose_length,
        "ends": set_end,
        "kind": choose_kind,
        "is": set_kind,
        "type": ask_field,
        "ask": ask_announce,
        "out": announce,
        "stop": ask_because,
        "needs": needs,
    }
    for act, does in steps.items():
        router.callback_query.register(does, MeetingStep.filter(F.act == act))
    return router


async def organiser_of(visit: Visit) -> Organiser:
    held = await people.roles(visit.session, visit.resident.id)
    roles.demand(held, Action.HOLD_MEETINGS)
    return Organiser(visit.resident.id, roles.areas_for(held, Action.HOLD_MEETINGS))


async def listing(_: CallbackQuery, visit: Visit) -> Reply:
    words, organiser = visit.words, await organiser_of(visit)
    states = (PLANNED, ANNOUNCED, CANCELLED)
    found = await tables.meetings_of(visit.session, organiser.areas, states)
    rows: list[Row] = [
        (forms.step(words("New meeting"), "new"),),
        (forms.step(words("From a file"), "file"),),
    ]
    rows += [
        (forms.step(forms.label(keeping.read(one), words), "card", one.code),)
        for one in found[:LIST_LENGTH]
    ]
    text = words("<b>Meetings of your areas</b>")
    return show(text, *rows, (go(words("Back"), "admin"),))


async def ask_title(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    """What it is called; first for which area, where there are several."""
    words, organiser = visit.words, await organiser_of(visit)
    areas = [
        one
        for one in await places.areas(visit.session)
        if organiser.areas is None or one.code in organiser.areas
    ]
    chosen = next((one.code for one in areas if one.code == callback_data.value), "")
    back: Row = (forms.step(words("Back"), "list"),)
    if not chosen and len(areas) > 1:
        rows = [
            (forms.step(pick(one.name, words.language), "area", value=one.code),) for one in areas
        ]
        return show(words("For which area is the meeting?"), *rows, back)
    area = chosen or areas[0].code
    return show(
        words("What is the meeting called? Write it."), back, expects=Expects(FIRST, {"area": area})
    )


async def make(message: Message, visit: Visit) -> Reply:
    """A new meeting from its title; the rest is filled in on its card."""
    area, title = visit.waiting["area"], (message.text or "").strip()
    found = await places.area(visit.session, area)
    fields = {
        "key": f"m{visit.resident.id % 10**6}-{visit.message_id}",
        "area": area,
        "kind": next(iter(kinds_of(found))),
        "title": {"cs": title},
    }
    document = forms.checked(fields)
    held, _ = await keeping.keep(visit.session, await organiser_of(visit), document, visit.now)
    return await _days(visit, held)


async def card(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    return await _card(visit, await _held(visit, callback_data.code))


async def choose_day(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await _held(visit, callback_data.code)
    return await _days(visit, held, callback_data.value)


async def choose_hour(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await _held(visit, callback_data.code)
    return forms.hours(visit.words, held, callback_data.value)


async def set_start(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    """The day and the hour are chosen; how long it takes is asked next."""
    held = await _held(visit, callback_data.code)
    starts = forms.moment_of(callback_data.value)
    if starts is None or starts <= visit.now:
        return alert(visit.words("That is over already. Choose a later time."))
    before = held.document.when[0] if held.document.when else None
    lasts = before.end - before.start if before else LASTS
    one = When(start=starts, end=starts + lasts)
    after = await _change(visit, held, {"when": [one, *held.document.when[1:]]})
    return forms.lengths(visit.words, after)


async def choose_length(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    return forms.lengths(visit.words, await _held(visit, callback_data.code))


async def set_end(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await _held(visit, callback_data.code)
    if not held.document.when or not callback_data.value.isdecimal():
        return await _card(visit, held)
    first = held.document.when[0]
    minutes = timedelta(minutes=min(int(callback_data.value), 24 * 60))
    one = When(start=first.start, end=first.start + minutes)
    after = await _change(visit, held, {"when": [one, *held.document.when[1:]]})
    return await _card(visit, after)


async def choose_kind(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await _held(visit, callback_data.code)
    kinds = kinds_of(await places.area(visit.session, held.meeting.area_code))
    return forms.kinds(visit.words, held, kinds)


async def set_kind(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await _held(visit, callback_data.code)
    return await _card(visit, await _change(visit, held, {"kind": callback_data.value}))


async def ask_field(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await _held(visit, callback_data.code)
    asked = forms.FIELDS.get(callback_data.value)
    if asked is None:
        return await _card(visit, held)
    told = {"code": held.code, "field": callback_data.value}
    back: Row = (forms.step(visit.words("Back"), "card", held.code),)
    return show(visit.words(asked), back, expects=Expects(TYPED, told))


async def write(message: Message, visit: Visit) -> Reply:
    """A field that was asked for."""
    told = {"code": visit.waiting["code"], "field": visit.waiting["field"]}
    held = await _held(visit, told["code"])
    changed = forms.typed(held, told["field"], (message.text or "").strip())
    if changed is None:
        text = visit.words("I do not understand this. Write a number.")
        back: Row = (forms.step(visit.words("Back"), "card", held.code),)
        return show(text, back, expects=Expects(TYPED, told))
    return await _card(visit, await _change(visit, held, changed))


async def ask_announce(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    """What people will see, before they do."""
    words = visit.words
    held = await _held(visit, callback_data.code)
    told = screens.lines(words, await meetings.shown(visit, held))
    ask = words("This is what people see. Shall it be announced?")
    return show(
        "\n\n".join(filter(None, [ask, *told])),
        (forms.step(words("Yes, announce it"), "out", held.code),),
        (forms.step(words("Back"), "card", held.code),),
    )


async def announce(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    organiser = await organiser_of(visit)
    held, announced = await keeping.announce(
        visit.session, organiser, callback_data.code, visit.now
    )
    if announced:
        await tell(visit.session, announced, visit.now)
    note = visit.words(
        "It is announced: people find it under /akce. To invite them, send a message to people."
    )
    return await _card(visit, held, note)


async def ask_because(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    words, held = visit.words, await _held(visit, callback_data.code)
    text = words(
        "Why is it cancelled? Write a sentence; everybody who comes will be told it. A cancelled "
        "meeting stays cancelled."
    )
    back: Row = (forms.step(words("Back"), "card", held.code),)
    return show(text, back, expects=Expects(BECAUSE, {"code": held.code}))


async def cancel(message: Message, visit: Visit) -> Reply:
    organiser, code = await organiser_of(visit), visit.waiting["code"]
    happened = await keeping.cancel(visit.session, organiser, code, message.text or "", visit.now)
    told = await tell(visit.session, happened, visit.now) if happened else 0
    note = visit.words.many("{n} person is told.", "{n} people are told.", told)
    return await _card(visit, await _held(visit, code), note)


async def needs(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    """What those who come need, without who they are."""
    held = await _held(visit, callback_data.code)
    said = await tables.registered(visit.session, held.code, (COMING, WAITING))
    return forms.needs(visit.words, held, [one for one in said if one.needs])


async def _held(visit: Visit, code: str) -> Held:
    """A meeting of one's own areas; raises NoSuchMeeting, NotYoursToHold."""
    found = await keeping.held(visit.session, code)
    (await organiser_of(visit)).demand(found.meeting.area_code)
    return found


async def _change(visit: Visit, held: Held, fields: dict[str, Any]) -> Held:
    """Change some fields; whoever has to hear of it does, and who waits may move up."""
    told = held.document.model_dump()
    document = forms.checked({**told, **fields})
    organiser, revision = await organiser_of(visit), held.meeting.revision
    after, moved = await keeping.change(
        visit.session, organiser, held.code, revision, document, visit.now
    )
    if moved:
        await tell(visit.session, moved, visit.now)
    if after.meeting.state == ANNOUNCED:
        for one in await registration.fill(visit.session, after):
            await tell(visit.session, one, visit.now)
    return after


async def _card(visit: Visit, held: Held, note: str = "") -> Reply:
    counted = await tables.counts(visit.session, held.code)
    shown = await meetings.shown(visit, held)
    return forms.card(visit.words, shown, counted, note)


async def _days(visit: Visit, held: Held, month: str = "") -> Reply:
    return forms.days(visit.words, held, visit.now.astimezone(PRAGUE).date(), month)
