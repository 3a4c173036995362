"""Minutes in the chat: begun with what is known, looked at, approved, read by those who came."""

from functools import partial

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.meetings import minutes_approving
from handlers.meetings import minutes_screens as screens
from handlers.meetings import minutes_words as told
from handlers.meetings import upcoming as meetings
from handlers.meetings.after_taps import AfterTap, MinutesTap
from handlers.meetings.minutes_kept import look
from handlers.meetings.minutes_paper import paper
from handlers.meetings.scribes import last_written_by, scribe_of, seated
from handlers.replies import Document, Expects, Reply, Screen, show
from handlers.taps import MeetingTap, button
from handlers.visit import Visit
from meetings import came, keeping, minuting
from meetings.keeping import Held
from meetings.minuting import NoMinutes, Version, Written
from outreach.notices import tell
from papers.minutes import MinutesPaper
from texts.formatting import escape
from texts.screens import Row

BECAUSE = "minutes-because"
FORMATS = ("pdf", "docx")


def router() -> Router:
    router = Router(name="minutes")
    router.message.register(correct, Awaiting(BECAUSE))
    router.callback_query.register(begin, MinutesTap.filter(F.act == "begin"))
    router.callback_query.register(card, MinutesTap.filter(F.act == "card"))
    router.callback_query.register(draft, MinutesTap.filter(F.act == "paper"))
    router.callback_query.register(ask_approve, MinutesTap.filter(F.act == "approve"))
    router.callback_query.register(approve, MinutesTap.filter(F.act == "approved"))
    router.callback_query.register(hand_in, MinutesTap.filter(F.act == "hand-in"))
    router.callback_query.register(read, AfterTap.filter(F.act == "read"))
    router.callback_query.register(printed, AfterTap.filter(F.act == "paper"))
    return router


async def begin(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    """Prefilled from the meeting and its attendance; what stands already is opened."""
    scribe = await scribe_of(visit.session, visit.resident.id)
    held = await keeping.held(visit.session, callback_data.code)
    known = await seated(visit.session, held)
    made = await came.prefilled(visit.session, held, known, scribe.name, visit.words.language)
    found = await minuting.begin(visit.session, scribe, held.code, made, visit.now)
    return await _card(visit, found)


async def card(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    return await _card(visit, await look(visit, callback_data.code))


async def _card(visit: Visit, found: Written, note: str = "") -> Reply:
    scribe = await scribe_of(visit.session, visit.resident.id)
    house = visit.house
    page = f"{house.public_url}/konzole/setkani/{found.held.code}/zapis" if house.has_form else ""
    return screens.card(visit.words, found, scribe, page, note)


async def draft(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    """What is written so far, as it would be printed."""
    found = await look(visit, callback_data.code)
    made = await _paper(visit, found.held, found)
    after = await _card(visit, found)
    return _sent(found.held, made, callback_data.value, after)


async def ask_approve(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    """What those who came will read; a correction is asked why."""
    words, found = visit.words, await look(visit, callback_data.code)
    minuting.demand_ready(found, await scribe_of(visit.session, visit.resident.id))
    people = len(await came.whom_to_tell(visit.session, found.held))
    back: Row = (screens.tap(words("Back"), "card", found),)
    will = words.many("{n} person will be told.", "{n} people will be told.", people)
    if found.kept.version:
        text = words(
            "Why are the minutes corrected? Write a sentence. Everybody who reads them sees it, "
            "with what has changed."
        )
        data = {"code": found.held.code}
        return show(f"{text}\n\n{will}", back, expects=Expects(BECAUSE, data))
    text = words("Shall the minutes be approved? Later corrections will be seen by everybody.")
    yes: Row = (screens.tap(words("Yes, approve them"), "approved", found),)
    told = "\n\n".join([text, screens.readers(words, found), will])
    return show(told, yes, back)


async def hand_in(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    """For who writes but does not approve."""
    scribe = await scribe_of(visit.session, visit.resident.id)
    happened = await minuting.hand_in(visit.session, scribe, callback_data.code)
    people = await tell(visit.session, happened, visit.now)
    note = visit.words.many("{n} person is told.", "{n} people are told.", people)
    return await _card(visit, await look(visit, callback_data.code), note)


async def approve(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    """What was looked at is approved, or what has become of it is looked at first."""
    found = await look(visit, callback_data.code)
    is_mine = found.kept.written_by == visit.resident.id
    if found.kept.revision != callback_data.revision and not is_mine:
        name = await last_written_by(visit.session, found) or visit.words("A colleague")
        note = visit.words("<b>{name} has just changed the minutes.</b>", name=escape(name))
        return await _card(visit, found, note)
    return await _approve(visit, callback_data.code, "")


async def correct(message: Message, visit: Visit) -> Reply:
    return await _approve(visit, visit.waiting["code"], message.text or "")


async def _approve(visit: Visit, code: str, because: str) -> Reply:
    _, people = await minutes_approving.approve(
        visit.session, visit.resident, code, because, visit.now
    )
    note = visit.words.many("{n} person is told.", "{n} people are told.", people)
    return await _card(visit, await look(visit, code), note)


async def read(_: CallbackQuery, callback_data: AfterTap, visit: Visit) -> Reply:
    """The approved minutes, with what was corrected since the first version."""
    words = visit.words
    held, versions = await readable(visit, callback_data.code)
    text = told.whole(words, held, versions[0])
    changed = told.corrected(words, versions)
    formats: Row = tuple(
        button(one.upper(), AfterTap(act="paper", code=held.code, value=one)) for one in FORMATS
    )
    back: Row = (button(words("Back to the meeting"), MeetingTap(act="show", code=held.code)),)
    return show("\n\n".join(filter(None, [text, changed])), formats, back)


async def printed(_: CallbackQuery, callback_data: AfterTap, visit: Visit) -> Reply:
    held, _versions = await readable(visit, callback_data.code)
    made = await _paper(visit, held, None)
    back: Row = (button(visit.words("Back"), AfterTap(act="read", code=held.code)),)
    return _sent(held, made, callback_data.value, show(visit.words("Done."), back))


async def readable(visit: Visit, code: str) -> tuple[Held, list[Version]]:
    """Approved minutes that this person may read; raises NoMinutes, NoSuchMeeting."""
    held = await keeping.announced(visit.session, code)
    scribe = await scribe_of(visit.session, visit.resident.id)
    versions = await minuting.versions(visit.session, held.code)
    may = scribe.may_write(held) or await came.may_read(visit.session, held, visit.resident.id)
    if not versions or not may:
        raise NoMinutes(code)
    return held, versions


async def _paper(visit: Visit, held: Held, found: Written | None) -> MinutesPaper:
    """Of what is being written (`found`), or of the newest approved version."""
    versions = await minuting.versions(visit.session, held.code)
    place = meetings.in_calendar(await meetings.shown(visit, held), visit.words, "").place
    is_draft = found is not None and found.is_changed
    minutes = found.minutes if found else versions[0].minutes
    return paper(visit.words, held, minutes, versions, place, is_draft)


def _sent(held: Held, made: MinutesPaper, format: str, after: Reply) -> Reply:
    """The file, and the screen to go on with below it."""
    make = made.docx if format == "docx" else made.pdf
    name = f"{held.meeting.key}-zapis.{'docx' if format == 'docx' else 'pdf'}"
    screen = Screen(made.title, document=Document(name, make=partial(make)))
    return Reply((screen, *after.screens), below=True, expects=after.expects)
