"""Stances of a debate: taken under a mark, counted at once, and never by whom."""

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import (
    Column,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from storage import locking
from storage.columns import UNORDERED, big_key, random_id
from storage.debates import RELEASED, Debate, Statement
from storage.upserts import insert_or_change, insert_or_keep

AGREE, PASS, DISAGREE = 1, 0, -1
STANCES = (AGREE, DISAGREE, PASS)
CHAT, WEB = "chat", "web"


class Participant(SQLModel, table=True):
    """Somebody in one debate; `mark` finds them again while it is open, and goes at closing.

    `answered` counts their stances. The statements they added, `proposed`, are counted in a row of
    its own under another mark: a statement knows for a while whose it is.
    """

    __tablename__ = "debate_participant"
    __table_args__ = (UniqueConstraint("debate_code", "mark"),)

    id: int = Field(default_factory=random_id, sa_column=big_key())
    debate_code: str = Field(foreign_key="debate.code", index=True)
    mark: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    channel: str
    answered: int = 0
    proposed: int = 0


class Stance(SQLModel, table=True):
    """What one participant says to one statement."""

    __tablename__ = "debate_stance"
    __table_args__ = UNORDERED

    participant_id: int = Field(sa_column=big_key())
    number: int = Field(primary_key=True)
    value: int = Field(sa_column=Column(SmallInteger, nullable=False))


async def hold(session: AsyncSession, code: str) -> Debate | None:
    """Let nobody end this debate before the transaction has; how it stands is read anew."""
    await locking.share(session, f"debate:{code}")
    return await session.get(Debate, code, populate_existing=True)


async def keep_out(session: AsyncSession, code: str) -> None:
    """Wait for everybody who is just taking a stance, and let nobody begin."""
    await locking.alone(session, f"debate:{code}")


async def participant(
    session: AsyncSession, code: str, mark: bytes, *, locked: bool = False
) -> Participant | None:
    rows = select(Participant).where(
        col(Participant.debate_code) == code, col(Participant.mark) == mark
    )
    return (await session.scalars(locking.held(rows) if locked else rows)).one_or_none()


async def begin(session: AsyncSession, code: str, mark: bytes, channel: str) -> Participant:
    """The participant of this mark, held; made if there is none."""
    made = {"id": random_id(), "debate_code": code, "mark": mark, "channel": channel}
    await insert_or_keep(session, Participant, **made, answered=0, proposed=0)
    found = await participant(session, code, mark, locked=True)
    assert found is not None
    return found


async def proposed(session: AsyncSession, code: str, mark: bytes) -> int:
    """How many statements were added under this mark."""
    rows = select(col(Participant.proposed)).where(
        col(Participant.debate_code) == code, col(Participant.mark) == mark
    )
    return (await session.scalars(rows)).one_or_none() or 0


async def stance(session: AsyncSession, participant_id: int, number: int) -> int | None:
    rows = select(col(Stance.value)).where(
        col(Stance.participant_id) == participant_id, col(Stance.number) == number
    )
    return (await session.scalars(rows)).one_or_none()


async def stances(session: AsyncSession, participant_id: int) -> dict[int, int]:
    """By the number of the statement."""
    rows = select(col(Stance.number), col(Stance.value)).where(
        col(Stance.participant_id) == participant_id
    )
    found = await session.execute(rows.order_by(col(Stance.number)))
    return {int(number): int(value) for number, value in found}


async def keep(session: AsyncSession, who: Participant, number: int, value: int) -> None:
    """Keep a stance of a participant who is held, and move the counts by what it changes."""
    before = await stance(session, who.id, number)
    if before == value:
        return
    await insert_or_change(
        session,
        Stance,
        ("participant_id", "number"),
        participant_id=who.id,
        number=number,
        value=value,
    )
    await _count(session, who.debate_code, number, before, value)
    if before is None:
        who.answered += 1
        await session.flush()


async def take_back(session: AsyncSession, who: Participant) -> None:
    """Remove a participant who is held, with all their stances."""
    for number, value in (await stances(session, who.id)).items():
        await _count(session, who.debate_code, number, value, None)
    await session.execute(delete(Stance).where(col(Stance.participant_id) == who.id))
    await session.delete(who)
    await session.flush()


_COUNTS = {AGREE: "agrees", DISAGREE: "disagrees", PASS: "passes"}


async def _count(
    session: AsyncSession, code: str, number: int, before: int | None, after: int | None
) -> None:
    """One statement moves both counts, in the order of what others may be doing beside."""
    moved: dict[str, Any] = {}
    for value, step in ((before, -1), (after, 1)):
        if value is not None:
            moved[_COUNTS[value]] = getattr(Statement, _COUNTS[value]) + step
    rows = update(Statement).where(
        col(Statement.debate_code) == code, col(Statement.number) == number
    )
    await session.execute(rows.values(moved).execution_options(synchronize_session=False))


async def totals(session: AsyncSession, code: str) -> dict[str, tuple[int, int]]:
    """Participants who have taken a stance, and their stances, by channel."""
    rows = select(
        col(Participant.channel), func.count(), func.sum(col(Participant.answered))
    ).where(col(Participant.debate_code) == code, col(Participant.answered) > 0)
    found = await session.execute(rows.group_by(col(Participant.channel)))
    return {str(channel): (int(people), int(said)) for channel, people, said in found}


async def all_of(session: AsyncSession, code: str) -> AsyncIterator[tuple[int, int, int]]:
    """Participant, number and value of every stance, those of one participant together."""
    rows = (
        select(col(Stance.participant_id), col(Stance.number), col(Stance.value))
        .join(Participant, col(Participant.id) == col(Stance.participant_id))
        .where(col(Participant.debate_code) == code)
        .order_by(col(Stance.participant_id), col(Stance.number))
        .execution_options(yield_per=5000)
    )
    async for participant_id, number, value in await session.stream(rows):
        yield participant_id, number, value


async def unmark(session: AsyncSession, code: str) -> None:
    """Take away all that tells whose stances these are, and whoever has taken none."""
    of_debate = col(Participant.debate_code) == code
    await session.execute(delete(Participant).where(of_debate, col(Participant.answered) == 0))
    await session.execute(update(Participant).where(of_debate).values(mark=None))


async def drop_some(session: AsyncSession, code: str, most: int) -> int:
    """Delete so many participants of a debate with their stances; how many there were."""
    some = select(col(Participant.id)).where(col(Participant.debate_code) == code).limit(most)
    ids = list(await session.scalars(some))
    await session.execute(delete(Stance).where(col(Stance.participant_id).in_(ids)))
    await session.execute(delete(Participant).where(col(Participant.id).in_(ids)))
    return len(ids)


async def open_debates(session: AsyncSession) -> list[str]:
    """The debates in which somebody's stances can still be found."""
    rows = select(col(Debate.code)).where(col(Debate.state) == RELEASED)
    return list(await session.scalars(rows.order_by(col(Debate.code))))
