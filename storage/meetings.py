"""Meetings: when people come together, how many places there are, and who has said they come."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Index,
    Select,
    UniqueConstraint,
    and_,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage import locking
from storage.columns import BIG, UNORDERED, document, numbered
from storage.upserts import insert_or_keep

PLANNED, ANNOUNCED, CANCELLED = "planned", "announced", "cancelled"
COMING, MAYBE, WAITING, DECLINED = "coming", "maybe", "waiting", "declined"
# Where somebody registered.
CHAT, WEB, OFFICE = "chat", "web", "office"


class Meeting(SQLModel, table=True):
    """`code` travels in buttons and links, `key` is the author's name for it.

    `content` holds the meeting as `meetings.documents.Meeting` gives it. `sequence` counts what
    calendars have to be told of, `revision` every change, so that of two who change it at once
    the second sees the first.
    """

    code: str = Field(primary_key=True)
    key: str = Field(unique=True)
    area_code: str = Field(foreign_key="area.code", index=True)
    state: str = PLANNED
    content: dict[str, Any] = Field(sa_column=document())
    sequence: int = 0
    revision: int = 1
    cancelled_because: str = ""
    made_by: int | None = Field(default=None, sa_column=Column(BIG))
    made_at: datetime
    changed_at: datetime


class MeetingDate(SQLModel, table=True):
    """One date of a meeting; `nth` counts from one and stays when the date moves."""

    __tablename__ = "meeting_date"

    meeting_code: str = Field(primary_key=True, foreign_key="meeting.code")
    nth: int = Field(primary_key=True)
    starts_at: datetime = Field(index=True)
    ends_at: datetime


class MeetingPlaces(SQLModel, table=True):
    """What is taken of the places of one date, or of all (0), how many have queued and still wait.

    `given` are those of the reserved places that the office has given; `taken` are all the others.
    Whoever registers holds this row, so that no place is given twice.
    """

    __tablename__ = "meeting_places"
    __table_args__ = UNORDERED

    meeting_code: str = Field(primary_key=True, foreign_key="meeting.code")
    nth: int = Field(primary_key=True)
    taken: int = 0
    given: int = 0
    queued: int = 0
    waiting: int = 0


class Registration(SQLModel, table=True):
    """What somebody has said to a date, or to all of them (0).

    Who has no account has a name: the office or they themselves on the web gave it. `people` come
    along, themselves included; `turn` is their place in the queue while they wait. `of_sequence`
    is the version of the dates to which they said so. `receipt_hash` is what is kept of the code
    that changes a registration on the web; `from_reserved` says that the office gave one of its
    own places.
    """

    __tablename__ = "meeting_registration"
    __table_args__ = (
        UniqueConstraint("meeting_code", "nth", "resident_id", name="uq_registration_resident"),
        Index("ix_registration_queue", "meeting_code", "nth", "state", "turn"),
        {"sqlite_autoincrement": True},
    )

    number: int = Field(default=None, sa_column=numbered())
    meeting_code: str = Field(foreign_key="meeting.code")
    nth: int
    resident_id: int | None = Field(default=None, sa_column=Column(BIG, index=True))
    name: str = ""
    party: str = ""
    channel: str = CHAT
    receipt_hash: str | None = Field(default=None, index=True)
    from_reserved: bool = False
    state: str
    people: int = 1
    needs: str = ""
    reminders: list[int] = Field(default_factory=list, sa_column=document())
    turn: int | None = None
    of_sequence: int = 0
    said_at: datetime


async def meeting(session: AsyncSession, code: str, *, locked: bool = False) -> Meeting | None:
    """Locked it is read anew, and nobody else changes it until the transaction ends."""
    return await locking.row(session, Meeting, code, locked=locked)


async def some(session: AsyncSession, codes: Sequence[str]) -> list[Meeting]:
    return list(await session.scalars(select(Meeting).where(col(Meeting.code).in_(codes))))


async def by_key(session: AsyncSession, key: str, *, locked: bool = False) -> Meeting | None:
    code = await session.scalar(select(col(Meeting.code)).where(col(Meeting.key) == key))
    return await meeting(session, code, locked=locked) if code else None


async def meetings_of(
    session: AsyncSession, area_codes: Sequence[str] | None, states: Sequence[str]
) -> list[Meeting]:
    """Of these areas or of all (None), the newest first."""
    rows = select(Meeting).where(col(Meeting.state).in_(states))
    if area_codes is not None:
        rows = rows.where(col(Meeting.area_code).in_(area_codes))
    return list(await session.scalars(rows.order_by(col(Meeting.made_at).desc())))


async def latest(
    session: AsyncSession, area_codes: Sequence[str] | None, limit: int, *, after: int = 0
) -> list[Meeting]:
    """Announced meetings of these areas or of all (None), the one that ends last first.

    Those without a date stand by the day on which they were made; `after` so many of them.
    """
    ends = func.coalesce(func.max(col(MeetingDate.ends_at)), col(Meeting.made_at))
    rows = (
        select(Meeting)
        .outerjoin(MeetingDate, col(MeetingDate.meeting_code) == col(Meeting.code))
        .where(col(Meeting.state) == ANNOUNCED)
        .group_by(col(Meeting.code))
        .order_by(ends.desc(), col(Meeting.code))
        .limit(limit)
        .offset(after)
    )
    if area_codes is not None:
        rows = rows.where(col(Meeting.area_code).in_(area_codes))
    return list(await session.scalars(rows))


async def hearing(session: AsyncSession, plan_code: str) -> list[Meeting]:
    """Announced meetings at which the draft of a plan is heard."""
    rows = select(Meeting).where(
        col(Meeting.state) == ANNOUNCED, col(Meeting.content)["plan"].as_string() == plan_code
    )
    return list(await session.scalars(rows))


async def coming_up(
    session: AsyncSession,
    area_codes: Sequence[str] | None,
    now: datetime,
    limit: int,
    *,
    after: int = 0,
    public: bool = False,
) -> list[Meeting]:
    """Announced meetings that are not over, the next one first, those without a date last.

    `after` so many of them; `public` are those that everybody may know of.
    """
    first = func.min(col(MeetingDate.starts_at))
    rows = (
        select(Meeting)
        .outerjoin(MeetingDate, col(MeetingDate.meeting_code) == col(Meeting.code))
        .where(
            col(Meeting.state) == ANNOUNCED,
            or_(col(MeetingDate.ends_at) > now, col(MeetingDate.ends_at).is_(None)),
        )
        .group_by(col(Meeting.code))
        .order_by(first.is_(None), first, col(Meeting.code))
        .limit(limit)
        .offset(after)
    )
    if area_codes is not None:
        rows = rows.where(col(Meeting.area_code).in_(area_codes))
    if public:
        rows = rows.where(col(Meeting.content)["is_public"].as_boolean())
    return list(await session.scalars(rows))


async def dates(session: AsyncSession, code: str) -> list[MeetingDate]:
    rows = select(MeetingDate).where(col(MeetingDate.meeting_code) == code)
    return list(await session.scalars(rows.order_by(col(MeetingDate.nth))))


async def starting_between(
    session: AsyncSession, since: datetime, until: datetime
) -> list[tuple[Meeting, MeetingDate]]:
    """Dates of announced meetings that start in (since, until]."""
    rows = select(Meeting, MeetingDate).where(
        col(MeetingDate.meeting_code) == col(Meeting.code),
        col(Meeting.state) == ANNOUNCED,
        col(MeetingDate.starts_at) > since,
        col(MeetingDate.starts_at) <= until,
    )
    return [(one, date) for one, date in await session.execute(rows)]


async def held_between(
    session: AsyncSession,
    area_codes: Sequence[str] | None,
    since: datetime,
    until: datetime,
) -> list[Meeting]:
    """Announced meetings of these areas, or of all (None), that are on in [since, until)."""
    on = select(col(MeetingDate.meeting_code)).where(
        col(MeetingDate.starts_at) < until, col(MeetingDate.ends_at) > since
    )
    rows = select(Meeting).where(col(Meeting.state) == ANNOUNCED, col(Meeting.code).in_(on))
    if area_codes is not None:
        rows = rows.where(col(Meeting.area_code).in_(area_codes))
    return list(await session.scalars(rows.order_by(col(Meeting.code))))


async def places(session: AsyncSession, code: str, nth: int) -> MeetingPlaces:
    """Held until the transaction ends; whoever asks for them has locked the meeting before."""
    await insert_or_keep(
        session, MeetingPlaces, meeting_code=code, nth=nth, taken=0, given=0, queued=0, waiting=0
    )
    found = await locking.row(session, MeetingPlaces, (code, nth))
    assert found is not None
    return found


async def registration(
    session: AsyncSession, code: str, nth: int, resident_id: int
) -> Registration | None:
    """Read anew: somebody else may have moved it up since, before the places were held."""
    rows = select(Registration).where(
        col(Registration.meeting_code) == code,
        col(Registration.nth) == nth,
        col(Registration.resident_id) == resident_id,
    )
    anew = rows.execution_options(populate_existing=True)
    return (await session.scalars(anew)).one_or_none()


async def of_receipt(session: AsyncSession, receipt_hash: str) -> Registration | None:
    rows = select(Registration).where(col(Registration.receipt_hash) == receipt_hash)
    return (await session.scalars(rows)).one_or_none()


async def of_resident(session: AsyncSession, resident_id: int) -> list[Registration]:
    rows = select(Registration).where(col(Registration.resident_id) == resident_id)
    return list(await session.scalars(rows.order_by(col(Registration.meeting_code))))


async def registered(
    session: AsyncSession, code: str, states: Sequence[str], nth: int | None = None
) -> list[Registration]:
    """Who has said so to a date, or to any (None), in the order of the queue and of arrival."""
    rows = select(Registration).where(
        col(Registration.meeting_code) == code, col(Registration.state).in_(states)
    )
    if nth is not None:
        rows = rows.where(col(Registration.nth) == nth)
    ordered = rows.order_by(col(Registration.turn), col(Registration.number))
    return list(await session.scalars(ordered))


def who_registered(codes: Sequence[str]) -> Select[Any]:
    """The ids of those who come to any of these meetings, or wait for a place, as a query."""
    return select(col(Registration.resident_id)).where(
        col(Registration.meeting_code).in_(codes),
        col(Registration.state).in_((COMING, WAITING)),
        col(Registration.resident_id).is_not(None),
    )


async def first_waiting(session: AsyncSession, code: str, nth: int) -> Registration | None:
    rows = select(Registration).where(
        col(Registration.meeting_code) == code,
        col(Registration.nth) == nth,
        col(Registration.state) == WAITING,
    )
    return (await session.scalars(rows.order_by(col(Registration.turn)).limit(1))).one_or_none()


async def counts(session: AsyncSession, code: str) -> dict[tuple[int, str], tuple[int, int]]:
    """How many registrations and how many people there are by date and state."""
    rows = (
        select(
            col(Registration.nth),
            col(Registration.state),
            func.count(),
            func.sum(col(Registration.people)),
        )
        .where(col(Registration.meeting_code) == code)
        .group_by(col(Registration.nth), col(Registration.state))
    )
    found = await session.execute(rows)
    return {(nth, state): (said, int(people)) for nth, state, said, people in found}


async def seated(
    session: AsyncSession, code: str, *, by_family: bool
) -> dict[int, tuple[int, int]]:
    """By date: how many places those who come take, and how many of those that the office gives."""
    rows = (
        select(
            col(Registration.nth),
            col(Registration.from_reserved),
            func.count() if by_family else func.sum(col(Registration.people)),
        )
        .where(col(Registration.meeting_code) == code, col(Registration.state) == COMING)
        .group_by(col(Registration.nth), col(Registration.from_reserved))
    )
    found = {(nth, given): int(places) for nth, given, places in await session.execute(rows)}
    return {nth: (found.get((nth, False), 0), found.get((nth, True), 0)) for nth, _ in found}


async def places_of(
    session: AsyncSession, codes: Sequence[str]
) -> dict[tuple[str, int], MeetingPlaces]:
    """By meeting and date, to be read only; none of those to which nobody has registered yet."""
    rows = select(MeetingPlaces).where(col(MeetingPlaces.meeting_code).in_(codes))
    return {(one.meeting_code, one.nth): one for one in await session.scalars(rows)}


async def drop_dates(session: AsyncSession, code: str) -> None:
    await session.execute(delete(MeetingDate).where(col(MeetingDate.meeting_code) == code))


def over_before(moment: datetime) -> Select[Any]:
    """The codes of meetings whose last date ended before, or that were called off before."""
    last = func.max(col(MeetingDate.ends_at))
    return (
        select(col(Meeting.code))
        .outerjoin(MeetingDate, col(MeetingDate.meeting_code) == col(Meeting.code))
        .group_by(col(Meeting.code), col(Meeting.state), col(Meeting.changed_at))
        .having(
            or_(
                last < moment,
                and_(col(Meeting.state) == CANCELLED, col(Meeting.changed_at) < moment),
            )
        )
    )


async def forget_names(session: AsyncSession, moment: datetime) -> int:
    """Names, needs and receipts of those who registered for what was over before; how many."""
    named = or_(
        col(Registration.name) != "",
        col(Registration.needs) != "",
        col(Registration.receipt_hash).is_not(None),
    )
    rows = update(Registration).where(
        col(Registration.meeting_code).in_(over_before(moment)), named
    )
    done: Any = await session.execute(rows.values(name="", needs="", receipt_hash=None))
    return int(done.rowcount)
