"""Broadcasts as coordinators decide about them: written, sent, approved, paused, stopped.

Powers are demanded in every area of the audience, at each step. What a step returns or reports
as having happened is to be told by `outreach.notices` in the same transaction.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy.ext.asyncio import AsyncSession

from outreach import anchors, attention, audiences, blockers, records, rendering
from outreach.audiences import Audience, TurnoutStandsAlone
from outreach.blockers import Blocker
from outreach.happened import ApprovalRefused, ApprovalWanted, Approved
from outreach.letters import Letter, post
from outreach.records import audience_of as audience_of
from outreach.records import buttons_of as buttons_of
from outreach.rules import Rules
from outreach.targets import Target
from people import roles
from people.roles import Action
from storage import broadcasts as tables
from storage import groups, people
from storage.broadcasts import Broadcast
from storage.people import Resident
from surveys import library


class NoSuchBroadcast(LookupError):
    pass


class NotInThisState(Exception):
    """The step does not fit where the broadcast is by now."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class CannotBeSent(Exception):
    def __init__(self, blockers: Sequence[Blocker]) -> None:
        super().__init__(", ".join(one.reason for one in blockers))
        self.blockers = blockers


class GroupElsewhere(Exception):
    """A working group is chosen with the area that it belongs to."""


class OwnBroadcast(Exception):
    """Somebody else has to approve it."""


class Changes(TypedDict, total=False):
    texts: Mapping[str, str]
    written_in: Mapping[str, int]
    media: Mapping[str, Any] | None
    buttons: Sequence[Target]
    audience: Audience
    statutory: bool
    send_at: datetime | None
    repeats: str
    anchor: str
    offset_minutes: int
    expires_at: datetime | None


async def draft(session: AsyncSession, actor_id: int, area_code: str, now: datetime) -> Broadcast:
    """A new draft for the people of an area; an empty area means everybody."""
    areas = (area_code,) if area_code else ()
    await _demand(session, actor_id, areas)
    made = Broadcast(
        area_code=area_code,
        author_id=actor_id,
        audience=Audience(areas).to_json(),
        made_at=now,
    )
    session.add(made)
    await session.flush()
    await records.note(session, now, actor_id, "broadcast_drafted", made)
    return made


async def mine(session: AsyncSession, actor_id: int, limit: int = 20) -> list[Broadcast]:
    """The newest broadcasts of the areas in which the actor may send any."""
    held = await people.roles(session, actor_id)
    roles.demand(held, Action.BROADCAST)
    return await tables.of_areas(session, roles.areas_for(held, Action.BROADCAST), limit)


async def written_by(
    session: AsyncSession, actor_id: int, message_id: int
) -> tuple[Broadcast, str] | None:
    """The actor's draft, and its language, whose text came from that message of theirs."""
    for found in await tables.drafts_of(session, actor_id):
        for language, written in found.written_in.items():
            if written == message_id and found.texts.get(language):
                return found, language
    return None


async def copy(session: AsyncSession, actor_id: int, broadcast_id: int, now: datetime) -> Broadcast:
    """A new draft that says the same to the same; copied twice, it is the same draft."""
    found = await see(session, actor_id, broadcast_id)
    for one in await tables.drafts_of(session, actor_id):
        if one.id > found.id and _content(one) == _content(found):
            return one
    made = await draft(session, actor_id, found.area_code, now)
    return await change(
        session,
        actor_id,
        made.id,
        now,
        texts=found.texts,
        media=found.media,
        buttons=buttons_of(found),
        audience=audience_of(found),
        statutory=found.statutory,
    )


async def see(session: AsyncSession, actor_id: int, broadcast_id: int) -> Broadcast:
    """Raises NoSuchBroadcast, NotAllowed."""
    found = await tables.broadcast(session, broadcast_id)
    if found is None:
        raise NoSuchBroadcast
    await _demand(session, actor_id, audience_of(found).areas)
    return found


async def change(
    session: AsyncSession,
    actor_id: int,
    broadcast_id: int,
    now: datetime,
    **changes: Unpack[Changes],
) -> Broadcast:
    """Change a draft; people, or the turnout of surveys, beyond the actor's areas are refused."""
    found = await _held(session, actor_id, broadcast_id)
    if found.state != tables.DRAFT:
        raise NotInThisState(found.state)
    audience = changes.get("audience")
    if audience is not None:
        await _check(session, actor_id, audience)
    for name, value in changes.items():
        setattr(found, name, _plain(value))
    await session.flush()
    await records.note(session, now, actor_id, "broadcast_changed", found, what=sorted(changes))
    return found


async def send(
    session: AsyncSession, actor_id: int, broadcast_id: int, now: datetime, rules: Rules
) -> tuple[Broadcast, ApprovalWanted | None]:
    """Let a draft go out at its moment, or ask a second person; raises CannotBeSent."""
    found = await _held(session, actor_id, broadcast_id)
    if found.state != tables.DRAFT:
        raise NotInThisState(found.state)
    found.author_id, found.approved_by = actor_id, None
    found.send_at = await anchors.moment(session, found, rules.zone) or found.send_at
    rules = await attention.in_area(session, found.area_code, rules)
    blocking = await blockers.blocking(session, found, now, rules)
    if blocking:
        raise CannotBeSent(blocking)
    found.send_at = found.first_at = found.send_at or now
    found.expires_at = found.expires_at or await records.no_use_after(session, found, found.send_at)
    size = await audiences.size(session, audience_of(found), unasked=not found.statutory)
    wanted = size > rules.approval_above
    found.state = tables.WAITING if wanted else tables.SCHEDULED
    await session.flush()
    await records.note(
        session, now, actor_id, "broadcast_sent", found, **await records.said(session, found)
    )
    return found, await records.approval_wanted(session, found) if wanted else None


async def approve(
    session: AsyncSession, actor_id: int, broadcast_id: int, now: datetime
) -> tuple[Broadcast, Approved | None]:
    """Raises OwnBroadcast: nobody approves their own; approving twice is once."""
    found = await _held(session, actor_id, broadcast_id)
    if found.author_id == actor_id:
        raise OwnBroadcast
    if found.approved_by == actor_id:
        return found, None
    await _step(session, actor_id, found, (tables.WAITING,), tables.SCHEDULED, now)
    found.approved_by = actor_id
    await session.flush()
    return found, Approved(found, await records.author(session, found))


async def refuse(
    session: AsyncSession, actor_id: int, broadcast_id: int, reason: str, now: datetime
) -> tuple[Broadcast, ApprovalRefused]:
    """Give it back to its author as a draft, unless they are writing on it already."""
    found = await _held(session, actor_id, broadcast_id)
    if found.state == tables.DRAFT:
        raise NotInThisState(found.state)
    await _step(session, actor_id, found, (tables.WAITING,), tables.DRAFT, now)
    await _wait_again(session, found, now)
    return found, ApprovalRefused(found, await records.author(session, found), reason)


async def take_back(
    session: AsyncSession, actor_id: int, broadcast_id: int, now: datetime
) -> Broadcast:
    """Make a draft again of what has not begun to go out."""
    found = await _held(session, actor_id, broadcast_id)
    await _step(session, actor_id, found, (tables.WAITING, tables.SCHEDULED), tables.DRAFT, now)
    await _wait_again(session, found, now)
    return found


async def discard(
    session: AsyncSession, actor_id: int, broadcast_id: int, now: datetime
) -> Broadcast:
    found = await _held(session, actor_id, broadcast_id)
    return await _step(session, actor_id, found, (tables.DRAFT,), tables.VOID, now)


async def pause(
    session: AsyncSession, actor_id: int, broadcast_id: int, now: datetime
) -> Broadcast:
    found = await _held(session, actor_id, broadcast_id)
    return await _step(
        session, actor_id, found, (tables.PLANNING, tables.SENDING), tables.PAUSED, now
    )


async def resume(
    session: AsyncSession, actor_id: int, broadcast_id: int, now: datetime
) -> Broadcast:
    found = await _held(session, actor_id, broadcast_id)
    to = tables.SENDING if found.is_planned else tables.PLANNING
    return await _step(session, actor_id, found, (tables.PAUSED,), to, now)


async def stop(session: AsyncSession, actor_id: int, broadcast_id: int, now: datetime) -> Broadcast:
    """For good: what has not gone out never will, and of a series nothing more begins."""
    found = await _held(session, actor_id, broadcast_id)
    stoppable = (tables.WAITING, tables.SCHEDULED, *tables.RUNNING)
    await _step(session, actor_id, found, stoppable, tables.STOPPED, now)
    for one in await tables.next_of_series(session, found):
        await _step(session, actor_id, one, stoppable, tables.STOPPED, now)
    return found


async def preview(session: AsyncSession, actor_id: int, broadcast_id: int, language: str) -> Letter:
    """What somebody who speaks the language would get."""
    return rendering.letter_for(await see(session, actor_id, broadcast_id), language)


async def try_out(session: AsyncSession, actor_id: int, broadcast_id: int, now: datetime) -> int:
    """Send it as it stands to the staff of its area, each in their language; to how many."""
    found = await see(session, actor_id, broadcast_id)
    group = await _staff_of(session, found)
    about = f"try:{found.id}:{now.timestamp():.0f}"
    for person in group:
        await post(session, person, about, rendering.letter_for(found, person.language), now)
    await records.note(session, now, actor_id, "broadcast_tried_out", found, people=len(group))
    return len(group)


async def show_in(
    session: AsyncSession, actor_id: int, broadcast_id: int, chat_id: int, message_id: int
) -> None:
    """Keep which message shows the progress from now on."""
    found = await _held(session, actor_id, broadcast_id)
    found.shown_in, found.shown_as = chat_id, message_id
    await session.flush()


async def hide_from(
    session: AsyncSession, actor_id: int, broadcast_id: int, chat_id: int, message_id: int
) -> None:
    """That message, if it shows the progress, is about to show something else."""
    found = await _held(session, actor_id, broadcast_id)
    if (found.shown_in, found.shown_as) == (chat_id, message_id):
        found.shown_in = found.shown_as = None
        await session.flush()


async def needs_approval(session: AsyncSession, broadcast: Broadcast, rules: Rules) -> bool:
    """Whether a second person will have to agree; `rules` are the operator's."""
    own = await attention.in_area(session, broadcast.area_code, rules)
    size = await audiences.size(session, audience_of(broadcast), unasked=not broadcast.statutory)
    return size > own.approval_above


async def tapped(
    session: AsyncSession, broadcast_id: int, place: int, resident_id: int
) -> Target | None:
    """What the button (counted from nought) opens, its tap counted once; None when it is gone."""
    found = await tables.broadcast(session, broadcast_id)
    buttons = buttons_of(found) if found else []
    if not 0 <= place < len(buttons):
        return None
    if found and found.state != tables.DRAFT:
        await tables.keep_tap(session, broadcast_id, place, resident_id)
    return buttons[place]


async def _held(session: AsyncSession, actor_id: int, broadcast_id: int) -> Broadcast:
    """The broadcast for one who has power over all of it, kept from others until the commit."""
    found = await tables.held(session, broadcast_id)
    if found is None:
        raise NoSuchBroadcast
    await _demand(session, actor_id, audience_of(found).areas)
    return found


async def _check(session: AsyncSession, actor_id: int, audience: Audience) -> None:
    """Whether such an audience may be chosen at all, and by the actor."""
    audiences.check(audience)
    await _demand(session, actor_id, audience.areas)
    for code in audience.surveys:
        survey = await library.survey(session, code)
        await _demand(session, actor_id, [survey.area_code])
        if audience.areas != (survey.area_code,):
            raise TurnoutStandsAlone
    for code in audience.groups:
        group = await groups.group(session, code)
        await _demand(session, actor_id, [group.area_code if group else ""])
        if group is None or (audience.areas and group.area_code not in audience.areas):
            raise GroupElsewhere


async def _demand(session: AsyncSession, actor_id: int, areas: Sequence[str]) -> None:
    held = await people.roles(session, actor_id)
    for area_code in areas or ("",):
        roles.demand(held, Action.BROADCAST, area_code)


async def _step(
    session: AsyncSession,
    actor_id: int,
    broadcast: Broadcast,
    states: Sequence[str],
    to: str,
    now: datetime,
) -> Broadcast:
    """Go on to another state; being there already is no mistake."""
    if broadcast.state == to:
        return broadcast
    if broadcast.state not in states:
        raise NotInThisState(broadcast.state)
    before, broadcast.state = broadcast.state, to
    await session.flush()
    await records.note(session, now, actor_id, f"broadcast_{to}", broadcast, before=before)
    return broadcast


async def _staff_of(session: AsyncSession, broadcast: Broadcast) -> list[Resident]:
    found = {
        person.id: person
        for role, person in await people.staff(session)
        if role.area_code == broadcast.area_code or person.id == broadcast.author_id
    }
    return list(found.values())


async def _wait_again(session: AsyncSession, draft: Broadcast, now: datetime) -> None:
    """What was to go out at once will do so when it is sent again."""
    draft.approved_by = draft.expires_at = None
    if draft.send_at and draft.send_at <= now:
        draft.send_at = None
    await session.flush()


def _content(broadcast: Broadcast) -> tuple[Any, ...]:
    return broadcast.texts, broadcast.media, broadcast.buttons, broadcast.audience


def _plain(value: Any) -> Any:
    """The value as the table keeps it."""
    if isinstance(value, Audience):
        return value.to_json()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, list | tuple):
        return [one.to_json() for one in value]
    return value
