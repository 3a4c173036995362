"""Certificates of attendance in the chat: one's own on demand, all of them for the office."""

from functools import partial

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.meetings import certificates_words as told
from handlers.meetings.after_taps import AfterTap
from handlers.meetings.forms import checked
from handlers.meetings.running import organiser_of
from handlers.pages import page_of, turning
from handlers.replies import Document, Expects, Reply, Screen, alert, show
from handlers.taps import MeetingTap, button
from handlers.visit import Visit
from meetings import certificates, keeping
from meetings.certificates import NoCertificates, Printed, printed_number
from meetings.documents import Certified
from meetings.keeping import Held
from outreach.notices import tell
from papers.certificates import certificates as print_all
from storage import certificates as tables
from texts.formatting import escape, number
from texts.numbers import whole
from texts.screens import Button, Row
from texts.words import Words, later

NAME, FIELD, BECAUSE, CORRECTED = "cert-name", "cert-field", "cert-because", "cert-corrected"
LISTED = 20
ASKED = {
    "accreditation": later("Write the accreditation number, or a dash if there is none."),
    "hours": later(
        "How many hours stand on the certificate? Write a number, or a dash for the time between "
        "start and end."
    ),
    "least": later(
        "How many times must one have come? Each date counts once; of a date that is longer than "
        "a day, each day. Write a number, or a dash for every time."
    ),
}


def router() -> Router:
    router = Router(name="certificates")
    router.message.register(print_own, Awaiting(NAME))
    router.message.register(set_field, Awaiting(FIELD))
    router.message.register(revoke, Awaiting(BECAUSE))
    router.message.register(correct, Awaiting(CORRECTED))
    for act, does in {
        "cert": ask_name,
        "certs": office,
        "cert-on": switch,
        "cert-set": ask_field,
        "cert-all": print_everybody,
        "cert-one": one,
        "cert-revoke": ask_because,
        "cert-correct": ask_correct,
    }.items():
        router.callback_query.register(does, AfterTap.filter(F.act == act))
    return router


async def ask_name(_: CallbackQuery, callback_data: AfterTap, visit: Visit) -> Reply:
    words = visit.words
    held = await keeping.announced(visit.session, callback_data.code)
    mine = await certificates.own(visit.session, held, visit.resident.id, visit.now)
    text = words(
        "Write your name as it shall stand on the certificate. I print it and do not keep it: only "
        "your initials stay, by which the certificate can be verified."
    )
    standing = await tables.holding(visit.session, held.code, mine.whose)
    if standing:
        text += "\n\n" + words(
            "You have the certificate {number} ({initials}). The same name gives it once more, "
            "another name makes it invalid.",
            number=printed_number(standing.number),
            initials=escape(standing.initials),
        )
    back: Row = (button(words("Back"), MeetingTap(act="show", code=held.code)),)
    return show(text, back, expects=Expects(NAME, {"code": held.code}))


async def print_own(message: Message, visit: Visit) -> Reply:
    code = visit.waiting["code"]
    await visit.house.allowance.take("export", visit.resident.telegram_id)
    made = await certificates.issue_own(
        visit.session, code, visit.resident.id, message.text or "", partial(_seal, visit), visit.now
    )
    back: Row = (button(visit.words("Back"), MeetingTap(act="show", code=code)),)
    return _printed(visit, [made], Screen(_where(visit, made), (back,)))


def _seal(visit: Visit, number: str, name: str) -> str:
    return visit.house.token("certificate", number, name)


def _where(visit: Visit, made: Printed) -> str:
    shown = printed_number(made.certificate.number)
    if not visit.house.public_url:
        return visit.words("The number of the certificate is {number}.", number=shown)
    address = f"{visit.house.public_url}/osvedceni/{made.certificate.number}"
    return visit.words(
        "The number of the certificate is {number}. Anybody verifies it at {address}",
        number=shown,
        address=escape(address),
    )


def _printed(visit: Visit, made: list[Printed], after: Screen) -> Reply:
    words, url = visit.words, visit.house.public_url
    sheets = [told.paper(words, one, url) for one in made]
    title = words("Certificate of attendance")
    name = f"osvedceni-{made[0].certificate.meeting_code.lower()}.pdf"
    document = Document(name, make=partial(print_all, title, sheets))
    return Reply((Screen(title, document=document), after), below=True)


async def office(_: CallbackQuery, callback_data: AfterTap, visit: Visit) -> Reply:
    held = await _held(visit, callback_data.code)
    return await _office(visit, held, wanted=whole(callback_data.value))


async def _office(visit: Visit, held: Held, note: str = "", wanted: int = 0) -> Reply:
    words, rule = visit.words, held.document.certificate
    back: Row = (button(words("Back"), AfterTap(act="menu", code=held.code)),)
    if rule is None:
        text = words(
            "Whoever was there may print a certificate of attendance, and you may print them for "
            "everybody on your list."
        )
        return show(text, (_tap(words("Offer certificates"), "cert-on", held),), back)
    lines = [note, *_rule(words, held, rule), *await _counted(visit, held)]
    issued = page_of(await tables.of_meeting(visit.session, held.code), wanted, LISTED)
    rows: list[Row] = [
        (
            _tap(words("Accreditation number"), "cert-set", held, "accreditation"),
            _tap(words("Hours"), "cert-set", held, "hours"),
        )
    ]
    if len(held.document.days) > 1:
        rows.append((_tap(words("How many times"), "cert-set", held, "least"),))
    rows.append((_tap(words("Print for everybody on the list"), "cert-all", held),))
    rows += [
        (_tap(line, "cert-one", held, one.number),)
        for one, line in zip(issued.items, told.listed(words, issued.items), strict=True)
    ]
    rows += turning(issued, lambda label, to: _tap(label, "certs", held, str(to)))
    rows.append((_tap(words("Offer no certificates"), "cert-on", held),))
    return show("\n".join(filter(None, lines)), *rows, back)


def _rule(words: Words, held: Held, rule: Certified) -> list[str]:
    days = len(held.document.days)
    lines = [
        words("<b>Certificates of attendance</b>"),
        words("Accreditation number: {number}", number=escape(rule.accreditation) or "–"),
    ]
    if days > 1:
        needed = number(certificates.needed(held, rule), words.language)
        whole = number(days, words.language)
        lines.append(
            words(
                "For whoever came at least so many times: {needed} of {whole}.",
                needed=needed,
                whole=whole,
            )
        )
    if rule.hours:
        lines.append(words("Extent: {hours} h", hours=number(rule.hours, words.language)))
    elif held.document.has_nights:
        lines.append(words("No hours stand on it until you write how many there are."))
    return lines


async def _counted(visit: Visit, held: Held) -> list[str]:
    words = visit.words
    try:
        found = await certificates.entitled(visit.session, held, visit.now)
    except NoCertificates:
        return [words("They can be printed once the meeting is over.")]
    named = sum(bool(one.name) for one in found)
    lines = []
    if named or not found:
        lines.append(
            words.many(
                "{n} person on your list may have one.",
                "{n} people on your list may have one.",
                named,
            )
        )
    if len(found) > named:
        lines.append(
            words.many(
                "{n} person is not on the list by name and prints it in the chat.",
                "{n} people are not on the list by name and print it in the chat.",
                len(found) - named,
            )
        )
    return lines


async def switch(_: CallbackQuery, callback_data: AfterTap, visit: Visit) -> Reply:
    held = await _held(visit, callback_data.code)
    rule: dict[str, object] | None = None if held.document.certificate else {}
    return await _office(visit, await _changed(visit, held, rule))


async def ask_field(_: CallbackQuery, callback_data: AfterTap, visit: Visit) -> Reply:
    held, field = await _held(visit, callback_data.code), callback_data.value
    if field not in ASKED or held.document.certificate is None:
        return await _office(visit, held)
    data = {"code": held.code, "field": field}
    back: Row = (_tap(visit.words("Back"), "certs", held),)
    return show(visit.words(ASKED[field]), back, expects=Expects(FIELD, data))


async def set_field(message: Message, visit: Visit) -> Reply:
    held, field = await _held(visit, visit.waiting["code"]), visit.waiting["field"]
    text = (message.text or "").strip()
    rule = held.document.certificate or Certified()
    empty = "" if field == "accreditation" else None
    value = empty if text in ("-", "–", "—") else text.replace(",", ".") if empty is None else text
    after = await _changed(visit, held, {**rule.model_dump(), field: value})
    return await _office(visit, after)


async def print_everybody(_: CallbackQuery, callback_data: AfterTap, visit: Visit) -> Reply:
    """One file for the whole list of the office."""
    await visit.house.allowance.take("export", visit.resident.telegram_id)
    organiser, code = await organiser_of(visit), callback_data.code
    made = await certificates.issue_all(
        visit.session, organiser, code, partial(_seal, visit), visit.now
    )
    if not made:
        return alert(visit.words("Nobody on your list was there for long enough."))
    note = visit.words.many("{n} certificate.", "{n} certificates.", len(made))
    shown = await _office(visit, await _held(visit, code), note)
    return _printed(visit, made, shown.screens[0])


async def one(_: CallbackQuery, callback_data: AfterTap, visit: Visit) -> Reply:
    words, held = visit.words, await _held(visit, callback_data.code)
    found = await certificates.verify(visit.session, callback_data.value)
    [line] = told.listed(words, [found])
    rows: list[Row] = []
    if found.revoked_at is None:
        rows.append(
            (
                _tap(words("Correct the name"), "cert-correct", held, found.number),
                _tap(words("Revoke it"), "cert-revoke", held, found.number),
            )
        )
    rows.append((_tap(words("Back"), "certs", held),))
    return show(escape("\n".join(filter(None, [line, told.hours(words, found)]))), *rows)


async def ask_because(_: CallbackQuery, callback_data: AfterTap, visit: Visit) -> Reply:
    held = await _held(visit, callback_data.code)
    text = visit.words("Why is it revoked? Write a sentence. Its holder will read it.")
    data = {"code": held.code, "number": callback_data.value}
    back: Row = (_tap(visit.words("Back"), "certs", held),)
    return show(text, back, expects=Expects(BECAUSE, data))


async def revoke(message: Message, visit: Visit) -> Reply:
    organiser, waiting = await organiser_of(visit), visit.waiting
    happened = await certificates.revoke(
        visit.session, organiser, waiting["number"], message.text or "", visit.now
    )
    await tell(visit.session, happened, visit.now)
    return await _office(visit, happened.held, visit.words("It is no longer valid."))


async def ask_correct(_: CallbackQuery, callback_data: AfterTap, visit: Visit) -> Reply:
    """The right name and the reason in one message, so that neither is kept in between."""
    held = await _held(visit, callback_data.code)
    text = visit.words(
        "Write the right name, and on the next line why it is corrected. The certificate gets a "
        "new number, the old one is no longer valid."
    )
    data = {"code": held.code, "number": callback_data.value}
    back: Row = (_tap(visit.words("Back"), "certs", held),)
    return show(text, back, expects=Expects(CORRECTED, data))


async def correct(message: Message, visit: Visit) -> Reply:
    organiser, waiting = await organiser_of(visit), visit.waiting
    name, _, because = (message.text or "").partition("\n")
    made, happened = await certificates.correct(
        visit.session,
        organiser,
        waiting["number"],
        name,
        because,
        partial(_seal, visit),
        visit.now,
    )
    await tell(visit.session, happened, visit.now)
    shown = await _office(visit, happened.held, _where(visit, made))
    return _printed(visit, [made], shown.screens[0])


async def _held(visit: Visit, code: str) -> Held:
    held = await keeping.held(visit.session, code)
    (await organiser_of(visit)).demand(held.meeting.area_code)
    return held


async def _changed(visit: Visit, held: Held, rule: dict[str, object] | None) -> Held:
    """The meeting with another rule for certificates; nobody is told, the dates are the same."""
    document = checked({**held.document.model_dump(), "certificate": rule})
    organiser, revision = await organiser_of(visit), held.meeting.revision
    after, _ = await keeping.change(
        visit.session, organiser, held.code, revision, document, visit.now
    )
    return after


def _tap(label: str, act: str, held: Held, value: str = "") -> Button:
    return button(label, AfterTap(act=act, code=held.code, value=value))
