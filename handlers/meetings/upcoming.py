"""Meetings in the chat: what comes up, saying that one comes, the calendar, reminders."""

from dataclasses import replace
from functools import partial
from typing import Final

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.commands import Said
from handlers.meetings import after, reminding, screens
from handlers.meetings import room as meeting_room
from handlers.meetings.screens import Shown
from handlers.replies import Document, Expects, Picture, Reply, Screen, Venue, alert, show
from handlers.taps import Go, MeetingTap
from handlers.visit import Visit
from meetings import calendars, keeping, registration
from meetings.calendars import Told
from meetings.joined import joined
from meetings.keeping import Held
from meetings.kinds import kinds_of
from meetings.registration import Answered, NoSuchDate
from outreach.notices import tell
from people import profile
from storage import meetings as tables
from storage import people, places, plans, surveys
from storage.meetings import CANCELLED, COMING, WAITING
from storage.places import Municipality
from surveys import library
from texts.content import pick
from texts.numbers import whole
from texts.screens import TO_MEETING
from texts.words import Words

NEEDS: Final = "meeting-needs"
MOST_SHOWN: Final = 200
COMES: Final = (COMING, WAITING)


def router() -> Router:
    router = Router(name="meetings")
    router.message.register(listing, Said("meetings"))
    router.callback_query.register(listing, Go.filter(F.to == "meetings"))
    router.callback_query.register(listing, MeetingTap.filter(F.act == "page"))
    router.message.register(write_needs, Awaiting(NEEDS))
    router.callback_query.register(open_meeting, MeetingTap.filter(F.act == "show"))
    router.callback_query.register(one_date, MeetingTap.filter(F.act == "date"))
    router.callback_query.register(say, MeetingTap.filter(F.act == "say"))
    router.callback_query.register(how_many, MeetingTap.filter(F.act == "many"))
    router.callback_query.register(set_people, MeetingTap.filter(F.act == "people"))
    router.callback_query.register(ask_needs, MeetingTap.filter(F.act == "needs"))
    router.callback_query.register(reminders, MeetingTap.filter(F.act == "remind"))
    router.callback_query.register(set_reminder, MeetingTap.filter(F.act == "when"))
    router.callback_query.register(calendar, MeetingTap.filter(F.act == "calendar"))
    router.callback_query.register(on_map, MeetingTap.filter(F.act == "map"))
    return router


async def listing(
    _: Message | CallbackQuery, visit: Visit, callback_data: CallbackData | None = None
) -> Reply:
    found = await coming_up(visit)
    states = await tables.of_resident(visit.session, visit.resident.id)
    mine = {one.meeting_code: one.state for one in states}
    page = callback_data.nth if isinstance(callback_data, MeetingTap) else 0
    has_own = bool(await joined(visit.session, visit.resident.id, visit.when))
    return screens.listing(visit, found, mine, page, has_own=has_own)


async def any_coming(visit: Visit) -> bool:
    """Whether there is anything to show: near the resident, or joined before."""
    if await coming_up(visit, 1):
        return True
    return bool(await joined(visit.session, visit.resident.id, visit.when))


async def coming_up(visit: Visit, most: int = MOST_SHOWN) -> list[Held]:
    """What is announced for everybody in the resident's areas."""
    areas = await profile.areas(visit.session, visit.resident)
    found = await tables.coming_up(visit.session, areas, visit.now, most, public=True)
    return [keeping.read(one) for one in found]


async def introduce(visit: Visit, code: str) -> Reply:
    """The card of a meeting, under its picture if it has one; raises NoSuchMeeting."""
    shown = await shown_to(visit, code)
    return with_picture(visit, shown.held, screens.card(visit, shown))


def with_picture(visit: Visit, held: Held, made: Reply) -> Reply:
    """The first screen under the picture of the meeting, if it has one that is here."""
    file = visit.house.media / held.document.picture
    if not held.document.picture or not file.exists():
        return made
    picture = Picture(f"{held.meeting.key}.jpg", make=file.read_bytes)
    return replace(made, screens=(replace(made.screens[0], picture=picture), *made.screens[1:]))


async def into_calendar(visit: Visit, code: str) -> Reply:
    return _calendar(visit, await shown_to(visit, code))


async def onto_map(visit: Visit, code: str) -> Reply:
    return _on_map(visit, await shown_to(visit, code))


async def open_meeting(_: CallbackQuery, callback_data: MeetingTap, visit: Visit) -> Reply:
    return await introduce(visit, callback_data.code)


async def one_date(_: CallbackQuery, callback_data: MeetingTap, visit: Visit) -> Reply:
    return await _date(visit, callback_data)


async def say(_: CallbackQuery, callback_data: MeetingTap, visit: Visit) -> Reply:
    """Come, perhaps come, or not; who has no place waits and hears when one is free."""
    known = await tables.registration(
        visit.session, callback_data.code, callback_data.nth, visit.resident.id
    )
    return await _answered(visit, callback_data, callback_data.value, known.people if known else 1)


async def how_many(_: CallbackQuery, callback_data: MeetingTap, visit: Visit) -> Reply:
    shown = await shown_to(visit, callback_data.code)
    return screens.how_many(visit, shown, callback_data.nth)


async def set_people(_: CallbackQuery, callback_data: MeetingTap, visit: Visit) -> Reply:
    people = whole(callback_data.value)
    return await _answered(visit, callback_data, COMING, people)


async def ask_needs(_: CallbackQuery, callback_data: MeetingTap, visit: Visit) -> Reply:
    shown = await shown_to(visit, callback_data.code)
    text, back = screens.ask_needs(visit.words, shown, callback_data.nth)
    told = {"code": callback_data.code, "nth": callback_data.nth}
    return show(text, back, expects=Expects(NEEDS, told))


async def write_needs(message: Message, visit: Visit) -> Reply:
    told = MeetingTap(act="needs", code=visit.waiting["code"], nth=visit.waiting["nth"])
    place = (told.code, told.nth)
    await registration.note_needs(visit.session, visit.resident.id, place, message.text or "")
    return await _date(visit, told, visit.words("The coordinator will read it."))


async def reminders(_: CallbackQuery, callback_data: MeetingTap, visit: Visit) -> Reply:
    shown = await shown_to(visit, callback_data.code)
    if callback_data.nth not in shown.nths:
        raise NoSuchDate(callback_data.nth)
    return _reminders(visit, shown, callback_data.nth)


def _reminders(visit: Visit, shown: Shown, nth: int) -> Reply:
    return reminding.choice(visit.words, shown.held, shown.mine.get(nth), nth, visit.when)


async def set_reminder(_: CallbackQuery, callback_data: MeetingTap, visit: Visit) -> Reply:
    place = (callback_data.code, callback_data.nth)
    minutes = whole(callback_data.value)
    known = await tables.registration(visit.session, *place, visit.resident.id)
    if known is None or minutes not in reminding.REMINDERS:
        return alert(visit.words("This is no longer there."))
    on = minutes not in known.reminders
    await registration.remind(visit.session, visit.resident.id, place, minutes, on)
    return _reminders(visit, await shown_to(visit, callback_data.code), place[1])


async def calendar(_: CallbackQuery, callback_data: MeetingTap, visit: Visit) -> Reply:
    return await into_calendar(visit, callback_data.code)


def _calendar(visit: Visit, shown: Shown) -> Reply:
    """The meeting as a file that calendars open."""
    words = visit.words
    told = in_calendar(shown, words, visit.house.deep_link(TO_MEETING + shown.held.code))
    make = partial(calendars.invitation, told)
    document = Document(f"{shown.held.meeting.key}.ics", make=make)
    text = words("Open the file, and it is in your calendar.")
    if shown.held.meeting.state == CANCELLED:
        text = words("Open the file, and your calendar knows that the meeting is cancelled.")
    return Reply((Screen(text, document=document), *screens.card(visit, shown).screens), below=True)


async def on_map(_: CallbackQuery, callback_data: MeetingTap, visit: Visit) -> Reply:
    return await onto_map(visit, callback_data.code)


def _on_map(visit: Visit, shown: Shown) -> Reply:
    venue = shown.held.document.venue
    if venue is None or venue.on_map is None:
        return alert(visit.words("This is no longer there."))
    address = ", ".join(filter(None, [venue.address, shown.municipality]))
    place = Venue(*venue.on_map, title=venue.name, address=address or venue.name)
    return Reply((Screen("", venue=place), *screens.card(visit, shown).screens), below=True)


def in_calendar(shown: Shown, words: Words, url: str) -> Told:
    document, language = shown.held.document, words.language
    venue = document.venue
    named = [venue.name, venue.address, shown.municipality] if venue else []
    return Told(
        shown.held,
        title=pick(document.title, language),
        description=pick(document.description, language) if document.description else "",
        place=", ".join(filter(None, named)) or document.online,
        url=url,
    )


async def shown_to(visit: Visit, code: str) -> Shown:
    """A meeting as this resident sees it; raises NoSuchMeeting."""
    held = await keeping.announced(visit.session, code.upper())
    mine = await tables.of_resident(visit.session, visit.resident.id)
    own = {one.nth: one for one in mine if one.meeting_code == held.code}
    return replace(
        await shown(visit, held, own),
        after=(*await meeting_room.rows_of(visit, held), *await after.rows_of(visit, held)),
        is_over=held.is_over(visit.when),
        followed=await people.topics(visit.session, visit.resident.id),
        survey=await _survey(visit, held, own),
        plan=await _plan(visit, held),
        reminded={
            nth: reminding.told(visit.words, held, one, visit.when) for nth, one in own.items()
        },
    )


async def _survey(visit: Visit, held: Held, mine: dict[int, tables.Registration]) -> str:
    """The short questions for who comes, while they are open and not answered yet."""
    if not held.document.survey or all(one.state not in COMES for one in mine.values()):
        return ""
    found = await surveys.by_key(visit.session, held.document.survey)
    if found is None or not library.is_open(found, visit.when):
        return ""
    taken = await surveys.turnout_of(visit.session, visit.resident.id)
    done = any(one.survey_code == found.code and one.finished for one in taken)
    return "" if done else found.code


async def _plan(visit: Visit, held: Held) -> str:
    found = await plans.plan(visit.session, held.document.plan) if held.document.plan else None
    return found.code if found and found.public_version else ""


async def shown(
    visit: Visit, held: Held, mine: dict[int, tables.Registration] | None = None
) -> Shown:
    area = await places.area(visit.session, held.meeting.area_code)
    assert area is not None
    venue = held.document.venue
    there = await visit.session.get(Municipality, venue.municipality) if venue else None
    left = await registration.left(visit.session, [held], visit.when)
    kind = kinds_of(area).get(held.document.kind, {})
    municipality = there.name if there else ""
    return Shown(held, area, kind, municipality, left.get(held.code, {}), mine or {})


async def _answered(visit: Visit, told: MeetingTap, wish: str, people: int) -> Reply:
    place = (told.code, told.nth)
    said = await registration.answer(
        visit.session, visit.resident.id, place, wish, people, visit.when
    )
    for one in said.promoted:
        await tell(visit.session, one, visit.now)
    return await _date(visit, told, await _note(visit, said, place))


async def _note(visit: Visit, said: Answered, place: tuple[str, int]) -> str:
    words = visit.words
    if said.registration.state == WAITING and not said.before:
        return words("You are the first in the queue.")
    if said.registration.state == WAITING:
        return words.many(
            "{n} person stands in the queue before you.",
            "{n} people stand in the queue before you.",
            said.before,
        )
    if said.registration.state == COMING and (await shown_to(visit, place[0])).survey:
        return words("Those who come are asked a few short questions. You need not answer.")
    return ""


async def _date(visit: Visit, told: MeetingTap, note: str = "") -> Reply:
    """Back to where one answered: the card, or one of several dates."""
    shown = await shown_to(visit, told.code)
    if len(shown.nths) > 1 and told.nth in shown.nths:
        return screens.one_date(visit, shown, told.nth, note)
    return screens.card(visit, shown, note)
