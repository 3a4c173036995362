"""Broadcasts: what is said to many, to whom, when, and which of its buttons people tapped."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    CursorResult,
    Select,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import QueryableAttribute
from sqlmodel import Field, SQLModel, col

from storage import locking, outreach
from storage.columns import BIG, UNORDERED, big_key, document
from storage.outreach import Letter, Outcome
from storage.people import Resident
from storage.upserts import insert_from, insert_or_keep

DRAFT, WAITING, SCHEDULED = "draft", "waiting_for_approval", "scheduled"
PLANNING, SENDING, PAUSED = "planning", "sending", "paused"
FINISHED, STOPPED, VOID = "finished", "stopped", "void"
RUNNING = (PLANNING, SENDING, PAUSED)
OVER = (FINISHED, STOPPED, VOID)

COPIED = (
    *("area_code", "author_id", "texts", "media", "buttons", "audience", "statutory"),
    *("repeats", "series", "first_at", "anchor", "offset_minutes", "approved_by"),
)
# Kinds of criteria by which people are reminded of a survey, for as long as it is open.
REMINDED = {"not_took_part", "unfinished"}
# Keys of residents begin at nought.
BEFORE_ALL = -1


class Broadcast(SQLModel, table=True):
    """One message to many; an empty area means everybody, whatever they told of themselves.

    A number is never given twice: letters and buttons that carry it outlive the broadcast.
    Those of a series share the number of its first one; `first_at` is when that one went out.
    `written_in` are the messages from which its texts came, so that editing one changes the text.
    `planned_up_to` is the last resident who was looked at when the letters were written.
    """

    __table_args__ = {"sqlite_autoincrement": True}

    id: int = Field(default=None, primary_key=True)
    area_code: str = Field(index=True)
    author_id: int = Field(sa_column=Column(BIG, nullable=False))
    state: str = Field(default=DRAFT, index=True)
    texts: dict[str, str] = Field(default_factory=dict, sa_column=document())
    written_in: dict[str, int] = Field(default_factory=dict, sa_column=document())
    media: dict[str, Any] | None = Field(default=None, sa_column=document(nullable=True))
    buttons: list[dict[str, Any]] = Field(default_factory=list, sa_column=document())
    audience: dict[str, Any] = Field(default_factory=dict, sa_column=document())
    statutory: bool = False
    send_at: datetime | None = None
    repeats: str = ""
    series: int | None = Field(default=None, index=True)
    first_at: datetime | None = None
    anchor: str = ""
    offset_minutes: int = 0
    # Which of the reminders that nobody has to send; empty for what somebody has written.
    automatic: str = ""
    expires_at: datetime | None = None
    recipients: int = 0
    planned_up_to: int = Field(default=BEFORE_ALL, sa_column=Column(BIG, nullable=False))
    is_planned: bool = False
    approved_by: int | None = Field(default=None, sa_column=Column(BIG))
    made_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    shown_in: int | None = Field(default=None, sa_column=Column(BIG))
    shown_as: int | None = Field(default=None, sa_column=Column(BIG))


class BroadcastTap(SQLModel, table=True):
    """Who tapped a button, kept only so that nobody is counted twice."""

    __tablename__ = "broadcast_tap"
    __table_args__ = UNORDERED

    broadcast_id: int = Field(primary_key=True)
    button: int = Field(primary_key=True)
    resident_id: int = Field(sa_column=big_key())


class BroadcastTapCount(SQLModel, table=True):
    """How many people tapped a button; it stays when the taps themselves are forgotten."""

    __tablename__ = "broadcast_tap_count"
    __table_args__ = UNORDERED

    broadcast_id: int = Field(primary_key=True)
    button: int = Field(primary_key=True)
    people: int = 0


async def broadcast(session: AsyncSession, broadcast_id: int) -> Broadcast | None:
    return await session.get(Broadcast, broadcast_id)


async def held(session: AsyncSession, broadcast_id: int) -> Broadcast | None:
    """The broadcast as it stands now, kept from other writers until this transaction ends."""
    rows = locking.held(select(Broadcast).where(col(Broadcast.id) == broadcast_id))
    found = await session.scalars(rows)
    return found.one_or_none()


async def of_areas(
    session: AsyncSession, area_codes: list[str] | None, limit: int = 20
) -> list[Broadcast]:
    """The newest broadcasts of the areas (of all when None)."""
    rows = select(Broadcast)
    if area_codes is not None:
        rows = rows.where(col(Broadcast.area_code).in_(area_codes))
    return list(await session.scalars(rows.order_by(col(Broadcast.id).desc()).limit(limit)))


async def drafts_of(session: AsyncSession, author_id: int) -> list[Broadcast]:
    rows = select(Broadcast).where(
        col(Broadcast.author_id) == author_id, col(Broadcast.state) == DRAFT
    )
    return list(await session.scalars(rows.order_by(col(Broadcast.id).desc())))


async def in_states(session: AsyncSession, *states: str) -> list[Broadcast]:
    rows = select(Broadcast).where(col(Broadcast.state).in_(states))
    return list(await session.scalars(rows.order_by(col(Broadcast.id))))


async def due(session: AsyncSession, now: datetime) -> list[int]:
    """Scheduled broadcasts whose moment has come."""
    rows = select(col(Broadcast.id)).where(
        col(Broadcast.state) == SCHEDULED, col(Broadcast.send_at) <= now
    )
    return list(await session.scalars(rows.order_by(col(Broadcast.send_at), col(Broadcast.id))))


async def reminders(session: AsyncSession, states: Sequence[str]) -> list[Broadcast]:
    rows = select(Broadcast).where(col(Broadcast.state).in_(states), col(Broadcast.anchor) != "")
    return list(await session.scalars(locking.held(rows.order_by(col(Broadcast.id)))))


async def reminders_of(session: AsyncSession, anchors: Sequence[str]) -> list[Broadcast]:
    """What hangs on one of these dates and was sent or will be, or was stopped by somebody.

    A draft that somebody has only begun counts for nothing, one of ours that was taken back does.
    """
    rows = select(Broadcast).where(
        col(Broadcast.anchor).in_(anchors),
        col(Broadcast.state) != VOID,
        or_(col(Broadcast.state) != DRAFT, col(Broadcast.automatic) != ""),
    )
    return list(await session.scalars(rows.order_by(col(Broadcast.send_at))))


async def automatic(session: AsyncSession, anchors: Sequence[str]) -> list[Broadcast]:
    return [one for one in await reminders_of(session, anchors) if one.automatic]


async def unended(session: AsyncSession) -> list[Broadcast]:
    """What has begun or was stopped, and of which the end has not been noted."""
    rows = select(Broadcast).where(
        col(Broadcast.state).in_((*RUNNING, STOPPED)), col(Broadcast.ended_at).is_(None)
    )
    return list(await session.scalars(rows.order_by(col(Broadcast.id))))


async def shown(session: AsyncSession, since: datetime) -> list[Broadcast]:
    """What runs, or has ended since then, and has a message that shows its progress."""
    runs = col(Broadcast.state).in_(RUNNING) | (
        (col(Broadcast.state) == STOPPED) & col(Broadcast.ended_at).is_(None)
    )
    rows = select(Broadcast).where(
        runs | (col(Broadcast.ended_at) >= since), col(Broadcast.shown_as).is_not(None)
    )
    return list(await session.scalars(rows.order_by(col(Broadcast.id))))


async def copy(session: AsyncSession, broadcast: Broadcast, **values: Any) -> Broadcast:
    """One more of the same series, none of it written or sent yet."""
    told = {name: getattr(broadcast, name) for name in COPIED}
    made = Broadcast(**told, **values)
    session.add(made)
    await session.flush()
    return made


async def next_of_series(session: AsyncSession, broadcast: Broadcast) -> list[Broadcast]:
    """What of the same series has not begun to go out."""
    rows = select(Broadcast).where(
        col(Broadcast.series) == (broadcast.series or broadcast.id),
        col(Broadcast.state).in_((WAITING, SCHEDULED)),
        col(Broadcast.id) != broadcast.id,
    )
    return list(await session.scalars(locking.held(rows)))


async def window_end(session: AsyncSession, after: int, size: int) -> int | None:
    """The last of the next so many residents, whoever they are; None when there is nobody."""
    rows = select(col(Resident.id)).where(col(Resident.id) > after).order_by(col(Resident.id))
    window = rows.limit(size).subquery()
    last: int | None = await session.scalar(select(func.max(window.c.id)))
    return last


async def write_letters(
    session: AsyncSession, broadcast: Broadcast, people: Select[Any], up_to: int, due_at: datetime
) -> int:
    """A letter to each of the people behind the mark and up to another; how many are new."""
    values = {
        "about": about(broadcast.id),
        "resident_id": col(Resident.id),
        "broadcast_id": broadcast.id,
        "telegram_id": col(Resident.telegram_id),
        "unasked": not broadcast.statutory,
        "state": outreach.WAITING,
        "attempts": 0,
        "failures": 0,
        "uncertain": 0,
        "due_at": due_at,
    }
    table = Letter.__table__  # type: ignore[attr-defined]
    columns = [
        value if isinstance(value, QueryableAttribute) else literal(value, table.c[name].type)
        for name, value in values.items()
    ]
    window = within(people, broadcast.planned_up_to, up_to).with_only_columns(*columns)
    return await insert_from(session, Letter, tuple(values), window)


def within(people: Select[Any], after: int, up_to: int) -> Select[Any]:
    """Those of the people who come behind one resident and up to another, by their keys."""
    return people.where(col(Resident.id) > after, col(Resident.id) <= up_to)


async def end_letters(
    session: AsyncSession,
    broadcast_id: int,
    after: int,
    size: int,
    ending: Mapping[str, Outcome],
    now: datetime,
) -> int | None:
    """End letters that wait among the next so many; the last resident looked at, None at the end.

    `ending` says how, by what the letter was held for (nothing: ""). Some may have arrived.
    """
    of_broadcast = col(Letter.about) == about(broadcast_id)
    rows = select(col(Letter.resident_id)).where(of_broadcast, col(Letter.resident_id) > after)
    window = rows.order_by(col(Letter.resident_id)).limit(size).subquery()
    last: int | None = await session.scalar(select(func.max(window.c.resident_id)))
    if last is None:
        return None
    waiting = (
        of_broadcast,
        col(Letter.resident_id) > after,
        col(Letter.resident_id) <= last,
        col(Letter.state) == outreach.WAITING,
    )
    why = func.coalesce(col(Letter.outcome), "")
    await _end(session, broadcast_id, (*waiting, col(Letter.uncertain) > 0), Outcome.UNCERTAIN, now)
    for held_for, outcome in ending.items():
        await _end(session, broadcast_id, (*waiting, why == held_for), outcome, now)
    return last


async def _end(
    session: AsyncSession,
    broadcast_id: int,
    which: Sequence[ColumnElement[bool]],
    outcome: Outcome,
    now: datetime,
) -> None:
    changed = {"state": outreach.SETTLED, "outcome": outcome.value, "settled_at": now}
    statement = update(Letter).where(*which).values(changed)
    result = await session.execute(statement, execution_options={"synchronize_session": False})
    ended = cast(CursorResult[Any], result).rowcount
    await outreach.add_to_tally(session, broadcast_id, outcome, ended)


def about(broadcast_id: int) -> str:
    """What each letter of the broadcast is about."""
    return f"broadcast:{broadcast_id}"


async def has_letters(session: AsyncSession, broadcast_id: int, *states: str) -> bool:
    """Whether any of its letters waits or is being sent, as asked."""
    rows = select(col(Letter.broadcast_id)).where(
        col(Letter.state).in_(states),
        col(Letter.broadcast_id) == broadcast_id,
        col(Letter.settled_at).is_(None),
    )
    return await session.scalar(rows.limit(1)) is not None


async def held_back(session: AsyncSession, broadcast_id: int, now: datetime) -> int:
    """How many letters wait for a later moment."""
    rows = select(func.count()).where(
        col(Letter.state) == outreach.WAITING,
        col(Letter.broadcast_id) == broadcast_id,
        col(Letter.due_at) > now,
        col(Letter.outcome).is_not(None),
        col(Letter.settled_at).is_(None),
    )
    return await session.scalar(rows) or 0


async def keep_tap(session: AsyncSession, broadcast_id: int, button: int, resident_id: int) -> bool:
    """Count a person's first tap on a button; whether it was the first."""
    at = {"broadcast_id": broadcast_id, "button": button}
    new = await insert_or_keep(session, BroadcastTap, **at, resident_id=resident_id)
    if new:
        await insert_or_keep(session, BroadcastTapCount, **at, people=0)
        await session.execute(
            update(BroadcastTapCount)
            .where(
                col(BroadcastTapCount.broadcast_id) == broadcast_id,
                col(BroadcastTapCount.button) == button,
            )
            .values(people=col(BroadcastTapCount.people) + 1)
        )
    return new


async def taps(session: AsyncSession, broadcast_id: int) -> dict[int, int]:
    """How many people tapped each button."""
    rows = select(BroadcastTapCount).where(col(BroadcastTapCount.broadcast_id) == broadcast_id)
    return {one.button: one.people for one in await session.scalars(rows)}


async def forget_taps(session: AsyncSession, before: datetime) -> None:
    """Who tapped is of no use once a broadcast has long been over; how many stays."""
    ended = select(col(Broadcast.id)).where(col(Broadcast.ended_at) < before)
    await session.execute(delete(BroadcastTap).where(col(BroadcastTap.broadcast_id).in_(ended)))


async def forget_chosen_by(session: AsyncSession, survey_code: str, now: datetime) -> None:
    """Forget who was written to for having taken part in a survey that is over, or for not having.

    How many they were, and how many tapped, stays. A reminder that has not gone out is too late.
    """
    for broadcast_id, kinds in (await _chosen_by(session, survey_code)).items():
        theirs = col(Letter.about) == about(broadcast_id)
        if kinds & REMINDED:
            unsent = (theirs, col(Letter.settled_at).is_(None))
            tried = or_(col(Letter.state) == outreach.SENDING, col(Letter.uncertain) > 0)
            await _end(session, broadcast_id, (*unsent, tried), Outcome.UNCERTAIN, now)
            await _end(session, broadcast_id, unsent, Outcome.EXPIRED, now)
        await session.execute(delete(Letter).where(theirs, col(Letter.settled_at).is_not(None)))
        await session.execute(
            delete(BroadcastTap).where(col(BroadcastTap.broadcast_id) == broadcast_id)
        )


async def _chosen_by(session: AsyncSession, survey_code: str) -> dict[int, set[str]]:
    """Broadcasts with the survey among their criteria, and the kinds of these."""
    rows = await session.execute(select(col(Broadcast.id), col(Broadcast.audience)))
    named = {
        row.id: {
            one["kind"] for one in row.audience.get("criteria", ()) if survey_code in one["values"]
        }
        for row in rows
    }
    return {broadcast_id: kinds for broadcast_id, kinds in named.items() if kinds}


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    await session.execute(delete(BroadcastTap).where(col(BroadcastTap.resident_id) == resident_id))
