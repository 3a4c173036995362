"""Writing to many: the list of broadcasts, one card for each, and the steps of sending it."""

from collections.abc import Callable
from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.broadcasts import audience as broadcast_audience
from handlers.broadcasts import buttons as broadcast_buttons
from handlers.broadcasts import reminders as broadcast_reminders
from handlers.broadcasts import times as broadcast_times
from handlers.broadcasts import words as broadcast_words
from handlers.broadcasts import writing as broadcast_writing
from handlers.broadcasts.reminders import READY_NAMES, is_to_come
from handlers.broadcasts.screens import screen, step
from handlers.broadcasts.writing import card
from handlers.commands import Said
from handlers.replies import Expects, Reply, Screen, alert, show
from handlers.taps import BroadcastStep, go
from handlers.visit import Visit
from outreach import broadcasts, reminders
from outreach.letters import post
from outreach.notices import tell
from people import roles
from people.roles import Action
from storage import broadcasts as tables
from storage import people, places
from storage.broadcasts import Broadcast
from storage.surveys import RELEASED
from surveys import library
from texts.content import pick
from texts.formatting import escape
from texts.screens import Row
from texts.words import LANGUAGES, NAMES

EVERYBODY = "-"
MOST_READY = 4


def router() -> Router:
    router = Router(name="broadcasts")
    router.message.register(listing, Said("broadcast"))
    router.message.register(typed_reason, Awaiting("broadcast-reason"))
    steps: dict[str, Callable[..., Any]] = {
        "list": listing,
        "new": new,
        "ready": ready,
        "show": show_it,
        "preview": preview,
        "try": try_out,
        "send": ask_to_send,
        "send-now": send,
        "kind": kind,
        "statutory": set_kind,
        "approve": approve,
        "refuse": ask_reason,
        "take-back": take_back,
        "pause": pause,
        "resume": resume,
        "ask-stop": ask_to_stop,
        "stop": stop,
        "discard": ask_to_discard,
        "discard-now": discard,
        "copy": copy,
    }
    for act, handler in steps.items():
        router.callback_query.register(handler, BroadcastStep.filter(F.act == act))
    parts = (
        *(broadcast_writing, broadcast_buttons, broadcast_audience, broadcast_times),
        broadcast_reminders,
    )
    router.include_routers(*(part.router() for part in parts))
    return router


async def listing(
    _: Message | CallbackQuery, visit: Visit, callback_data: BroadcastStep | None = None
) -> Reply:
    words, language = visit.words, visit.words.language
    if callback_data and callback_data.id:
        await _hide(_, visit, callback_data.id)
    found = await broadcasts.mine(visit.session, visit.resident.id)
    rows: list[Row] = [(step(words("Write a new message"), "new", 0),)]
    for one in found:
        if one.state == tables.VOID:
            continue
        state = words(broadcast_words.STATE_NAMES[one.state])
        told = broadcast_words.excerpt(one, language) or words("without text")
        rows.append((step(f"{one.id}. {state}: {told}", "show", one.id),))
    text = words(
        "<b>Messages to people</b>\n"
        "An invitation to a survey, a notice, a reminder: written once, sent to many."
    )
    return show(text, *rows, (go(words("Back"), "admin"),))


async def new(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    """A draft for the one area there is, or for one of several; an untouched one is used again."""
    words = visit.words
    held = await people.roles(visit.session, visit.resident.id)
    roles.demand(held, Action.BROADCAST)
    allowed = roles.areas_for(held, Action.BROADCAST)
    offered = [
        area
        for area in await places.areas(visit.session)
        if allowed is None or area.code in allowed
    ]
    chosen = callback_data.value or (offered[0].code if len(offered) == 1 else "")
    if chosen:
        area_code = "" if chosen == EVERYBODY else chosen
        return await _write(visit, await _draft(visit, area_code))
    rows: list[Row] = [
        (step(pick(area.name, words.language), "new", 0, area.code),) for area in offered
    ]
    if allowed is None:
        rows.append((step(words("Everybody who knows me"), "new", 0, EVERYBODY),))
    return show(words("To the people of which area?"), *rows, (step(words("Back"), "list", 0),))


async def _draft(visit: Visit, area_code: str) -> Broadcast:
    for one in await broadcasts.mine(visit.session, visit.resident.id):
        mine = one.state == tables.DRAFT and one.author_id == visit.resident.id
        if mine and one.area_code == area_code and not (one.texts or one.media or one.buttons):
            return one
    return await broadcasts.draft(visit.session, visit.resident.id, area_code, visit.now)


async def _write(visit: Visit, found: Broadcast) -> Reply:
    """Ask for the text at once; a ready reminder is offered beside it."""
    asked = broadcast_writing.ask_for_text(visit, found, visit.words.language)
    shown = asked.screens[0]
    surveys = await broadcast_words.surveys_of(visit, found, RELEASED)
    rows: list[Row] = [
        (step(f"{visit.words(name)}: {title}", "ready", found.id, f"{code},{key}"),)
        for code, title in surveys.items()
        for key, name in READY_NAMES.items()
        if await is_to_come(visit, await library.survey(visit.session, code), key)
    ]
    if rows:
        told = f"{shown.text}\n\n{visit.words('Or choose a reminder that is ready:')}"
        shown = Screen(told, (*rows[:MOST_READY], *shown.rows))
    return Reply((shown,), expects=asked.expects)


async def ready(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    """A reminder of a survey that only has to be sent; the empty draft goes."""
    code, _comma, name = callback_data.value.partition(",")
    empty = await broadcasts.see(visit.session, visit.resident.id, callback_data.id)
    if empty.state != tables.DRAFT:
        raise broadcasts.NotInThisState(empty.state)
    surveys = await broadcast_words.surveys_of(visit, empty, RELEASED)
    if code not in surveys or name not in reminders.READY:
        return await card(visit, empty)
    found = await reminders.ready(visit.session, visit.resident.id, code, name, visit.now)
    if not empty.texts:
        await broadcasts.discard(visit.session, visit.resident.id, empty.id, visit.now)
    return await card(visit, found)


async def show_it(query: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    found = await broadcasts.see(visit.session, visit.resident.id, callback_data.id)
    return await _shown(query, visit, found)


async def _shown(query: CallbackQuery, visit: Visit, found: Broadcast) -> Reply:
    """The card; while it is being sent, the tapped message goes on showing its author how far."""
    if found.state == tables.DRAFT:
        return await card(visit, found)
    going = found.state in (tables.SCHEDULED, tables.WAITING, *tables.RUNNING)
    if going and query.message and found.author_id == visit.resident.id:
        place = query.message.chat.id, query.message.message_id
        await broadcasts.show_in(visit.session, visit.resident.id, found.id, *place)
    return Reply((await screen(visit, found),))


async def _hide(event: Message | CallbackQuery, visit: Visit, number: int) -> None:
    """The tapped message is about to show something else than the progress."""
    if isinstance(event, CallbackQuery) and event.message:
        place = event.message.chat.id, event.message.message_id
        await broadcasts.hide_from(visit.session, visit.resident.id, number, *place)


async def preview(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    """As people will get it, in each language there is; the value is the one to look at."""
    words, number = visit.words, callback_data.id
    found = await broadcasts.see(visit.session, visit.resident.id, number)
    written = [code for code in LANGUAGES if found.texts.get(code)]
    language = written[0] if len(written) == 1 else callback_data.value
    if language not in LANGUAGES:
        rows: list[Row] = [(step(NAMES[code], "preview", number, code),) for code in written]
        text = words("In which language shall I show it to you?")
        return show(text, *rows, (step(words("Back"), "show", number),))
    letter = await broadcasts.preview(visit.session, visit.resident.id, number, language)
    about = f"preview:{number}:{language}:{visit.now.timestamp():.0f}"
    await post(visit.session, visit.resident, about, letter, visit.now)
    return Reply(toast=words("It comes in a moment, as people will get it."))


async def try_out(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    await visit.house.allowance.take("try_out", visit.resident.telegram_id)
    number = await broadcasts.try_out(visit.session, visit.resident.id, callback_data.id, visit.now)
    return alert(
        visit.words.many(
            "Sent to {n} member of staff of the area, you among them.",
            "Sent to {n} members of staff of the area, you among them.",
            number,
        )
    )


async def ask_to_send(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    """The last look: to whom, how many, when, and who else has to agree."""
    words, number = visit.words, callback_data.id
    found = await broadcasts.see(visit.session, visit.resident.id, number)
    if found.state != tables.DRAFT:
        raise broadcasts.NotInThisState(found.state)
    lines = [
        words("<b>Send it?</b>"),
        f"<blockquote>{escape(broadcast_words.excerpt(found, words.language))}</blockquote>",
        await broadcast_words.sentence(visit, broadcasts.audience_of(found)),
        f"<b>{await broadcast_words.counted(visit, found)}</b>",
        f"{words('When')}: {await broadcast_words.when_told(visit, found)}",
    ]
    if not all(found.texts.get(code) for code in LANGUAGES):
        lines.append(f"{words('Text')}: {broadcast_words.languages_told(words, found)}")
    if found.statutory:
        lines.append(
            words("Notice required by law: it also reaches those who want fewer messages.")
        )
    if await broadcasts.needs_approval(visit.session, found, visit.house.rules):
        lines += ["", words("So many people need a second person's approval. I shall ask for it.")]
    yes = words("Yes, send it")
    if found.send_at or found.anchor:
        yes = words("Yes, schedule it")
    rows = ((step(yes, "send-now", number),), (step(words("Back"), "show", number),))
    return show("\n".join(lines), *rows)


async def send(query: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    """Tapping twice sends once: the second tap shows how far it is."""
    actor, number = visit.resident.id, callback_data.id
    found = await broadcasts.see(visit.session, actor, number)
    if found.state == tables.DRAFT:
        found, wanted = await broadcasts.send(
            visit.session, actor, number, visit.now, visit.house.rules
        )
        if wanted:
            await tell(visit.session, wanted, visit.now)
    return await _shown(query, visit, found)


async def kind(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    words, number = visit.words, callback_data.id
    found = await broadcasts.see(visit.session, visit.resident.id, number)
    text = words(
        "<b>Kind of message</b>\n\n"
        "An <b>offer</b> respects how many messages people want.\n\n"
        "A <b>notice required by law</b> reaches also those who want none. "
        "It says so to everybody who gets it, and the log keeps who sent it."
    )
    kinds = {"0": words("An offer"), "1": words("A notice required by law")}
    rows = [
        (
            step(
                f"✓ {name}" if found.statutory == bool(int(value)) else name,
                "statutory",
                number,
                value,
            ),
        )
        for value, name in kinds.items()
    ]
    return show(text, *rows, (step(words("Back"), "show", number),))


async def set_kind(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    found = await broadcasts.change(
        visit.session,
        visit.resident.id,
        callback_data.id,
        visit.now,
        statutory=callback_data.value == "1",
    )
    return await card(visit, found)


async def approve(query: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    found, happened = await broadcasts.approve(
        visit.session, visit.resident.id, callback_data.id, visit.now
    )
    if happened:
        await tell(visit.session, happened, visit.now)
    return await _shown(query, visit, found)


async def ask_reason(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    words, number = visit.words, callback_data.id
    found = await broadcasts.see(visit.session, visit.resident.id, number)
    if found.state != tables.WAITING:
        raise broadcasts.NotInThisState(found.state)
    return show(
        words("Write why you return it. The author gets your words with the message."),
        (step(words("Back"), "show", number),),
        expects=Expects("broadcast-reason", {"broadcast": number}),
    )


async def typed_reason(message: Message, visit: Visit) -> Reply:
    number = int(visit.waiting["broadcast"])
    found, happened = await broadcasts.refuse(
        visit.session, visit.resident.id, number, message.text or "", visit.now
    )
    await tell(visit.session, happened, visit.now)
    text = visit.words("Returned to its author. They can change it and ask again.")
    return show(text, (step(visit.words("Back"), "list", 0),))


async def take_back(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    found = await broadcasts.take_back(
        visit.session, visit.resident.id, callback_data.id, visit.now
    )
    return await card(visit, found)


async def pause(query: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    found = await broadcasts.pause(visit.session, visit.resident.id, callback_data.id, visit.now)
    return await _shown(query, visit, found)


async def resume(query: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    found = await broadcasts.resume(visit.session, visit.resident.id, callback_data.id, visit.now)
    return await _shown(query, visit, found)


async def ask_to_stop(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    words, number = visit.words, callback_data.id
    found = await broadcasts.see(visit.session, visit.resident.id, number)
    await _hide(_, visit, number)
    text = words("Stop it for good? What has not gone out never will. To wait a while, pause it.")
    if found.repeats:
        text = words("Stop it for good, with all that were to follow?")
    return show(
        text,
        (step(words("Yes, stop it"), "stop", number),),
        (step(words("Back"), "show", number),),
    )


async def stop(query: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    found = await broadcasts.stop(visit.session, visit.resident.id, callback_data.id, visit.now)
    return await _shown(query, visit, found)


async def ask_to_discard(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    words, number = visit.words, callback_data.id
    found = await broadcasts.see(visit.session, visit.resident.id, number)
    if not found.texts:
        return await discard(_, callback_data, visit)
    told = escape(broadcast_words.excerpt(found, words.language))
    return show(
        words("Throw this draft away?\n<blockquote>{text}</blockquote>", text=told),
        (step(words("Yes, throw it away"), "discard-now", number),),
        (step(words("Back"), "show", number),),
    )


async def discard(query: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    await broadcasts.discard(visit.session, visit.resident.id, callback_data.id, visit.now)
    return await listing(query, visit)


async def copy(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    """A new draft with the same content and audience."""
    found = await broadcasts.copy(visit.session, visit.resident.id, callback_data.id, visit.now)
    return await card(visit, found)
