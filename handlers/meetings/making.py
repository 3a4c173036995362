"""A new meeting: from what its kind begins with, or as a copy of an older one."""

from typing import Any, Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.meetings import editing, forms
from handlers.meetings.calendar import Spot
from handlers.meetings.dates import days
from handlers.meetings.forms import NotAMeeting
from handlers.replies import Expects, Reply, show
from handlers.taps import MeetingStep
from handlers.visit import Visit
from meetings import keeping
from meetings.kinds import kinds_of, template_of
from storage import meetings as tables
from storage import places
from storage.meetings import ANNOUNCED, CANCELLED, PLANNED
from texts.content import pick
from texts.formatting import capitalised
from texts.screens import Row

FIRST: Final = "meeting-title"
COPIES_SHOWN: Final = 12
# What belongs to the older meeting alone.
NOT_COPIED: Final = (
    "when",
    "when_note",
    "registration_until",
    "plan",
    "documents_available_from",
    "comments_until",
)


def router() -> Router:
    router = Router(name="meeting_making")
    router.message.register(make, Awaiting(FIRST))
    steps = {
        "new": ask_kind,
        "area": ask_kind,
        "begin": ask_title,
        "copies": choose_copied,
        "copy": copy,
    }
    for act, does in steps.items():
        router.callback_query.register(does, MeetingStep.filter(F.act == act))
    return router


async def ask_kind(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    """What it will be; first for which area, where there are several."""
    words, language = visit.words, visit.words.language
    organiser = await editing.organiser_of(visit)
    areas = [
        one
        for one in await places.areas(visit.session)
        if organiser.areas is None or one.code in organiser.areas
    ]
    chosen = next((one for one in areas if one.code == callback_data.value), None)
    back: Row = (forms.step(words("Back"), "list"),)
    if chosen is None and len(areas) > 1:
        rows = [(forms.step(pick(one.name, language), "area", value=one.code),) for one in areas]
        return show(words("For which area is the meeting?"), *rows, back)
    area = chosen or areas[0]
    kinds: list[Row] = [
        (forms.step(capitalised(pick(text, language)), "begin", value=f"{area.code}.{at}"),)
        for at, text in enumerate(kinds_of(area).values())
    ]
    older: Row = (forms.step(words("Copy of an older one"), "copies", value=area.code),)
    text = words("What will it be? Its usual length and places are filled in; you can change them.")
    return show(text, older, *kinds, back)


async def ask_title(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    await editing.organiser_of(visit)
    area, _between, at = callback_data.value.rpartition(".")
    kinds = list(kinds_of(await places.area(visit.session, area)))
    kind = kinds[int(at)] if at.isdecimal() and int(at) < len(kinds) else kinds[0]
    return _ask_title(visit, {"area": area, "kind": kind})


def _ask_title(visit: Visit, told: dict[str, Any], note: str = "") -> Reply:
    words = visit.words
    back: Row = (forms.step(words("Back"), "area", value=str(told["area"])),)
    text = "\n\n".join(filter(None, [note, words("What is the meeting called? Write it.")]))
    return show(text, back, expects=Expects(FIRST, told))


async def make(message: Message, visit: Visit) -> Reply:
    """A new meeting from its kind and title; the rest is filled in on its card."""
    told = {name: visit.waiting[name] for name in ("area", "kind")}
    area, title = await places.area(visit.session, told["area"]), (message.text or "").strip()
    fields = {
        "key": f"m{visit.resident.id % 10**6}-{visit.message_id}",
        **told,
        "title": {"cs": title},
        **template_of(area, told["kind"]).fields(),
    }
    try:
        document = forms.checked(fields)
    except NotAMeeting as refusal:
        return _ask_title(visit, told, forms.misfit(refusal.field, visit.words))
    organiser = await editing.organiser_of(visit)
    held, _ = await keeping.keep(visit.session, organiser, document, visit.now)
    return await days(visit, held, Spot(1))


async def choose_copied(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    words = visit.words
    (await editing.organiser_of(visit)).demand(callback_data.value)
    states = (PLANNED, ANNOUNCED, CANCELLED)
    found = await tables.meetings_of(visit.session, [callback_data.value], states)
    rows: list[Row] = [
        (forms.step(forms.label(keeping.read(one), words), "copy", one.code),)
        for one in found[:COPIES_SHOWN]
    ]
    text = words("Which one shall be copied?") if rows else words("There is no older one yet.")
    return show(text, *rows, (forms.step(words("Back"), "area", value=callback_data.value),))


async def copy(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    """A draft with all of the older one but its dates; asked twice at once, it is one draft."""
    older = await editing.held_of(visit, callback_data.code)
    fields = older.document.model_dump(exclude=set(NOT_COPIED))
    fields["key"] = f"m{visit.resident.id % 10**6}-{visit.now:%y%m%d%H%M%S}"
    organiser = await editing.organiser_of(visit)
    held, _moved = await keeping.keep(visit.session, organiser, forms.checked(fields), visit.now)
    return await days(visit, held, Spot(1))
