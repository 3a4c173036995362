"""Handing a work in by the chat: a picture, then what is missing, one question a screen."""

import re
from typing import Any, Final

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from contests import consents, entering, keeping
from contests.authors import AgeUnclear, authors_in, fitting, outside
from contests.documents import Category
from contests.entering import Handed
from contests.pictures import NotAWork, Work
from contests.stages import Stage
from handlers.awaiting import Awaiting
from handlers.contests import screens
from handlers.contests.ages import category_named, outside_told
from handlers.contests.refusals import age_unclear, flaw_told
from handlers.contests.rules import for_whom
from handlers.contests.screens import entry_tap, tap
from handlers.contests.taps import ContestTap, EntryTap
from handlers.refusals import ConsentMissing
from handlers.replies import Expects, Picture, Reply, Screen, alert, show
from handlers.visit import Visit
from outreach.notices import tell
from people.profile import has_consented
from storage import contests as tables
from storage.contests import AWAITED, SENT, UNSENT, Entry
from texts.content import pick
from texts.formatting import escape, shortened
from texts.screens import TO_CONTEST, Row
from texts.words import Words, later

WORK: Final = "contest-work"
PIECE: Final = "contest-piece"


class BringsWork(Filter):
    """Holds on a file or a photo that a contest waits for."""

    async def __call__(self, message: Message, visit: Any) -> bool:
        has_file = bool(message.photo or message.document)
        return has_file and visit.waiting.get("what") == WORK


def router() -> Router:
    router = Router(name="contest_entries")
    router.message.register(received, BringsWork())
    router.message.register(ask_picture_again, Awaiting(WORK))
    router.message.register(written, Awaiting(PIECE))
    router.callback_query.register(begin, ContestTap.filter(F.act == "enter"))
    for act, does in ACTS.items():
        router.callback_query.register(does, EntryTap.filter(F.act == act))
    return router


async def begin(_: CallbackQuery, callback_data: ContestTap, visit: Visit) -> Reply:
    """Ask for the picture, or go on where somebody stopped."""
    if not has_consented(visit.resident):
        raise ConsentMissing(TO_CONTEST + callback_data.code)
    run = await keeping.announced(visit.session, callback_data.code)
    if run.stage(visit.when) is not Stage.ENTERING:
        raise entering.EnteringClosed(None, run.document.enter_until)
    who, municipality = run.document.works.who, visit.resident.municipality
    await keeping.demand_living(visit.session, run, who, municipality)
    own = await tables.of_resident(visit.session, run.code, visit.resident.id)
    for unsent in (one for one in own if one.state == UNSENT):
        return await _go_on(visit, await entering.own(visit.session, unsent.id, visit.resident.id))
    note = escape(for_whom(visit.words, run.document))
    return _ask_picture(visit, run.code, note=note)


async def received(_: Message, visit: Visit) -> Reply:
    """A picture, fetched and rid of all it told beside."""
    sent, code = visit.enclosed, visit.waiting["contest"]
    entry_id = int(visit.waiting.get("entry", 0))
    if isinstance(sent, NotAWork):
        return _ask_picture(visit, code, entry_id, flaw_told(sent.flaw, visit.words))
    if not isinstance(sent, Work):
        return _ask_picture(visit, code, entry_id)
    session, person = visit.session, visit.resident.id
    try:
        if entry_id:
            handed = await entering.replace_work(session, entry_id, person, sent, visit.when)
        else:
            handed = await entering.begin(session, code, person, sent, visit.when)
    except NotAWork as refusal:
        return _ask_picture(visit, code, entry_id, flaw_told(refusal.flaw, visit.words))
    return await _go_on(visit, handed)


async def ask_picture_again(_: Message, visit: Visit) -> Reply:
    entry_id = int(visit.waiting.get("entry", 0))
    note = visit.words("This is text. I need the picture.")
    return _ask_picture(visit, visit.waiting["contest"], entry_id, note)


async def ask_piece(_: CallbackQuery, callback_data: EntryTap, visit: Visit) -> Reply:
    """Change one piece of what is put together."""
    handed = await entering.mine_to_mend(
        visit.session, callback_data.entry, visit.resident.id, visit.when
    )
    return _ask(visit, handed, callback_data.value)


async def written(message: Message, visit: Visit) -> Reply:
    """The title or the authors, whichever was asked for."""
    entry_id, piece = int(visit.waiting["entry"]), visit.waiting["piece"]
    place = (visit.session, entry_id, visit.resident.id)
    text = message.text or ""
    if piece == "title":
        return await _go_on(visit, await entering.name(*place, text, visit.when))
    handed = await entering.mine_to_mend(*place, visit.when)
    try:
        authors = authors_in(text, handed.run.document)
    except AgeUnclear as unclear:
        return _ask(visit, handed, "authors", escape(age_unclear(unclear, visit.words)))
    if not authors:
        return _ask(visit, handed, "authors")
    return await _fitting(visit, await entering.set_authors(*place, authors, visit.when))


async def choose(_: CallbackQuery, callback_data: EntryTap, visit: Visit) -> Reply:
    """A category (`c.` and its id) or a school (`s.` and its place in the brief)."""
    value = callback_data.value
    school = int(value[2:]) if re.fullmatch(r"s\.\d{1,2}", value) else None
    category = "" if school is not None else value.removeprefix("c.")
    handed = await entering.place(
        visit.session, callback_data.entry, visit.resident.id, visit.when,
        category=category, school=school,
    )  # fmt: skip
    return await (_fitting(visit, handed) if category else _go_on(visit, handed))


async def look(_: CallbackQuery, callback_data: EntryTap, visit: Visit) -> Reply:
    handed = await entering.own(visit.session, callback_data.entry, visit.resident.id)
    return await _shown(visit, handed)


async def send(_: CallbackQuery, callback_data: EntryTap, visit: Visit) -> Reply:
    happened = await entering.send(
        visit.session, callback_data.entry, visit.resident.id, visit.when
    )
    if happened:
        await tell(visit.session, happened, visit.now)
    handed = await entering.own(visit.session, callback_data.entry, visit.resident.id)
    return await _shown(visit, handed, _receipt(visit.words, handed))


async def ask_withdraw(_: CallbackQuery, callback_data: EntryTap, visit: Visit) -> Reply:
    handed = await entering.own(visit.session, callback_data.entry, visit.resident.id)
    text = visit.words(
        "Shall I take the work back? Its picture and the names are deleted. It cannot be undone."
    )
    return show(
        text,
        (entry_tap(visit.words("Yes, take it back"), "withdraw", handed.entry.id),),
        (entry_tap(visit.words("Back"), "show", handed.entry.id),),
    )


async def withdraw(_: CallbackQuery, callback_data: EntryTap, visit: Visit) -> Reply:
    handed = await entering.withdraw(
        visit.session, callback_data.entry, visit.resident.id, visit.when
    )
    text = visit.words("The work is taken back and its picture deleted.")
    return show(text, (tap(visit.words("Back"), "show", handed.run.code),))


async def links(_: CallbackQuery, callback_data: EntryTap, visit: Visit) -> Reply:
    """A link for each parent or guardian who has not agreed yet."""
    words = visit.words
    handed = await entering.own(visit.session, callback_data.entry, visit.resident.id)
    awaited = [one for one in handed.authors if one.consent == AWAITED]
    if not awaited:
        return alert(words("Everybody has agreed already."))
    told = [
        f"{escape(one.name)}:\n{consent_address(visit, handed.entry, one.nth)}" for one in awaited
    ]
    text = words("Send each link to a parent or guardian. They read it, write their name, agree.")
    back: Row = (entry_tap(words("Back"), "show", handed.entry.id),)
    return show("\n\n".join([text, *told]), back)


def consent_address(visit: Visit, entry: Entry, nth: int) -> str:
    token = consents.guardian_token(visit.house.form_secret, entry.id, nth)
    return f"{visit.house.public_url}/souteze/souhlas/{entry.id}-{nth}-{token}"


def _ask_picture(visit: Visit, code: str, entry_id: int = 0, note: str = "") -> Reply:
    words = visit.words
    asked = words("Send the picture of the work, best as a file.")
    waits = {"contest": code, "takes": ["work"], **({"entry": entry_id} if entry_id else {})}
    back: Row = (tap(words("Rules"), "rules", code), tap(words("Back"), "show", code))
    text = "\n\n".join(filter(None, [note, asked]))
    return show(text, back, expects=Expects(WORK, waits))


async def _go_on(visit: Visit, handed: Handed) -> Reply:
    """What is still missing, or the whole to be looked at before it is handed in."""
    piece = entering.missing(handed)
    return _ask(visit, handed, piece) if piece else await _shown(visit, handed)


async def _fitting(visit: Visit, handed: Handed) -> Reply:
    """Where somebody's age is not that of the category, another one is offered, kindly."""
    words, entry, document = visit.words, handed.entry, handed.run.document
    others = outside(document, entry.category, handed.authors)
    chosen = document.category(entry.category)
    if chosen is None or not others or entering.missing(handed):
        return await _go_on(visit, handed)
    told = [
        escape(outside_told(words, chosen, others)),
        words(
            "Choose another category or write the authors once more. If it is right so, leave it: "
            "those who run the contest will look at it."
        ),
    ]
    rows: list[Row] = [
        (entry_tap(_labelled(words, one), "place", entry.id, f"c.{one.id}"),)
        for one in fitting(document, handed.authors)
    ]
    rows.append((entry_tap(words("Authors"), "ask", entry.id, "authors"),))
    rows.append((entry_tap(words("Leave it so"), "show", entry.id),))
    return show("\n\n".join(told), *rows)


def _labelled(words: Words, category: Category) -> str:
    return shortened(category_named(words, category), screens.LABEL_LENGTH)


def _ask(visit: Visit, handed: Handed, piece: str, note: str = "") -> Reply:
    words, entry = visit.words, handed.entry
    if piece == "picture":
        return _ask_picture(visit, handed.run.code, entry.id)
    asked = "\n\n".join(filter(None, [note, screens.asking(words, handed, piece)]))
    rows: list[Row] = []
    document = handed.run.document
    if piece == "category":
        rows = [
            (entry_tap(_labelled(words, one), "place", entry.id, f"c.{one.id}"),)
            for one in document.categories
        ]
    if piece == "school":
        rows = [
            (entry_tap(one[: screens.LABEL_LENGTH], "place", entry.id, f"s.{at}"),)
            for at, one in enumerate(document.schools)
        ]
    rows.append((tap(words("Stop for now"), "show", handed.run.code),))
    if piece in ("category", "school"):
        return show(asked, *rows)
    return show(asked, *rows, expects=Expects(PIECE, {"entry": entry.id, "piece": piece}))


async def _shown(visit: Visit, handed: Handed, note: str = "") -> Reply:
    """The whole work as it will be handed in, or as it stands."""
    words, entry = visit.words, handed.entry
    told = [note, *_about(words, handed)]
    rows = _rows(visit, handed)
    text = "\n".join(filter(None, told))
    if not entry.look:
        return show(text, *rows)
    content = await tables.preview(visit.session, entry.id)
    picture = Picture(f"{handed.run.code}-{entry.number or 0}.jpg", content)
    return Reply((Screen(text, tuple(rows), picture=picture),))


def _about(words: Words, handed: Handed) -> list[str]:
    entry, document = handed.entry, handed.run.document
    category = document.category(entry.category)
    names = ", ".join(escape(one.name) for one in handed.authors)
    told = [
        screens.named(words, entry) if entry.number else f"<b>{escape(entry.title)}</b>",
        words(screens.STATES[entry.state]),
        escape(entry.because),
        words("Category: {name}", name=escape(category_named(words, category))) if category else "",
        words("School: {name}", name=escape(entry.school)) if entry.school else "",
        words("Authors: {names}", names=names) if names else "",
    ]
    if handed.awaits_consent:
        told.append(words("A parent or guardian has to agree before the work can be accepted."))
    if entry.state == UNSENT and document.licence:
        told.append(
            words("By handing it in you agree: {licence}",
                  licence=escape(pick(document.licence, words.language)))
        )  # fmt: skip
    return told


def _rows(visit: Visit, handed: Handed) -> list[Row]:
    words, entry = visit.words, handed.entry
    rows: list[Row] = []
    here, may_mend = handed.run.stage(visit.when), entering.may_mend(handed, visit.when)
    if may_mend and entry.state != SENT and not entering.missing(handed):
        rows.append((entry_tap(words("Hand it in"), "send", entry.id),))
    if may_mend:
        rows.append(
            (
                entry_tap(words("Picture"), "ask", entry.id, "picture"),
                entry_tap(words("Title"), "ask", entry.id, "title"),
                entry_tap(words("Authors"), "ask", entry.id, "authors"),
            )
        )
        rows += _choices(words, handed)
    if handed.awaits_consent and entry.state != UNSENT:
        rows.append((entry_tap(words("Link for a parent"), "links", entry.id),))
    if here in (Stage.ENTERING, Stage.CHECKING) and entry.state != "withdrawn":
        rows.append((entry_tap(words("Take the work back"), "ask-back", entry.id),))
    rows.append((tap(words("Back"), "show", handed.run.code),))
    return rows


def _choices(words: Words, handed: Handed) -> list[Row]:
    """What was chosen of several can be chosen anew."""
    entry, document = handed.entry, handed.run.document
    row = [
        entry_tap(words(name), "ask", entry.id, piece)
        for piece, name, several in (
            ("category", later("Category"), len(document.categories) > 1),
            ("school", later("School"), len(document.schools) > 1),
        )
        if several
    ]
    return [tuple(row)] if row else []


def _receipt(words: Words, handed: Handed) -> str:
    return words(
        "Handed in. The number of the work is {number}. I will write to you once it has been "
        "looked at.",
        number=f"<b>{handed.entry.number}</b>",
    )


ACTS = {
    "show": look,
    "ask": ask_piece,
    "place": choose,
    "send": send,
    "ask-back": ask_withdraw,
    "withdraw": withdraw,
    "links": links,
}
