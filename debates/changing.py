"""Bringing debates in and changing them: what people have relied on stands."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from debates import files
from debates.documents import MOST_STATEMENTS
from debates.documents import Debate as Document
from debates.keeping import DaysOutOfOrder, Run, Runner, demand_running, of_runner
from debates.stages import Stage
from storage import audit
from storage import debates as tables
from storage.codes import free_code
from storage.debates import ACCEPTED, DRAFT, REFUSED, Debate, Statement
from texts.content import fold
from texts.formatting import PRAGUE

CODE_LENGTH = 5
# How long a new debate lasts, until somebody says otherwise.
USUALLY = timedelta(days=14)


class DebateOfAnotherArea(Exception):
    """Another debate of another area has this key."""


class StatementsStand(Exception):
    """People have taken stances to these statements, so they are neither changed nor left out."""

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__(numbers)
        self.numbers = numbers


class PromiseStands(Exception):
    """People take part because of it; `field` may not be changed any more."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class TooManyStatements(Exception):
    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class StatementThere(Exception):
    """Word for word the same statement stands in the debate already."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def fresh(
    key: str,
    area: str,
    title: str,
    introduction: str,
    statements: Sequence[str],
    now: datetime,
) -> Document:
    """A new debate in Czech, from tomorrow on; raises NotADebate."""
    opens = now.astimezone(PRAGUE).date() + timedelta(days=1)
    fields = {
        "key": key,
        "area": area,
        "title": {"cs": title},
        "introduction": {"cs": introduction} if introduction.strip() else {},
        "opens": opens,
        "closes": opens + USUALLY,
        "statements": [{"cs": one} for one in statements if one.strip()],
    }
    return files.checked(fields)


async def keep(session: AsyncSession, runner: Runner, document: Document, now: datetime) -> Run:
    """Keep a new debate as a draft, or change the one of its key; the same changes nothing.

    Raises NotYoursToRun, DebateOfAnotherArea, DebateOver, StatementsStand, PromiseStands,
    DaysOutOfOrder.
    """
    runner.demand(document.area)
    known = await tables.by_key(session, document.key)
    if known is None:
        return await _new(session, runner, document, now)
    found = await of_runner(session, runner, known.code, locked=True)
    if found.document.area != document.area:
        raise DebateOfAnotherArea
    if found.document == document:
        return found
    return await _changed(session, runner, found, document, now)


async def reschedule(
    session: AsyncSession, runner: Runner, code: str, opens: date, closes: date, now: datetime
) -> Run:
    """Raises NoSuchDebate, NotYoursToRun, DebateOver, DaysOutOfOrder."""
    return await _with(session, runner, code, now, opens=opens, closes=closes)


async def let_add(
    session: AsyncSession, runner: Runner, code: str, residents_add: bool, now: datetime
) -> Run:
    """Whether people may add statements; raises NoSuchDebate, NotYoursToRun, DebateOver."""
    return await _with(session, runner, code, now, residents_add=residents_add)


async def add(
    session: AsyncSession, runner: Runner, code: str, text: Mapping[str, str], now: datetime
) -> Statement:
    """A further statement of those who run the debate; it may be open already.

    Raises NoSuchDebate, NotYoursToRun, DebateOver, NotADebate, StatementThere, TooManyStatements.
    """
    found = await of_runner(session, runner, code, locked=True)
    demand_running(found, now)
    for one in await tables.statements(session, code):
        if _says(one.text) & _says(text):
            raise StatementThere(one.number)
    if len(found.document.statements) >= MOST_STATEMENTS:
        raise TooManyStatements(MOST_STATEMENTS)
    await _with(session, runner, code, now, statements=(*found.document.statements, text))
    made = await tables.statement(session, code, found.debate.numbered)
    assert made is not None
    return made


async def _with(
    session: AsyncSession, runner: Runner, code: str, now: datetime, **changed: object
) -> Run:
    found = await of_runner(session, runner, code, locked=True)
    fields = found.document.model_dump() | changed
    if fields["closes"] < fields["opens"]:
        raise DaysOutOfOrder
    document = files.checked(fields)
    return await _changed(session, runner, found, document, now)


async def _new(session: AsyncSession, runner: Runner, document: Document, now: datetime) -> Run:
    made = Debate(
        code=await free_code(session, Debate, CODE_LENGTH),
        key=document.key,
        area_code=document.area,
        content=document.model_dump(mode="json"),
        opens_at=_starts(document.opens),
        closes_at=_ends(document.closes),
        delete_stances_at=_kept_until(document),
        made_by=runner.resident_id,
        made_at=now,
    )
    session.add(made)
    await session.flush()
    _seed(session, made, document.statements)
    await audit.note(session, now, runner.resident_id, "debate_made", made.code)
    return Run(made, document)


async def _changed(
    session: AsyncSession, runner: Runner, before: Run, document: Document, now: datetime
) -> Run:
    """What people have relied on stands."""
    debate = before.debate
    demand_running(before, now)
    if debate.state == DRAFT:
        mine = delete(Statement).where(col(Statement.debate_code) == debate.code)
        await session.execute(mine)
        debate.numbered = 0
        _seed(session, debate, document.statements)
    else:
        _demand_promises(before.document, document)
        await _match(session, debate, document.statements, now)
    _put_dates(before, document, now)
    debate.content = document.model_dump(mode="json")
    await audit.note(session, now, runner.resident_id, "debate_changed", debate.code)
    return Run(debate, document)


def _demand_promises(before: Document, after: Document) -> None:
    if after.min_cell < before.min_cell:
        raise PromiseStands("min_cell")
    if after.kept_days > before.kept_days:
        raise PromiseStands("kept_days")


def _put_dates(before: Run, after: Document, now: datetime) -> None:
    """A day that was not changed leaves the moment, which may be another by now."""
    debate, document = before.debate, before.document
    if after.opens != document.opens:
        if before.stage(now) is Stage.OPEN:
            raise DaysOutOfOrder
        debate.opens_at = _starts(after.opens)
    if after.closes != document.closes:
        debate.closes_at = _ends(after.closes)
        if debate.closes_at <= now:
            raise DaysOutOfOrder
    debate.delete_stances_at = _kept_until(after)


async def _match(
    session: AsyncSession, debate: Debate, statements: Sequence[Mapping[Any, str]], now: datetime
) -> None:
    """Statements that stand may gain languages; what is new comes after them."""
    stands = await tables.statements(session, debate.code, (ACCEPTED, REFUSED))
    seeds = [one for one in stands if one.is_seed]
    left, new = {one.number: one for one in seeds}, list[Mapping[Any, str]]()
    for told in statements:
        texts = _says(told)
        same = next((one for one in left.values() if _says(one.text) & texts), None)
        if same is None:
            new.append(told)
        else:
            left.pop(same.number).text = {**same.text, **_plain(told)}
    if left:
        raise StatementsStand(sorted(left))
    _seed(session, debate, new, now)
    await session.flush()


def _says(text: Mapping[Any, str]) -> set[tuple[str, str]]:
    return {(str(language), fold(said)) for language, said in text.items()}


def _seed(
    session: AsyncSession,
    debate: Debate,
    statements: Sequence[Mapping[Any, str]],
    settled_at: datetime | None = None,
) -> None:
    """Those that were not there from the beginning say since when."""
    for text in statements:
        debate.numbered += 1
        session.add(
            Statement(
                debate_code=debate.code,
                number=debate.numbered,
                text=_plain(text),
                state=ACCEPTED,
                is_seed=True,
                settled_at=settled_at,
            )
        )


def _plain(text: Mapping[Any, str]) -> dict[str, str]:
    return {str(language): said for language, said in text.items()}


def _starts(day: date) -> datetime:
    return datetime.combine(day, time.min, PRAGUE)


def _ends(day: date) -> datetime:
    """The moment after a day's last second, in Prague."""
    return _starts(day + timedelta(days=1))


def _kept_until(document: Document) -> datetime:
    return _ends(document.closes + timedelta(days=document.kept_days))
