"""Debates: short statements, and what people have said to them under marks that end with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, Table, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer
from sqlmodel import Field, SQLModel, col

from storage import lean, locking
from storage.columns import BIG, document

# While counting, nobody takes a stance any more and the results are being made.
DRAFT, RELEASED, COUNTING, CLOSED = "draft", "released", "counting", "closed"
EVERY = (DRAFT, RELEASED, COUNTING, CLOSED)
# Of a statement: an added one is proposed, then a person lets it in or not; when the debate ended
# before anybody read it, it is unread.
PROPOSED, ACCEPTED, REFUSED, UNREAD = "proposed", "accepted", "refused", "unread"


class Debate(SQLModel, table=True):
    """`code` travels in buttons and links, `key` is the author's name for it.

    `numbered` counts the statements, `mapped` are the stances that were there when the map was
    last made, `news_at` is when listeners last heard of new statements. `results` are frozen at
    closing.
    """

    code: str = Field(primary_key=True)
    key: str = Field(unique=True)
    area_code: str = Field(foreign_key="area.code", index=True)
    state: str = Field(default=DRAFT, index=True)
    content: dict[str, Any] = Field(sa_column=document())
    opens_at: datetime
    closes_at: datetime = Field(index=True)
    closed_at: datetime | None = None
    delete_stances_at: datetime = Field(index=True)
    stances_deleted_at: datetime | None = None
    numbered: int = 0
    mapped: int = 0
    news_at: datetime | None = None
    results: dict[str, Any] | None = Field(default=None, sa_column=document(nullable=True))
    made_by: int | None = Field(default=None, sa_column=Column(BIG))
    made_at: datetime


class Statement(SQLModel, table=True):
    """What people agree with or not, by language; `number` is what it is called by, from one.

    The counts move together with the stances. `extremity` says how far from the middle the map
    last put it. `proposer_id` is emptied as soon as somebody has let the statement in or not;
    `code_hash`, of the code of somebody without an account, as soon as single stances are deleted.
    """

    __tablename__ = "debate_statement"

    debate_code: str = Field(primary_key=True, foreign_key="debate.code")
    number: int = Field(primary_key=True)
    text: dict[str, str] = Field(sa_column=document())
    state: str
    is_seed: bool
    because: str = ""
    agrees: int = 0
    disagrees: int = 0
    passes: int = 0
    extremity: float = 0
    proposer_id: int | None = Field(default=None, sa_column=Column(BIG, index=True))
    code_hash: str | None = Field(default=None, index=True)
    settled_at: datetime | None = None

    @property
    def stances(self) -> int:
        return self.agrees + self.disagrees + self.passes


async def debate(session: AsyncSession, code: str, *, locked: bool = False) -> Debate | None:
    return await locking.row(session, Debate, code, locked=locked)


async def by_key(session: AsyncSession, key: str) -> Debate | None:
    return (await session.scalars(select(Debate).where(col(Debate.key) == key))).one_or_none()


async def debates_of(
    session: AsyncSession, area_codes: Sequence[str] | None, states: Sequence[str]
) -> list[Debate]:
    """Of these areas or of all (None), what ends first stands first; without the results."""
    rows = _of_areas(select(Debate), area_codes).where(col(Debate.state).in_(states))
    bare = rows.options(defer(col(Debate.results), raiseload=True))  # type: ignore[arg-type]
    return list(await session.scalars(bare.order_by(col(Debate.closes_at), col(Debate.code))))


async def are_any(
    session: AsyncSession, area_codes: Sequence[str] | None, moment: datetime
) -> bool:
    """Whether one is open in these areas or anywhere (None), or has ended with results."""
    is_open = (
        (col(Debate.state) == RELEASED)
        & (col(Debate.opens_at) <= moment)
        & (col(Debate.closes_at) > moment)
    )
    rows = _of_areas(select(col(Debate.code)), area_codes)
    found = await session.scalars(rows.where(is_open | (col(Debate.state) == CLOSED)).limit(1))
    return found.first() is not None


async def results(session: AsyncSession, code: str) -> dict[str, Any] | None:
    """As they were frozen; None before the end."""
    rows = select(col(Debate.results)).where(col(Debate.code) == code)
    return (await session.scalars(rows)).one_or_none()


def _of_areas(rows: locking.Rows, area_codes: Sequence[str] | None) -> locking.Rows:
    return rows if area_codes is None else rows.where(col(Debate.area_code).in_(area_codes))


async def due_to_close(session: AsyncSession, moment: datetime) -> list[str]:
    """Also those whose closing was broken off."""
    rows = select(col(Debate.code)).where(
        col(Debate.state).in_((RELEASED, COUNTING)), col(Debate.closes_at) <= moment
    )
    return list(await session.scalars(rows.order_by(col(Debate.code))))


async def due_to_delete(session: AsyncSession, moment: datetime) -> list[str]:
    """Closed debates whose single stances have been kept for as long as was promised."""
    rows = select(col(Debate.code)).where(
        col(Debate.state) == CLOSED,
        col(Debate.delete_stances_at) <= moment,
        col(Debate.stances_deleted_at).is_(None),
    )
    return list(await session.scalars(rows.order_by(col(Debate.code))))


async def statement(
    session: AsyncSession, code: str, number: int, *, locked: bool = False
) -> Statement | None:
    return await locking.row(session, Statement, (code, number), locked=locked)


async def statements(
    session: AsyncSession, code: str, states: Sequence[str] = (ACCEPTED,)
) -> list[Statement]:
    """In the order of their numbers."""
    rows = select(Statement).where(
        col(Statement.debate_code) == code, col(Statement.state).in_(states)
    )
    return list(await session.scalars(rows.order_by(col(Statement.number))))


class Asked(NamedTuple):
    """A statement as far as it decides what somebody is asked next."""

    number: int
    agrees: int
    disagrees: int
    passes: int
    extremity: float

    @property
    def stances(self) -> int:
        return self.agrees + self.disagrees + self.passes


async def asked(session: AsyncSession, code: str) -> list[Asked]:
    """All that people are asked, without the texts: every tap looks at them."""
    return [Asked(*row) for row in await lean.rows(session, _ASKED, code=code)]


_statement: Table = Statement.__table__  # type: ignore[attr-defined]
_ASKED = (
    select(*(_statement.c[name] for name in Asked._fields))
    .where(col(Statement.debate_code) == bindparam("code"), col(Statement.state) == ACCEPTED)
    .order_by(col(Statement.number))
)


async def keep_extremity(session: AsyncSession, code: str, extremity: Mapping[int, float]) -> None:
    """How far from the middle each statement lies, by its number."""
    rows = [{"in_debate": code, "at": at, "far": far} for at, far in sorted(extremity.items())]
    if rows:
        await session.execute(_FAR, rows)


_FAR = (
    update(_statement)
    .where(
        _statement.c.debate_code == bindparam("in_debate"), _statement.c.number == bindparam("at")
    )
    .values(extremity=bindparam("far"))
)


async def counted(session: AsyncSession, code: str) -> dict[str, int]:
    """How many statements there are of each state."""
    rows = select(col(Statement.state), func.count()).where(col(Statement.debate_code) == code)
    found = await session.execute(rows.group_by(col(Statement.state)))
    return {str(state): int(count) for state, count in found}


async def settled_since(session: AsyncSession, code: str, since: datetime) -> int:
    """How many statements people have been asked only from after then on."""
    rows = select(func.count()).where(
        col(Statement.debate_code) == code,
        col(Statement.state) == ACCEPTED,
        col(Statement.settled_at) > since,
    )
    return (await session.scalars(rows)).one()


async def forget_proposer(session: AsyncSession, resident_id: int) -> None:
    """What they added stays for staff to read; nobody can tell any more whose it was."""
    mine = update(Statement).where(col(Statement.proposer_id) == resident_id)
    await session.execute(mine.values(proposer_id=None))


async def added_with(session: AsyncSession, code: str, code_hash: str) -> list[Statement]:
    """What somebody without an account has added to a debate, the newest first."""
    rows = select(Statement).where(
        col(Statement.code_hash) == code_hash, col(Statement.debate_code) == code
    )
    return list(await session.scalars(rows.order_by(col(Statement.number).desc())))


async def forget_codes(session: AsyncSession, code: str) -> None:
    """Nobody comes back to what they added to a debate any more."""
    rows = update(Statement).where(col(Statement.debate_code) == code)
    await session.execute(rows.values(code_hash=None))


async def forget_refused(session: AsyncSession, code: str) -> None:
    """Texts that people were not to see, or no longer; the numbers stay gaps."""
    rows = update(Statement).where(
        col(Statement.debate_code) == code, col(Statement.state).in_((REFUSED, UNREAD))
    )
    await session.execute(rows.values(text={}, because=""))


async def proposed_by(session: AsyncSession, resident_id: int) -> list[Statement]:
    """What a resident has added and nobody has settled yet."""
    rows = select(Statement).where(col(Statement.proposer_id) == resident_id)
    ordered = rows.order_by(col(Statement.debate_code), col(Statement.number))
    return list(await session.scalars(ordered))
