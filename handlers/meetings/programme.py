"""The programme of a meeting: its parts, one after another, and who leads each."""

from collections.abc import Sequence
from typing import Any, Final

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.meetings import editing, forms
from handlers.meetings.forms import NotAMeeting
from handlers.replies import Reply, show
from handlers.taps import MeetingStep
from handlers.visit import Visit
from meetings.documents import PROGRAMME_LIMIT
from meetings.keeping import Held
from texts.content import pick
from texts.formatting import escape, shortened
from texts.numbers import whole
from texts.screens import Row

PART: Final = "meeting-part"
LECTURER: Final = "meeting-lecturer"
LABEL_LENGTH: Final = 30
# Telegram shows a hundred buttons at most.
MOST_MOVED: Final = 36


def router() -> Router:
    router = Router(name="meeting_programme")
    router.message.register(add, Awaiting(PART))
    router.message.register(name_lecturer, Awaiting(LECTURER))
    steps = {
        "parts": overview,
        "part": ask_part,
        "nobody": without_lecturer,
        "up": move_up,
        "off": take_off,
    }
    for act, does in steps.items():
        router.callback_query.register(does, MeetingStep.filter(F.act == act))
    return router


async def overview(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    return await parts(visit, await editing.held_of(visit, callback_data.code))


async def parts(visit: Visit, held: Held) -> Reply:
    words, code, language = visit.words, held.code, visit.words.language
    programme = held.document.programme
    lines = [words("<b>Programme</b>")]
    rows: list[Row] = []
    for nth, one in enumerate(programme):
        title = pick(one.title, language)
        leads = f" ({escape(one.lecturer)})" if one.lecturer else ""
        lines.append(f"{nth + 1}. {escape(title)}{leads}")
        up = (forms.step("↑", "up", code, str(nth)),) if 0 < nth < MOST_MOVED else ()
        label = shortened(f"✗ {nth + 1}. {title}", LABEL_LENGTH)
        rows.append((forms.step(label, "off", code, str(nth)), *up))
    if not programme:
        lines.append(words("There are no parts yet."))
    if len(programme) < PROGRAMME_LIMIT:
        rows.append((forms.step(words("Add a part"), "part", code),))
    rows.append((forms.step(words("Done"), "card", code),))
    return editing.stays(visit, held, show("\n".join(lines), *rows))


async def ask_part(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    return _ask_part(visit, await editing.held_of(visit, callback_data.code))


def _ask_part(visit: Visit, held: Held, note: str = "") -> Reply:
    words = visit.words
    text = words("What is this part called? Write it, with its time if you like.")
    back = editing.back_to(words, held, "parts")
    return editing.ask(visit, held, "\n\n".join(filter(None, [note, text])), PART, back)


async def add(message: Message, visit: Visit) -> Reply:
    held = await editing.held_of(visit, visit.waiting["code"])
    made = {"title": {"cs": (message.text or "").strip()}, "lecturer": ""}
    try:
        return await _changed(visit, held, [*_plain(held), made], _ask_lecturer)
    except NotAMeeting as refusal:
        return _ask_part(visit, held, forms.misfit(refusal.field, visit.words))


async def _ask_lecturer(visit: Visit, held: Held) -> Reply:
    words = visit.words
    rows: tuple[Row, ...] = (
        (forms.step(words("Nobody in particular"), "nobody", held.code),),
        editing.back_to(words, held, "parts"),
    )
    text = words("Who leads it? Write the name, and in a few words who they are.")
    return editing.ask(visit, held, text, LECTURER, *rows)


async def name_lecturer(message: Message, visit: Visit) -> Reply:
    held = await editing.held_of(visit, visit.waiting["code"])
    told = _plain(held)
    if not told:
        return await parts(visit, held)
    told[-1]["lecturer"] = (message.text or "").strip()
    try:
        return await _changed(visit, held, told, parts)
    except NotAMeeting:
        return await _ask_lecturer(visit, held)


async def without_lecturer(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    return await parts(visit, await editing.held_of(visit, callback_data.code))


async def move_up(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held, nth = await _part_of(visit, callback_data)
    told = _plain(held)
    if not 0 < nth < len(told):
        return await parts(visit, held)
    told[nth - 1], told[nth] = told[nth], told[nth - 1]
    return await _changed(visit, held, told, parts)


async def take_off(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    held, nth = await _part_of(visit, callback_data)
    left = [one for at, one in enumerate(_plain(held)) if at != nth]
    return await _changed(visit, held, left, parts)


async def _part_of(visit: Visit, callback_data: MeetingStep) -> tuple[Held, int]:
    held, told = await editing.held_of(visit, callback_data.code), callback_data.value
    return held, whole(told, PROGRAMME_LIMIT)


async def _changed(
    visit: Visit, held: Held, programme: Sequence[dict[str, Any]], then: editing.Then
) -> Reply:
    return await editing.changed(visit, held, {"programme": list(programme)}, then)


def _plain(held: Held) -> list[dict[str, Any]]:
    return [one.model_dump() for one in held.document.programme]
