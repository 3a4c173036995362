"""Where a meeting is: the place and its address, how one gets in, and the point on the map."""

from collections.abc import Mapping
from typing import Any, Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.broadcasts.writing import Writing
from handlers.meetings import card_words, editing, forms
from handlers.meetings.forms import NotAMeeting
from handlers.replies import Reply, show
from handlers.taps import MeetingStep
from handlers.visit import Visit
from meetings.documents import Venue
from meetings.keeping import Held
from people import profile
from storage import places
from texts.screens import Button, Row
from texts.words import Words, later

NAMED: Final = "meeting-place"
POINTED: Final = "meeting-point"
TOWN: Final = "meeting-town"
ACCESS: Mapping[str, str] = {
    "hearing_loop": later("Hearing loop"),
    "interpreting": later("Interpreting"),
    "children": later("Children welcome"),
    "children_corner": later("Somebody minds the children"),
    "neutral": later("Neutral ground"),
}
STEPS: Mapping[bool | None, str] = {
    None: later("Step-free: not known"),
    True: later("Step-free: yes"),
    False: later("Step-free: no, there are steps"),
}
NEXT_STEPS: Mapping[bool | None, bool | None] = {None: True, True: False, False: None}


def router() -> Router:
    router = Router(name="meeting_place")
    router.message.register(named, Awaiting(NAMED))
    router.message.register(pointed, Writing(POINTED))
    router.message.register(typed_town, Awaiting(TOWN))
    steps = {
        "place": overview,
        "name": ask_name,
        "access": set_access,
        "point": ask_point,
        "no-point": remove_point,
        "town": ask_town,
        "in": set_town,
        "no-place": remove,
    }
    for act, does in steps.items():
        router.callback_query.register(does, MeetingStep.filter(F.act == act))
    return router


async def overview(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    return await place(visit, held) if held.document.venue else _ask_name(visit, held)


async def place(visit: Visit, held: Held) -> Reply:
    words, venue, code = visit.words, held.document.venue, held.code
    if venue is None:
        return await editing.card(visit, held)
    town = await places.municipality(visit.session, venue.municipality)
    there = card_words.place(words, venue, town.name if town else "", "")
    point = words("Point on the map: yes") if venue.on_map else words("Point on the map: none")
    rows: list[Row] = [
        (
            forms.step(words("Name and address"), "name", code),
            forms.step(words("Municipality"), "town", code),
        ),
        (forms.step(words(STEPS[venue.step_free]), "access", code, "step_free"),),
        *_switches(words, code, venue),
        (forms.step(point, "point", code),),
        (forms.step(words("Without a place"), "no-place", code),),
        (forms.step(words("Done"), "card", code),),
    ]
    text = words("<b>Place</b>\nTap what is true of it.")
    return editing.stays(visit, held, show(f"{text}\n\n{there}", *rows))


def _switches(words: Words, code: str, venue: Venue) -> list[Row]:
    buttons: list[Button] = [
        forms.step(f"{'☑' if getattr(venue, name) else '☐'} {words(label)}", "access", code, name)
        for name, label in ACCESS.items()
    ]
    return [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]


async def ask_name(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    return _ask_name(visit, await editing.held_of(visit, callback_data.code))


def _ask_name(visit: Visit, held: Held, note: str = "") -> Reply:
    words = visit.words
    text = words("Where is it? Write the place, then a comma, then the address.")
    back = editing.back_to(words, held, "place" if held.document.venue else "card")
    return editing.ask(visit, held, "\n\n".join(filter(None, [note, text])), NAMED, back)


async def named(message: Message, visit: Visit) -> Reply:
    """The name of the place and its address; the point on the map was that of another one."""
    held = await editing.held_of(visit, visit.waiting["code"])
    name, _, address = (message.text or "").partition(",")
    told = {"name": name.strip(), "address": address.strip(), "latitude": None, "longitude": None}
    try:
        return await _changed(visit, held, told)
    except NotAMeeting as refusal:
        return _ask_name(visit, held, forms.misfit(refusal.field, visit.words))


async def set_access(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    venue, name = held.document.venue, callback_data.value
    if venue is None or name not in (*ACCESS, "step_free"):
        return await place(visit, held)
    if name == "step_free":
        return await _changed(visit, held, {name: NEXT_STEPS[venue.step_free]})
    return await _changed(visit, held, {name: not getattr(venue, name)})


async def ask_point(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    return _ask_point(visit, await editing.held_of(visit, callback_data.code))


def _ask_point(visit: Visit, held: Held) -> Reply:
    words = visit.words
    text = words(
        "Send the point: tap the paperclip, then Location, move the map to the place and send it."
    )
    rows: list[Row] = []
    if held.document.venue and held.document.venue.on_map:
        rows.append((forms.step(words("Without a point"), "no-point", held.code),))
    return editing.ask(visit, held, text, POINTED, *rows, editing.back_to(words, held, "place"))


async def pointed(message: Message, visit: Visit) -> Reply:
    held = await editing.held_of(visit, visit.waiting["code"])
    if message.location is None:
        return _ask_point(visit, held)
    there = {"latitude": message.location.latitude, "longitude": message.location.longitude}
    return await _changed(visit, held, there)


async def remove_point(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    return await _changed(visit, held, {"latitude": None, "longitude": None})


async def ask_town(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    return _ask_town(visit, held)


def _ask_town(visit: Visit, held: Held, *rows: Row) -> Reply:
    words = visit.words
    text = words("In which municipality is it? Write the beginning of its name.")
    return editing.ask(visit, held, text, TOWN, *rows, editing.back_to(words, held, "place"))


async def typed_town(message: Message, visit: Visit) -> Reply:
    held = await editing.held_of(visit, visit.waiting["code"])
    rows: list[Row] = [
        (
            forms.step(
                visit.words("{name} (district {district})", name=one.name, district=one.district),
                "in",
                held.code,
                one.code,
            ),
        )
        for one in await profile.search(visit.session, message.text or "")
    ]
    return _ask_town(visit, held, *rows)


async def set_town(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    if await places.municipality(visit.session, callback_data.value) is None:
        return await place(visit, held)
    return await _changed(visit, held, {"municipality": callback_data.value})


async def remove(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    return await editing.changed(visit, held, {"venue": None})


async def _changed(visit: Visit, held: Held, told: Mapping[str, Any]) -> Reply:
    known = held.document.venue.model_dump() if held.document.venue else {}
    return await editing.changed(visit, held, {"venue": {**known, **told}}, place)
