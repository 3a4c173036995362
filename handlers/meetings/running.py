"""Holding meetings in the chat: their list and cards, announced, changed, cancelled."""

from collections.abc import Awaitable, Callable
from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.meetings import dates as meeting_dates
from handlers.meetings import details as meeting_details
from handlers.meetings import editing as meeting_editing
from handlers.meetings import forms, screens
from handlers.meetings import inviting as meeting_inviting
from handlers.meetings import languages as meeting_languages
from handlers.meetings import making as meeting_making
from handlers.meetings import place as meeting_place
from handlers.meetings import programme as meeting_programme
from handlers.meetings import upcoming as meetings
from handlers.meetings.editing import asks, back_to, card, changed, held_of, stays
from handlers.meetings.editing import organiser_of as organiser_of
from handlers.meetings.forms import NotAMeeting
from handlers.meetings.languages import missing_anywhere
from handlers.pages import page_of, turning
from handlers.replies import Reply, show
from handlers.taps import MeetingStep, go
from handlers.visit import Visit
from meetings import keeping
from meetings.keeping import Held
from meetings.kinds import kinds_of
from outreach.notices import tell
from storage import meetings as tables
from storage import places
from storage.meetings import ANNOUNCED, CANCELLED, COMING, PLANNED, WAITING
from texts.formatting import listed
from texts.numbers import whole
from texts.screens import Row

TYPED: Final = "meeting-field"
BECAUSE: Final = "meeting-because"
LIST_LENGTH: Final = 30


def router() -> Router:
    router = Router(name="meeting_running")
    router.message.register(write, Awaiting(TYPED))
    router.message.register(cancel, Awaiting(BECAUSE))
    steps: dict[str, Callable[..., Awaitable[Reply]]] = {
        "list": listing,
        "card": open_card,
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
    parts = (
        *(meeting_making, meeting_editing, meeting_dates, meeting_place),
        *(meeting_programme, meeting_details, meeting_languages, meeting_inviting),
    )
    router.include_routers(*(part.router() for part in parts))
    return router


async def listing(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    """A page of them: drafts, then what comes, what is over, and what is cancelled."""
    words = visit.words
    page = page_of(await _in_order(visit), whole(callback_data.value), LIST_LENGTH)
    rows: list[Row] = [
        (forms.step(words("New meeting"), "new"),),
        (forms.step(words("From a file"), "file"), forms.step(words("Who came"), "came")),
    ]
    rows += [(forms.step(forms.label(one, words), "card", one.code),) for one in page.items]
    rows += turning(page, lambda label, to: forms.step(label, "list", value=str(to)))
    text = words("<b>Meetings of your areas</b>")
    return show(text, *rows, (go(words("Back"), "admin"),))


async def _in_order(visit: Visit) -> list[Held]:
    session, areas = visit.session, (await organiser_of(visit)).areas
    drafts, announced, cancelled = [
        [keeping.read(one) for one in await tables.meetings_of(session, areas, [state])]
        for state in (PLANNED, ANNOUNCED, CANCELLED)
    ]
    return drafts + keeping.in_order(announced, visit.now) + cancelled


async def open_card(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    return await card(visit, await held_of(visit, callback_data.code))


async def choose_kind(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await held_of(visit, callback_data.code)
    kinds = kinds_of(await places.area(visit.session, held.meeting.area_code))
    return stays(visit, held, forms.kinds(visit.words, held, kinds))


async def set_kind(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await held_of(visit, callback_data.code)
    return await changed(visit, held, {"kind": callback_data.value})


async def ask_field(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await held_of(visit, callback_data.code)
    if callback_data.value not in forms.FIELDS:
        return await card(visit, held)
    return _ask_field(visit, held, callback_data.value)


def _ask_field(visit: Visit, held: Held, field: str, note: str = "") -> Reply:
    text = "\n\n".join(filter(None, [note, visit.words(forms.FIELDS[field])]))
    expects = asks(visit, held, TYPED, field=field)
    return show(text, back_to(visit.words, held), expects=expects)


async def write(message: Message, visit: Visit) -> Reply:
    """A field that was asked for; what does not fit is asked for again."""
    words, field = visit.words, str(visit.waiting["field"])
    held = await held_of(visit, visit.waiting["code"])
    fields = forms.typed(held, field, (message.text or "").strip())
    if fields is None:
        return _ask_field(visit, held, field, words("I do not understand this. Write a number."))
    try:
        return await changed(visit, held, fields)
    except NotAMeeting:
        return _ask_field(visit, held, field, forms.misfit(field, words))


async def ask_announce(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    return await _ask_announce(visit, await held_of(visit, callback_data.code))


async def _ask_announce(visit: Visit, held: Held) -> Reply:
    """What people will see, before they do, and which rules its dates break."""
    words = visit.words
    warned = await meeting_editing.warnings(visit, held)
    warning = "\n".join(f"⚠ {one}" for one in warned)
    ask = words("This is what people see. Shall it be announced?")
    meanwhile = await meeting_editing.meanwhile_told(visit, held)
    told = screens.lines(words, await meetings.shown(visit, held))
    untold = missing_anywhere(held.document)
    if untold:
        names = listed(untold, words.language)
        ask += " " + words("Not translated yet: {languages}. People see Czech.", languages=names)
    if not (held.document.venue or held.document.online):
        ask += " " + words("No place is set yet.")
    yes = words("Announce it all the same") if warned else words("Yes, announce it")
    reply = show(
        "\n\n".join(filter(None, [meanwhile, warning, ask, *told])),
        (forms.step(yes, "out", held.code, str(held.meeting.revision)),),
        back_to(words, held),
    )
    return stays(visit, held, meetings.with_picture(visit, held, reply))


async def announce(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    """What was looked at is announced, or what has become of it is looked at first."""
    words, held = visit.words, await held_of(visit, callback_data.code, locked=True)
    if callback_data.value not in ("", str(held.meeting.revision)):
        return await _ask_announce(visit, held)
    organiser = await organiser_of(visit)
    held, announced = await keeping.announce(visit.session, organiser, held.code, visit.now)
    told = await tell(visit.session, announced, visit.now) if announced else 0
    note = [words("The meeting is announced.")]
    if told:
        note.append(
            words.many(
                "{n} person who follows its topics hears of it.",
                "{n} people who follow its topics hear of it.",
                told,
            )
        )
    note.append(words("Tap “Invite people” to write to the others."))
    return await card(visit, held, " ".join(note))


async def ask_because(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    words, held = visit.words, await held_of(visit, callback_data.code)
    held.demand_ahead(visit.now)
    text = words(
        "Why is it cancelled? Write a sentence; everybody who comes will be told it. A cancelled "
        "meeting stays cancelled."
    )
    return show(text, back_to(words, held), expects=asks(visit, held, BECAUSE))


async def cancel(message: Message, visit: Visit) -> Reply:
    organiser, code = await organiser_of(visit), visit.waiting["code"]
    happened = await keeping.cancel(visit.session, organiser, code, message.text or "", visit.now)
    told = await tell(visit.session, happened, visit.now) if happened else 0
    note = visit.words.many("{n} person is told.", "{n} people are told.", told)
    return await card(visit, await held_of(visit, code), note)


async def needs(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    """What those who come need, without who they are."""
    held = await held_of(visit, callback_data.code)
    said = await tables.registered(visit.session, held.code, (COMING, WAITING))
    return stays(visit, held, forms.needs(visit.words, held, [one for one in said if one.needs]))
