"""Bringing in what a file says: first what would come of it, then, once confirmed, doing so."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from meetings import keeping, registration, taken
from meetings.documents import Meeting
from meetings.entries import BadMeetings, Code, Entry, Problem, problems_of
from meetings.files import Known
from meetings.keeping import (
    CODE_LENGTH,
    Held,
    MeetingsAnnounced,
    NothingToAnnounce,
    Organiser,
)
from meetings.kinds import kinds_of
from meetings.rules import rules_of
from meetings.taken import DatesTaken, FewerPlaces
from storage import meetings as tables
from storage import places
from storage.codes import LETTERS
from storage.happenings import Happening
from storage.meetings import ANNOUNCED, CANCELLED
from texts.content import pick
from texts.formatting import PRAGUE

# Our own meetings come back from calendars that follow us.
OUR_IDENTITY: Final = re.compile(rf"([{LETTERS}]{{{CODE_LENGTH}}})-\d+@")


class Fate(StrEnum):
    """What comes of one meeting of a file."""

    NEW = "new"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    SAME = "same"
    OVER = "over"
    STAYS_CANCELLED = "stays_cancelled"
    OURS = "ours"


DONE: Final = (Fate.NEW, Fate.CHANGED, Fate.CANCELLED)


@dataclass(frozen=True)
class Compared:
    """An entry with the meeting that it becomes; `breaks` says that its dates break a rule."""

    entry: Entry
    document: Meeting
    fate: Fate
    breaks: bool = False

    @property
    def title(self) -> str:
        return pick(self.document.title, "cs")


@dataclass(frozen=True)
class Brought:
    """What was done, and what is to be told of it."""

    fates: Mapping[Fate, int]
    happened: tuple[Happening, ...]


async def known(session: AsyncSession, organiser: Organiser, area: str = "") -> Known:
    """What the file of somebody may name; their only area need not be told."""
    areas = await places.areas(session)
    own = [one.code for one in areas if organiser.areas is None or one.code in organiser.areas]
    listed = await places.municipalities(session)
    times = Counter(one.folded for one in listed)
    return Known(
        {one.code: kinds_of(one) for one in areas},
        {
            **{one.code: one.code for one in listed},
            **{one.folded: one.code for one in listed if times[one.folded] == 1},
        },
        area or (own[0] if len(own) == 1 else ""),
    )


async def compare(
    session: AsyncSession, organiser: Organiser, entries: Sequence[Entry], now: datetime
) -> list[Compared]:
    """What each entry would do; changes nothing. Raises BadMeetings with all that is refused."""
    found: list[Compared] = []
    problems: list[Problem] = []
    for one in entries:
        wrong = await _compare(session, organiser, one, now, found)
        problems += wrong
    if problems:
        raise BadMeetings(problems)
    return [await _ruled(session, one, now) for one in found]


async def _ruled(session: AsyncSession, one: Compared, now: datetime) -> Compared:
    """Good practice warns, it refuses nothing."""
    if one.fate not in (Fate.NEW, Fate.CHANGED):
        return one
    rules = await rules_of(session, one.document)
    today = now.astimezone(PRAGUE).date()
    return replace(one, breaks=bool(rules.broken_by(one.document.when, today)))


async def bring_in(
    session: AsyncSession,
    organiser: Organiser,
    entries: Sequence[Entry],
    now: datetime,
    *,
    announce: bool,
) -> Brought:
    """Do it all, or nothing; raises BadMeetings. Drafts that the file knows are announced too."""
    compared = await compare(session, organiser, entries, now)
    happened: list[Happening] = []
    announced: list[Held] = []
    for one in compared:
        draft = announce and one.fate is Fate.SAME and not one.entry.cancelled
        if one.fate not in DONE and not draft:
            continue
        held, told = await _bring(session, organiser, one, now)
        happened += told
        if announce and not one.entry.cancelled:
            announced += await _announce(session, organiser, held, now)
    if announced:
        happened.append(MeetingsAnnounced(tuple(announced)))
    return Brought(Counter(one.fate for one in compared), tuple(happened))


async def _compare(
    session: AsyncSession,
    organiser: Organiser,
    entry: Entry,
    now: datetime,
    found: list[Compared],
) -> list[Problem]:
    """Adds what would come of the entry; gives what refuses it."""
    area = entry.document.area
    if organiser.areas is not None and area not in organiser.areas:
        return [Problem(Code.NOT_YOURS, entry.where, told=area)]
    if await _is_ours(session, entry):
        found.append(Compared(entry, entry.document, Fate.OURS))
        return []
    row = await tables.by_key(session, entry.document.key, locked=True)
    if row is None:
        found.append(Compared(entry, entry.document, _fate_of_new(entry, now)))
        return []
    if row.area_code != area:
        return [Problem(Code.WRONG_AREA, entry.where, told=entry.document.key)]
    held = keeping.read(row)
    try:
        after = entry.onto(held.document)
    except ValidationError as error:
        return problems_of(error, entry.where)
    fate = _fate(entry, held, after, now)
    found.append(Compared(entry, after, fate))
    changes = fate in (Fate.CHANGED, Fate.CANCELLED)
    return await _refused(session, entry, held, after) if changes else []


async def _is_ours(session: AsyncSession, entry: Entry) -> bool:
    named = OUR_IDENTITY.match(entry.identity)
    return named is not None and await tables.meeting(session, named[1]) is not None


def _fate_of_new(entry: Entry, now: datetime) -> Fate:
    ends = entry.document.ends()
    if ends and ends <= now:
        return Fate.OVER
    return Fate.CANCELLED if entry.cancelled else Fate.NEW


def _fate(entry: Entry, held: Held, after: Meeting, now: datetime) -> Fate:
    if held.meeting.state == CANCELLED:
        return Fate.SAME if entry.cancelled else Fate.STAYS_CANCELLED
    if entry.cancelled:
        dated = after if after.when else held.document
        return Fate.OVER if Held(held.meeting, dated).is_over(now) else Fate.CANCELLED
    return Fate.SAME if after == held.document else Fate.CHANGED


async def _refused(
    session: AsyncSession, entry: Entry, held: Held, after: Meeting
) -> list[Problem]:
    """Nobody who has a place, or was there on a day, loses it by a file."""
    try:
        await taken.demand_room(session, held.code, held.document, after)
    except FewerPlaces as refusal:
        return [Problem(Code.FEWER_PLACES, entry.where, told=str(refusal.taken))]
    except DatesTaken:
        return [Problem(Code.DATES_TAKEN, entry.where)]
    return []


async def _bring(
    session: AsyncSession, organiser: Organiser, one: Compared, now: datetime
) -> tuple[Held, list[Happening]]:
    held, moved = await keeping.keep(session, organiser, one.document, now)
    happened: list[Happening] = [moved] if moved else []
    if one.entry.cancelled:
        gone = await keeping.cancel(session, organiser, held.code, one.entry.because, now)
        return held, [*happened, gone] if gone else happened
    if held.meeting.state == ANNOUNCED:
        happened += await registration.fill(session, held)
    return held, happened


async def _announce(
    session: AsyncSession, organiser: Organiser, held: Held, now: datetime
) -> Sequence[Held]:
    """What is over is kept unannounced."""
    try:
        _, announced = await keeping.announce(session, organiser, held.code, now)
    except NothingToAnnounce:
        return ()
    return announced.found if announced else ()
