"""Letters, e-mails and words said at meetings, entered in the chat by those who run plans."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.days import written_day
from handlers.plans import letter_screens as screens
from handlers.replies import Reply, alert
from handlers.taps import CommentTap
from handlers.visit import Visit
from people import roles
from people.roles import Action
from plans import comments, entering, rounds, splitting
from plans.codelists import named
from plans.comments import PART_LENGTH, PROPOSAL, REASON, CommentTooLong, NoSuchKind
from plans.consultation import PRAGUE, PUBLIC, WindowNotOpen, last_day
from plans.entering import CONTACT_LENGTH, SENT, OutOfTime, Paper, Point, Unentered
from plans.reading import Draft, NoSuchSection
from plans.running import Runner
from storage import comments as tables
from storage import people, places
from storage import plans as plan_tables
from storage.plans import Consultation
from surveys import codes

PARTS: Mapping[str, int] = {
    PROPOSAL: PART_LENGTH,
    REASON: PART_LENGTH,
    screens.CONTACT: CONTACT_LENGTH,
}


def router() -> Router:
    router = Router(name="comment_letters")
    for what, hears in WRITTEN.items():
        router.message.register(hears, Awaiting(what))
    for act, does in ACTS.items():
        router.callback_query.register(does, CommentTap.filter(F.act == act))
    return router


async def begin(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    """Whose letter it is, where there are rounds to choose from."""
    code, held = callback_data.code, await people.roles(visit.session, visit.resident.id)
    found = await entering.windows_of(visit.session, code, visit.now)
    open_to = [one.round for one in found if roles.may(held, power(one.round))]
    if len(open_to) < 2:
        return await _begun(visit, code, next(iter(open_to), PUBLIC))
    for one in open_to:
        await _draft(visit, code, one)
    return screens.choose_round(visit, code, open_to)


async def choose_round(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    return await _begun(visit, callback_data.code, callback_data.value)


async def _begun(visit: Visit, code: str, round_: str) -> Reply:
    """How it came, of the ways that the consultation takes."""
    draft = await _draft(visit, code, round_)
    taken = entering.accepted(await _window(visit, draft))
    return screens.choose_channel(visit, code, round_, taken)


async def choose_channel(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    code, channel = callback_data.code, callback_data.value
    return await _ask_day(
        visit, Unentered(code, channel, "", round=callback_data.section or PUBLIC)
    )


async def choose_day(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    letter = letter_of(visit)
    if letter is None:
        return _lost(visit)
    try:
        return await _dated(visit, letter, date.fromisoformat(callback_data.value))
    except ValueError:
        return await _ask_day(visit, letter)


async def day_written(message: Message, visit: Visit) -> Reply:
    letter, today = Unentered.from_json(visit.waiting["letter"]), _today(visit)
    wanted = written_day(message.text or "", today, past=True)
    if wanted is None or wanted > today:
        note = visit.words("I do not understand the day. Write it like this: 12. 5. 2027")
        return await _ask_day(visit, letter, note)
    return await _dated(visit, letter, wanted)


async def choose_section(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    letter = letter_of(visit)
    if letter is None:
        return _lost(visit)
    return await _ask_kind(visit, replace(letter, section=callback_data.section))


async def section_written(message: Message, visit: Visit) -> Reply:
    letter = Unentered.from_json(visit.waiting["letter"])
    section = (message.text or "").strip().rstrip(".")
    try:
        return await _ask_kind(visit, replace(letter, section=section))
    except NoSuchSection:
        note = visit.words("The plan has no such section.")
        return await _ask_section(visit, letter, note)


async def choose_kind(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    letter = letter_of(visit)
    if letter is None:
        return _lost(visit)
    if named(await comments.kinds(visit.session, letter.code), callback_data.value) is None:
        raise NoSuchKind(callback_data.value)
    letter = replace(letter, kind=callback_data.value)
    return await _shown_back(visit, letter) if letter.text else screens.ask_text(visit, letter)


async def text_written(message: Message, visit: Visit) -> Reply:
    """One message is one letter; a longer one has to come in points anyway."""
    letter = Unentered.from_json(visit.waiting["letter"])
    text = (message.text or "").strip()
    if max(map(len, splitting.points(text))) > comments.TEXT_LENGTH:
        raise CommentTooLong(comments.TEXT_LENGTH)
    return await _shown_back(visit, replace(letter, text=text, message_id=message.message_id))


async def ask_part(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    letter, part = letter_of(visit), callback_data.value
    if letter is None or part not in PARTS:
        return _lost(visit)
    return screens.ask_part(visit, letter, part)


async def part_written(message: Message, visit: Visit) -> Reply:
    letter, part = Unentered.from_json(visit.waiting["letter"]), visit.waiting["part"]
    text = (message.text or "").strip()
    if len(text) > PARTS[part]:
        raise CommentTooLong(PARTS[part])
    return await _shown_back(visit, Unentered.from_json({**letter.to_json(), part: text}))


async def ask_day(_: CallbackQuery, visit: Visit) -> Reply:
    letter = letter_of(visit)
    return await _ask_day(visit, letter) if letter else _lost(visit)


async def ask_text(_: CallbackQuery, visit: Visit) -> Reply:
    letter = letter_of(visit)
    return screens.ask_text(visit, letter) if letter else _lost(visit)


async def show_back(_: CallbackQuery, visit: Visit) -> Reply:
    letter = letter_of(visit)
    return await _shown_back(visit, letter) if letter else _lost(visit)


async def remind(_: Message, visit: Visit) -> Reply:
    """Something typed beside a letter that waits to be entered."""
    note = visit.words("First decide about this letter: enter it, edit it or discard it.")
    return await _shown_back(visit, Unentered.from_json(visit.waiting["letter"]), note)


async def turn(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    """Cut into points or left in one; for everybody or for staff only."""
    letter = letter_of(visit)
    if letter is None:
        return _lost(visit)
    on = callback_data.section == "on"
    if callback_data.value == "split":
        return await _shown_back(visit, replace(letter, split=on))
    return await _shown_back(visit, replace(letter, confidential=on))


async def discard(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    return screens.discarded(visit, callback_data.code)


async def enter(_: CallbackQuery, callback_data: CommentTap, visit: Visit) -> Reply:
    """The numbers, and the code for its author; the same tap again says the same."""
    code, letter = callback_data.code, letter_of(visit)
    secret = visit.house.token("letter", visit.resident.id, code, callback_data.value)
    own = codes.made_of(secret.encode())
    kept = entering.hashed(visit.house.form_secret, own)
    if letter and str(letter.message_id) == callback_data.value:
        runner, paper = await clerk_of(visit, letter.round), await _paper(visit, letter, kept)
        found = await entering.enter(visit.session, runner, code, paper, visit.now)
    else:
        found = await tables.of_code(visit.session, kept)
    if not found:
        return _lost(visit)
    draft = await _draft(visit, code, found[0].round)
    reach = await rounds.reach(visit.session, draft.plan, found[0].round)
    return screens.entered(visit, draft, [one.number for one in found], own, reach)


ACTS: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    "letter": begin,
    "letter-round": choose_round,
    "letter-channel": choose_channel,
    "letter-day": choose_day,
    "letter-section": choose_section,
    "letter-kind": choose_kind,
    "letter-part": ask_part,
    "letter-text": ask_text,
    "letter-when": ask_day,
    "letter-show": show_back,
    "letter-turn": turn,
    "letter-drop": discard,
    "letter-enter": enter,
}
WRITTEN: Mapping[str, Callable[..., Awaitable[Reply]]] = {
    "letter-day": day_written,
    "letter-section": section_written,
    "letter-text": text_written,
    "letter-part": part_written,
    "letter": remind,
}


def power(round_: str) -> Action:
    """What it takes to enter letters of a round: a draft within is not for clerks."""
    return Action.ENTER_PAPER if round_ == PUBLIC else Action.RUN_PLANS


async def clerk_of(visit: Visit, round_: str) -> Runner:
    """The person as far as they may enter letters of the round; raises NotAllowed."""
    held = await people.roles(visit.session, visit.resident.id)
    roles.demand(held, power(round_))
    return Runner(visit.resident.id, roles.areas_for(held, power(round_)))


def letter_of(visit: Visit) -> Unentered | None:
    kept = visit.waiting.get("letter")
    return Unentered.from_json(kept) if kept else None


async def _draft(visit: Visit, code: str, round_: str) -> Draft:
    clerk = await clerk_of(visit, round_)
    draft = await rounds.given_to(visit.session, code, round_)
    clerk.demand(draft.plan.area_code)
    return draft


async def _draft_of(visit: Visit, letter: Unentered) -> Draft:
    return await _draft(visit, letter.code, letter.round)


async def _window(visit: Visit, draft: Draft) -> Consultation:
    window = await plan_tables.consultation(visit.session, draft.plan.code, draft.rounds[0])
    if window is None:
        raise WindowNotOpen(None)
    return window


async def _dated(visit: Visit, letter: Unentered, wanted: date) -> Reply:
    """On with a day that lies in the window, before anything more is typed in vain."""
    try:
        window = await _window(visit, await _draft_of(visit, letter))
        entering.demand_day(window, wanted)
    except OutOfTime as refusal:
        return await _ask_day(visit, letter, screens.out_of_time(refusal, visit.words))
    letter = replace(letter, day=wanted.isoformat())
    return await _shown_back(visit, letter) if letter.text else await _ask_section(visit, letter)


async def _sending_counts(visit: Visit, draft: Draft) -> bool:
    area = await places.area(visit.session, draft.plan.area_code)
    return entering.decides(area) == SENT


async def _ask_day(visit: Visit, letter: Unentered, note: str = "") -> Reply:
    draft = await _draft_of(visit, letter)
    counts = await _sending_counts(visit, draft)
    last = min(_today(visit), last_day(await _window(visit, draft)))
    return screens.choose_day(visit, letter, last, counts, note)


async def _ask_section(visit: Visit, letter: Unentered, note: str = "") -> Reply:
    await _draft_of(visit, letter)
    return screens.ask_section(visit, letter, note)


async def _ask_kind(visit: Visit, letter: Unentered) -> Reply:
    """Raises NoSuchSection."""
    draft = await _draft_of(visit, letter)
    if letter.section:
        draft.section(letter.section)
    kinds = await comments.kinds(visit.session, letter.code)
    return screens.choose_kind(visit, draft, letter, kinds)


async def _shown_back(visit: Visit, letter: Unentered, note: str = "") -> Reply:
    draft = await _draft_of(visit, letter)
    kinds = await comments.kinds(visit.session, letter.code)
    return screens.shown_back(visit, draft, letter, kinds, note)


async def _paper(visit: Visit, letter: Unentered, code_hash: str) -> Paper:
    draft, day = await _draft_of(visit, letter), date.fromisoformat(letter.day)
    received = _today(visit) if await _sending_counts(visit, draft) else day
    texts = letter.points if letter.split else (letter.text,)
    first = Point(letter.section, letter.kind, texts[0], letter.proposal, letter.reason)
    others = (Point(letter.section, letter.kind, one) for one in texts[1:])
    return Paper(
        channel=letter.channel,
        sent_on=day,
        received_on=received,
        code_hash=code_hash,
        points=(first, *others),
        confidential=letter.confidential,
        contact=letter.contact,
        round=letter.round,
    )


def _today(visit: Visit) -> date:
    return visit.now.astimezone(PRAGUE).date()


def _lost(visit: Visit) -> Reply:
    return alert(visit.words("I no longer have that text. Please write it once more."))
