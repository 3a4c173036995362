"""Files that people send in the chat: asked for as a job, and what is told when it is done."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from outreach import after_incoming, broadcasts, group_incoming, meeting_invitations
from outreach.letters import Letter, post
from people.roles import NotAllowed
from storage import jobs
from storage.happenings import Happening
from storage.jobs import Job
from storage.people import Resident
from texts.formatting import escape
from texts.screens import Button, tap
from texts.words import Words, later

FETCH = "fetch_file"
# Telegram lets bots fetch no more.
LARGEST_MB = 20
LARGEST_BYTES = LARGEST_MB << 20


class Refusal(StrEnum):
    SIZE = "size"
    TYPE = "type"
    GONE = "gone"
    UNREACHABLE = "unreachable"


REFUSALS = {
    Refusal.SIZE: later("The file {name} is too big. At most {most} MB are possible."),
    Refusal.TYPE: later("I cannot send the file {name} on. Send a picture or a PDF."),
    Refusal.GONE: later("Telegram no longer has the file {name}. Send it once more."),
    Refusal.UNREACHABLE: later("The file {name} could not be fetched. Send it once more."),
}


@dataclass(frozen=True)
class FileFetched(Happening):
    """A file that somebody sent for a broadcast is here, or why it is not."""

    sender: Resident
    broadcast_id: int
    job_id: str
    name: str
    refused: Refusal | None


async def ask_for(
    session: AsyncSession,
    *,
    file_id: str,
    unique_id: str,
    name: str,
    about: tuple[str, str],
    sender_id: int,
    accepted: Sequence[str],
    now: datetime,
) -> bool:
    """Have a file fetched for something, once; whether nobody has asked for that before."""
    payload = {
        "file_id": file_id,
        "name": name,
        "about": list(about),
        "sender_id": sender_id,
        "accepted": list(accepted),
    }
    job_id = ":".join(("fetch", *about, unique_id, f"{now.timestamp():.0f}"))
    return await jobs.ask_for(session, job_id, FETCH, payload, now)


async def fetched(session: AsyncSession, job: Job, now: datetime) -> FileFetched | None:
    """Hand the file over to what it was fetched for; None when nobody waits for it any more."""
    sender = await session.get(Resident, job.payload["sender_id"])
    kind, key = job.payload["about"]
    take = TAKING.get(kind)
    return await take(session, sender, key, job, now) if take and sender else None


async def _into_broadcast(
    session: AsyncSession, sender: Resident, key: str, job: Job, now: datetime
) -> FileFetched | None:
    broadcast_id, result = int(key), job.result or {"refused": Refusal.UNREACHABLE}
    refused = Refusal(result["refused"]) if "refused" in result else None
    try:
        found = await broadcasts.see(session, sender.id, broadcast_id)
        if not found.media or found.media["name"] != job.payload["name"]:
            return None
        media = None if refused else {**found.media, "digest": result["digest"]}
        await broadcasts.change(session, sender.id, broadcast_id, now, media=media)
    except (broadcasts.NoSuchBroadcast, broadcasts.NotInThisState, NotAllowed):
        return None
    return FileFetched(sender, broadcast_id, job.id, job.payload["name"], refused)


Taking = Callable[[AsyncSession, Resident, str, Job, datetime], Awaitable[FileFetched | None]]
# A feature that takes files adds itself here, a line each.
TAKING: dict[str, Taking] = {
    "broadcast": _into_broadcast,
    "group_paper": group_incoming.into_papers,
    "meeting": meeting_invitations.picture_fetched,
    after_incoming.MATERIAL: after_incoming.into_materials,
}


async def tell(session: AsyncSession, happened: FileFetched, now: datetime) -> int:
    """A letter to whoever sent the file, with the way back to what they were doing."""
    words, name = Words(happened.sender.language), escape(happened.name)
    text = words("The file {name} is attached.", name=name)
    if happened.refused:
        text = words(REFUSALS[happened.refused], name=name, most=LARGEST_MB)
    rows = ((Button(words("Go on"), tap("bc", "show", happened.broadcast_id, "")),),)
    return int(await post(session, happened.sender, happened.job_id, Letter(text, rows), now))
