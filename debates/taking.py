"""Taking part: one statement after another, under a mark that nobody can lead back to a person."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from debates import choosing
from debates.keeping import Run, known
from debates.stages import Stage
from storage import debate_listeners, stances
from storage import debates as tables
from storage.debates import ACCEPTED, RELEASED, Statement
from storage.marks import Marks
from storage.stances import STANCES, Participant


class DebateNotOpenYet(Exception):
    def __init__(self, opens_at: datetime) -> None:
        super().__init__(opens_at)
        self.opens_at = opens_at


class DebateClosed(Exception):
    def __init__(self, closed_at: datetime) -> None:
        super().__init__(closed_at)
        self.closed_at = closed_at


class NoSuchStatement(LookupError):
    """There is none of this number to take a stance to, or not any more."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class NotAStance(ValueError):
    pass


# Under one mark somebody takes stances, under another they add statements.
STANCES_MARK, STATEMENTS_MARK = 1, 2


@dataclass(frozen=True)
class Who:
    """Who takes part, and by which channel.

    `token` is what their mark is made of: the number of a Telegram account, or the code by which
    somebody without an account comes back (`resident_id` is None then, and `code_hash` tells
    nobody else which statements are theirs).
    """

    token: str
    resident_id: int | None
    channel: str = stances.CHAT
    code_hash: str | None = None


@dataclass(frozen=True)
class Standing:
    """How far somebody is: `answered` of `total` statements, and which one `following` is.

    It is the same one until they have taken a stance to it; None once they have done so to all.
    """

    run: Run
    answered: int
    total: int
    following: Statement | None
    own_left: int

    @property
    def may_add(self) -> bool:
        return self.own_left > 0


async def standing(
    session: AsyncSession, marks: Marks, code: str, who: Who, when: datetime
) -> Standing:
    """Raises NoSuchDebate, DebateNotOpenYet, DebateClosed."""
    run = await opened(session, code, when)
    found = await stances.participant(session, code, _mark(marks, code, who))
    return await _standing(session, marks, run, who, found)


async def take(
    session: AsyncSession,
    marks: Marks,
    code: str,
    who: Who,
    stance: tuple[int, int],
    when: datetime,
) -> Standing:
    """Take a stance: the number of a statement with AGREE, DISAGREE or PASS.

    The same again changes nothing, another one takes the place of the first. Raises NoSuchDebate,
    DebateNotOpenYet, DebateClosed, NoSuchStatement, NotAStance.
    """
    number, value = stance
    if value not in STANCES:
        raise NotAStance(value)
    await stances.hold(session, code)
    run = await opened(session, code, when)
    await statement(session, code, number)
    participant = await stances.begin(session, code, _mark(marks, code, who), who.channel)
    await stances.keep(session, participant, number, value)
    return await _standing(session, marks, run, who, participant)


async def stance(
    session: AsyncSession, marks: Marks, code: str, who: Who, number: int, when: datetime
) -> int | None:
    """What this person says to a statement so far; raises what `standing` does."""
    await opened(session, code, when)
    found = await stances.participant(session, code, _mark(marks, code, who))
    return await stances.stance(session, found.id, number) if found else None


async def taken(
    session: AsyncSession, marks: Marks, code: str, who: Who, when: datetime
) -> list[tuple[Statement, int]]:
    """All that this person says so far, in the order of the statements."""
    await opened(session, code, when)
    found = await stances.participant(session, code, _mark(marks, code, who))
    said = await stances.stances(session, found.id) if found else {}
    asked = await tables.statements(session, code) if said else []
    return [(one, said[one.number]) for one in asked if one.number in said]


async def statement(session: AsyncSession, code: str, number: int) -> Statement:
    """One that people take stances to; raises NoSuchStatement."""
    found = await tables.statement(session, code, number)
    if found is None or found.state != ACCEPTED:
        raise NoSuchStatement(number)
    return found


async def withdraw(
    session: AsyncSession, marks: Marks, code: str, who: Who, when: datetime
) -> bool:
    """Take all one's stances back; whether there were any. Raises what `standing` does."""
    await stances.hold(session, code)
    await opened(session, code, when)
    mark = _mark(marks, code, who)
    found = await stances.participant(session, code, mark, locked=True)
    if found is None:
        return False
    await stances.take_back(session, found)
    return True


async def forget(session: AsyncSession, marks: Marks, resident_id: int, token: str) -> None:
    """Take out of every debate that runs what somebody who is being forgotten has said there."""
    for code in await stances.open_debates(session):
        debate = await stances.hold(session, code)
        if debate is not None and debate.state == RELEASED:
            await _take_out(session, marks, code, token)
    await debate_listeners.forget_listener(session, resident_id)
    await tables.forget_proposer(session, resident_id)


async def listen(session: AsyncSession, code: str, resident_id: int, when: datetime) -> bool:
    """Hear of new statements and of the end; raises NoSuchDebate, DebateClosed."""
    run = await known(session, code)
    if run.stage(when) in (Stage.CLOSING, Stage.CLOSED):
        raise DebateClosed(run.debate.closes_at)
    return await debate_listeners.listen(session, code, resident_id)


async def stop_listening(session: AsyncSession, code: str, resident_id: int) -> None:
    await debate_listeners.stop_listening(session, code, resident_id)


async def opened(session: AsyncSession, code: str, when: datetime) -> Run:
    """The debate, if stances are taken at that moment."""
    run = await known(session, code)
    stage = run.stage(when)
    if stage is Stage.WAITING:
        raise DebateNotOpenYet(run.debate.opens_at)
    if stage is not Stage.OPEN:
        raise DebateClosed(run.debate.closed_at or run.debate.closes_at)
    return run


def folder(code: str) -> str:
    """How the keys of a debate are called beside those of surveys."""
    return f"debate-{code}"


async def _standing(
    session: AsyncSession, marks: Marks, run: Run, who: Who, participant: Participant | None
) -> Standing:
    said = await stances.stances(session, participant.id) if participant else {}
    asked = await tables.asked(session, run.code)
    left = [one for one in asked if one.number not in said]
    drawn = choosing.drawn(left, f"{_mark(marks, run.code, who).hex()}:{len(said)}")
    following = await tables.statement(session, run.code, drawn.number) if drawn else None
    may_add = await own_left(session, marks, run, who)
    return Standing(run, len(asked) - len(left), len(asked), following, may_add)


async def own_left(session: AsyncSession, marks: Marks, run: Run, who: Who) -> int:
    """How many statements this person may still add, also when they have taken stances back."""
    if not run.document.residents_add:
        return 0
    added = await stances.proposed(session, run.code, statements_mark(marks, run.code, who))
    return max(run.document.most_own - added, 0)


def statements_mark(marks: Marks, code: str, who: Who) -> bytes:
    return marks.of(folder(code), who.token, STATEMENTS_MARK)


def _mark(marks: Marks, code: str, who: Who) -> bytes:
    return marks.of(folder(code), who.token, STANCES_MARK)


async def _take_out(session: AsyncSession, marks: Marks, code: str, token: str) -> None:
    for nth in (STANCES_MARK, STATEMENTS_MARK):
        mark = marks.of(folder(code), token, nth)
        found = await stances.participant(session, code, mark, locked=True)
        if found is not None:
            await stances.take_back(session, found)
