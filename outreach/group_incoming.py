"""Files that become documents of working groups, once they have been fetched."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from groups import membership, papers
from groups.papers import Paper
from groups.running import Actor, NoSuchGroup, NotYoursToLead
from outreach.letters import Letter, post
from people import roles
from people.roles import Action
from storage import groups, people
from storage.jobs import Job
from storage.people import Resident
from texts.formatting import escape
from texts.screens import Button, tap
from texts.words import Words


async def into_papers(
    session: AsyncSession, sender: Resident, key: str, job: Job, now: datetime
) -> None:
    """Keep the file as the next version, and tell who sent it; `key` says of what."""
    code, kind, for_area, title = key.split("|", 3)
    words, name = Words(sender.language), job.payload["name"]
    group, result = await groups.group(session, code), job.result or {"refused": ""}
    is_sensitive = group is not None and group.sensitive
    if "refused" in result:
        text = lost(words, name, is_sensitive=is_sensitive)
    else:
        paper = Paper(title, result["digest"], name, kind, for_area == "1")
        try:
            made = await papers.keep_document(
                session, await actor_of(session, sender), code, paper, now
            )
        except (NoSuchGroup, NotYoursToLead, papers.TitleMissing):
            return
        version = str(made.version)
        text = words("Kept: version {version}.", version=version)
        if not is_sensitive:
            text = words(
                "Kept: <b>{title}</b>, version {version}.",
                title=escape(made.title),
                version=version,
            )
    rows = ((Button(words("Documents"), tap("gr", "papers", code, "")),),)
    await post(session, sender, job.id, Letter(text, rows), now)


def lost(words: Words, name: str, *, is_sensitive: bool) -> str:
    """That a file could not be kept; what it is called may name a group that is not to be named."""
    if is_sensitive:
        return words("The file could not be kept. Send it once more.")
    return words("The file {name} could not be kept. Send it once more.", name=escape(name))


async def actor_of(session: AsyncSession, person: Resident) -> Actor:
    areas = roles.areas_for(await people.roles(session, person.id), Action.RUN_GROUPS)
    mine = await membership.seats(session, person.id)
    return Actor(person.id, areas, [seat for seat, _ in mine])
