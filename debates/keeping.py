"""Finding debates, opening and closing them, and who may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from debates.documents import Debate as Document
from debates.stages import Stage, stage
from storage import audit, debate_listeners, jobs, stances
from storage import debates as tables
from storage.debates import (
    ACCEPTED,
    CLOSED,
    DRAFT,
    PROPOSED,
    RELEASED,
    Debate,
    Statement,
)
from texts.formatting import PRAGUE

JOB = "close_debate"
# A message sent in time may arrive late; it is still taken until then.
GRACE = timedelta(minutes=15)


class NoSuchDebate(LookupError):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotYoursToRun(Exception):
    """The debate belongs to an area in which this person runs none."""

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self.area = area


class NotADraft(Exception):
    """What people know of is closed, never thrown away."""


class DebateOver(Exception):
    """It has ended; it stays as it is."""


class DaysOutOfOrder(Exception):
    """A debate closes after it opens, and not in the past; what is open stays open."""


@dataclass(frozen=True)
class Runner:
    """Somebody with the areas in which they run debates; None means all of them."""

    resident_id: int | None
    areas: Sequence[str] | None

    def demand(self, area: str) -> None:
        if self.areas is not None and area not in self.areas:
            raise NotYoursToRun(area)


@dataclass(frozen=True)
class Run:
    """A debate with its document read."""

    debate: Debate
    document: Document

    @property
    def code(self) -> str:
        return self.debate.code

    def stage(self, when: datetime) -> Stage:
        return stage(self.debate, when)


@dataclass(frozen=True)
class Progress:
    """How far a debate has come: nothing of what anybody says in it.

    `by_channel` are participants; `waiting` are statements that nobody has read yet.
    """

    participants: int
    stances: int
    accepted: int
    waiting: int
    by_channel: Mapping[str, int]


async def release(session: AsyncSession, runner: Runner, code: str, now: datetime) -> Run:
    """Let its dates open and close it; a second time changes nothing.

    Raises NoSuchDebate, NotYoursToRun, DebateOver, DaysOutOfOrder.
    """
    found = await of_runner(session, runner, code, locked=True)
    if found.debate.state == RELEASED and found.stage(now) is not Stage.CLOSING:
        return found
    if found.debate.state != DRAFT:
        raise DebateOver
    if found.debate.closes_at <= now:
        raise DaysOutOfOrder
    found.debate.state = RELEASED
    await audit.note(session, now, runner.resident_id, "debate_released", code)
    return found


async def open_now(session: AsyncSession, runner: Runner, code: str, now: datetime) -> Run:
    """Release it and open it at this moment; raises what `release` does."""
    found = await release(session, runner, code, now)
    if found.debate.opens_at > now:
        found.debate.opens_at = now
        document = found.document.model_copy(update={"opens": now.astimezone(PRAGUE).date()})
        found.debate.content = document.model_dump(mode="json")
        await audit.note(session, now, runner.resident_id, "debate_opened", code)
        return Run(found.debate, document)
    return found


async def take_back(session: AsyncSession, runner: Runner, code: str, now: datetime) -> Run:
    """Make a draft again of what has not opened yet; a draft stays one.

    Raises NoSuchDebate, NotYoursToRun, NotADraft.
    """
    found = await of_runner(session, runner, code, locked=True)
    if found.stage(now) not in (Stage.DRAFT, Stage.WAITING):
        raise NotADraft
    if found.debate.state == RELEASED:
        found.debate.state = DRAFT
        await audit.note(session, now, runner.resident_id, "debate_taken_back", code)
    return found


async def close_now(session: AsyncSession, runner: Runner, code: str, now: datetime) -> Run:
    """End it before its day; the closing itself is a job.

    Raises NoSuchDebate, NotYoursToRun, DaysOutOfOrder.
    """
    found = await of_runner(session, runner, code, locked=True)
    if found.stage(now) in (Stage.DRAFT, Stage.WAITING):
        raise DaysOutOfOrder
    if found.stage(now) is Stage.OPEN:
        found.debate.closes_at = now
        found.debate.delete_stances_at = now + timedelta(days=found.document.kept_days)
        await audit.note(session, now, runner.resident_id, "debate_closed", code)
    await ask_to_close(session, code, now)
    return found


async def discard(session: AsyncSession, runner: Runner, code: str, now: datetime) -> None:
    """Throw a draft away; raises NoSuchDebate, NotYoursToRun, NotADraft."""
    found = await of_runner(session, runner, code, locked=True)
    if found.debate.state != DRAFT:
        raise NotADraft
    await session.execute(delete(Statement).where(col(Statement.debate_code) == code))
    await debate_listeners.forget_all(session, code)
    await session.delete(found.debate)
    await audit.note(session, now, runner.resident_id, "debate_discarded", code)


async def ask_to_close(session: AsyncSession, code: str, now: datetime) -> bool:
    return await jobs.ask_for(session, f"debate:{code}", JOB, {"code": code}, now)


async def ask_for_due(session: AsyncSession, now: datetime) -> int:
    """Have every debate closed whose end has come; how many are new."""
    due = await tables.due_to_close(session, now - GRACE)
    return sum([await ask_to_close(session, code, now) for code in due])


async def run(session: AsyncSession, code: str, *, locked: bool = False) -> Run:
    """Raises NoSuchDebate."""
    found = await tables.debate(session, code, locked=locked)
    if found is None:
        raise NoSuchDebate(code)
    return read(found)


async def known(session: AsyncSession, code: str) -> Run:
    """A debate that people may know of; raises NoSuchDebate."""
    found = await run(session, code)
    if found.debate.state == DRAFT:
        raise NoSuchDebate(code)
    return found


async def of_runner(
    session: AsyncSession, runner: Runner, code: str, *, locked: bool = False
) -> Run:
    """Raises NoSuchDebate, NotYoursToRun."""
    found = await run(session, code, locked=locked)
    runner.demand(found.debate.area_code)
    return found


async def running(
    session: AsyncSession, area_codes: Sequence[str] | None, when: datetime
) -> list[Run]:
    """Debates that are open, what closes first stands first."""
    found = await tables.debates_of(session, area_codes, (RELEASED,))
    return [read(one) for one in found if stage(one, when) is Stage.OPEN]


async def of_staff(session: AsyncSession, runner: Runner) -> list[Run]:
    """All that this person runs, what closes last stands first."""
    found = await tables.debates_of(session, runner.areas, tables.EVERY)
    return [read(one) for one in reversed(found)]


async def ended(session: AsyncSession, area_codes: Sequence[str] | None) -> list[Run]:
    """Debates with results, the newest first."""
    found = await tables.debates_of(session, area_codes, (CLOSED,))
    return [read(one) for one in reversed(found)]


async def progress(session: AsyncSession, runner: Runner, code: str) -> Progress:
    """Raises NoSuchDebate, NotYoursToRun."""
    await of_runner(session, runner, code)
    totals, states = await stances.totals(session, code), await tables.counted(session, code)
    return Progress(
        sum(people for people, _ in totals.values()),
        sum(said for _, said in totals.values()),
        states.get(ACCEPTED, 0),
        states.get(PROPOSED, 0),
        {channel: people for channel, (people, _) in totals.items()},
    )


async def trial(session: AsyncSession, runner: Runner, code: str) -> list[Statement]:
    """What people are asked, to be walked through without a trace."""
    await of_runner(session, runner, code)
    return await tables.statements(session, code)


def read(debate: Debate) -> Run:
    return Run(debate, Document.model_validate(debate.content))


def demand_running(found: Run, now: datetime) -> None:
    """Raises DebateOver."""
    if found.stage(now) in (Stage.CLOSING, Stage.CLOSED):
        raise DebateOver
