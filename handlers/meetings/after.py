"""What comes after a meeting: a menu for who holds it, and buttons on its card for who came."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.meetings.after_taps import AfterTap, MinutesTap
from handlers.meetings.scribes import scribe_of
from handlers.replies import Reply, show
from handlers.taps import MeetingStep, MeetingTap, button
from handlers.visit import Visit
from meetings import came, certificates, keeping
from meetings.certificates import NoCertificates, NotThereEnough
from meetings.keeping import Held
from meetings.minuting import NotYoursToMinute
from storage import materials, minutes
from texts.content import pick
from texts.formatting import escape
from texts.screens import Row


def router() -> Router:
    router = Router(name="after")
    router.callback_query.register(menu, AfterTap.filter(F.act == "menu"))
    return router


async def menu(_: CallbackQuery, callback_data: AfterTap, visit: Visit) -> Reply:
    """For the office, and for who leads the working group that met."""
    words, held = visit.words, await keeping.held(visit.session, callback_data.code)
    scribe = await scribe_of(visit.session, visit.resident.id)
    if not scribe.may_write(held):
        raise NotYoursToMinute
    rows: list[Row] = [(button(words("Minutes"), MinutesTap(act="begin", code=held.code)),)]
    back: Row = (button(words("Back"), MeetingTap(act="show", code=held.code)),)
    if scribe.holds(held):
        given = AfterTap(act="mats", code=held.code)
        rows.append((button(words("Materials"), given),))
        every = AfterTap(act="certs", code=held.code)
        rows.append((button(words("Certificates"), every),))
        said = AfterTap(act="said", code=held.code)
        rows.append((button(words("What people say of it"), said),))
        back = (button(words("Back"), MeetingStep(act="card", code=held.code)),)
    title = escape(pick(held.document.title, words.language))
    return show(words("<b>{title}</b>\nWhat comes after it", title=title), *rows, back)


async def rows_of(visit: Visit, held: Held) -> tuple[Row, ...]:
    """What the card of a meeting offers because it has taken place."""
    words, rows = visit.words, list[Row]()
    kept = await minutes.minutes(visit.session, held.code)
    may_read = await came.may_read(visit.session, held, visit.resident.id)
    if kept and kept.version and may_read:
        rows.append((button(words("Minutes"), AfterTap(act="read", code=held.code)),))
    if may_read and await materials.of_meeting(visit.session, held.code):
        given = AfterTap(act="materials", code=held.code)
        rows.append((button(words("Materials"), given),))
    if held.document.certificate and await _may_have_certificate(visit, held):
        rows.append((button(words("My certificate"), AfterTap(act="cert", code=held.code)),))
    scribe = await scribe_of(visit.session, visit.resident.id)
    when = held.document.when
    if scribe.may_write(held) and when and when[0].start <= visit.now:
        after = AfterTap(act="menu", code=held.code)
        rows.append((button(words("Materials, minutes, certificates"), after),))
    return tuple(rows)


async def _may_have_certificate(visit: Visit, held: Held) -> bool:
    """Whether this resident may have a certificate now."""
    try:
        await certificates.own(visit.session, held, visit.resident.id, visit.now)
    except (NoCertificates, NotThereEnough):
        return False
    return True
