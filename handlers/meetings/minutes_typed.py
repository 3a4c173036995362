"""What is typed while minutes are written: lines of a section, or something about one line."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from typing import Any

from aiogram.types import Message

from handlers.days import written_day
from handlers.meetings import minutes_screens as screens
from handlers.meetings.minutes_kept import demand_seen, item, keep, look, says
from handlers.meetings.minutes_screens import AGAIN
from handlers.replies import Reply
from handlers.visit import Visit
from meetings.keeping import ChangedSince
from meetings.minutes import PARTIES, Presence, counted
from meetings.minuting import Written
from texts.formatting import PRAGUE

PLAIN = ("programme", "rules", "findings")


async def write(message: Message, visit: Visit) -> Reply:
    """What was asked for: lines of a section, or something about one line."""
    section, text = visit.waiting["section"], (message.text or "").strip()
    found = await look(visit, visit.waiting["code"])
    if "at" in visit.waiting:
        demand_seen(found, visit.waiting["revision"])
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
        return screens.section(words, after, section, at=len(items))
    if section == "present":
        after = await keep(visit, code, {section: (*items, *map(_there, told))})
        return screens.section(words, after, section, at=len(items))
    made: dict[str, Any] = {"what": " ".join(told)}
    if section == "tasks":
        made["id"] = _key_of(visit)
    after = await keep(visit, code, {section: (*items, made)})
    return screens.ask_who(words, after, section, len(items))


def _there(line: str) -> dict[str, Any]:
    people = counted(line)
    return {"name": line, "people": people or 1, "together": bool(people)}


async def _again(visit: Visit, found: Written, text: str) -> Reply:
    """A line is corrected where it stands; who, by when and of which party stay."""
    at, revision = visit.waiting["at"], visit.waiting["revision"]
    section = visit.waiting["section"].removesuffix(AGAIN)
    told, before = " ".join(text.split()), getattr(found.minutes, section)
    changed: Any = told
    if section == "present":
        changed = _there_again(before[at], told)
    elif section not in PLAIN:
        changed = before[at].model_dump() | {"what": told}
    after = await keep(
        visit, found.held.code, {section: (*before[:at], changed, *before[at + 1 :])}, revision
    )
    return screens.section(visit.words, after, section, at=at)


def _there_again(before: Presence, told: str) -> dict[str, Any]:
    """Whoever has no name is a number of people of a party."""
    if not before.name and counted(told):
        return before.model_dump() | {"people": counted(told)}
    return before.model_dump() | _there(told)


async def _part(visit: Visit, found: Written, text: str) -> Reply:
    at, revision = visit.waiting["at"], visit.waiting["revision"]
    after = await item(visit, found, "present", at, revision, part=text)
    return screens.section(visit.words, after, "present", at=at)


async def _task_who(visit: Visit, found: Written, text: str) -> Reply:
    at, revision = visit.waiting["at"], visit.waiting["revision"]
    after = await item(visit, found, "tasks", at, revision, who=text)
    return screens.days(visit.words, after, at, _today(visit))


async def _offer_by(visit: Visit, found: Written, text: str) -> Reply:
    at, revision = visit.waiting["at"], visit.waiting["revision"]
    after = await item(visit, found, "offers", at, revision, by=text)
    return screens.section(visit.words, after, "offers")


async def _due(visit: Visit, found: Written, text: str) -> Reply:
    at, revision = visit.waiting["at"], visit.waiting["revision"]
    due = written_day(text, _today(visit))
    if due is None:
        note = visit.words("I cannot find a day in that.")
        return screens.days(visit.words, found, at, _today(visit), note)
    after = await item(visit, found, "tasks", at, revision, due=due)
    return screens.section(visit.words, after, "tasks")


async def _role(visit: Visit, found: Written, text: str) -> Reply:
    party, what = visit.waiting["party"], visit.waiting["says"]
    told = "" if text in ("-", "–") else text
    if says(found, party, what) not in (told, visit.waiting["was"]):
        raise ChangedSince
    mine = found.minutes.role_of(party).model_dump()
    if what in PARTIES:
        mine["expects"] = {**mine["expects"], what: told}
    else:
        mine[what] = told
    others = {one.party: one.model_dump() for one in found.minutes.roles} | {party: mine}
    roles = [others[code] for code in PARTIES if code in others]
    after = await keep(visit, found.held.code, {"roles": roles})
    return screens.role(visit.words, after, party)


WRITTEN: Mapping[str, Callable[[Visit, Written, str], Awaitable[Reply]]] = {
    "part": _part,
    "tasks-who": _task_who,
    "offers-who": _offer_by,
    "due": _due,
    "roles": _role,
    **{f"{section}{AGAIN}": _again for section in (*PLAIN, "present", "tasks", "offers")},
}


def _today(visit: Visit) -> date:
    return visit.now.astimezone(PRAGUE).date()


def _key_of(visit: Visit) -> int:
    """The same for the same message of the same person."""
    token = visit.house.token("minutes-task", visit.resident.id, visit.message_id)
    return int.from_bytes(token.encode()[:6], "big")
