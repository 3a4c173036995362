"""The outbox: what we want to say first, one row per person and message.

A letter is claimed before it is sent and settled once, by whoever claimed it last. Claims look
only at what is unsettled, so that the letters which have gone out may pile up.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any, NotRequired, TypedDict, Unpack, cast

from sqlalchemy import (
    Column,
    CursorResult,
    Index,
    Select,
    delete,
    null,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Field, SQLModel, col

from storage.columns import BIG, UNORDERED, big_key, document
from storage.upserts import insert_all_or_keep, insert_or_change, insert_or_keep

WAITING, SENDING, SETTLED = "waiting", "sending", "settled"
# A letter of its own rather than of a broadcast.
NO_BROADCAST = 0
# In the place of a resident, of a letter to a group.
NOBODY = 0
SOME = 5000


class Outcome(StrEnum):
    """How a letter ended, for the report; of one that waits: what holds it."""

    SENT = "sent"
    SENT_AGAIN = "sent_again"  # after a first try whose end nobody knows: it may have come twice
    UNCERTAIN = "uncertain"  # tried twice, and nobody knows how either ended
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    CHAT_GONE = "chat_gone"
    TOO_LONG = "too_long"
    REFUSED = "refused"
    GAVE_UP = "gave_up"
    MUTED = "muted"
    OVER_BUDGET = "over_budget"
    EXPIRED = "expired"
    STOPPED = "stopped"
    FORGOTTEN = "forgotten"


ARRIVED = (Outcome.SENT, Outcome.SENT_AGAIN)


def _only(rows: str) -> dict[str, Any]:
    """An index of these rows alone; queries have to say so in the same words to be served by it."""
    return {"sqlite_where": text(rows), "postgresql_where": text(rows)}


class Letter(SQLModel, table=True):
    """One message to one person; `about` makes writing it twice the same letter.

    A broadcast's letters have no content of their own. Once a letter has gone out, or cannot, only
    the fact is kept: `content` may quote somebody else. `due_at` is, while sending, the end of the
    lease. `attempts` counts claims, `failures` those that certainly failed, `uncertain` those whose
    end nobody knows. `quiet_in` is the area in whose quiet time it waits (everybody's: ""), None
    where somebody asked for it.
    """

    __table_args__ = (
        Index("ix_letter_resident_id", "resident_id"),
        Index(
            "ix_letter_unsettled", "state", "broadcast_id", "due_at", **_only("settled_at IS NULL")
        ),
        Index("ix_letter_settled_at", "settled_at", **_only("settled_at IS NOT NULL")),
        UNORDERED,
    )

    about: str = Field(primary_key=True)
    resident_id: int = Field(sa_column=big_key())
    broadcast_id: int = Field(default=NO_BROADCAST, sa_column=Column(BIG, nullable=False))
    telegram_id: int = Field(sa_column=Column(BIG, nullable=False))
    content: dict[str, Any] | None = Field(default=None, sa_column=document(nullable=True))
    unasked: bool = False
    quiet_in: str | None = None
    state: str = WAITING
    outcome: str | None = None
    attempts: int = 0
    failures: int = 0
    uncertain: int = 0
    due_at: datetime
    settled_at: datetime | None = None


class Tally(SQLModel, table=True):
    """How many of a broadcast's letters have ended how; added to as they are settled."""

    __table_args__ = UNORDERED

    broadcast_id: int = Field(sa_column=big_key())
    outcome: str = Field(primary_key=True)
    count: int = 0


class SenderPause(SQLModel, table=True):
    """Telegram refuses a chat (all of them: 0) until then; every process obeys."""

    __tablename__ = "sender_pause"
    __table_args__ = UNORDERED

    chat_id: int = Field(sa_column=big_key())
    paused_until: datetime


class Own(TypedDict):
    """A letter of its own rather than of a broadcast."""

    about: str
    resident_id: int
    telegram_id: int
    content: dict[str, Any]
    due_at: datetime
    quiet_in: NotRequired[str | None]


NEW = {
    "broadcast_id": NO_BROADCAST,
    "unasked": False,
    "quiet_in": None,
    "state": WAITING,
    "attempts": 0,
    "failures": 0,
    "uncertain": 0,
}


async def write(session: AsyncSession, **told: Unpack[Own]) -> bool:
    """Put a letter of its own into the outbox; whether it was not there yet."""
    return await insert_or_keep(session, Letter, **{**NEW, **told})


async def write_all(session: AsyncSession, letters: Sequence[Own]) -> int:
    """Put some letters into the outbox at once; how many were not there yet."""
    return await insert_all_or_keep(session, Letter, [{**NEW, **told} for told in letters])


async def due(
    session: AsyncSession, broadcast_id: int, now: datetime, limit: int
) -> Sequence[Letter]:
    """Letters that wait and whose moment has come; nobody else gets them until the commit."""
    rows = _unsettled(WAITING).where(
        col(Letter.broadcast_id) == broadcast_id, col(Letter.due_at) <= now
    )
    ordered = rows.order_by(col(Letter.due_at)).limit(limit)
    return (await session.scalars(ordered.with_for_update(skip_locked=True))).all()


async def claim(session: AsyncSession, letters: Iterable[Letter], until: datetime) -> None:
    """From the commit on these may have gone out; the lease ends then unless renewed."""
    for alike in _alike(letters):
        changed = {"state": SENDING, "due_at": until, "attempts": alike[0].attempts + 1}
        await _change(session, alike, WAITING, changed)
        for letter in alike:
            set_committed_value(letter, "state", SENDING)
            set_committed_value(letter, "attempts", letter.attempts + 1)


async def renew(session: AsyncSession, letters: Iterable[Letter], until: datetime) -> None:
    for alike in _alike(letters):
        await _change(session, alike, SENDING, {"due_at": until})


async def put_back(
    session: AsyncSession,
    letters: Iterable[Letter],
    due_at: datetime,
    *,
    failures: int = 0,
    uncertain: int = 0,
) -> None:
    """Let claimed letters wait again, with so many more failures or unknown ends."""
    for alike in _alike(letters):
        changed = {
            "state": WAITING,
            "due_at": due_at,
            "failures": alike[0].failures + failures,
            "uncertain": alike[0].uncertain + uncertain,
        }
        await _change(session, alike, SENDING, changed)


async def hold(
    session: AsyncSession, letters: Iterable[Letter], until: datetime, why: Outcome | None
) -> None:
    """Let letters that nobody has claimed wait longer; for a decent hour only, there is no why."""
    for alike in _alike(letters):
        await _change(session, alike, WAITING, {"due_at": until, "outcome": why})


async def settle(
    session: AsyncSession, letters: Iterable[Letter], outcome: Outcome, now: datetime
) -> int:
    """End letters and add them to the tally; how many had not been ended by others already."""
    settled = 0
    for alike in _alike(letters):
        ended = await _change(session, alike, alike[0].state, _ended(outcome, now))
        await add_to_tally(session, alike[0].broadcast_id, outcome, ended)
        settled += ended
    return settled


async def recover(session: AsyncSession, now: datetime) -> int:
    """See to letters whose sender has died: each is tried once more, and only once."""
    rows = _unsettled(SENDING).where(col(Letter.due_at) <= now)
    lost = (await session.scalars(rows.with_for_update(skip_locked=True))).all()
    certain, uncertain = _by_certainty(lost)
    await put_back(session, certain, now, uncertain=1)
    await settle(session, uncertain, Outcome.UNCERTAIN, now)
    return len(lost)


async def tally(session: AsyncSession, broadcast_id: int) -> dict[Outcome, int]:
    """With the unsettled ones this adds up to the broadcast's recipients."""
    rows = select(col(Tally.outcome), col(Tally.count)).where(
        col(Tally.broadcast_id) == broadcast_id, col(Tally.count) > 0
    )
    return {Outcome(outcome): count for outcome, count in await session.execute(rows)}


async def move_chat(session: AsyncSession, old: int, new: int) -> None:
    """A group has become a supergroup: what waits for it goes to its new number."""
    waiting = (col(Letter.telegram_id) == old, col(Letter.settled_at).is_(None))
    await session.execute(update(Letter).where(*waiting).values(telegram_id=new))


async def pauses(session: AsyncSession, now: datetime) -> dict[int, datetime]:
    """By chat, until when each that is refused has to wait."""
    rows = select(col(SenderPause.chat_id), col(SenderPause.paused_until)).where(
        col(SenderPause.paused_until) > now
    )
    return {row.chat_id: row.paused_until for row in await session.execute(rows)}


async def pause(session: AsyncSession, chat_id: int, until: datetime, now: datetime) -> None:
    """Pause a chat, no shorter than it stands already; forget the pauses that are over."""
    await forget_pauses(session, now)
    if until > (await pauses(session, now)).get(chat_id, now):
        named = {"chat_id": chat_id, "paused_until": until}
        await insert_or_change(session, SenderPause, ("chat_id",), **named)


async def forget_pauses(session: AsyncSession, now: datetime) -> None:
    await session.execute(delete(SenderPause).where(col(SenderPause.paused_until) <= now))


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    """Those that still wait stay in the tally as forgotten, so that reports add up."""
    theirs = col(Letter.resident_id) == resident_id
    waiting = select(col(Letter.broadcast_id)).where(theirs, col(Letter.settled_at).is_(None))
    for broadcast_id, count in Counter(await session.scalars(waiting)).items():
        await add_to_tally(session, broadcast_id, Outcome.FORGOTTEN, count)
    await session.execute(delete(Letter).where(theirs))


async def withdraw(session: AsyncSession, about: str) -> None:
    """Letters of their own about what begins so, that nobody has claimed, are not to go out."""
    rows = delete(Letter).where(
        col(Letter.state) == WAITING,
        col(Letter.settled_at).is_(None),
        col(Letter.broadcast_id) == NO_BROADCAST,
        col(Letter.about).startswith(about, autoescape=True),
    )
    await session.execute(rows)


def outcome_of(survey_code: str) -> str:
    """What a letter is about that tells what came of a survey."""
    return f"outcome:{survey_code}"


async def forget_about(session: AsyncSession, about: str) -> None:
    """Forget the same news to everybody."""
    await session.execute(delete(Letter).where(col(Letter.about) == about))


def own_reminder(survey_code: str) -> str:
    """How `about` begins of a reminder that somebody asked for about a survey."""
    return f"tomorrow:{survey_code}:"


async def forget_own_reminders(
    session: AsyncSession, survey_code: str, resident_id: int | None = None
) -> None:
    """Whoever has finished needs none, and one about a closed survey tells who had not."""
    rows = delete(Letter).where(col(Letter.about).startswith(own_reminder(survey_code)))
    if resident_id is not None:
        rows = rows.where(col(Letter.resident_id) == resident_id)
    await session.execute(rows)


async def forget_settled(session: AsyncSession, before: datetime) -> int:
    """Letters that have gone out are not kept longer than their report needs; some at once."""
    keys = select(col(Letter.about), col(Letter.resident_id))
    old = keys.where(col(Letter.settled_at) < before).limit(SOME)
    return await _rows(session, delete(Letter).where(_key().in_(old)))


def _unsettled(state: str) -> Select[Letter]:
    return select(Letter).where(col(Letter.state) == state, col(Letter.settled_at).is_(None))


def _by_certainty(letters: Iterable[Letter]) -> tuple[list[Letter], list[Letter]]:
    """Those never sent as far as anybody knows, and those that may have arrived."""
    kept = list(letters)
    return [one for one in kept if not one.uncertain], [one for one in kept if one.uncertain]


def _key() -> Any:
    return tuple_(col(Letter.about), col(Letter.resident_id))


def _ended(outcome: Outcome, now: datetime) -> dict[str, Any]:
    return {"state": SETTLED, "outcome": outcome.value, "settled_at": now, "content": null()}


def _alike(letters: Iterable[Letter]) -> Iterator[list[Letter]]:
    """Letters that one statement can change: all but the person is the same."""

    def kind(one: Letter) -> tuple[Any, ...]:
        return one.about, one.state, one.attempts, one.failures, one.uncertain

    for _, alike in groupby(sorted(letters, key=kind), kind):
        yield list(alike)


async def _change(
    session: AsyncSession, alike: Sequence[Letter], state: str, values: dict[str, Any]
) -> int:
    """Change those that still stand as they were last seen; how many."""
    first = alike[0]
    mine = (
        col(Letter.about) == first.about,
        col(Letter.resident_id).in_([one.resident_id for one in alike]),
        col(Letter.state) == state,
        col(Letter.attempts) == first.attempts,
    )
    return await _rows(session, update(Letter).where(*mine).values(values))


async def add_to_tally(
    session: AsyncSession, broadcast_id: int, outcome: Outcome, count: int
) -> None:
    if broadcast_id == NO_BROADCAST or not count:
        return
    place = {"broadcast_id": broadcast_id, "outcome": outcome.value}
    await insert_or_keep(session, Tally, **place, count=0)
    line = (col(Tally.broadcast_id) == broadcast_id, col(Tally.outcome) == outcome.value)
    await session.execute(update(Tally).where(*line).values(count=col(Tally.count) + count))


async def _rows(session: AsyncSession, statement: Any) -> int:
    options = {"synchronize_session": False}
    result = await session.execute(statement, execution_options=options)
    return cast(CursorResult[Any], result).rowcount
