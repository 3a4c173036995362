"""Who writes and approves the minutes of a meeting, and whom its working group knows by name."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from groups import membership
from meetings.came import Seated
from meetings.keeping import Held
from meetings.minuting import Scribe, Written
from people import roles
from people.roles import Action
from storage import groups, people
from storage.groups import AGREED, CHAIR, WorkingGroup


async def scribe_of(session: AsyncSession, resident_id: int) -> Scribe:
    """The office by its power to hold meetings, chairs and secretaries by their seats."""
    held = await people.roles(session, resident_id)
    if not held:
        return Scribe(resident_id)
    seats = await membership.seats(session, resident_id)
    leading = [(seat, group) for seat, group in seats if seat.leads]
    areas = roles.areas_for(held, Action.HOLD_MEETINGS)
    return Scribe(
        resident_id,
        name=next((one.name for one in held if one.name), ""),
        areas=areas,
        leads=frozenset((group.area_code, group.key) for _, group in leading),
        chairs=frozenset(
            (group.area_code, group.key) for seat, group in leading if seat.role == CHAIR
        ),
    )


async def last_written_by(session: AsyncSession, found: Written) -> str:
    """The name of whoever wrote the minutes last; empty for who is gone."""
    if found.kept.written_by is None:
        return ""
    held = await people.roles(session, found.kept.written_by)
    return next((one.name for one in held if one.name), "")


async def group_of(session: AsyncSession, held: Held) -> WorkingGroup | None:
    """The working group that met."""
    if not held.document.group:
        return None
    return await groups.by_key(session, held.meeting.area_code, held.document.group)


async def seated(session: AsyncSession, held: Held) -> Mapping[int, Seated]:
    """Members of the group that met, by their account."""
    group = await group_of(session, held)
    members = await groups.members(session, group.code) if group else []
    return {
        one.resident_id: Seated(one.name, one.party)
        for one in members
        if one.resident_id and one.state == AGREED
    }
