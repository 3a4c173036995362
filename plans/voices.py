"""Comments that were spoken: kept at once, written down by staff, counted once their author agrees.

Whoever does not answer within a week may have theirs counted by staff as it was written down:
what somebody took the trouble to say must not be lost by their silence.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from plans import comments, forms, settling
from plans.channels import TELEGRAM
from plans.codelists import named
from plans.comments import (
    PART_LENGTH,
    PARTS,
    TEXT,
    TEXT_LENGTH,
    CommentSettled,
    CommentTooLong,
    NoSuchComment,
    NoSuchKind,
    begin,
    language_of,
)
from plans.consultation import NoSuchPlan, open_window
from plans.running import Runner
from storage import audit, comment_files
from storage import comments as tables
from storage import plans as plan_tables
from storage.comment_files import VOICE
from storage.comments import RECEIVED, SPOKEN, WRITTEN_DOWN, Comment
from storage.happenings import Happening
from storage.people import Resident
from texts.detection import UNDETERMINED

REMIND_AFTER = timedelta(days=3)
COUNT_AFTER = timedelta(days=7)
REMINDED_AT_ONCE = 100


class TooSoonToCount(Exception):
    """Its author still has time to say whether it is right."""


@dataclass(frozen=True)
class WrittenDown(Happening):
    """A voice has been written down; its author is asked, `again` when they are reminded."""

    comment: Comment
    text: str
    written_at: datetime
    again: bool = False


@dataclass(frozen=True)
class Waiting:
    """How many voices of a plan wait for whom."""

    spoken: int
    unanswered: int


async def record(
    session: AsyncSession,
    resident: Resident,
    place: tuple[str, str, str],
    voice: tuple[str, bytes],
    message_id: int,
    when: datetime,
) -> Comment:
    """Keep a voice about a plan's section, of a kind, under a number; it does not count yet.

    Raises NoSuchSection, NoSuchKind, ChannelNotTaken, WindowNotOpen, WindowClosed.
    """
    known = await tables.of_message(session, resident.id, message_id)
    if known:
        return known
    code, section_id, kind = place
    draft, offered = await begin(session, code, section_id, when, TELEGRAM, resident_id=resident.id)
    window = await open_window(session, code, when, draft.rounds)
    if named(offered, kind) is None:
        raise NoSuchKind(kind)
    found = Comment(
        number=await comments.next_number(session, draft.plan, when),
        plan_code=code,
        version=draft.version.number,
        round=window.round,
        section_id=section_id,
        kind=kind,
        text="",
        language=UNDETERMINED,
        channel=TELEGRAM,
        municipality=resident.municipality,
        party=resident.party,
        resident_id=resident.id,
        message_id=message_id,
        state=SPOKEN,
        received_at=when,
    )
    session.add(found)
    await session.flush()
    await comment_files.keep(session, found.number, VOICE, *voice, when)
    await comments.note_read(session, found, resident.id)
    return found


async def waiting(session: AsyncSession, runner: Runner, code: str, now: datetime) -> Waiting:
    """Raises NoSuchPlan, NotYoursToRun."""
    await _demand(session, runner, code)
    counted = await tables.counts(session, code)
    spoken = sum(n for (state, _), n in counted.items() if state == SPOKEN)
    unanswered = await comment_files.unconfirmed_count(session, code, now - COUNT_AFTER)
    return Waiting(spoken, unanswered)


async def next_spoken(session: AsyncSession, runner: Runner, code: str) -> Comment | None:
    await _demand(session, runner, code)
    return await comment_files.next_spoken(session, code)


async def next_unanswered(
    session: AsyncSession, runner: Runner, code: str, now: datetime
) -> Comment | None:
    await _demand(session, runner, code)
    found = await comment_files.unconfirmed(session, now - COUNT_AFTER, code, 1)
    return found[0][0] if found else None


async def write_down(
    session: AsyncSession, runner: Runner, number: str, text: str, now: datetime
) -> WrittenDown:
    """What staff have heard; it counts once the author has said that it is right.

    Raises NoSuchComment, NotYoursToRun, CommentSettled, CommentTooLong.
    """
    found = await settling.see(session, runner, number)
    if found.state not in (SPOKEN, WRITTEN_DOWN):
        raise CommentSettled
    heard = _demand_short(text)
    await comment_files.keep_transcript(session, number, heard, runner.resident_id, now)
    found.state = WRITTEN_DOWN
    await audit.note(session, now, runner.resident_id, "comment_written_down", number)
    await session.flush()
    return WrittenDown(found, heard, now)


async def confirm(
    session: AsyncSession,
    resident: Resident,
    number: str,
    now: datetime,
    text: str | None = None,
) -> Comment:
    """The author agrees, or says how it should read; from here on it counts.

    Raises NoSuchComment, CommentSettled, CommentTooLong, FormIncomplete.
    """
    await comments.own(session, resident.id, number)
    found = await comments.locked(session, number)
    if found.state == RECEIVED and text is None:
        return found
    if found.state != WRITTEN_DOWN:
        raise CommentSettled
    plan = await plan_tables.plan(session, found.plan_code)
    assert plan is not None
    await forms.demand(session, plan, [part for part in PARTS if getattr(found, part)])
    return await _counted(session, found, text, resident.language, now)


async def add_part(
    session: AsyncSession, resident: Resident, number: str, part: str, text: str
) -> Comment:
    """What the body's form asks for besides what was said, in the author's own words.

    Raises NoSuchComment, CommentSettled, CommentTooLong.
    """
    assert part in PARTS
    assert part != TEXT
    await comments.own(session, resident.id, number)
    found = await comments.locked(session, number)
    if found.state not in (SPOKEN, WRITTEN_DOWN):
        raise CommentSettled
    if len(text.strip()) > PART_LENGTH:
        raise CommentTooLong(PART_LENGTH)
    setattr(found, part, text.strip())
    await session.flush()
    return found


async def count_unanswered(
    session: AsyncSession, runner: Runner, number: str, now: datetime
) -> Comment:
    """Count it as it was written down, because its author has not answered for a week.

    A form that was never filled in does not silence anybody.
    Raises NoSuchComment, NotYoursToRun, CommentSettled, TooSoonToCount.
    """
    found = await settling.see(session, runner, number)
    told = await comment_files.transcript(session, number)
    if found.state == WRITTEN_DOWN and told and told.written_at > now - COUNT_AFTER:
        raise TooSoonToCount
    counted = await _counted(session, found, None, "cs", now)
    await audit.note(session, now, runner.resident_id, "comment_counted_unanswered", number)
    return counted


async def to_remind(session: AsyncSession, now: datetime) -> list[WrittenDown]:
    """Authors who have not answered for some days, each once."""
    found: list[WrittenDown] = []
    for one, told in await comment_files.unconfirmed(session, now - REMIND_AFTER):
        if told.reminded_at is None and len(found) < REMINDED_AT_ONCE:
            told.reminded_at = now
            found.append(WrittenDown(one, told.text, told.written_at, again=True))
    await session.flush()
    return found


async def _counted(
    session: AsyncSession, found: Comment, text: str | None, interface: str, now: datetime
) -> Comment:
    told = await comment_files.transcript(session, found.number)
    if found.state != WRITTEN_DOWN or told is None:
        raise CommentSettled
    found.text = _demand_short(text if text is not None else told.text)
    found.language = language_of(found.text, interface)
    found.state, found.arrived_at = RECEIVED, now
    await session.flush()
    return found


def _demand_short(text: str) -> str:
    heard = text.strip()
    if len(heard) > TEXT_LENGTH:
        raise CommentTooLong(TEXT_LENGTH)
    return heard


async def _demand(session: AsyncSession, runner: Runner, code: str) -> None:
    plan = await plan_tables.plan(session, code)
    if plan is None:
        raise NoSuchPlan(code)
    runner.demand(plan.area_code)


async def voice(session: AsyncSession, runner: Runner, number: str) -> bytes:
    """Raises NoSuchComment, NotYoursToRun."""
    await settling.see(session, runner, number)
    found = await comment_files.file(session, number, VOICE)
    if found is None:
        raise NoSuchComment(number)
    return found.content
