"""Changing a meeting on its card: by whom it may be, and what a colleague changed meanwhile."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from aiogram import F, Router
from aiogram.types import CallbackQuery

from handlers.meetings import card_words, forms
from handlers.meetings import upcoming as meetings
from handlers.meetings.rule_words import sentences
from handlers.replies import Expects, Reply, Screen, show
from handlers.taps import MeetingStep
from handlers.visit import Visit
from meetings import keeping, registration
from meetings.documents import Meeting
from meetings.keeping import Edit, Held, Organiser
from meetings.kinds import template_of
from meetings.rules import Rule, rules_of
from outreach import hearings
from outreach.notices import tell
from people import roles
from people.roles import Action
from storage import meetings as tables
from storage import people, places, plans
from storage.meetings import ANNOUNCED, CANCELLED, PLANNED
from texts.formatting import PRAGUE, escape, listed
from texts.screens import Row
from texts.words import NAMES, Words, later

# Where the conversation stands while a meeting is worked on, and what of it has been seen.
EDITING: Final = "meeting-editing"
MINE: Final = "meeting-mine"
TOLD_LENGTH: Final = 80
FIELD_NAMES: Mapping[str, str] = {
    "title": later("Title"),
    "description": later("Description"),
    "kind": later("Kind"),
    "when": later("Date and time"),
    "when_note": later("Date and time"),
    "one_for_all": later("Date and time"),
    "venue": later("Place"),
    "online": later("Online"),
    "programme": later("Programme"),
    "topics": later("Topics"),
    "audience": later("For whom"),
    "picture": later("Picture above it"),
    "survey": later("Questions after registering"),
    "plan": later("Plan"),
    "group": later("Working group"),
    "organiser": later("Organiser"),
    "co_organiser": later("Co-organiser"),
    "project": later("Project"),
    "publicity": later("Publicity line"),
    "capacity": later("How many fit in"),
    "reserved": later("How many fit in"),
    "unit": later("How many fit in"),
    "registration_until": later("Register until"),
    "is_public": later("Who sees it"),
}

Then = Callable[[Visit, Held], Awaitable[Reply]]


def router() -> Router:
    router = Router(name="meeting_editing")
    router.callback_query.register(use_mine, MeetingStep.filter(F.act == "mine"))
    return router


async def organiser_of(visit: Visit) -> Organiser:
    held = await people.roles(visit.session, visit.resident.id)
    roles.demand(held, Action.HOLD_MEETINGS)
    return Organiser(visit.resident.id, roles.areas_for(held, Action.HOLD_MEETINGS))


async def held_of(visit: Visit, code: str, *, locked: bool = False) -> Held:
    """A meeting of one's own areas; raises NoSuchMeeting, NotYoursToHold."""
    found = await keeping.held(visit.session, code, locked=locked)
    (await organiser_of(visit)).demand(found.meeting.area_code)
    return found


def seen(visit: Visit, held: Held) -> int:
    """The revision of the meeting that this person has seen last."""
    told = visit.waiting
    if told.get("code") == held.code and isinstance(told.get("seen"), int):
        return int(told["seen"])
    return held.meeting.revision


def asks(visit: Visit, held: Held, what: str, **more: Any) -> Expects:
    """What is typed next, without forgetting what has been seen."""
    return Expects(what, {"code": held.code, "seen": seen(visit, held), **more})


def stays(visit: Visit, held: Held, reply: Reply) -> Reply:
    """A step on the way, after which it is still known what has been seen."""
    return reply if reply.expects else replace(reply, expects=asks(visit, held, EDITING))


async def card(visit: Visit, held: Held, note: str = "") -> Reply:
    """All of it, and so all of it has been seen."""
    counted = await tables.counts(visit.session, held.code)
    shown = await meetings.shown(visit, held)
    warned = "\n".join(f"⚠ {one}" for one in await warnings(visit, held))
    told = filter(None, [note, warned, await hint(visit, held)])
    made = forms.card(visit.words, shown, counted, visit.now, "\n\n".join(told))
    data = {"code": held.code, "seen": held.meeting.revision}
    return replace(made, expects=Expects(EDITING, data))


async def warnings(visit: Visit, held: Held) -> list[str]:
    """Rules that its dates break now, or that were passed over when it was announced."""
    if held.meeting.state == CANCELLED:
        return []
    rules = await rules_of(visit.session, held.document)
    broken = rules.broken_by(held.document.when, visit.now.astimezone(PRAGUE).date())
    if held.meeting.state == ANNOUNCED:
        # Invitations have gone out; the clock of a plan may be set anew all the time.
        noted = await keeping.overridden(visit.session, held, rules)
        broken = [one for one in noted if one.rule is Rule.INVITED_LATE]
        broken += rules.of_plan(held.document.when)
    return sentences(visit.words, rules, broken)


async def hint(visit: Visit, held: Held) -> str:
    """That a hearing has a clock of its own, where nobody has said what is heard."""
    document, area_code = held.document, held.meeting.area_code
    area = await places.area(visit.session, area_code)
    if held.meeting.state != PLANNED or not template_of(area, document.kind).heard:
        return ""
    rules = await rules_of(visit.session, document)
    if rules.opens or not await plans.plans_of(visit.session, [area_code]):
        return ""
    return visit.words(
        "If the draft of a plan is heard, choose it under “More about it”: it lies out 14 days "
        "before."
    )


async def changed(
    visit: Visit, held: Held, fields: Mapping[str, Any], then: Then | None = None
) -> Reply:
    """Change some fields and go on; where a colleague has changed the same ones, ask first.

    Of two at the same moment the second waits here for the first, and so sees what they did.
    Raises NotAMeeting and what `keeping.change` raises.
    """
    revision = seen(visit, held)
    held = await held_of(visit, held.code, locked=True)
    document = forms.checked({**held.document.model_dump(), **fields})
    names = keeping.changed_fields(held.document, document)
    meanwhile = await _meanwhile(visit, held, revision)
    if {name for one in meanwhile for name in one.what} & set(names):
        plain = document.model_dump(mode="json")
        mine = {name: plain[name] for name in fields}
        return await _ask_whose(visit, held, meanwhile, mine)
    after = await apply(visit, held, document)
    if meanwhile:
        return await card(visit, after, await _told(visit, after, meanwhile))
    return await (then or card)(visit, after)


async def use_mine(_: CallbackQuery, callback_data: MeetingStep, visit: Visit) -> Reply:
    """What one had written stands, although a colleague has written something else."""
    held = await held_of(visit, callback_data.code)
    fields = visit.waiting.get("fields")
    if visit.waiting.get("what") != MINE or not fields:
        return await card(visit, held)
    return await changed(visit, held, fields)


async def apply(visit: Visit, held: Held, document: Meeting) -> Held:
    """Keep the change; whoever has to hear of it does, and who waits may move up."""
    organiser, revision = await organiser_of(visit), held.meeting.revision
    after, moved = await keeping.change(
        visit.session, organiser, held.code, revision, document, visit.now
    )
    if moved:
        await tell(visit.session, moved, visit.now)
    elif after.document.plan != held.document.plan:
        await hearings.keep_day(visit.session, held.document.plan, after.document.plan)
    if after.meeting.state == ANNOUNCED:
        for one in await registration.fill(visit.session, after):
            await tell(visit.session, one, visit.now)
    return after


async def meanwhile_told(visit: Visit, held: Held) -> str:
    """What colleagues have changed since this person looked; empty where nothing."""
    meanwhile = await _meanwhile(visit, held, seen(visit, held))
    return await _told(visit, held, meanwhile) if meanwhile else ""


async def _meanwhile(visit: Visit, held: Held, revision: int) -> Sequence[Edit]:
    """What colleagues have changed after this revision."""
    edits = await keeping.edits_since(visit.session, held.code, revision)
    return [one for one in edits if one.actor_id != visit.resident.id]


async def _ask_whose(
    visit: Visit, held: Held, meanwhile: Sequence[Edit], mine: Mapping[str, Any]
) -> Reply:
    words = visit.words
    wanted = keeping.read_fields(held, mine)
    names = sorted({words(FIELD_NAMES[name]) for name in mine if name in FIELD_NAMES})
    told = [
        await _told(visit, held, meanwhile),
        words("<b>You want: {fields}</b>", fields=listed(names, words.language)),
        "\n".join(_value(words, wanted, name) for name in mine),
        words("Nothing of yours is kept yet. Which shall stand?"),
    ]
    rows: list[Row] = [
        (forms.step(words("Mine"), "mine", held.code),),
        (forms.step(words("My colleague's"), "card", held.code),),
    ]
    data = {"code": held.code, "seen": held.meeting.revision, "fields": dict(mine)}
    screen = Screen("\n\n".join(filter(None, told)), tuple(rows))
    return Reply((screen,), expects=Expects(MINE, data))


async def _told(visit: Visit, held: Held, meanwhile: Sequence[Edit]) -> str:
    """Who changed what, and how it stands now."""
    words = visit.words
    lines = []
    for actor_id in dict.fromkeys(one.actor_id for one in meanwhile):
        names = [name for one in meanwhile if one.actor_id == actor_id for name in one.what]
        who = await _name(visit, actor_id)
        fields = dict.fromkeys(words(FIELD_NAMES[name]) for name in names if name in FIELD_NAMES)
        told = listed(list(fields), words.language)
        lines.append(words("<b>{name} has just changed: {fields}</b>", name=who, fields=told))
        lines += [_value(words, held, name) for name in dict.fromkeys(names)]
    return "\n".join(filter(None, lines))


async def _name(visit: Visit, actor_id: int | None) -> str:
    held = await people.roles(visit.session, actor_id) if actor_id is not None else []
    return escape(held[0].name) if held else visit.words("A file")


def _value(words: Words, held: Held, name: str) -> str:
    """How a field stands; empty for what its name tells enough of."""
    document = held.document
    if name in ("when", "when_note"):
        return card_words.dates(words, document.when, document.when_note)
    if name == "venue":
        return card_words.place(words, document.venue, "", "")
    if name in ("title", "description", "organiser", "co_organiser", "publicity"):
        text = getattr(document, name)
        return "\n".join(_spoken(words, text)) or words("“{text}”", text=words("nothing"))
    if name == "project":
        return escape(document.project.told if document.project else words("nothing"))
    if name in ("capacity", "online"):
        return escape(str(getattr(document, name) or words("nothing")))
    return ""


def _spoken(words: Words, text: Mapping[str, str]) -> list[str]:
    """A text in each of its languages; the language is named where it is not the only one."""
    told = {one: words("“{text}”", text=escape(said[:TOLD_LENGTH])) for one, said in text.items()}
    if len(told) == 1:
        return list(told.values())
    return [f"{NAMES.get(one, one)}: {said}" for one, said in told.items()]


def back_to(words: Words, held: Held, act: str = "card", value: str = "") -> Row:
    return (forms.step(words("Back"), act, held.code, value),)


def ask(visit: Visit, held: Held, text: str, what: str, *rows: Row, **more: Any) -> Reply:
    """A question that is answered by writing, with the ways around it."""
    return show(text, *rows, expects=asks(visit, held, what, **more))
