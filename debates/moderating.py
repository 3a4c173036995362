"""Reading what people add: let in as it was written, or not, with a reason that they hear."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from debates.keeping import Run, Runner, demand_running, of_runner
from debates.proposing import alike
from debates.taking import NoSuchStatement
from storage import audit, stances
from storage import debates as tables
from storage.debates import ACCEPTED, PROPOSED, REFUSED, UNREAD, Statement
from storage.happenings import Happening
from texts.content import pick
from texts.personal_data import Found, personal_data

REASON_LENGTH = 300


class ReasonNeeded(Exception):
    pass


class ReasonTooLong(Exception):
    """By so many letters, `over`; nothing of what its author reads is cut off."""

    def __init__(self, over: int) -> None:
        super().__init__(over)
        self.over = over


class AlreadySettled(Exception):
    """A colleague was first; `state` is what they decided."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


@dataclass(frozen=True)
class Shown:
    """A statement as whoever reads it sees it; `alike` are others that say nearly the same."""

    run: Run
    statement: Statement
    personal: tuple[Found, ...]
    alike: tuple[Statement, ...]


@dataclass(frozen=True)
class StatementSettled(Happening):
    """What became of a statement that somebody added; `resident_id` is who is to hear it."""

    run: Run
    number: int
    text: str
    state: str
    because: str
    resident_id: int | None


async def queue(
    session: AsyncSession, runner: Runner, code: str
) -> tuple[Run, Sequence[Statement]]:
    """What nobody has read yet, the oldest first; raises NoSuchDebate, NotYoursToRun."""
    run = await of_runner(session, runner, code)
    return run, await tables.statements(session, code, (PROPOSED,))


async def shown(session: AsyncSession, runner: Runner, code: str, number: int) -> Shown:
    """Raises NoSuchDebate, NotYoursToRun, NoSuchStatement."""
    run = await of_runner(session, runner, code)
    found = await tables.statement(session, code, number)
    if found is None:
        raise NoSuchStatement(number)
    others = await tables.statements(session, code, (ACCEPTED, PROPOSED))
    text = pick(found.text, "cs")
    near = alike(text, [one for one in others if one.number != number])
    return Shown(run, found, tuple(personal_data(text)), near)


async def accept(
    session: AsyncSession, runner: Runner, code: str, number: int, now: datetime
) -> StatementSettled | None:
    """Let people see it; None where it was let in already.

    Raises NoSuchDebate, NotYoursToRun, NoSuchStatement, DebateOver, AlreadySettled.
    """
    run, statement = await _held(session, runner, code, number, now)
    if statement.state == ACCEPTED:
        return None
    if statement.state != PROPOSED:
        raise AlreadySettled(statement.state)
    return await settle(session, runner.resident_id, run, statement, (ACCEPTED, ""), now)


async def refuse(
    session: AsyncSession,
    runner: Runner,
    place: tuple[str, int],
    because: str,
    now: datetime,
) -> StatementSettled | None:
    """Keep a statement from people, or take it out again; None where that was done already.

    `place` is the debate's code and the statement's number. Stances to it count no more. Raises
    what `accept` does, ReasonNeeded, ReasonTooLong.
    """
    code, number = place
    run, statement = await _held(session, runner, code, number, now)
    told = because.strip()
    if not told:
        raise ReasonNeeded
    if len(told) > REASON_LENGTH:
        raise ReasonTooLong(len(told) - REASON_LENGTH)
    if statement.state == REFUSED and statement.because == told:
        return None
    if statement.state in (REFUSED, UNREAD):
        raise AlreadySettled(statement.state)
    return await settle(session, runner.resident_id, run, statement, (REFUSED, told), now)


async def settle(
    session: AsyncSession,
    actor_id: int | None,
    run: Run,
    statement: Statement,
    verdict: tuple[str, str],
    now: datetime,
) -> StatementSettled:
    """From here on nothing leads from the statement to whoever added it, but their own code."""
    proposer_id, statement.proposer_id = statement.proposer_id, None
    statement.state, statement.because = verdict
    statement.settled_at = now
    about = f"{run.code}:{statement.number}"
    await audit.note(session, now, actor_id, f"statement_{statement.state}", about)
    text = pick(statement.text, "cs")
    return StatementSettled(run, statement.number, text, *verdict, proposer_id)


async def _held(
    session: AsyncSession, runner: Runner, code: str, number: int, now: datetime
) -> tuple[Run, Statement]:
    """The debate cannot end meanwhile: what is still unread then is told so."""
    await stances.hold(session, code)
    run = await of_runner(session, runner, code)
    demand_running(run, now)
    statement = await tables.statement(session, code, number, locked=True)
    if statement is None:
        raise NoSuchStatement(number)
    return run, statement
