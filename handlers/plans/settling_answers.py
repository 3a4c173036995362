"""Writing a group's answer to a comment: reason, wording, notes, answers kept ready."""

from collections.abc import Awaitable, Callable, Mapping
from html import unescape
from typing import Final

from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from groups.membership import Seat
from handlers.plans.settling_cards import card_shown, seat_of, step, to_card
from handlers.replies import Expects, Reply, show
from handlers.taps import SettleTap
from handlers.visit import Visit
from outreach import receipts
from plans import answers, voting
from plans.voting import Case
from storage import groups
from storage import settling as tables
from storage.groups import WorkingGroup
from texts.content import pick
from texts.formatting import beginning, day, escape, moment
from texts.numbers import KEY_DIGITS, whole
from texts.screens import Row
from texts.words import Words

NOTES_SHOWN: Final = 10
REASON, WORDING, NOTE = "reason", "wording", "note"


async def ask(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    """For the answer, the plan's new wording, or a note for the others."""
    seat, number = await seat_of(visit, callback_data.group), callback_data.number
    await voting.case(visit.session, seat, number)
    words, part = visit.words, callback_data.value
    asked = {
        REASON: words("Write the reason. The author and the public will read it."),
        WORDING: words("Write the new wording of the plan; a dash takes it away."),
        NOTE: words("Write the note. Only members of the group read it."),
    }
    if part not in asked:
        return await card_shown(visit, seat, number)
    expects = Expects(f"motion-{part}", {"group": seat.group_code, "number": number})
    return show(asked[part], (to_card(visit, seat, number),), expects=expects)


async def reason_written(message: Message, visit: Visit) -> Reply:
    return await _written(visit, message.text or "", "")


async def wording_written(message: Message, visit: Visit) -> Reply:
    return await _written(visit, "", message.text or "")


async def note_written(message: Message, visit: Visit) -> Reply:
    seat, number = await seat_of(visit, visit.waiting["group"]), visit.waiting["number"]
    await voting.note(visit.session, seat, number, message.text or "", visit.now)
    return await _notes(visit, seat, number)


async def notes(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    seat = await seat_of(visit, callback_data.group)
    return await _notes(visit, seat, callback_data.number)


async def templates(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    """Answers kept ready; whoever leads the group keeps the one written here for next time."""
    words, number = visit.words, callback_data.number
    seat = await seat_of(visit, callback_data.group)
    found = await voting.case(visit.session, seat, number)
    kept = await tables.templates(visit.session, seat.area_code)
    rows: list[Row] = [(step(seat, one.name, "fill", number, str(one.id)),) for one in kept]
    if seat.leads and found.motion.reason:
        rows.append((step(seat, words("Keep this answer for next time"), "keep", number),))
    if seat.leads and kept:
        rows.append((step(seat, words("Delete one"), "choose-drop", number),))
    text = "\n\n".join(
        [
            words("<b>Answers kept ready</b>"),
            *(f"<b>{escape(one.name)}</b>\n{escape(beginning(escape(one.text)))}" for one in kept),
            *([] if kept else [words("None yet. Write an answer first, then keep it here.")]),
        ]
    )
    return show(text, *rows, (to_card(visit, seat, number),))


async def fill(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    seat, number = await seat_of(visit, callback_data.group), callback_data.number
    found = await voting.case(visit.session, seat, number)
    known = whole(callback_data.value, digits=KEY_DIGITS)
    told = await values(visit.session, found, visit.words.language)
    text = await answers.filled(visit.session, seat.area_code, known, told)
    await voting.write(visit.session, seat, number, text, "", visit.now)
    return await card_shown(visit, seat, number)


async def choose_dropped(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    seat, number = await seat_of(visit, callback_data.group), callback_data.number
    kept = await tables.templates(visit.session, seat.area_code)
    rows: list[Row] = [(step(seat, f"✗ {one.name}", "drop", number, str(one.id)),) for one in kept]
    text = visit.words("Which answer kept ready shall be deleted? What was answered by it stays.")
    return show(text, *rows, (step(seat, visit.words("Back"), "ready", number),))


async def drop(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    seat, chosen = await seat_of(visit, callback_data.group), callback_data.value
    if not seat.leads:
        raise voting.NotYoursToConfirm((groups.CHAIR, groups.SECRETARY))
    known = whole(chosen, digits=KEY_DIGITS)
    await answers.drop(visit.session, seat.area_code, seat.resident_id, known, visit.now)
    return await templates(_, callback_data, visit)


async def ask_template_name(_: CallbackQuery, callback_data: SettleTap, visit: Visit) -> Reply:
    seat, number = await seat_of(visit, callback_data.group), callback_data.number
    await voting.case(visit.session, seat, number)
    text = visit.words(
        "Under which name? In the text, {number} and {section} stand for those of each comment.",
        number="{number}",
        section="{section}",
    )
    expects = Expects("motion-template", {"group": seat.group_code, "number": number})
    return show(text, (to_card(visit, seat, number),), expects=expects)


async def template_named(message: Message, visit: Visit) -> Reply:
    seat, number = await seat_of(visit, visit.waiting["group"]), visit.waiting["number"]
    found = await voting.case(visit.session, seat, number)
    if not seat.leads:
        raise voting.NotYoursToConfirm((groups.CHAIR, groups.SECRETARY))
    reason = found.motion.reason.replace(number, "{number}")
    place = (visit.session, seat.area_code, seat.resident_id)
    await answers.keep(*place, message.text or "", reason, visit.now)
    return await card_shown(visit, seat, number)


async def values(session: AsyncSession, found: Case, language: str) -> Mapping[str, str]:
    """What stands in the braces of an answer kept ready."""
    comment, referral = found.comment, found.referral
    where = unescape(await receipts.where(session, comment, language))
    told = {
        "number": comment.number,
        "section": comment.section_id,
        "title": where.removeprefix(comment.section_id).strip(),
        "group": _group_told(found.group, language),
    }
    if referral and referral.on_agenda:
        told["day"] = day(referral.on_agenda, language)
    return told


def _group_told(group: WorkingGroup, language: str) -> str:
    """As an answer that everybody reads may call it."""
    if group.sensitive:
        return Words(language)("working group")
    return pick(group.name, language)


async def _written(visit: Visit, reason: str, wording: str) -> Reply:
    seat, number = await seat_of(visit, visit.waiting["group"]), visit.waiting["number"]
    await voting.write(visit.session, seat, number, reason, wording, visit.now)
    return await card_shown(visit, seat, number)


async def _notes(visit: Visit, seat: Seat, number: str) -> Reply:
    told = await notes_told(visit.session, visit.words, seat, number)
    write = step(seat, visit.words("Write a note"), "ask", number, NOTE)
    return show(told, (write,), (to_card(visit, seat, number),))


async def notes_told(session: AsyncSession, words: Words, seat: Seat, number: str) -> str:
    """The newest notes of a group on a comment, with who wrote them and when."""
    found = await tables.notes(session, number, seat.group_code)
    members = await groups.members(session, seat.group_code)
    names = {one.resident_id: one.name for one in members if one.resident_id}
    lines = [
        f"<i>{escape(names.get(one.resident_id or 0, '–'))}, "
        f"{moment(one.written_at, words.language)}</i>\n{escape(one.text)}"
        for one in found[-NOTES_SHOWN:]
    ]
    head = words("<b>Notes on {number}</b>\nOnly members of the group read them.", number=number)
    return "\n\n".join([head, *lines])


ACTS: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    "ask": ask,
    "notes": notes,
    "ready": templates,
    "fill": fill,
    "keep": ask_template_name,
    "choose-drop": choose_dropped,
    "drop": drop,
}
WRITTEN: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    "motion-reason": reason_written,
    "motion-wording": wording_written,
    "motion-note": note_written,
    "motion-template": template_named,
}
