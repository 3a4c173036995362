"""The buttons under a broadcast: what each opens, and what it is called in each language."""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.broadcasts.screens import step, target_told
from handlers.broadcasts.words import contests_of, meetings_of, plans_of, surveys_of
from handlers.broadcasts.writing import change
from handlers.replies import Expects, Reply, show
from handlers.taps import BroadcastStep
from handlers.visit import Visit
from outreach import broadcasts, targets
from outreach.targets import ADDRESS, CONTEST, MEETING, PLAN, SURVEY, Target
from storage.broadcasts import Broadcast
from storage.surveys import RELEASED
from texts.content import pick
from texts.formatting import escape
from texts.screens import Row
from texts.words import LANGUAGES, NAMES, Words, later

FILL_IN, OPEN_PAGE = later("Fill in the survey"), later("Open the page")
SEE_MEETING = later("See the meeting")
READ_PLAN = later("Read the draft")
SEE_CONTEST = later("See the contest")
MOST_BUTTONS = 5
LONGEST_LABEL = 40
LONGEST_ADDRESS = 500


def router() -> Router:
    router = Router(name="broadcast_buttons")
    router.message.register(typed_label, Awaiting("broadcast-label"))
    router.message.register(typed_address, Awaiting("broadcast-address"))
    for act, handler in {
        "buttons": buttons,
        "to-survey": to_survey,
        "to-plan": to_plan,
        "to-meeting": to_meeting,
        "to-contest": to_contest,
        "to-address": to_address,
        "label": ask_label,
        "no-button": remove_button,
    }.items():
        router.callback_query.register(handler, BroadcastStep.filter(F.act == act))
    return router


async def buttons(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    found = await broadcasts.see(visit.session, visit.resident.id, callback_data.id)
    return await _buttons(visit, found)


async def _buttons(visit: Visit, found: Broadcast) -> Reply:
    """The buttons there are, and what can be added."""
    words, number = visit.words, found.id
    there = broadcasts.buttons_of(found)
    lines = [words("<b>Buttons</b>\nThey stand under the message and open something.")]
    rows: list[Row] = []
    for place, one in enumerate(there):
        label = pick(one.label, words.language)
        lines.append(f"{place + 1}. {escape(label)} → {escape(await target_told(visit, one))}")
        rows.append(
            (
                step(words("Change the label: {label}", label=label), "label", number, str(place)),
                step(words("Delete"), "no-button", number, str(place)),
            )
        )
    if len(there) < MOST_BUTTONS:
        rows.append((step(words("Add: open a survey"), "to-survey", number),))
        if await plans_of(visit, found):
            rows.append((step(words("Add: open a plan"), "to-plan", number),))
        if await meetings_of(visit, found):
            rows.append((step(words("Add: open a meeting"), "to-meeting", number),))
        if await contests_of(visit, found):
            rows.append((step(words("Add: open a contest"), "to-contest", number),))
        rows.append((step(words("Add: open a page on the web"), "to-address", number),))
    rows.append((step(words("Done"), "show", number),))
    return show("\n".join(lines), *rows)


async def to_survey(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    """Surveys that are open or will be."""
    found = await broadcasts.see(visit.session, visit.resident.id, callback_data.id)
    offered = await surveys_of(visit, found, RELEASED)
    words = visit.words
    asked = words("Which survey shall it open?") if offered else words("No survey is open now.")
    return await _choose(
        visit, found, callback_data, offered, Target(_in_all(FILL_IN), SURVEY, ""), asked
    )


async def to_plan(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    """Plans that are out."""
    found = await broadcasts.see(visit.session, visit.resident.id, callback_data.id)
    offered = await plans_of(visit, found)
    words = visit.words
    asked = words("Which plan shall it open?") if offered else words("No draft plan is out now.")
    return await _choose(
        visit, found, callback_data, offered, Target(_in_all(READ_PLAN), PLAN, ""), asked
    )


async def to_meeting(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    """Meetings that come up."""
    found = await broadcasts.see(visit.session, visit.resident.id, callback_data.id)
    offered = await meetings_of(visit, found)
    words = visit.words
    asked = words("Which meeting shall it open?") if offered else words("No meeting is coming up.")
    return await _choose(
        visit, found, callback_data, offered, Target(_in_all(SEE_MEETING), MEETING, ""), asked
    )


async def to_contest(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    """Contests that are announced."""
    found = await broadcasts.see(visit.session, visit.resident.id, callback_data.id)
    offered = await contests_of(visit, found)
    words = visit.words
    asked = words("Which contest shall it open?") if offered else words("No contest is going on.")
    return await _choose(
        visit, found, callback_data, offered, Target(_in_all(SEE_CONTEST), CONTEST, ""), asked
    )


async def _choose(
    visit: Visit,
    found: Broadcast,
    tapped: BroadcastStep,
    offered: Mapping[str, str],
    target: Target,
    asked: str,
) -> Reply:
    """Add what was chosen as a button of this kind, or ask which one is meant."""
    if tapped.value in offered:
        return await _add(visit, found, replace(target, target=tapped.value))
    rows: list[Row] = [(step(name, tapped.act, found.id, code),) for code, name in offered.items()]
    return show(asked, *rows, (step(visit.words("Back"), "buttons", found.id),))


def _in_all(label: str) -> dict[str, str]:
    return {code: Words(code)(label) for code in LANGUAGES}


async def to_address(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    found = await broadcasts.see(visit.session, visit.resident.id, callback_data.id)
    return _ask_address(visit, found.id)


def _ask_address(visit: Visit, number: int, note: str = "") -> Reply:
    words = visit.words
    asked = words("Write the address of the page, for example https://www.vizovice.eu")
    return show(
        f"{note}\n\n{asked}".strip(),
        (step(words("Back"), "buttons", number),),
        expects=Expects("broadcast-address", {"broadcast": number}),
    )


async def typed_address(message: Message, visit: Visit) -> Reply:
    number = int(visit.waiting["broadcast"])
    found = await broadcasts.see(visit.session, visit.resident.id, number)
    address = (message.text or "").strip()
    if "://" not in address:
        address = f"https://{address}"
    target = Target(_in_all(OPEN_PAGE), ADDRESS, address)
    if not await _is_address(visit, target):
        return _ask_address(visit, number, visit.words("This is not an address of a page."))
    return await _add(visit, found, target)


async def _add(visit: Visit, found: Broadcast, target: Target) -> Reply:
    """Put a button under the others; the same one twice is one."""
    there = broadcasts.buttons_of(found)
    is_there = any((one.kind, one.target) == (target.kind, target.target) for one in there)
    if not is_there and len(there) < MOST_BUTTONS:
        found = await change(visit, found.id, buttons=[*there, target])
    return await _buttons(visit, found)


async def ask_label(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    """The value is a button's place, and once chosen the language of its label."""
    words, number = visit.words, callback_data.id
    found = await broadcasts.see(visit.session, visit.resident.id, number)
    chosen, _comma, language = callback_data.value.partition(",")
    there, place = broadcasts.buttons_of(found), _place(chosen)
    if place >= len(there):
        return await _buttons(visit, found)
    written = [code for code in LANGUAGES if found.texts.get(code)] or [words.language]
    if len(written) == 1:
        language = written[0]
    back = (step(words("Back"), "buttons", number),)
    if language not in LANGUAGES:
        rows: list[Row] = [
            (
                step(
                    f"{NAMES[code]}: {pick(there[place].label, code)}",
                    "label",
                    number,
                    f"{place},{code}",
                ),
            )
            for code in written
        ]
        return show(words("In which language?"), *rows, back)
    text = words(
        "Write what shall stand on the button ({language}), at most {most} characters.",
        language=NAMES[language],
        most=LONGEST_LABEL,
    )
    data = {"broadcast": number, "place": place, "language": language}
    return show(text, back, expects=Expects("broadcast-label", data))


async def typed_label(message: Message, visit: Visit) -> Reply:
    """A label of one's own in one language; the others keep theirs."""
    number, place = int(visit.waiting["broadcast"]), int(visit.waiting["place"])
    found = await broadcasts.see(visit.session, visit.resident.id, number)
    there = broadcasts.buttons_of(found)
    label = " ".join((message.text or "").split())[:LONGEST_LABEL]
    if place < len(there) and label:
        named = {**there[place].label, str(visit.waiting["language"]): label}
        there[place] = Target(named, there[place].kind, there[place].target)
        found = await change(visit, number, buttons=there)
    return await _buttons(visit, found)


async def remove_button(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    found = await broadcasts.see(visit.session, visit.resident.id, callback_data.id)
    gone = _place(callback_data.value)
    left = [one for place, one in enumerate(broadcasts.buttons_of(found)) if place != gone]
    return await _buttons(visit, await change(visit, found.id, buttons=left))


def _place(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < 3 else MOST_BUTTONS


async def _is_address(visit: Visit, target: Target) -> bool:
    """Such as Telegram takes; one it refuses would stop the whole message."""
    address = target.target
    if len(address) > LONGEST_ADDRESS or any(map(str.isspace, address)):
        return False
    if not await targets.leads_somewhere(visit.session, target, visit.now):
        return False
    return "." in (urlsplit(address).hostname or "")
