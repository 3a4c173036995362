"""What happens in the room of a meeting, told at once to those who are there."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from meetings.room import VoteOpened
from outreach import meeting_names
from outreach.letters import Letter, post_to_all
from storage import attendance
from storage.happenings import Happening
from storage.people import Resident, reached
from texts.formatting import escape
from texts.screens import Button, tap
from texts.words import Words


async def _opened(session: AsyncSession, happened: VoteOpened, now: datetime) -> int:
    vote = happened.vote
    came = await attendance.came(session, vote.meeting_code, vote.nth)
    people = await reached(session, sorted({one.resident_id for one in came if one.resident_id}))
    about = f"room-vote:{vote.meeting_code}:{vote.number}"
    shown = await meeting_names.shown(session, happened.held)

    def letter(person: Resident) -> Letter:
        words = Words(person.language)
        label = words("Vote now")
        data = tap("mr", "vote", vote.meeting_code, vote.nth, vote.number, "")
        text = words("A vote is open: {question}", question=escape(vote.text))
        if shown.is_sensitive:
            text = words("A vote is open.")
        return Letter(text, ((Button(label, data),),))

    return await post_to_all(session, people, about, letter, now)


TOLD: Mapping[type[Happening], Callable[[AsyncSession, Any, datetime], Awaitable[int]]] = {
    VoteOpened: _opened,
}
