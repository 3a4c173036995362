"""Files that become materials of meetings, once they have been fetched."""

import hashlib
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from meetings import keeping, materials
from meetings.keeping import NoSuchMeeting, NotYoursToHold, Organiser
from meetings.materials import TooManyMaterials
from outreach import meeting_names
from outreach.group_incoming import lost
from outreach.letters import Letter, post
from people import roles
from people.roles import Action
from storage import people
from storage.jobs import Job
from storage.people import Resident
from texts.formatting import escape
from texts.screens import Button, Rows, tap
from texts.words import Words

MATERIAL = "meeting_material"


async def into_materials(
    session: AsyncSession, sender: Resident, code: str, job: Job, now: datetime
) -> None:
    """Keep the file with the meeting, and tell who sent it; the same job adds it once."""
    words, name = Words(sender.language), job.payload["name"]
    result = job.result or {"refused": ""}
    held = await people.roles(session, sender.id)
    organiser = Organiser(sender.id, roles.areas_for(held, Action.HOLD_MEETINGS))
    rows: Rows = ((Button(words("Materials"), tap("ma", "mats", code, 0, "")),),)
    try:
        shown = await meeting_names.shown(session, await keeping.held(session, code))
    except NoSuchMeeting:
        return
    if "refused" in result:
        text = lost(words, name, is_sensitive=shown.is_sensitive)
    else:
        number = int.from_bytes(hashlib.sha256(job.id.encode()).digest()[:6], "big")
        try:
            made = await materials.add_file(
                session, organiser, code, name, result["digest"], number, now
            )
        except (NoSuchMeeting, NotYoursToHold, TooManyMaterials):
            return
        text = words("Kept: <b>{title}</b>. Choose its licence.", title=escape(made.title))
        if shown.is_sensitive:
            text = words("The file is kept. Choose its licence.")
        licence = tap("ma", "mat", code, made.number, "")
        rows = ((Button(words("Licence"), licence),), *rows)
    await post(session, sender, job.id, Letter(text, rows), now)
