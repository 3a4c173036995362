"""What people without the chat have to be told by the office: how many there are, and where.

Their names stay on the list: letters are kept longer than they.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from meetings.keeping import Held
from outreach import meeting_names
from outreach.letters import Letter, post_to_all
from people.roles import Action, staff_for
from storage.meetings import Registration
from storage.people import Resident
from texts.screens import Button, tap
from texts.words import Words


async def ask_to_call(
    session: AsyncSession, held: Held, said: Sequence[Registration], about: str, now: datetime
) -> int:
    """Those who hold meetings there learn that so many have to be told; how many letters."""
    nameless = [one for one in said if one.resident_id is None]
    if not nameless:
        return 0
    nth, shown = nameless[0].nth, await meeting_names.shown(session, held)

    def letter(person: Resident) -> Letter:
        words = Words(person.language)
        text = words.many(
            "“{title}”: {n} registration without the chat. Tell them yourself what has changed.",
            "“{title}”: {n} registrations without the chat. Tell them yourself what has changed.",
            len(nameless),
            title=shown.title(words),
        )
        button = Button(words("Registered by name"), tap("md", "named", held.code, nth, 0, ""))
        return Letter(text, ((button,),))

    area = held.meeting.area_code
    holders = await staff_for(session, Action.HOLD_MEETINGS, area)
    return await post_to_all(session, holders, f"{about}:office", letter, now, quiet_in=area)
