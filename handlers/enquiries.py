"""Whatever nobody planned: a kind answer, and a way to a person."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.commands import Said
from handlers.contacts import contact_cards, ways_to_contacts
from handlers.replies import Expects, Reply, alert, show
from handlers.tapping import OldButton
from handlers.taps import EnquiryTap, button, go
from handlers.visit import Visit
from outreach.notices import tell
from people import enquiries, muting, roles
from people.danger import danger_in
from storage import enquiries as tables
from storage import people
from texts.formatting import escape, moment, shortened
from texts.screens import Button, Row
from texts.words import Words, later

SPAN_NAMES = {"1h": later("for an hour"), "1d": later("for a day"), "7d": later("for a week")}
MOST_TEXTS = 5
LONGEST_NUMBER = 9
# Beside what a handler left for itself.
ABOUT_WAITING = ("what", "survey_code", "buttons")


def router() -> Router:
    router = Router(name="enquiries")
    router.message.register(choose_whom_to_mute, Said("mute"))
    router.message.register(typed_answer, Awaiting("enquiry-answer"))
    router.message.register(write_to_coordinator, Awaiting("enquiry"))
    router.callback_query.register(pass_on, EnquiryTap.filter(F.act == "hand-over"))
    router.callback_query.register(begin_writing, EnquiryTap.filter(F.act == "write"))
    router.callback_query.register(begin_answer, EnquiryTap.filter(F.act == "answer"))
    router.callback_query.register(choose_span, EnquiryTap.filter(F.act == "mute"))
    router.callback_query.register(mute, EnquiryTap.filter(F.act == "mute-for"))
    return router


def last_router() -> Router:
    """Takes what nobody else has taken; stands behind all others."""
    router = Router(name="unplanned")
    router.message.register(unknown_command, F.text.startswith("/"))
    router.message.register(unplanned_text, F.text)
    router.message.register(unplanned_thing)
    router.edited_message.register(edited)
    router.callback_query.register(old_button)
    return router


async def unknown_command(_: Message, visit: Visit) -> Reply:
    words = visit.words
    text = words("I do not know this command. What I can do stands in the help.")
    ways = ((go(words("Help"), "help"),), (go(words("Home"), "home"),))
    return show(text, *ways, expects=_still(visit))


async def unplanned_text(message: Message, visit: Visit) -> Reply:
    words, in_danger = visit.words, danger_in(message.text or "")
    muting.demand_voice(visit.resident, visit.now)
    if not in_danger and await enquiries.would_answer(visit.session, visit.resident):
        return _hint_for_staff(words)
    text = words("I do not understand this myself. Shall I pass it to the coordinator?")
    if in_danger:
        text = words(
            "I can pass your message to the coordinator as well. They may read it only tomorrow."
        )
    cards = await contact_cards(visit)
    return show(
        "\n\n".join([text, *cards]),
        *await ways_to_contacts(visit),
        (
            button(
                words("Pass it to the coordinator"),
                EnquiryTap(act="hand-over", number=message.message_id),
            ),
        ),
        (go(words("Surveys"), "surveys"), go(words("Help"), "help")),
        expects=Expects("nothing", {"text": _with_newest(visit, message)}),
    )


def _hint_for_staff(words: Words) -> Reply:
    """They are whom it would be passed to."""
    return show(
        words("I do not understand this. What you take care of is under /sprava."),
        (go(words("Administration"), "admin"),),
        (go(words("Surveys"), "surveys"), go(words("Help"), "help")),
    )


async def unplanned_thing(_: Message, visit: Visit) -> Reply:
    words = visit.words
    if _still(visit):
        text = words("I cannot use this here. Please go on in words, or with the buttons above.")
        return show(text, *_ways_out(words), expects=_still(visit))
    text = words("I can only read text here. Please write it in words, or turn to a person.")
    cards = await contact_cards(visit)
    return show(
        "\n\n".join([text, *cards]),
        *await ways_to_contacts(visit),
        (to_a_person(words),),
        (go(words("Surveys"), "surveys"), go(words("Help"), "help")),
    )


async def edited(_: Message, visit: Visit) -> Reply:
    words = visit.words
    return show(
        words("I do not read changes of older messages. Please write it anew."),
        (go(words("What I sent"), "mine"),),
        (go(words("Home"), "home"),),
        expects=_still(visit),
    )


async def old_button(_: CallbackQuery, visit: Visit) -> Reply:
    raise OldButton


async def pass_on(_: CallbackQuery, callback_data: EnquiryTap, visit: Visit) -> Reply:
    """Pass on the message under which the button stood; tapping twice passes it on once."""
    number = callback_data.number
    for one in await tables.of_resident(visit.session, visit.resident.id):
        if one.message_id == number:
            return await _handed_over(visit, number, one.text)
    text = visit.waiting.get("text", {}).get(str(number))
    if text is None:
        return alert(visit.words("I no longer have that message. Please write it once more."))
    return await hand_over(visit, number, text)


async def begin_writing(_: CallbackQuery, visit: Visit) -> Reply:
    muting.demand_voice(visit.resident, visit.now)
    words = visit.words
    text = words("Write your message. I will pass it to the coordinator as it stands.")
    return show(text, (go(words("Home"), "home"),), expects=Expects("enquiry"))


async def write_to_coordinator(message: Message, visit: Visit) -> Reply:
    return await hand_over(visit, message.message_id, message.text or "")


async def hand_over(
    visit: Visit, message_id: int, text: str, area_code: str = "", *ways: Button
) -> Reply:
    """To whoever answers in the area that it is about, if not in the resident's own."""
    muting.demand_voice(visit.resident, visit.now)
    await visit.house.allowance.take("enquiry", visit.resident.telegram_id)
    return await _handed_over(visit, message_id, text, area_code, *ways)


async def begin_answer(_: CallbackQuery, callback_data: EnquiryTap, visit: Visit) -> Reply:
    words, number = visit.words, callback_data.number
    found = await enquiries.see(visit.session, visit.resident.id, number)
    if found.answered_at:
        raise enquiries.AnsweredAlready
    text = words(
        "Enquiry no. {number}:\n<blockquote>{text}</blockquote>\n"
        "Write your answer as a message. The resident gets it without your name.",
        number=number,
        text=escape(found.text),
    )
    return show(
        text,
        (go(words("Home"), "home"),),
        expects=Expects("enquiry-answer", {"number": number}),
    )


async def typed_answer(message: Message, visit: Visit) -> Reply:
    number = int(visit.waiting["number"])
    happened = await enquiries.answer(
        visit.session, visit.resident.id, number, message.text or "", visit.now
    )
    await tell(visit.session, happened, visit.now)
    return show(visit.words("The answer is on its way."), (go(visit.words("Home"), "home"),))


async def choose_whom_to_mute(_: Message, visit: Visit, argument: str) -> Reply:
    """`/ztlumit 12` mutes the author of enquiry 12; without a number the newest are offered."""
    words = visit.words
    held = await people.roles(visit.session, visit.resident.id)
    roles.demand(held, roles.Action.MUTE)
    if argument.isdecimal() and len(argument) <= LONGEST_NUMBER:
        return _spans(visit, int(argument))
    areas = roles.areas_for(held, roles.Action.MUTE)
    newest = await tables.newest(visit.session, areas)
    rows: list[Row] = [
        (
            button(
                f"{one.number}: {shortened(one.text, 30)}",
                EnquiryTap(act="mute", number=one.number),
            ),
        )
        for one in newest
    ]
    text = words("Whose messages shall be muted?") if rows else words("There are no enquiries.")
    return show(text, *rows, (go(words("Home"), "home"),))


async def choose_span(_: CallbackQuery, callback_data: EnquiryTap, visit: Visit) -> Reply:
    await enquiries.see(visit.session, visit.resident.id, callback_data.number)
    return _spans(visit, callback_data.number)


async def mute(_: CallbackQuery, callback_data: EnquiryTap, visit: Visit) -> Reply:
    words, number = visit.words, callback_data.number
    span = callback_data.span if callback_data.span in muting.SPANS else None
    until = await muting.mute(visit.session, visit.resident.id, number, span, visit.now)
    if until is None:
        text = words("The author of enquiry no. {number} may write again.", number=number)
    else:
        text = words(
            "The author of enquiry no. {number} is muted until {when}. "
            "Surveys and their own data stay open to them.",
            number=number,
            when=moment(until, words.language),
        )
    return show(text, (go(words("Home"), "home"),))


def _spans(visit: Visit, number: int) -> Reply:
    words = visit.words
    rows: list[Row] = [
        (button(words(name), EnquiryTap(act="mute-for", number=number, span=span)),)
        for span, name in SPAN_NAMES.items()
    ]
    rows.append((button(words("Let them write"), EnquiryTap(act="mute-for", number=number)),))
    text = words("For how long shall the author of enquiry no. {number} be muted?", number=number)
    return show(text, *rows, (go(words("Home"), "home"),))


def to_a_person(words: Words) -> Button:
    return button(words("Write to the coordinator"), EnquiryTap(act="write", number=0))


def _ways_out(words: Words) -> tuple[Row, ...]:
    return (to_a_person(words),), (go(words("Home"), "home"),)


def _still(visit: Visit) -> Expects | None:
    """What the conversation waited for, which neither a sticker nor an unknown command ends."""
    what = visit.waiting.get("what", "nothing")
    if what == "nothing":
        return None
    kept = {name: value for name, value in visit.waiting.items() if name not in ABOUT_WAITING}
    return Expects(what, kept, visit.waiting.get("survey_code"))


def _with_newest(visit: Visit, message: Message) -> dict[str, str]:
    """The last few messages that nobody understood, by their ids; each may still be passed on."""
    kept = dict(visit.waiting.get("text", {}))
    kept[str(message.message_id)] = message.text or ""
    return dict(list(kept.items())[-MOST_TEXTS:])


async def _handed_over(
    visit: Visit, message_id: int, text: str, area_code: str = "", *ways: Button
) -> Reply:
    happened = await enquiries.hand_over(
        visit.session, visit.resident, message_id, text, visit.now, area_code
    )
    await tell(visit.session, happened, visit.now)
    number = happened.enquiry.number
    told = visit.words(
        "Passed on as enquiry no. {number}. The answer will come here; "
        "/moje shows where it stands.",
        number=number,
    )
    still = {"text": visit.waiting["text"]} if "text" in visit.waiting else {}
    rows: list[Row] = [*((way,) for way in ways), (go(visit.words("Home"), "home"),)]
    return show(told, *rows, expects=Expects("nothing", still))
