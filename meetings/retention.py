"""Names are deleted three months after a meeting; numbers of people and parties stay.

With them goes what somebody needed in order to come, and who asked, wanted or voted in the room.
"""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from storage import attendance, meetings, rooms

NAMES_FOR = timedelta(days=90)


async def forget_names(session: AsyncSession, now: datetime) -> int:
    """How many registrations, entries and questions have nobody's name any more."""
    over = meetings.over_before(now - NAMES_FOR)
    return sum(
        [
            await meetings.forget_names(session, now - NAMES_FOR),
            await attendance.forget_names(session, over),
            await rooms.forget_who(session, over),
        ]
    )
