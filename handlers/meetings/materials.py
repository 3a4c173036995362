"""Materials of a meeting in the chat: added by the office, opened by those who may read them."""

from collections.abc import Mapping

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.groups.papers import ACCEPTED as TEXTS
from handlers.incoming import fetch, file_of
from handlers.meetings.after_taps import AfterTap
from handlers.meetings.running import organiser_of
from handlers.replies import Expects, Reply, show
from handlers.taps import MeetingTap, button, link
from handlers.visit import Visit
from meetings import came, keeping, materials
from meetings.keeping import Held
from meetings.materials import NoSuchMaterial
from outreach.after_incoming import MATERIAL
from outreach.letters import DOCUMENT, Letter, Media, post
from outreach.notices import tell
from storage import materials as tables
from storage.materials import Material
from texts.content import pick
from texts.formatting import escape, shortened
from texts.screens import Button, Row
from texts.words import Words, later

LINK, FILE = "material-link", "material-file"
LABEL_LENGTH = 48
ACCEPTED = (
    *TEXTS,
    "image/jpeg",
    "image/png",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
LICENCE_NAMES: Mapping[str, str] = {
    "cc-by": later("CC BY 4.0 (share and change, name the author)"),
    "cc-by-sa": later("CC BY-SA 4.0 (the same, and share alike)"),
    "cc0": later("CC0 (no conditions)"),
    "own": later("only for those who came"),
}


class MaterialSent(Filter):
    """Holds on a file while one is awaited for a meeting."""

    async def __call__(self, message: Message, visit: Visit) -> bool:
        return file_of(message) is not None and visit.waiting.get("what") == FILE


def router() -> Router:
    router = Router(name="materials")
    router.message.register(receive, MaterialSent())
    router.message.register(add_link, Awaiting(LINK))
    for act, does in {
        "mats": office,
        "mat-link": ask_link,
        "mat-file": ask_file,
        "mat": one,
        "mat-as": set_licence,
        "mat-out": take_out,
        "mat-tell": announce,
        "materials": listing,
        "mat-get": get,
    }.items():
        router.callback_query.register(does, AfterTap.filter(F.act == act))
    return router


async def office(_: CallbackQuery, callback_data: AfterTap, visit: Visit) -> Reply:
    return await _office(visit, await _held(visit, callback_data.code))


async def _office(visit: Visit, held: Held, note: str = "") -> Reply:
    words, every = visit.words, await tables.of_meeting(visit.session, held.code)
    lines = [note, words("<b>Materials</b>"), *(told(words, one) for one in every)]
    if not every:
        lines.append(words("Files and links to read before the meeting or after it."))
    rows: list[Row] = [
        (_tap(shortened(one.title, LABEL_LENGTH), "mat", held, one.number),) for one in every
    ]
    rows.append(
        (_tap(words("Add a file"), "mat-file", held), _tap(words("Add a link"), "mat-link", held))
    )
    untold = [one for one in every if one.told_at is None]
    if untold:
        people = len(await came.whom_to_tell(visit.session, held))
        label = words.many("Tell {n} person of them", "Tell {n} people of them", people)
        rows.append((_tap(label, "mat-tell", held),))
    rows.append((_tap(words("Back"), "menu", held),))
    return show("\n".join(filter(None, lines)), *rows)


def told(words: Words, one: Material) -> str:
    """A material in a line: what it is, and under what licence."""
    licence = words(LICENCE_NAMES[one.licence]) if one.licence in LICENCE_NAMES else ""
    return "• " + " – ".join(filter(None, [escape(one.title), licence]))


async def ask_link(_: CallbackQuery, callback_data: AfterTap, visit: Visit) -> Reply:
    held = await _held(visit, callback_data.code)
    text = visit.words(
        "Write what it is and its address, for example: Presentation https://obec.example/plan.pdf"
    )
    back: Row = (_tap(visit.words("Back"), "mats", held),)
    return show(text, back, expects=Expects(LINK, {"code": held.code}))


async def add_link(message: Message, visit: Visit) -> Reply:
    """The message is the link's key, so that one that comes again adds no second one."""
    key = visit.house.token("material", visit.resident.id, visit.message_id)
    made = await materials.add_link(
        visit.session,
        await organiser_of(visit),
        visit.waiting["code"],
        message.text or "",
        int.from_bytes(key.encode()[:6], "big"),
        visit.now,
    )
    return await _one(visit, made)


async def ask_file(_: CallbackQuery, callback_data: AfterTap, visit: Visit) -> Reply:
    held = await _held(visit, callback_data.code)
    text = visit.words("Send the file: PDF, DOCX, PPTX, XLSX, ODT, a picture or text.")
    back: Row = (_tap(visit.words("Back"), "mats", held),)
    return show(text, back, expects=Expects(FILE, {"code": held.code}))


async def receive(message: Message, visit: Visit) -> Reply:
    """Fetching the file is a job, whose end a letter tells."""
    sent = file_of(message)
    assert sent is not None
    held = await _held(visit, visit.waiting["code"])
    await visit.house.allowance.take("survey_file", visit.resident.telegram_id)
    await fetch(visit, sent, (MATERIAL, held.code), ACCEPTED)
    return show(visit.words("I am keeping {name} …", name=escape(sent.name)))


async def one(_: CallbackQuery, callback_data: AfterTap, visit: Visit) -> Reply:
    found = await tables.material(visit.session, callback_data.number)
    if found is None:
        raise NoSuchMaterial(str(callback_data.number))
    return await _one(visit, found)


async def _one(visit: Visit, found: Material) -> Reply:
    words, held = visit.words, await _held(visit, found.meeting_code)
    rows: list[Row] = [
        (
            _tap(
                ("✓ " if found.licence == code else "") + words(label),
                "mat-as",
                held,
                found.number,
                code,
            ),
        )
        for code, label in LICENCE_NAMES.items()
    ]
    rows.append((_tap(words("Take it out"), "mat-out", held, found.number),))
    rows.append((_tap(words("Materials"), "mats", held),))
    ask = words("Under what licence may others use it?")
    return show(f"{told(words, found)}\n\n{ask}", *rows)


async def set_licence(_: CallbackQuery, callback_data: AfterTap, visit: Visit) -> Reply:
    chosen, number = callback_data.value, callback_data.number
    organiser = await organiser_of(visit)
    found = await materials.license(visit.session, organiser, number, chosen, visit.now)
    return await _office(visit, await _held(visit, found.meeting_code))


async def take_out(_: CallbackQuery, callback_data: AfterTap, visit: Visit) -> Reply:
    organiser, number = await organiser_of(visit), callback_data.number
    return await _office(visit, await materials.remove(visit.session, organiser, number, visit.now))


async def announce(_: CallbackQuery, callback_data: AfterTap, visit: Visit) -> Reply:
    organiser = await organiser_of(visit)
    happened = await materials.announce(visit.session, organiser, callback_data.code, visit.now)
    people = await tell(visit.session, happened, visit.now)
    note = visit.words.many("{n} person is told.", "{n} people are told.", people)
    return await _office(visit, happened.held, note)


async def listing(_: CallbackQuery, callback_data: AfterTap, visit: Visit) -> Reply:
    """For everybody who may read them: links to follow, files to be sent."""
    words, held = visit.words, await _readable(visit, callback_data.code)
    every = await tables.of_meeting(visit.session, held.code)
    rows: list[Row] = [
        (
            link(shortened(f"🔗 {one.title}", LABEL_LENGTH), one.url)
            if one.url
            else _tap(shortened(f"📄 {one.title}", LABEL_LENGTH), "mat-get", held, one.number),
        )
        for one in every
    ]
    rows.append((button(words("Back"), MeetingTap(act="show", code=held.code)),))
    title = escape(pick(held.document.title, words.language))
    lines = [words("<b>Materials</b>"), title, "", *(told(words, one) for one in every)]
    return show("\n".join(lines), *rows)


async def get(_: CallbackQuery, callback_data: AfterTap, visit: Visit) -> Reply:
    """The file comes by the outbox, which has it at Telegram already or brings it there."""
    found = await tables.material(visit.session, callback_data.number)
    if found is None or not found.digest:
        raise NoSuchMaterial(str(callback_data.number))
    await _readable(visit, found.meeting_code)
    letter = Letter(told(visit.words, found), (), Media(DOCUMENT, found.digest, found.name))
    about = f"material:{found.number}:{visit.now:%Y%m%d%H%M}"
    await post(visit.session, visit.resident, about, letter, visit.now)
    return Reply(toast=visit.words("It is coming."))


async def _readable(visit: Visit, code: str) -> Held:
    held = await keeping.announced(visit.session, code)
    if not await came.may_read(visit.session, held, visit.resident.id):
        raise NoSuchMaterial(code)
    return held


async def _held(visit: Visit, code: str) -> Held:
    held = await keeping.held(visit.session, code)
    (await organiser_of(visit)).demand(held.meeting.area_code)
    return held


def _tap(label: str, act: str, held: Held, number: int = 0, value: str = "") -> Button:
    return button(label, AfterTap(act=act, code=held.code, number=number, value=value))
