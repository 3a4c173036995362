"""The buttons under a broadcast: what each opens, and what it is called in each language."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.broadcasts.screens import step, target_told
from handlers.broadcasts.words import (
    contests_of,
    debates_of,
    meetings_of,
    plans_of,
    surveys_of,
)
from handlers.broadcasts.writing import change
from handlers.replies import Expects, Reply, show
from handlers.taps import BroadcastStep
from handlers.visit import Visit
from outreach import broadcasts, targets
from outreach.targets import ADDRESS, CONTEST, DEBATE, MEETING, PLAN, SURVEY, Target
from storage.broadcasts import Broadcast
from storage.surveys import RELEASED
from texts.content import pick
from texts.formatting import escape
from texts.numbers import whole
from texts.screens import Row
from texts.words import LANGUAGES, NAMES, Words, later

OPEN_PAGE = later("Open the page")
MOST_BUTTONS = 5
LONGEST_LABEL = 40
LONGEST_ADDRESS = 500


@dataclass(frozen=True)
class Choice:
    """Things of one kind that a button may open, from which one is chosen.

    `label` is what the button is called at first, `none` is said where there is nothing to choose.
    """

    kind: str
    offered: Callable[[Visit, Broadcast], Awaitable[Mapping[str, str]]]
    add: str
    which: str
    none: str
    label: str


async def _released_surveys(visit: Visit, found: Broadcast) -> Mapping[str, str]:
    """Surveys that are open or will be."""
    return await surveys_of(visit, found, RELEASED)


CHOICES: Mapping[str, Choice] = {
    "to-survey": Choice(
        SURVEY,
        _released_surveys,
        add=later("Add: open a survey"),
        which=later("Which survey shall it open?"),
        none=later("No survey is open now."),
        label=later("Fill in the survey"),
    ),
    "to-plan": Choice(
        PLAN,
        plans_of,
        add=later("Add: open a plan"),
        which=later("Which plan shall it open?"),
        none=later("No draft plan is out now."),
        label=later("Read the draft"),
    ),
    "to-meeting": Choice(
        MEETING,
        meetings_of,
        add=later("Add: open a meeting"),
        which=later("Which meeting shall it open?"),
        none=later("No meeting is coming up."),
        label=later("See the meeting"),
    ),
    "to-contest": Choice(
        CONTEST,
        contests_of,
        add=later("Add: open a contest"),
        which=later("Which contest shall it open?"),
        none=later("No contest is going on."),
        label=later("See the contest"),
    ),
    "to-debate": Choice(
        DEBATE,
        debates_of,
        add=later("Add: open a debate"),
        which=later("Which debate shall it open?"),
        none=later("No debate is going on."),
        label=later("Join the debate"),
    ),
}


def router() -> Router:
    router = Router(name="broadcast_buttons")
    router.message.register(typed_label, Awaiting("broadcast-label"))
    router.message.register(typed_address, Awaiting("broadcast-address"))
    for act, handler in {
        "buttons": buttons,
        **dict.fromkeys(CHOICES, choose),
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
        for act, choice in CHOICES.items():
            if choice.kind == SURVEY or await choice.offered(visit, found):
                rows.append((step(words(choice.add), act, number),))
        rows.append((step(words("Add: open a page on the web"), "to-address", number),))
    rows.append((step(words("Done"), "show", number),))
    return show("\n".join(lines), *rows)


async def choose(_: CallbackQuery, callback_data: BroadcastStep, visit: Visit) -> Reply:
    """Add what was chosen as a button of this kind, or ask which one is meant."""
    found = await broadcasts.see(visit.session, visit.resident.id, callback_data.id)
    words, choice = visit.words, CHOICES[callback_data.act]
    offered = await choice.offered(visit, found)
    if callback_data.value in offered:
        target = Target(_in_all(choice.label), choice.kind, callback_data.value)
        return await _add(visit, found, target)
    rows: list[Row] = [
        (step(name, callback_data.act, found.id, code),) for code, name in offered.items()
    ]
    asked = words(choice.which if offered else choice.none)
    return show(asked, *rows, (step(words("Back"), "buttons", found.id),))


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
    return whole(value, MOST_BUTTONS, 2)


async def _is_address(visit: Visit, target: Target) -> bool:
    """Such as Telegram takes; one it refuses would stop the whole message."""
    address = target.target
    if len(address) > LONGEST_ADDRESS or any(map(str.isspace, address)):
        return False
    if not await targets.leads_somewhere(visit.session, target, visit.now):
        return False
    return "." in (urlsplit(address).hostname or "")
