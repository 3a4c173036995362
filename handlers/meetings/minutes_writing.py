"""Writing minutes in the chat in small steps: lines that are typed, and taps on them."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, timedelta
from functools import wraps
from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from handlers.awaiting import Awaiting
from handlers.days import read_day
from handlers.meetings import minutes_screens as screens
from handlers.meetings.after_taps import MinutesTap
from handlers.meetings.minutes_screens import LINE, tap
from handlers.meetings.minutes_words import EXPECTED_FROM
from handlers.meetings.scribes import last_written_by, scribe_of
from handlers.replies import Reply, alert
from handlers.visit import Visit
from meetings import minuting
from meetings.keeping import ChangedSince
from meetings.minutes import PARTIES, SECTIONS, How, Shown, counted
from meetings.minuting import NoMinutes, Written
from texts.formatting import PRAGUE, day, escape
from texts.screens import Row
from texts.words import Words

WEEKS = (1, 2, 4, 8)
COMPACT = "%Y%m%d"
PLAIN = ("programme", "rules", "findings")
# Which section a step is about that does not name it.
SECTION_OF = {"": "rules", "part": "present", "due": "tasks"}

Step = Callable[..., Awaitable[Reply]]


def router() -> Router:
    router = Router(name="minutes_writing")
    router.message.register(or_as_it_stands(write), Awaiting(LINE))
    steps: Mapping[str, Step] = {
        "section": section,
        "line": line,
        "out": take_out,
        "open": leave_open,
        "party": set_party,
        "how": set_how,
        "role": role,
        "says": ask_role,
        "who": ask_who,
        "due": choose_day,
        "until": set_day,
        "shown": shown,
        "show-as": set_shown,
    }
    for act, does in steps.items():
        router.callback_query.register(or_as_it_stands(does), MinutesTap.filter(F.act == act))
    return router


def or_as_it_stands(does: Step) -> Step:
    """Where a colleague has changed the minutes since, show who did and how they stand now."""

    @wraps(does)
    async def guarded(event: CallbackQuery | Message, *told: Any, **brought: Any) -> Reply:
        try:
            return await does(event, *told, **brought)
        except ChangedSince:
            return await _as_it_stands(brought["visit"], event, brought.get("callback_data"))

    return guarded


async def _as_it_stands(
    visit: Visit, event: CallbackQuery | Message, tapped: MinutesTap | None
) -> Reply:
    words, waiting = visit.words, visit.waiting
    found = await look(visit, tapped.code if tapped else waiting["code"])
    note = words("This is how the minutes stand now; nothing of this step is kept.")
    if found.kept.written_by != visit.resident.id:
        name = await last_written_by(visit.session, found) or words("A colleague")
        note = words(
            "<b>{name} has just changed the minutes.</b> This is how they stand now; nothing of "
            "yours is kept yet.",
            name=escape(name),
        )
    if isinstance(event, Message):
        note += "\n" + words("You wrote: “{text}”", text=escape(event.text or ""))
    if not tapped and "party" in waiting:
        return screens.role(words, found, waiting["party"], note)
    section = tapped.section if tapped else waiting["section"].partition("-")[0]
    return screens.section(words, found, SECTION_OF.get(section, section), note)


async def look(visit: Visit, code: str) -> Written:
    """Minutes that this person writes, and nobody else meanwhile.

    Raises NoMinutes, NotYoursToMinute.
    """
    scribe = await scribe_of(visit.session, visit.resident.id)
    found = await minuting.written(visit.session, scribe, code, locked=True)
    if found is None:
        raise NoMinutes(code)
    return found


async def _looked_at(visit: Visit, tapped: MinutesTap) -> Written:
    """Minutes of which a line is tapped; raises ChangedSince where it may be another line now."""
    found = await look(visit, tapped.code)
    if found.kept.revision != tapped.revision:
        raise ChangedSince
    return found


async def keep(
    visit: Visit, code: str, fields: Mapping[str, Any], revision: int | None = None
) -> Written:
    scribe = await scribe_of(visit.session, visit.resident.id)
    return await minuting.change(visit.session, scribe, code, fields, visit.now, revision=revision)


async def section(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    found = await look(visit, callback_data.code)
    if callback_data.section not in SECTIONS:
        return _gone(visit)
    return screens.section(visit.words, found, callback_data.section)


async def line(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    found = await look(visit, callback_data.code)
    if not _is_line(found, callback_data.section, callback_data.at):
        return _gone(visit)
    return screens.line(visit.words, found, callback_data.section, callback_data.at)


async def take_out(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    told, found = callback_data, await _looked_at(visit, callback_data)
    if not _is_line(found, told.section, told.at):
        return _gone(visit)
    items = getattr(found.minutes, told.section)
    left = (*items[: told.at], *items[told.at + 1 :])
    after = await keep(visit, told.code, {told.section: left}, told.revision)
    return screens.section(visit.words, after, told.section)


async def leave_open(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    found = await look(visit, callback_data.code)
    fields = {"rules_open": not found.minutes.rules_open}
    after = await keep(visit, callback_data.code, fields, callback_data.revision)
    return screens.section(visit.words, after, "rules")


async def set_party(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    """Of which party somebody was; the same again takes it back."""
    told, found = callback_data, await _looked_at(visit, callback_data)
    if not _is_line(found, "present", told.at):
        return _gone(visit)
    party = "" if found.minutes.present[told.at].party == told.value else told.value
    after = await _item(visit, found, "present", told.at, told.revision, party=party)
    return screens.line(visit.words, after, "present", told.at)


async def set_how(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    """Whoever was there in part was there for something, which may be written."""
    told, words = callback_data, visit.words
    found = await _looked_at(visit, told)
    if not _is_line(found, "present", told.at) or told.value not in set(How):
        return _gone(visit)
    after = await _item(visit, found, "present", told.at, told.revision, how=told.value, part="")
    if told.value != How.IN_PART:
        return screens.line(words, after, "present", told.at)
    back = tap(words("Leave it so"), "line", after, "present", told.at)
    ask = words("For which part were they there? Write it.")
    return screens.ask(words, after, ask, {"section": "part", "at": told.at}, back)


async def role(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    found = await look(visit, callback_data.code)
    if callback_data.value not in PARTIES:
        return _gone(visit)
    return screens.role(visit.words, found, callback_data.value)


async def ask_role(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    """What a party is there for, can bring, or expects of another one (`section`)."""
    told, words = callback_data, visit.words
    found = await look(visit, told.code)
    if told.value not in PARTIES or told.section not in ("role", "brings", *PARTIES):
        return _gone(visit)
    asked = {
        "role": words("What are they there for? Write it, or a dash for nothing."),
        "brings": words("What can they bring? Write it, or a dash for nothing."),
    }
    ask = asked.get(told.section) or words(
        "{what}? Write it, or a dash for nothing.", what=words(EXPECTED_FROM[told.section])
    )
    back = tap(words("Back"), "role", found, "roles", value=told.value)
    says = _says(found, told.value, told.section)
    data = {"section": "roles", "party": told.value, "says": told.section, "was": says}
    return screens.ask(words, found, ask, data, back)


async def ask_who(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    found = await _looked_at(visit, callback_data)
    if not _is_line(found, callback_data.section, callback_data.at):
        return _gone(visit)
    return _ask_who(visit.words, found, callback_data.section, callback_data.at)


def _ask_who(words: Words, found: Written, section: str, at: int) -> Reply:
    ask = words("Who shall do it? Write the name or the role.")
    back = tap(words("Nobody yet"), "due", found, section, at)
    if section == "offers":
        ask = words("Who offers it? Write the name.")
        back = tap(words("Leave it so"), "section", found, section)
    return screens.ask(words, found, ask, {"section": f"{section}-who", "at": at}, back)


async def choose_day(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    found = await _looked_at(visit, callback_data)
    if not _is_line(found, "tasks", callback_data.at):
        return _gone(visit)
    return _days(visit, found, callback_data.at)


def _days(visit: Visit, found: Written, at: int) -> Reply:
    words, today = visit.words, visit.now.astimezone(PRAGUE).date()
    rows: list[Row] = []
    for n in WEEKS:
        when = today + timedelta(weeks=n)
        told = day(when, words.language)
        label = words.many("in {n} week, {day}", "in {n} weeks, {day}", n, day=told)
        rows.append((tap(label, "until", found, "tasks", at, f"{when:{COMPACT}}"),))
    return screens.days(words, found, at, rows)


async def set_day(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    told, found = callback_data, await _looked_at(visit, callback_data)
    if not _is_line(found, "tasks", told.at):
        return _gone(visit)
    due = read_day(told.value)
    after = await _item(visit, found, "tasks", told.at, told.revision, due=due)
    return screens.section(visit.words, after, "tasks")


async def shown(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    return screens.shown(visit.words, await look(visit, callback_data.code))


async def set_shown(_: CallbackQuery, callback_data: MinutesTap, visit: Visit) -> Reply:
    if callback_data.value not in set(Shown):
        return _gone(visit)
    return screens.shown(
        visit.words, await keep(visit, callback_data.code, {"shown": callback_data.value})
    )


async def write(message: Message, visit: Visit) -> Reply:
    """What was asked for: lines of a section, or something about one line."""
    section, text = visit.waiting["section"], (message.text or "").strip()
    found = await look(visit, visit.waiting["code"])
    if section in WRITTEN:
        return await WRITTEN[section](visit, found, text)
    return await _lines(visit, found, section, text)


async def _lines(visit: Visit, found: Written, section: str, text: str) -> Reply:
    words, code = visit.words, found.held.code
    items = getattr(found.minutes, section)
    if section == "recorder":
        return screens.section(words, await keep(visit, code, {section: text}), section)
    told = [" ".join(one.split()) for one in text.splitlines() if one.strip()]
    if section in PLAIN:
        after = await keep(visit, code, {section: (*items, *told)})
        return screens.section(words, after, section)
    if section == "present":
        after = await keep(visit, code, {section: (*items, *map(_there, told))})
        return screens.section(words, after, section)
    made: dict[str, Any] = {"what": " ".join(told)}
    if section == "tasks":
        made["id"] = _key_of(visit)
    after = await keep(visit, code, {section: (*items, made)})
    return _ask_who(words, after, section, len(items))


def _there(line: str) -> dict[str, Any]:
    people = counted(line)
    return {"name": line, "people": people or 1, "together": bool(people)}


async def _part(visit: Visit, found: Written, text: str) -> Reply:
    at, revision = visit.waiting["at"], visit.waiting["revision"]
    after = await _item(visit, found, "present", at, revision, part=text)
    return screens.section(visit.words, after, "present")


async def _task_who(visit: Visit, found: Written, text: str) -> Reply:
    at, revision = visit.waiting["at"], visit.waiting["revision"]
    return _days(visit, await _item(visit, found, "tasks", at, revision, who=text), at)


async def _offer_by(visit: Visit, found: Written, text: str) -> Reply:
    at, revision = visit.waiting["at"], visit.waiting["revision"]
    after = await _item(visit, found, "offers", at, revision, by=text)
    return screens.section(visit.words, after, "offers")


async def _due(visit: Visit, found: Written, text: str) -> Reply:
    at, revision = visit.waiting["at"], visit.waiting["revision"]
    due = typed_day(text)
    if due is None:
        return _days(visit, found, at)
    after = await _item(visit, found, "tasks", at, revision, due=due)
    return screens.section(visit.words, after, "tasks")


async def _role(visit: Visit, found: Written, text: str) -> Reply:
    party, says = visit.waiting["party"], visit.waiting["says"]
    told = "" if text in ("-", "–") else text
    if _says(found, party, says) not in (told, visit.waiting["was"]):
        raise ChangedSince
    mine = found.minutes.role_of(party).model_dump()
    if says in PARTIES:
        mine["expects"] = {**mine["expects"], says: told}
    else:
        mine[says] = told
    others = {one.party: one.model_dump() for one in found.minutes.roles} | {party: mine}
    roles = [others[code] for code in PARTIES if code in others]
    after = await keep(visit, found.held.code, {"roles": roles})
    return screens.role(visit.words, after, party)


def _says(found: Written, party: str, what: str) -> str:
    """What a party is there for, brings, or expects of another one, as it stands."""
    role = found.minutes.role_of(party)
    return role.expects.get(what, "") if what in PARTIES else str(getattr(role, what))


WRITTEN: Mapping[str, Callable[[Visit, Written, str], Awaitable[Reply]]] = {
    "part": _part,
    "tasks-who": _task_who,
    "offers-who": _offer_by,
    "due": _due,
    "roles": _role,
}


async def _item(
    visit: Visit, found: Written, section: str, at: int, revision: int, **changed: Any
) -> Written:
    """Change one line of a section as it was looked at."""
    items = list(getattr(found.minutes, section))
    items[at] = {**items[at].model_dump(), **changed}
    return await keep(visit, found.held.code, {section: items}, revision)


def typed_day(text: str) -> date | None:
    """18. 3. 2027, or 2027-03-18."""
    parts = text.replace(".", " ").split()
    try:
        if len(parts) == 3:
            return date(int(parts[2]), int(parts[1]), int(parts[0]))
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_line(found: Written, section: str, at: int) -> bool:
    items = getattr(found.minutes, section, ()) if section in SECTIONS else ()
    return isinstance(items, tuple) and at < len(items)


def _gone(visit: Visit) -> Reply:
    return alert(visit.words("This is no longer there."))


def _key_of(visit: Visit) -> int:
    """The same for the same message of the same person."""
    token = visit.house.token("minutes-task", visit.resident.id, visit.message_id)
    return int.from_bytes(token.encode()[:6], "big")
