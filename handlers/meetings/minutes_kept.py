"""Minutes as they are being written: looked at, changed, and found changed by somebody else."""

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any

from aiogram.types import CallbackQuery, Message

from handlers.meetings import minutes_screens as screens
from handlers.meetings.after_taps import MinutesTap
from handlers.meetings.scribes import last_written_by, scribe_of
from handlers.replies import Reply, alert
from handlers.visit import Visit
from meetings import minuting
from meetings.keeping import ChangedSince
from meetings.minutes import PARTIES, SECTIONS
from meetings.minuting import NoMinutes, Written
from texts.formatting import escape

# Which section a step is about that does not name it.
SECTION_OF = {"": "rules", "part": "present", "due": "tasks"}

Step = Callable[..., Awaitable[Reply]]


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


async def looked_at(visit: Visit, tapped: MinutesTap) -> Written:
    """Minutes of which a line is tapped; raises ChangedSince where it may be another line now."""
    found = await look(visit, tapped.code)
    demand_seen(found, tapped.revision)
    return found


def demand_seen(found: Written, revision: int) -> None:
    """Raises ChangedSince where what was looked at may be something else now, or gone."""
    if found.kept.revision != revision:
        raise ChangedSince


async def keep(
    visit: Visit, code: str, fields: Mapping[str, Any], revision: int | None = None
) -> Written:
    scribe = await scribe_of(visit.session, visit.resident.id)
    return await minuting.change(visit.session, scribe, code, fields, visit.now, revision=revision)


async def item(
    visit: Visit, found: Written, section: str, at: int, revision: int, **changed: Any
) -> Written:
    """Change one line of a section as it was looked at."""
    items = list(getattr(found.minutes, section))
    items[at] = {**items[at].model_dump(), **changed}
    return await keep(visit, found.held.code, {section: items}, revision)


def says(found: Written, party: str, what: str) -> str:
    """What a party is there for, brings, or expects of another one, as it stands."""
    role = found.minutes.role_of(party)
    return role.expects.get(what, "") if what in PARTIES else str(getattr(role, what))


def is_line(found: Written, section: str, at: int) -> bool:
    items = getattr(found.minutes, section, ()) if section in SECTIONS else ()
    return isinstance(items, tuple) and at < len(items)


def gone(visit: Visit) -> Reply:
    return alert(visit.words("This is no longer there."))
