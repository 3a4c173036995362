"""A meeting in other languages: what is missing in each, and writing it."""

from collections.abc import Mapping
from typing import Any, Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.meetings import editing, forms
from handlers.meetings.forms import NONE, NotAMeeting
from handlers.replies import Reply, alert, show
from handlers.taps import MeetingStep
from handlers.visit import Visit
from meetings.documents import Meeting
from meetings.keeping import Held
from texts.formatting import escape, listed
from texts.screens import Row
from texts.words import LANGUAGES, NAMES, Words, later

WRITTEN: Final = "meeting-in-language"
# Czech is what everybody reads who has no text of their own.
FIRST: Final = "cs"
OTHERS: Final = tuple(one for one in LANGUAGES if one != FIRST)
FIELDS: Mapping[str, str] = {
    "title": later("Title"),
    "description": later("Description"),
    "when_note": later("Date and time"),
}
TOLD_LENGTH: Final = 300


def router() -> Router:
    router = Router(name="meeting_languages")
    router.message.register(write, Awaiting(WRITTEN))
    steps = {"tongues": overview, "tongue": open_language, "say-in": ask}
    for act, does in steps.items():
        router.callback_query.register(does, MeetingStep.filter(F.act == act))
    return router


def missing(document: Meeting, language: str) -> list[str]:
    """The fields that stand in Czech and not in this language."""
    return [
        field
        for field in FIELDS
        if getattr(document, field) and not getattr(document, field).get(language)
    ]


def missing_anywhere(document: Meeting) -> list[str]:
    """The names of languages in which something is missing."""
    return [NAMES[one] for one in OTHERS if missing(document, one)]


async def overview(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    words = visit.words
    held = await editing.held_of(visit, callback_data.code)
    text = words(
        "<b>In other languages</b>\n\nWho reads another language sees Czech where nothing is "
        "written."
    )
    told = "\n".join(f"{NAMES[one]} – {_missing(words, held, one)}" for one in OTHERS)
    rows: list[Row] = [(forms.step(NAMES[one], "tongue", held.code, one),) for one in OTHERS]
    back = editing.back_to(words, held, "more")
    return editing.stays(visit, held, show(f"{text}\n\n{told}", *rows, back))


def _missing(words: Words, held: Held, language: str) -> str:
    names = [words(FIELDS[one]) for one in missing(held.document, language)]
    if not names:
        return words("complete")
    return words("missing: {fields}", fields=listed(names, words.language))


async def open_language(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    if callback_data.value not in OTHERS:
        return alert(visit.words("This is no longer there."))
    return _language(visit, held, callback_data.value)


def _language(visit: Visit, held: Held, language: str) -> Reply:
    """What stands in this language, each to be written anew."""
    words, told = visit.words, [f"<b>{NAMES[language]}</b>"]
    asked = [one for one in FIELDS if getattr(held.document, one)]
    for field in asked:
        text = getattr(held.document, field).get(language, "")
        shown = escape(text[:TOLD_LENGTH]) or words("missing")
        told.append(f"{words(FIELDS[field])}: {shown}")
    rows: list[Row] = [
        (forms.step(words(FIELDS[one]), "say-in", held.code, f"{language}.{one}"),) for one in asked
    ]
    back = editing.back_to(words, held, "tongues")
    return editing.stays(visit, held, show("\n\n".join(told), *rows, back))


async def ask(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held = await editing.held_of(visit, callback_data.code)
    language, _between, field = callback_data.value.partition(".")
    if language not in OTHERS or field not in FIELDS:
        return alert(visit.words("This is no longer there."))
    return _ask(visit, held, language, field)


def _ask(visit: Visit, held: Held, language: str, field: str, note: str = "") -> Reply:
    words = visit.words
    text = words(
        "{field}, {language}: write it, or a dash to take it out.",
        field=words(FIELDS[field]),
        language=NAMES[language],
    )
    czech = escape(getattr(held.document, field).get(FIRST, ""))
    told = "\n\n".join(filter(None, [note, text, f"<i>{czech}</i>" if czech else ""]))
    back = editing.back_to(words, held, "tongue", language)
    return editing.ask(visit, held, told, WRITTEN, back, language=language, field=field)


async def write(message: Message, visit: Visit) -> Reply:
    """What was asked for in a language; what does not fit is asked for again."""
    language, field = str(visit.waiting["language"]), str(visit.waiting["field"])
    held = await editing.held_of(visit, visit.waiting["code"])
    text = (message.text or "").strip()
    others = {one: told for one, told in getattr(held.document, field).items() if one != language}
    changed: dict[str, Any] = others if text in NONE else {**others, language: text}

    async def then(visit: Visit, after: Held) -> Reply:
        return _language(visit, after, language)

    try:
        return await editing.changed(visit, held, {field: changed}, then)
    except NotAMeeting:
        return _ask(visit, held, language, field, forms.misfit(field, visit.words))
