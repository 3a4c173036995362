"""Bringing meetings in, changing, announcing and cancelling them; who is told what came of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from meetings import taken
from meetings.documents import FIRST_DAY, When
from meetings.documents import Meeting as Document
from meetings.rules import Broken, Rule, Rules, rules_of
from storage import audit
from storage import meetings as tables
from storage.codes import free_code
from storage.happenings import Happening
from storage.meetings import ANNOUNCED, CANCELLED, PLANNED, Meeting, MeetingDate
from texts.formatting import PRAGUE

CODE_LENGTH = 5
REASON_LENGTH = 300
UNDATED = datetime.max.replace(tzinfo=UTC)


class NoSuchMeeting(LookupError):
    pass


class NotYoursToHold(Exception):
    """The meeting belongs to an area in which this person does not organise."""

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self.area = area


class WrongArea(Exception):
    """Another meeting of another area has this key."""


class ChangedSince(Exception):
    """A colleague has changed it since it was looked at."""


class IsCancelled(Exception):
    """A cancelled meeting stays cancelled."""


class NothingToAnnounce(Exception):
    """All of its dates have passed."""


class IsOver(Exception):
    """All dates of an announced meeting have passed: nobody is invited, nothing called off."""


@dataclass(frozen=True)
class Organiser:
    """Somebody with the areas in which they hold meetings; None means all of them."""

    resident_id: int | None
    areas: Sequence[str] | None

    def demand(self, area: str) -> None:
        if self.areas is not None and area not in self.areas:
            raise NotYoursToHold(area)


@dataclass(frozen=True)
class Held:
    """A meeting with its document read."""

    meeting: Meeting
    document: Document

    @property
    def code(self) -> str:
        return self.meeting.code

    def is_over(self, now: datetime) -> bool:
        """Whether it was announced and all of its dates have passed."""
        ends = self.document.ends()
        return self.meeting.state == ANNOUNCED and ends is not None and ends <= now

    def began_before_cancelled(self, day: int) -> bool:
        """Whether a day of a cancelled meeting had begun by then: people may have been there."""
        told = self.document.days.get(day)
        cancelled = self.meeting.state == CANCELLED
        return cancelled and told is not None and told.start < self.meeting.changed_at

    @property
    def takes_place(self) -> bool:
        """Whether there is something to write of it: what began before it was cancelled is too."""
        return self.meeting.state == ANNOUNCED or self.began_before_cancelled(FIRST_DAY)

    def demand_ahead(self, now: datetime) -> None:
        """Raises IsOver."""
        if self.is_over(now):
            raise IsOver


@dataclass(frozen=True)
class MeetingsAnnounced(Happening):
    """Meetings that people may know of from now on; who follows their topics hears of them."""

    found: tuple[Held, ...]


@dataclass(frozen=True)
class MeetingMoved(Happening):
    """Its dates are others now; everybody who comes is asked again.

    There is no date `before` where it was yet to be set.
    """

    held: Held
    before: tuple[When, ...]


@dataclass(frozen=True)
class MeetingCancelled(Happening):
    held: Held


@dataclass(frozen=True)
class Edit:
    """Which fields somebody changed; nobody by name where a file did."""

    actor_id: int | None
    what: tuple[str, ...]


Changed = MeetingMoved | None


async def keep(
    session: AsyncSession, organiser: Organiser, document: Document, now: datetime
) -> tuple[Held, Changed]:
    """Keep a document as a new meeting, or change the one of its key; the same one changes nothing.

    Raises NotYoursToHold, WrongArea, IsCancelled, FewerPlaces, DatesTaken.
    """
    organiser.demand(document.area)
    known = await tables.by_key(session, document.key, locked=True)
    if known is None:
        return await _new(session, organiser, document, now), None
    if not document.picture:
        picture = read(known).document.picture
        document = document.model_copy(update={"picture": picture})
    return await change(session, organiser, known.code, known.revision, document, now)


async def change(
    session: AsyncSession,
    organiser: Organiser,
    code: str,
    revision: int,
    document: Document,
    now: datetime,
) -> tuple[Held, Changed]:
    """Change what was looked at in this revision; raises ChangedSince where it is another one."""
    before = await held(session, code, locked=True)
    one = before.meeting
    organiser.demand(one.area_code)
    if document.area != one.area_code:
        raise WrongArea
    if one.state == CANCELLED:
        raise IsCancelled
    if one.revision != revision:
        raise ChangedSince
    if document == before.document:
        return before, None
    places = [await tables.places(session, code, nth) for nth in document.nths]
    await taken.demand_room(session, code, before.document, document)
    if document.unit != before.document.unit:
        await taken.count_anew(session, places, document)
    moved = before.document.when != document.when
    one.content = document.model_dump(mode="json")
    one.revision += 1
    one.sequence += one.state == ANNOUNCED
    one.changed_at = now
    await _keep_dates(session, code, document)
    what = changed_fields(before.document, document)
    told = {"what": what, "revision": one.revision}
    await audit.note(session, now, organiser.resident_id, "meeting_changed", code, **told)
    after = Held(one, document)
    if moved and one.state == ANNOUNCED:
        await note_overridden(session, organiser, after, document.when, now)
        return after, MeetingMoved(after, before.document.when)
    return after, None


async def edits_since(session: AsyncSession, code: str, revision: int) -> list[Edit]:
    """What was changed after this revision, the first change first."""
    noted = await audit.of_subject(session, "meeting_changed", code)
    return [
        Edit(one.actor_id, tuple(one.detail["what"]))
        for one in noted
        if one.detail.get("revision", 0) > revision
    ]


def read_fields(held: Held, fields: Mapping[str, Any]) -> Held:
    """The meeting as it would be with these fields, given as JSON."""
    told = {**held.document.model_dump(mode="json"), **fields}
    return Held(held.meeting, Document.model_validate(told))


def changed_fields(before: Document, after: Document) -> list[str]:
    return [name for name in Document.model_fields if getattr(before, name) != getattr(after, name)]


async def announce(
    session: AsyncSession, organiser: Organiser, code: str, now: datetime
) -> tuple[Held, MeetingsAnnounced | None]:
    """Let people see it and register; a second time changes nothing.

    What rules its dates break is noted.
    """
    found = await held(session, code, locked=True)
    organiser.demand(found.meeting.area_code)
    if found.meeting.state == CANCELLED:
        raise IsCancelled
    ends = found.document.ends()
    if ends and ends <= now:
        raise NothingToAnnounce
    if found.meeting.state != PLANNED:
        return found, None
    found.meeting.state, found.meeting.changed_at = ANNOUNCED, now
    await audit.note(session, now, organiser.resident_id, "meeting_announced", code)
    await note_overridden(session, organiser, found, found.document.when, now)
    return found, MeetingsAnnounced((found,))


async def note_overridden(
    session: AsyncSession, organiser: Organiser, held: Held, dates: Sequence[When], now: datetime
) -> Sequence[Broken]:
    """Note which rules are passed over by such dates; which they are."""
    rules = await rules_of(session, held.document)
    broken = rules.broken_by(dates, now.astimezone(PRAGUE).date())
    if broken:
        told = {one.rule.value: one.day.isoformat() for one in broken}
        await audit.note(
            session,
            now,
            organiser.resident_id,
            "meeting_rule_overridden",
            held.code,
            rules=told,
            dates=[one.start.isoformat() for one in dates],
        )
    return broken


async def cancel(
    session: AsyncSession, organiser: Organiser, code: str, because: str, now: datetime
) -> MeetingCancelled | None:
    """Call it off for good; what is to be told, if anybody knew of it and has not heard.

    Raises NoSuchMeeting, NotYoursToHold, IsOver.
    """
    found = await held(session, code, locked=True)
    one = found.meeting
    organiser.demand(one.area_code)
    if one.state == CANCELLED:
        return None
    found.demand_ahead(now)
    was_known = one.state == ANNOUNCED
    one.state, one.cancelled_because = CANCELLED, because.strip()[:REASON_LENGTH]
    one.sequence += 1
    one.revision += 1
    one.changed_at = now
    await audit.note(session, now, organiser.resident_id, "meeting_cancelled", code)
    return MeetingCancelled(found) if was_known else None


def in_order(some: Iterable[Held], now: datetime) -> list[Held]:
    """The next one first, those without a date behind them, then what is over, the last first."""
    held = sorted(some, key=_starts)
    over = [one for one in held if one.is_over(now)]
    return [one for one in held if not one.is_over(now)] + over[::-1]


def _starts(held: Held) -> datetime:
    return held.document.when[0].start if held.document.when else UNDATED


async def overridden(session: AsyncSession, held: Held, rules: Rules) -> list[Broken]:
    """The rules that its dates have passed over, with the days that would have kept them."""
    noted = await audit.of_subject(session, "meeting_rule_overridden", held.code)
    starts = [one.start for one in held.document.when]
    of_these = [
        one.detail["rules"]
        for one in noted
        if [datetime.fromisoformat(date) for date in one.detail["dates"]] == starts
    ]
    told = of_these[-1] if of_these else {}
    found = [(Rule(name), date.fromisoformat(day)) for name, day in told.items()]
    return [Broken(rule, day, rules.days_of(rule)) for rule, day in found]


async def held(session: AsyncSession, code: str, *, locked: bool = False) -> Held:
    """Raises NoSuchMeeting."""
    found = await tables.meeting(session, code, locked=locked)
    if found is None:
        raise NoSuchMeeting(code)
    return read(found)


def read(meeting: Meeting) -> Held:
    return Held(meeting, Document.model_validate(meeting.content))


async def announced(session: AsyncSession, code: str, *, locked: bool = False) -> Held:
    """A meeting that people may know of; raises NoSuchMeeting."""
    found = await held(session, code, locked=locked)
    if found.meeting.state == PLANNED:
        raise NoSuchMeeting(code)
    return found


async def _new(
    session: AsyncSession, organiser: Organiser, document: Document, now: datetime
) -> Held:
    made = Meeting(
        code=await free_code(session, Meeting, CODE_LENGTH),
        key=document.key,
        area_code=document.area,
        content=document.model_dump(mode="json"),
        made_by=organiser.resident_id,
        made_at=now,
        changed_at=now,
    )
    session.add(made)
    await session.flush()
    await _keep_dates(session, made.code, document)
    await audit.note(session, now, organiser.resident_id, "meeting_made", made.code)
    return Held(made, document)


async def _keep_dates(session: AsyncSession, code: str, document: Document) -> None:
    await tables.drop_dates(session, code)
    for nth, one in enumerate(document.when, start=1):
        session.add(MeetingDate(meeting_code=code, nth=nth, starts_at=one.start, ends_at=one.end))
    await session.flush()
