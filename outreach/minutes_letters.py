"""Letters to those who write and approve minutes: that they are due, that they wait."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from meetings import feedback
from meetings.keeping import Held
from meetings.minuting import MinutesHandedIn
from outreach import meeting_names
from outreach.letters import Letter, post_to_all
from people.roles import Action, staff_for
from storage import groups, minutes
from storage.groups import CHAIR, SECRETARY
from storage.people import Resident, reached
from texts.screens import Button, tap
from texts.words import Words


async def ask_due(session: AsyncSession, now: datetime) -> int:
    """Who leads a working group that has met is reminded once, if nobody has begun."""
    new = 0
    for held in await feedback.due(session, now):
        if await minutes.minutes(session, held.code):
            continue
        ids = await _leading(session, held, (CHAIR, SECRETARY))
        about = f"minutes-due:{held.code}"
        new += await _post(session, held, ids, about, now, is_written=False)
    return new


async def handed_in(session: AsyncSession, happened: MinutesHandedIn, now: datetime) -> int:
    """To the chair of the group that met; where there is none, to who holds meetings there."""
    held = happened.held
    ids = await _leading(session, held, (CHAIR,)) or await _office(session, held)
    about = f"minutes-handed:{held.code}:{happened.revision}"
    return await _post(session, held, ids, about, now, is_written=True)


async def _post(
    session: AsyncSession,
    held: Held,
    ids: Collection[int],
    about: str,
    now: datetime,
    *,
    is_written: bool,
) -> int:
    shown = await meeting_names.shown(session, held)

    def letter(person: Resident) -> Letter:
        words = Words(person.language)
        title = shown.title(words)
        text = words("The minutes of “{title}” are to be written.", title=title)
        if is_written:
            text = words("The minutes of “{title}” wait for your approval.", title=title)
        begin = tap("mn", "begin", held.code, "", 0, 0, "")
        return Letter(text, ((Button(words("Open the minutes"), begin),),))

    people_told = await reached(session, ids)
    area = held.meeting.area_code
    return await post_to_all(session, people_told, about, letter, now, quiet_in=area)


async def _leading(session: AsyncSession, held: Held, as_what: Collection[str]) -> set[int]:
    group = await groups.by_key(session, held.meeting.area_code, held.document.group)
    members = await groups.members(session, group.code) if group else []
    return {one.resident_id for one in members if one.resident_id and one.role in as_what}


async def _office(session: AsyncSession, held: Held) -> set[int]:
    able = await staff_for(session, Action.HOLD_MEETINGS, held.meeting.area_code)
    return {person.id for person in able}
