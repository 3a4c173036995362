"""An invitation to a meeting as a draft of a broadcast, and the picture that goes with it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from meetings import keeping
from meetings.documents import Meeting
from meetings.keeping import (
    Held,
    IsCancelled,
    NoSuchMeeting,
    NotYoursToHold,
    Organiser,
)
from outreach import broadcasts, meeting_names
from outreach.audiences import GROUP, Audience, Criterion
from outreach.letters import PHOTO, Letter, post
from outreach.meeting_names import Shown
from outreach.meeting_words import span
from outreach.targets import MEETING, MEETING_CALENDAR, MEETING_MAP, Target
from people import roles
from people.roles import Action
from storage import broadcasts as tables
from storage import groups, people
from storage.broadcasts import Broadcast
from storage.jobs import Job
from storage.people import Resident
from texts.content import pick
from texts.formatting import CAPTION_LIMIT, MESSAGE_LIMIT, escape, width
from texts.screens import Button, tap
from texts.words import LANGUAGES, Words, later

REPLY, CALENDAR, MAP = later("See it and answer"), later("Into my calendar"), later("Map")


class NobodyToInvite(Exception):
    """It is not for everybody, and whose it is has not been said."""


async def draft(session: AsyncSession, actor_id: int, held: Held, now: datetime) -> Broadcast:
    """A draft to those it concerns, with its picture, its date and its place; raises IsOver,
    NobodyToInvite, NotAllowed."""
    held.demand_ahead(now)
    audience = await _audience(session, held)
    begun = await _begun(session, actor_id, held)
    if begun:
        return begun
    made = await broadcasts.draft(session, actor_id, held.meeting.area_code, now)
    shown = await meeting_names.shown(session, held)
    picture = "" if shown.is_sensitive else held.document.picture
    media = {"kind": PHOTO, "digest": picture, "name": f"{held.meeting.key}.jpg"}
    return await broadcasts.change(
        session,
        actor_id,
        made.id,
        now,
        texts={language: _text(shown, language) for language in _spoken(held)},
        media=media if picture else None,
        buttons=_buttons(held),
        audience=audience,
        expires_at=held.document.ends(),
    )


async def _begun(session: AsyncSession, actor_id: int, held: Held) -> Broadcast | None:
    """The invitation that this person has begun already and not sent."""
    for one in await tables.drafts_of(session, actor_id):
        buttons = broadcasts.buttons_of(one)
        if buttons and (buttons[0].kind, buttons[0].target) == (MEETING, held.code):
            return one
    return None


async def _audience(session: AsyncSession, held: Held) -> Audience:
    """The group whose meeting it is, or the area without those whom the announcement has told."""
    document, area = held.document, held.meeting.area_code
    if not document.is_public:
        group = await groups.by_key(session, area, document.group) if document.group else None
        if group is None:
            raise NobodyToInvite
        return Audience((area,), (Criterion(GROUP, (group.code,)),))
    told = (Criterion("topic", document.topics, without=True),) if document.topics else ()
    return Audience((area,), told)


def _spoken(held: Held) -> Sequence[str]:
    """Czech, and every language in which the meeting has a name."""
    return [one for one in LANGUAGES if one == "cs" or held.document.title.get(one)]


def _text(shown: Shown, language: str) -> str:
    """What fits under its picture, or into a message: the description is what gives way."""
    words, document = Words(language), shown.document
    if shown.is_sensitive:
        return "\n\n".join([f"<b>{shown.title(words)}</b>", "\n".join(_dates(document, words))])
    limit = CAPTION_LIMIT if document.picture else MESSAGE_LIMIT
    head = [
        f"<b>{escape(pick(document.title, language))}</b>",
        "\n".join(_facts(document, words)),
    ]
    tail = escape(pick(document.publicity_line, language)) if document.publicity_line else ""
    room = limit - width("\n\n".join([*head, tail])) - 2
    about = pick(document.description, language) if document.description else ""
    if len(about) > room:
        about = about[: max(room - 2, 0)].rstrip() + "…" if room > 2 else ""
    return "\n\n".join(filter(None, [*head, escape(about), tail]))


def _facts(document: Meeting, words: Words) -> list[str]:
    told, venue = _dates(document, words), document.venue
    if not document.when and document.when_note:
        told = [escape(pick(document.when_note, words.language))]
    if venue:
        told.append("📍 " + escape(", ".join(filter(None, [venue.name, venue.address]))))
    if document.online:
        told.append(words("Online: {address}", address=escape(document.online)))
    return told


def _dates(document: Meeting, words: Words) -> list[str]:
    told = [f"🗓 {span(words, one)}" for one in document.when[:5]]
    return told or [words("The date is to be set.")]


def _buttons(held: Held) -> list[Target]:
    made = [Target(_in_all(REPLY), MEETING, held.code)]
    if held.document.when:
        made.append(Target(_in_all(CALENDAR), MEETING_CALENDAR, held.code))
    if held.document.venue and held.document.venue.on_map:
        made.append(Target(_in_all(MAP), MEETING_MAP, held.code))
    return made


def _in_all(label: str) -> dict[str, str]:
    return {language: Words(language)(label) for language in LANGUAGES}


async def picture_fetched(
    session: AsyncSession, sender: Resident, key: str, job: Job, now: datetime
) -> None:
    """The picture stands with its meeting from now on; its sender is told."""
    words, result = Words(sender.language), job.result or {"refused": ""}
    try:
        held = await keeping.held(session, key, locked=True)
        if "refused" not in result:
            organiser = await _organiser(session, sender)
            changed = held.document.model_copy(update={"picture": result["digest"]})
            revision = held.meeting.revision
            await keeping.change(session, organiser, key, revision, changed, now)
    except (NoSuchMeeting, NotYoursToHold, IsCancelled, roles.NotAllowed):
        return
    shown = await meeting_names.shown(session, held)
    text = words("The picture stands with “{title}”.", title=shown.title(words))
    if "refused" in result:
        text = words("The picture could not be fetched. Send it once more.")
    rows = ((Button(words("Go on"), tap("mh", "card", key, "")),),)
    await post(session, sender, job.id, Letter(text, rows), now)


async def _organiser(session: AsyncSession, person: Resident) -> Organiser:
    held = await people.roles(session, person.id)
    roles.demand(held, Action.HOLD_MEETINGS)
    return Organiser(person.id, roles.areas_for(held, Action.HOLD_MEETINGS))
