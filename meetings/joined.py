"""The meetings of one person: those to which they may come, and those where they were."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from meetings import keeping
from meetings.keeping import Held
from storage import attendance
from storage import meetings as tables
from storage.meetings import ANNOUNCED, COMING, MAYBE, WAITING

STATES = (COMING, MAYBE, WAITING)


async def joined(session: AsyncSession, resident_id: int, now: datetime) -> list[Held]:
    """Wherever they are and whoever they are for: the next one first, then what is over."""
    said = await tables.of_resident(session, resident_id)
    codes = {one.meeting_code for one in said if one.state in STATES}
    codes |= {one.meeting_code for one in await attendance.every_of(session, resident_id)}
    found = [keeping.read(one) for one in await tables.some(session, sorted(codes))]
    return keeping.in_order((one for one in found if one.meeting.state == ANNOUNCED), now)
