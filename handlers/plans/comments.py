"""Comments on plans in the chat: written, shown back, sent; changed, taken back, joined."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.commands import Said
from handlers.plans import comment_screens as screens
from handlers.plans import comment_themes
from handlers.plans import reading as plans
from handlers.plans.screens import reading_of
from handlers.refusals import ConsentMissing
from handlers.replies import Expects, Reply, Screen, alert, show
from handlers.taps import CommentTap, Go, PlanTap, button, go
from handlers.visit import Visit
from outreach import receipts
from outreach.round_words import reach_told
from people import roles
from people.profile import has_consented
from people.roles import Action
from plans import changing, comments, rounds
from plans.comments import AS_IT_IS, CONFIDENTIAL, PARTS, TEXT, Unsent
from storage import comment_files, people
from storage import comments as tables
from storage.comment_receipts import keep_receipt, standing
from storage.comments import Comment
from texts.formatting import escape
from texts.numbers import whole
from texts.personal_data import personal_data
from texts.screens import TO_PLAN, Row

CHANNEL = "telegram"
LISTED = 5
CARES = (AS_IT_IS, CONFIDENTIAL)


class Edited(Filter):
    """Holds on the new words of a message that is a comment, or is to become one."""

    async def __call__(self, message: Message, visit: Visit) -> bool | dict[str, Any]:
        if not _words_of(message):
            return False
        unsent = unsent_of(visit)
        if unsent and unsent.message_id == message.message_id:
            return {"edited": unsent}
        found = await tables.of_message(visit.session, visit.resident.id, message.message_id)
        return {"edited": found} if found else False


def router() -> Router:
    router = Router(name="comments")
    router.message.register(mine, Said("comments"))
    router.message.register(written, Awaiting("comment"))
    router.message.register(part_written, Awaiting("comment-part"))
    router.message.register(remind, Awaiting("comment-unsent"))
    router.message.register(change_written, Awaiting("comment-change"))
    router.edited_message.register(message_edited, Edited())
    router.callback_query.register(mine, Go.filter(F.to == "comments"))
    for act, does in ACTS.items():
        router.callback_query.register(does, CommentTap.filter(F.act == act))
    return router


async def begin(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    """What the comment is: on the matter, on the wording, a question."""
    code, section_id = callback_data.code, callback_data.section
    if not has_consented(visit.resident):
        raise ConsentMissing(TO_PLAN + code)
    place = (code, section_id, visit.when)
    draft, kinds = await comments.begin(
        visit.session, *place, CHANNEL, resident_id=visit.resident.id
    )
    return screens.choose_kind(visit, draft, section_id, kinds)


async def choose_kind(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    place = (callback_data.code, callback_data.section, callback_data.value)
    await comments.begin(
        visit.session, place[0], place[1], visit.when, CHANNEL, resident_id=visit.resident.id
    )
    return screens.ask_text(visit, place)


async def written(message: Message, visit: Visit) -> Reply:
    code, section_id, kind = visit.waiting["place"]
    unsent = await comments.write(
        visit.session,
        (code, section_id, kind),
        message.text or "",
        message.message_id,
        visit.resident.language,
        visit.when,
        visit.resident.id,
    )
    return await shown_back(visit, replace(unsent, photo=visit.waiting.get("photo", "")))


async def split(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    """Whether each point is to be a comment of its own."""
    unsent = unsent_of(visit)
    if unsent is None:
        return lost(visit)
    return await shown_back(visit, replace(unsent, split=callback_data.value == "yes"))


async def ask_part(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    unsent = unsent_of(visit)
    if unsent is None or callback_data.value not in PARTS:
        return lost(visit)
    return screens.ask_part(visit, unsent, callback_data.value)


async def part_written(message: Message, visit: Visit) -> Reply:
    unsent, part = Unsent.from_json(visit.waiting["unsent"]), visit.waiting["part"]
    if part != TEXT:
        return await shown_back(visit, unsent.with_part(part, message.text or ""))
    return await _rewritten(visit, unsent, message, visit.when)


async def remind(_: Message, visit: Visit) -> Reply:
    """Something typed beside a comment that waits to be sent."""
    note = visit.words("First decide about this comment: send it, edit it or discard it.")
    return await shown_back(visit, Unsent.from_json(visit.waiting["unsent"]), note)


async def show_unsent(_: CallbackQuery, visit: Visit) -> Reply:
    unsent = unsent_of(visit)
    return await shown_back(visit, unsent) if unsent else lost(visit)


async def take_care(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    """What becomes of personal data in the text."""
    unsent = unsent_of(visit)
    if unsent is None:
        return lost(visit)
    if callback_data.value in CARES:
        return await shown_back(visit, replace(unsent, care=callback_data.value))
    return await shown_back(visit, unsent.without_personal_data())


async def ask_language(_: CallbackQuery, visit: Visit) -> Reply:
    unsent = unsent_of(visit)
    return screens.choose_language(visit, unsent) if unsent else lost(visit)


async def set_language(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    unsent, chosen = unsent_of(visit), callback_data.value
    if unsent is None:
        return lost(visit)
    if chosen in comments.likely_languages(unsent.text, visit.resident.language):
        unsent = replace(unsent, language=chosen)
    return await shown_back(visit, unsent)


async def discard(_: CallbackQuery, visit: Visit) -> Reply:
    unsent = unsent_of(visit)
    if unsent is None:
        return lost(visit)
    await comment_files.drop_unsent(visit.session, visit.resident.id)
    back = PlanTap(act="section", code=unsent.plan_code, section=unsent.section_id)
    text = visit.words("Discarded. Nothing has been sent.")
    return show(text, (button(visit.words("Back to the plan"), back),))


async def send(event: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    """From here on it counts; the tapped message becomes its receipt."""
    unsent = unsent_of(visit)
    if unsent is None or str(unsent.message_id) != callback_data.value:
        return await _sent_before(visit, callback_data.value)
    await visit.house.allowance.take("comment", visit.resident.telegram_id)
    found = await comments.send(visit.session, visit.resident, unsent, CHANNEL, visit.now)
    if event.message:
        place = (event.message.chat.id, event.message.message_id)
        told = standing(found, await tables.referral(visit.session, found.number))
        await keep_receipt(visit.session, found.number, *place, told)
        # Those of its other points are still to be sent.
        for one in await tables.split_from(visit.session, found.number):
            await keep_receipt(visit.session, one.number, event.message.chat.id, 0, "")
    [receipt] = (await _receipt(visit, found)).screens
    return Reply((await comment_themes.asked(visit, found, receipt),))


async def onwards(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    """The receipt stays; what comes next stands below it."""
    reply = await plans.go_on(visit, callback_data.code, callback_data.section)
    return replace(reply, below=True)


async def show_one(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    found = await comments.own(visit.session, visit.resident.id, callback_data.value)
    letter = await receipts.receipt(visit.session, found, visit.resident.language, quotes=False)
    said = [letter.text, *screens.own_words(visit.words, found)]
    rows: list[Row] = list(letter.rows) if found.state in changing.NOT_COUNTED else []
    if await changing.may_change(visit.session, found, visit.when):
        rows = list(letter.rows[:1])
    return show("\n\n".join(said), *rows, (go(visit.words("Back"), "comments"),))


async def ask_change(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    number = callback_data.value
    found = await comments.own(visit.session, visit.resident.id, number)
    if not await changing.may_change(visit.session, found, visit.when):
        return alert(visit.words("This comment can no longer be changed."))
    text = visit.words(
        "Now it says:\n<blockquote>{text}</blockquote>\nWrite the new text as one message.",
        text=escape(found.text),
    )
    expects = Expects("comment-change", {"number": number})
    back = go(visit.words("Back"), "comments")
    return replace(show(text, (back,), expects=expects), below=True)


async def change_written(message: Message, visit: Visit) -> Reply:
    number = visit.waiting["number"]
    return await _changed(visit, number, message.text or "", visit.when)


async def message_edited(message: Message, visit: Visit, edited: Unsent | Comment) -> Reply:
    when = datetime.fromtimestamp(message.edit_date, UTC) if message.edit_date else visit.when
    if isinstance(edited, Unsent):
        return await _rewritten(visit, edited, message, when)
    if await tables.split_from(visit.session, edited.number):
        return alert(visit.words("This message became several comments. Edit each by its button."))
    return await _changed(visit, edited.number, _words_of(message), when)


async def ask_withdraw(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    words, number = visit.words, callback_data.value
    await comments.own(visit.session, visit.resident.id, number)
    text = words(
        "Take comment {number} back? Its text is deleted. The number stays.", number=number
    )
    yes = button(words("Yes, take it back"), CommentTap(act="back", value=number))
    return replace(show(text, (yes,), (go(words("Back"), "comments"),)), below=True)


async def withdraw(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    number = callback_data.value
    await changing.withdraw(visit.session, visit.resident.id, number, visit.when)
    text = visit.words("Comment {number} is taken back.", number=number)
    return show(text, (go(visit.words("My comments"), "comments"),))


async def listing(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    """Released comments on a section, to be read and joined."""
    place = (callback_data.code, callback_data.section)
    draft = await plans.draft_of(visit, callback_data.code)
    whole = await tables.released_count(visit.session, *place, rounds=draft.hears)
    pages = max(1, -(-whole // LISTED))
    asked = int(callback_data.value) if callback_data.value.isdecimal() else 0
    page = min(asked, pages - 1)
    found = await tables.released(
        visit.session, *place, limit=LISTED, skip=page * LISTED, rounds=draft.hears
    )
    some = await comments.with_joined(visit.session, found)
    shown = screens.listing(visit, draft, some, (page, pages), callback_data.section)
    window = await rounds.window_of(visit.session, draft, visit.when)
    return replace(shown, expects=reading_of(draft, callback_data.section, window))


async def answer(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    """What was answered to a comment of somebody else; a text that waits to be sent still does."""
    found = await comments.readable(visit.session, callback_data.value)
    draft = await plans.draft_of(visit, found.plan_code)
    if found.round not in draft.hears:
        raise comments.NoSuchComment(found.number)
    lines = [
        f"<b>{found.number}</b>",
        await receipts.where(visit.session, found, visit.resident.language),
        f"<blockquote>{escape(found.shown)}</blockquote>",
        *await receipts.answer(visit.session, found, visit.words),
    ]
    unsent = unsent_of(visit)
    expects = Expects("comment-unsent", {"unsent": unsent.to_json()}) if unsent else None
    return replace(show("\n\n".join(lines), expects=expects), below=True)


async def join(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    if not has_consented(visit.resident):
        raise ConsentMissing
    number = callback_data.value
    found, joined = await comments.join(visit.session, visit.resident.id, number, visit.when)
    text = visit.words.many(
        "You have joined comment {number}, as {n} person. You will hear how it is settled.",
        "You have joined comment {number}, as {n} people. You will hear how it is settled.",
        joined,
        number=number,
    )
    onwards = CommentTap(act="onwards", code=found.plan_code, section=found.section_id)
    return show(text, (button(visit.words("Next section"), onwards),))


async def mine(_: Message | CallbackQuery, visit: Visit) -> Reply:
    own = await tables.of_resident(visit.session, visit.resident.id)
    joined = await tables.joined_by(visit.session, visit.resident.id)
    held = await people.roles(visit.session, visit.resident.id)
    reads = roles.may(held, Action.READ_COMMENTS)
    return screens.mine(visit, own, joined, reads=reads)


ACTS: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    "write": begin,
    "kind": choose_kind,
    "part": ask_part,
    "show-unsent": show_unsent,
    "care": take_care,
    "split": split,
    "languages": ask_language,
    "language": set_language,
    "discard": discard,
    "send": send,
    "onwards": onwards,
    "show": show_one,
    "change": ask_change,
    "ask-back": ask_withdraw,
    "back": withdraw,
    "list": listing,
    "join": join,
    "answer": answer,
    "theme": comment_themes.choose,
}


def unsent_of(visit: Visit) -> Unsent | None:
    """The comment that waits to be sent, if the conversation still stands there."""
    kept = visit.waiting.get("unsent")
    return Unsent.from_json(kept) if kept else None


def _words_of(message: Message) -> str:
    """Its text, or what stands under its photo."""
    return message.text or message.caption or ""


async def shown_back(visit: Visit, unsent: Unsent, note: str = "") -> Reply:
    draft = await plans.draft_of(visit, unsent.plan_code)
    kinds = await comments.kinds(visit.session, unsent.plan_code)
    if not unsent.kind:
        return screens.ask_what(visit, draft, unsent, kinds, note)
    similar = await comments.similar(visit.session, unsent)
    reach = await rounds.reach(visit.session, draft.plan, unsent.round)
    notes = "\n\n".join(filter(None, (note, reach_told(visit.words, reach))))
    return screens.shown_back(visit, draft, unsent, kinds, similar, notes)


async def _rewritten(visit: Visit, unsent: Unsent, message: Message, when: datetime) -> Reply:
    anew = await comments.rewrite(
        visit.session,
        unsent,
        _words_of(message),
        message.message_id,
        visit.resident.language,
        when,
        visit.resident.id,
    )
    return await shown_back(visit, anew)


async def _sent_before(visit: Visit, message_id: str) -> Reply:
    """The same tap once more says the same number; an old button says what has become of it."""
    found = await tables.of_message(visit.session, visit.resident.id, whole(message_id))
    return await _receipt(visit, found) if found else lost(visit)


async def _receipt(visit: Visit, found: Comment) -> Reply:
    letter = await receipts.receipt(visit.session, found, visit.resident.language)
    return Reply((Screen(letter.text, letter.rows),))


async def _changed(visit: Visit, number: str, text: str, when: datetime) -> Reply:
    words = visit.words
    await changing.change(visit.session, visit.resident.id, number, text, when)
    lines = [words("Comment {number} is changed. It now says what you wrote.", number=number)]
    if personal_data(text):
        lines.append(words("Contacts and numbers of people in it will be hidden from others."))
    return show("\n\n".join(lines), (go(words("My comments"), "comments"),))


def lost(visit: Visit) -> Reply:
    return alert(visit.words("I no longer have that text. Please write it once more."))
