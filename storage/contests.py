"""Contests: the brief, what has been handed in, and what people have said to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, LargeBinary, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage import locking, uploads
from storage.columns import BIG, UNORDERED, big_key, document, random_id
from storage.upserts import insert_or_change

DRAFT, ANNOUNCED, COUNTING, PUBLISHED, CANCELLED = (
    *("draft", "announced", "counting", "published", "cancelled"),
)
# Of an entry: what is still put together is not handed in yet.
UNSENT, SENT, RETURNED, ACCEPTED, REJECTED, WITHDRAWN = (
    *("unsent", "sent", "returned", "accepted", "rejected", "withdrawn"),
)
HANDED_IN = (SENT, RETURNED, ACCEPTED)
EVERY = (UNSENT, *HANDED_IN, REJECTED, WITHDRAWN)
# Of an author who is under age: nobody has agreed yet, a guardian has by a link, or on paper.
NEEDLESS, AWAITED, BY_LINK, ON_PAPER = "needless", "awaited", "by_link", "on_paper"


class Contest(SQLModel, table=True):
    """`code` travels in buttons and links, `key` is the author's name for it.

    `state` is what has been decided; what the clock opens and closes says `contests.stages`.
    `numbered` counts the entries that have been handed in, `tie_order` are those between which a
    group has decided, the better first. `shortlisted_at` is when the shortlist was confirmed, empty
    while it is only being put together. `is_cleared` says that what is not
    kept for good has been deleted.
    """

    code: str = Field(primary_key=True)
    key: str = Field(unique=True)
    area_code: str = Field(foreign_key="area.code", index=True)
    state: str = Field(default=DRAFT, index=True)
    content: dict[str, Any] = Field(sa_column=document())
    vote_until: datetime = Field(index=True)
    results_at: datetime
    revision: int = 1
    numbered: int = 0
    tie_order: list[int] = Field(default_factory=list, sa_column=document())
    tie_because: str = ""
    shortlisted_at: datetime | None = None
    is_cleared: bool = False
    cancelled_because: str = ""
    made_by: int | None = Field(default=None, sa_column=Column(BIG))
    made_at: datetime
    changed_at: datetime


class Entry(SQLModel, table=True):
    """A work with its title; `number` is what everybody calls it by, from one, once handed in.

    `look` tells pictures that look alike, as 16 hexadecimal digits, `digest` is the SHA-256 of the
    preview.
    """

    __tablename__ = "contest_entry"

    id: int = Field(default_factory=random_id, sa_column=big_key())
    contest_code: str = Field(foreign_key="contest.code", index=True)
    number: int | None = None
    resident_id: int | None = Field(default=None, sa_column=Column(BIG, index=True))
    receipt_hash: str | None = Field(default=None, index=True)
    state: str = UNSENT
    title: str = ""
    category: str = ""
    school: str = ""
    because: str = ""
    look: str = ""
    digest: str = ""
    format: str = ""
    width: int = 0
    height: int = 0
    is_shortlisted: bool = False
    revision: int = 1
    made_at: datetime
    sent_at: datetime | None = None


class EntryAuthor(SQLModel, table=True):
    """Who made a work; lies apart from it, and goes when the contest is over for good.

    `age` is kept only where a contest has categories by age.
    """

    __tablename__ = "contest_author"
    __table_args__ = UNORDERED

    entry_id: int = Field(sa_column=big_key())
    nth: int = Field(primary_key=True)
    name: str
    is_under_age: bool = False
    age: int | None = None
    consent: str = NEEDLESS
    consent_by: str = ""
    consent_at: datetime | None = None


class EntryFile(SQLModel, table=True):
    """`work` is for print, `preview` for looking at; both without what a file tells beside."""

    __tablename__ = "contest_file"
    __table_args__ = UNORDERED

    entry_id: int = Field(sa_column=big_key())
    work: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    preview: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


async def contest(session: AsyncSession, code: str, *, locked: bool = False) -> Contest | None:
    return await locking.row(session, Contest, code, locked=locked)


async def by_key(session: AsyncSession, key: str) -> Contest | None:
    return (await session.scalars(select(Contest).where(col(Contest.key) == key))).one_or_none()


async def contests_of(
    session: AsyncSession, area_codes: Sequence[str] | None, states: Sequence[str]
) -> list[Contest]:
    """Of these areas or of all (None): what goes on by its end, then what is over, newest first."""
    rows = select(Contest).where(col(Contest.state).in_(states))
    if area_codes is not None:
        rows = rows.where(col(Contest.area_code).in_(area_codes))
    found = await session.scalars(rows.order_by(col(Contest.vote_until), col(Contest.code)))
    return sorted(found, key=_as_asked_for)


def _as_asked_for(one: Contest) -> tuple[bool, float]:
    is_over, end = one.state in (PUBLISHED, CANCELLED), one.vote_until.timestamp()
    return is_over, -end if is_over else end


async def due_to_close(session: AsyncSession, now: datetime) -> list[str]:
    rows = select(col(Contest.code)).where(
        col(Contest.state) == ANNOUNCED, col(Contest.vote_until) <= now
    )
    return list(await session.scalars(rows))


async def due_to_publish(session: AsyncSession, now: datetime) -> list[Contest]:
    rows = select(Contest).where(col(Contest.state) == COUNTING, col(Contest.results_at) <= now)
    return list(await session.scalars(rows))


async def ended_before(session: AsyncSession, moment: datetime) -> list[Contest]:
    """Contests that are over since then and still hold all that was handed in."""
    rows = select(Contest).where(
        col(Contest.state).in_((PUBLISHED, CANCELLED)),
        col(Contest.results_at) < moment,
        col(Contest.is_cleared).is_(False),
    )
    return list(await session.scalars(rows))


async def entry(session: AsyncSession, entry_id: int, *, locked: bool = False) -> Entry | None:
    return await locking.row(session, Entry, entry_id, locked=locked)


async def by_number(
    session: AsyncSession, code: str, number: int, *, locked: bool = False
) -> Entry | None:
    rows = select(Entry).where(col(Entry.contest_code) == code, col(Entry.number) == number)
    return (await session.scalars(locking.held(rows) if locked else rows)).one_or_none()


async def by_receipt(session: AsyncSession, receipt_hash: str) -> Entry | None:
    rows = select(Entry).where(col(Entry.receipt_hash) == receipt_hash)
    return (await session.scalars(rows)).one_or_none()


async def entries(session: AsyncSession, code: str, states: Sequence[str]) -> list[Entry]:
    """In the order of their numbers."""
    rows = select(Entry).where(col(Entry.contest_code) == code, col(Entry.state).in_(states))
    return list(await session.scalars(rows.order_by(col(Entry.number), col(Entry.id))))


async def of_resident(session: AsyncSession, code: str, resident_id: int) -> list[Entry]:
    rows = select(Entry).where(
        col(Entry.contest_code) == code, col(Entry.resident_id) == resident_id
    )
    return list(await session.scalars(rows.order_by(col(Entry.number), col(Entry.id))))


async def every_entry_of(session: AsyncSession, resident_id: int) -> list[Entry]:
    rows = select(Entry).where(col(Entry.resident_id) == resident_id)
    return list(await session.scalars(rows.order_by(col(Entry.contest_code), col(Entry.number))))


async def counted(session: AsyncSession, code: str) -> dict[str, int]:
    """How many entries there are of each state."""
    rows = select(col(Entry.state), func.count()).where(col(Entry.contest_code) == code)
    found = await session.execute(rows.group_by(col(Entry.state)))
    return {str(state): int(count) for state, count in found}


async def authors(session: AsyncSession, entry_id: int) -> list[EntryAuthor]:
    rows = select(EntryAuthor).where(col(EntryAuthor.entry_id) == entry_id)
    return list(await session.scalars(rows.order_by(col(EntryAuthor.nth))))


async def forget_resident(session: AsyncSession, resident_id: int) -> None:
    """What they began or handed in goes with its picture and names; a number stays a gap.

    What has been accepted stays anonymous where others have voted on it already.
    """
    mine = select(col(Entry.id)).where(
        col(Entry.resident_id) == resident_id, col(Entry.state) != ACCEPTED
    )
    await forget_content(session, mine)
    gone = {"state": WITHDRAWN, "title": "", "look": "", "resident_id": None}
    own = update(Entry).where(col(Entry.resident_id) == resident_id)
    await session.execute(own.where(col(Entry.state) != ACCEPTED).values(gone))
    accepted = select(col(Entry.id)).where(col(Entry.resident_id) == resident_id)
    await session.execute(delete(EntryAuthor).where(col(EntryAuthor.entry_id).in_(accepted)))
    await session.execute(own.values(resident_id=None))


async def forget_content(session: AsyncSession, entry_ids: Any) -> None:
    """The pictures of these entries, by which name Telegram holds them, and their authors."""
    digests = select(col(Entry.digest)).where(col(Entry.id).in_(entry_ids))
    await uploads.forget_names(session, digests)
    for table in (EntryFile, EntryAuthor):
        await session.execute(delete(table).where(col(table.entry_id).in_(entry_ids)))


async def keep_file(session: AsyncSession, entry_id: int, work: bytes, preview: bytes) -> None:
    await insert_or_change(
        session, EntryFile, ("entry_id",), entry_id=entry_id, work=work, preview=preview
    )


async def preview(session: AsyncSession, entry_id: int) -> bytes:
    rows = select(col(EntryFile.preview)).where(col(EntryFile.entry_id) == entry_id)
    return (await session.scalars(rows)).one()


async def work(session: AsyncSession, entry_id: int) -> bytes:
    rows = select(col(EntryFile.work)).where(col(EntryFile.entry_id) == entry_id)
    return (await session.scalars(rows)).one()
