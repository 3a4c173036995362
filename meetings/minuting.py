"""Writing minutes down, approving and correcting them; who may do that, and who is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from meetings import keeping
from meetings.keeping import ChangedSince, Held
from meetings.minutes import Change, Minutes, Shown, changes
from storage import audit
from storage import minutes as tables
from storage.happenings import Happening
from storage.minutes import Minutes as Kept
from storage.minutes import MinutesVersion

BECAUSE_LENGTH = 300


class NotYoursToMinute(Exception):
    """Minutes are written by the office and by who leads the working group that met."""


class NotYoursToApprove(Exception):
    """Minutes are approved by the coordinator or by the chair of the working group that met."""


class NothingToMinute(Exception):
    """The meeting has not begun, or has not taken place."""


class NothingWritten(Exception):
    """Minutes say at least who was there and one thing that came of it; what is missing."""

    def __init__(self, present: bool, content: bool) -> None:
        super().__init__(present, content)
        self.present, self.content = present, content


class NothingChanged(Exception):
    """The newest approved version says the same."""


class BecauseMissing(Exception):
    """Whoever corrects approved minutes says why."""


class NotMinutes(Exception):
    """What was written does not fit; `field` names where."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class NoMinutes(LookupError):
    """None are approved, or they are not for this person to read."""


@dataclass(frozen=True)
class Scribe:
    """Somebody with the areas in which they hold meetings (None is all) and their working groups.

    Groups are named by area and key, as meetings name them: those that they lead, and of these
    those whose chair they are.
    """

    resident_id: int
    name: str = ""
    areas: Sequence[str] | None = ()
    leads: frozenset[tuple[str, str]] = frozenset()
    chairs: frozenset[tuple[str, str]] = frozenset()

    def holds(self, held: Held) -> bool:
        return self.areas is None or held.meeting.area_code in self.areas

    def may_write(self, held: Held) -> bool:
        return self.holds(held) or _group_of(held) in self.leads

    def may_approve(self, held: Held) -> bool:
        return self.holds(held) or _group_of(held) in self.chairs


@dataclass(frozen=True)
class Written:
    """Minutes as they stand, with the newest approved version if there is one."""

    held: Held
    kept: Kept
    minutes: Minutes
    approved: Minutes | None = None

    @property
    def is_changed(self) -> bool:
        """Whether something waits to be approved."""
        return self.approved != self.minutes


@dataclass(frozen=True)
class Version:
    kept: MinutesVersion
    minutes: Minutes
    changed: tuple[Change, ...]


@dataclass(frozen=True)
class MinutesApproved(Happening):
    """A first version, or a correction with what has changed."""

    held: Held
    version: Version


@dataclass(frozen=True)
class MinutesHandedIn(Happening):
    """Whoever approves the minutes hears that they are written; `revision` is what waits."""

    held: Held
    revision: int


async def written(
    session: AsyncSession, scribe: Scribe, code: str, *, locked: bool = False
) -> Written | None:
    """Minutes as they are being written; None before anybody has begun.

    Raises NoSuchMeeting, NotYoursToMinute.
    """
    held = await keeping.held(session, code)
    if not scribe.may_write(held):
        raise NotYoursToMinute
    kept = await tables.minutes(session, held.code, locked=locked)
    if kept is None:
        return None
    approved = await tables.versions(session, held.code) if kept.version else []
    newest = _read(approved[0].content) if approved else None
    return Written(held, kept, _read(kept.content), newest)


async def begin(
    session: AsyncSession, scribe: Scribe, code: str, prefilled: Minutes, now: datetime
) -> Written:
    """Begin with what is known already; where somebody has begun, theirs stands."""
    standing = await written(session, scribe, code)
    if standing is not None:
        return standing
    held = await keeping.held(session, code)
    _demand_begun(held, now)
    kept = Kept(
        meeting_code=held.code,
        content=prefilled.model_dump(mode="json"),
        written_by=scribe.resident_id,
        changed_at=now,
    )
    session.add(kept)
    await audit.note(session, now, scribe.resident_id, "minutes_begun", held.code)
    return Written(held, kept, prefilled)


async def change(
    session: AsyncSession,
    scribe: Scribe,
    code: str,
    fields: Mapping[str, Any],
    now: datetime,
    *,
    revision: int | None = None,
) -> Written:
    """Write some sections anew; `revision` is what was looked at.

    Raises NoMinutes, NotYoursToMinute, ChangedSince, NotMinutes.
    """
    found = await written(session, scribe, code, locked=True)
    if found is None:
        raise NoMinutes(code)
    if revision not in (None, found.kept.revision):
        raise ChangedSince
    after = checked({**found.minutes.model_dump(), **fields})
    if after != found.minutes:
        found.kept.content = after.model_dump(mode="json")
        found.kept.revision += 1
        found.kept.written_by, found.kept.changed_at = scribe.resident_id, now
        await session.flush()
    return Written(found.held, found.kept, after, found.approved)


async def approve(
    session: AsyncSession, scribe: Scribe, code: str, because: str, now: datetime
) -> MinutesApproved:
    """What is written becomes a version for good; `because` says why the one before was corrected.

    Raises NoMinutes, NotYoursToApprove, NothingWritten, NothingChanged, BecauseMissing.
    """
    found = await written(session, scribe, code, locked=True)
    if found is None:
        raise NoMinutes(code)
    demand_ready(found, scribe)
    told = " ".join(because.split())[:BECAUSE_LENGTH]
    if found.approved and not told:
        raise BecauseMissing
    found.kept.version += 1
    version = MinutesVersion(
        meeting_code=found.held.code,
        version=found.kept.version,
        content=found.kept.content,
        because=told if found.approved else "",
        approved_as=scribe.name,
        approved_by=scribe.resident_id,
        approved_at=now,
    )
    session.add(version)
    detail = {"version": version.version, "because": version.because}
    await audit.note(
        session, now, scribe.resident_id, "minutes_approved", found.held.code, **detail
    )
    changed = _changed(found.approved, found.minutes, found.minutes.shown)
    return MinutesApproved(found.held, Version(version, found.minutes, changed))


async def hand_in(session: AsyncSession, scribe: Scribe, code: str) -> MinutesHandedIn:
    """Raises NoMinutes, NothingWritten, NothingChanged."""
    found = await written(session, scribe, code)
    if found is None:
        raise NoMinutes(code)
    _demand_content(found)
    return MinutesHandedIn(found.held, found.kept.revision)


async def versions(session: AsyncSession, code: str) -> list[Version]:
    """Every approved version with what it changed, the newest first.

    Those who were there are named in all of them as the newest one wants it.
    """
    kept = await tables.versions(session, code)
    read = [_read(one.content) for one in kept]
    if not kept:
        return []
    before: list[Minutes | None] = [*read[1:], None]
    return [
        Version(one, minutes, _changed(earlier, minutes, read[0].shown))
        for one, minutes, earlier in zip(kept, read, before, strict=True)
    ]


def _changed(before: Minutes | None, after: Minutes, shown: Shown) -> tuple[Change, ...]:
    """What readers may know of a correction."""
    if before is None:
        return ()
    one, other = (
        minutes.model_copy(update={"shown": shown}).for_readers() for minutes in (before, after)
    )
    return changes(one, other)


def checked(fields: Mapping[str, Any]) -> Minutes:
    """Raises NotMinutes."""
    try:
        return Minutes.model_validate(fields)
    except ValidationError as error:
        raise NotMinutes(str(error.errors()[0]["loc"][0])) from None


def _read(content: Mapping[str, Any]) -> Minutes:
    return Minutes.model_validate(content)


def _demand_begun(held: Held, now: datetime) -> None:
    when = held.document.when
    if not held.takes_place or (when and when[0].start > now):
        raise NothingToMinute


def demand_ready(found: Written, scribe: Scribe) -> None:
    """Raises NotYoursToApprove, NothingWritten, NothingChanged."""
    if not scribe.may_approve(found.held):
        raise NotYoursToApprove
    _demand_content(found)


def _demand_content(found: Written) -> None:
    minutes = found.minutes
    came_of_it = minutes.findings or minutes.tasks or minutes.programme
    if not minutes.present or not came_of_it:
        raise NothingWritten(present=not minutes.present, content=not came_of_it)
    if not found.is_changed:
        raise NothingChanged


def _group_of(held: Held) -> tuple[str, str]:
    return (held.meeting.area_code, held.document.group)
