"""Statements that people add: looked at before they are sent, and read before others see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from debates.documents import STATEMENT_LENGTH, STATEMENT_SHORTEST
from debates.keeping import Run, read
from debates.taking import Who, opened, own_left, statements_mark
from storage import debates as tables
from storage import stances
from storage.debates import PROPOSED, Debate, Statement
from storage.happenings import Happening
from storage.marks import Marks
from texts import detection, similar
from texts.content import fold
from texts.personal_data import Found, personal_data

WRITTEN = ("cs", "uk", "en")


class NothingAdded(Exception):
    """In this debate people add no statements."""


class TooManyOwn(Exception):
    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class StatementTooShort(Exception):
    def __init__(self, length: int, least: int) -> None:
        super().__init__(length, least)
        self.length, self.least = length, least


class StatementTooLong(Exception):
    def __init__(self, length: int, most: int) -> None:
        super().__init__(length, most)
        self.length, self.most = length, most


@dataclass(frozen=True)
class Looked:
    """What its author should know of a statement before sending it.

    `alike` are statements that people are asked already and that say nearly the same.
    """

    text: str
    personal: tuple[Found, ...]
    alike: tuple[Statement, ...]


@dataclass(frozen=True)
class StatementAdded(Happening):
    """A statement waits to be read, the first one since the last was."""

    run: Run
    number: int


@dataclass(frozen=True)
class Proposed:
    """`left` is how many more this person may add; `happened` is to be told, if anything is."""

    statement: Statement
    left: int
    happened: StatementAdded | None


async def look(session: AsyncSession, code: str, text: str) -> Looked:
    """Raises StatementTooShort, StatementTooLong."""
    told = tidied(text)
    others = await tables.statements(session, code)
    return Looked(told, tuple(personal_data(told)), alike(told, others))


async def propose(
    session: AsyncSession,
    marks: Marks,
    code: str,
    who: Who,
    text: tuple[str, str],
    when: datetime,
) -> Proposed:
    """Put a statement before those who run the debate; the same again changes nothing.

    `text` is what was written and the language of its author's screens. Raises NoSuchDebate,
    DebateNotOpenYet, DebateClosed, NothingAdded, TooManyOwn, StatementTooShort, StatementTooLong.
    """
    written, language = tidied(text[0]), text[1]
    await stances.hold(session, code)
    await opened(session, code, when)
    debate = await tables.debate(session, code, locked=True)
    assert debate is not None
    run = read(debate)
    waiting = await tables.statements(session, code, (PROPOSED,))
    same = _same(waiting, who, written)
    if same is not None:
        return Proposed(same, await own_left(session, marks, run, who), None)
    if not run.document.residents_add:
        raise NothingAdded
    adding = await stances.begin(session, code, statements_mark(marks, code, who), who.channel)
    left = run.document.most_own - adding.proposed
    if left < 1:
        raise TooManyOwn(run.document.most_own)
    made = _numbered(debate, {_language_of(written, language): written}, who)
    adding.proposed += 1
    session.add(made)
    await session.flush()
    return Proposed(made, left - 1, None if waiting else StatementAdded(run, made.number))


async def waiting_of(session: AsyncSession, resident_id: int) -> list[tuple[Run, Statement]]:
    """What a resident has added and nobody has read yet."""
    found = []
    for one in await tables.proposed_by(session, resident_id):
        debate = await tables.debate(session, one.debate_code)
        if debate is not None:
            found.append((read(debate), one))
    return found


def tidied(text: str) -> str:
    """On one line, as it will be shown; raises StatementTooShort, StatementTooLong."""
    told = " ".join(text.split())
    if len(told) < STATEMENT_SHORTEST:
        raise StatementTooShort(len(told), STATEMENT_SHORTEST)
    if len(told) > STATEMENT_LENGTH:
        raise StatementTooLong(len(told), STATEMENT_LENGTH)
    return told


def alike(text: str, others: Sequence[Statement]) -> tuple[Statement, ...]:
    """Those that say nearly the same, in whichever language."""
    said = [(one, written) for one in others for written in one.text.values()]
    groups = similar.alike([text, *(written for _, written in said)])
    group = next((one for one in groups if 0 in one), [])
    found = {said[place - 1][0].number: said[place - 1][0] for place in group if place}
    return tuple(found[number] for number in sorted(found))


def _same(waiting: Sequence[Statement], who: Who, written: str) -> Statement | None:
    """The same words of the same person among those that nobody has read yet."""
    for one in waiting:
        words = {fold(said) for said in one.text.values()}
        is_theirs = (one.proposer_id, one.code_hash) == (who.resident_id, who.code_hash)
        if is_theirs and fold(written) in words:
            return one
    return None


def _numbered(debate: Debate, text: dict[str, str], who: Who) -> Statement:
    debate.numbered += 1
    return Statement(
        debate_code=debate.code,
        number=debate.numbered,
        text=text,
        state=PROPOSED,
        is_seed=False,
        proposer_id=who.resident_id,
        code_hash=who.code_hash,
    )


def _language_of(written: str, language: str) -> str:
    """What it was written in, where the house speaks it; else the language of the screens."""
    spoken = language.split("-")[0]
    found = detection.detect(written, spoken)
    return found if found in WRITTEN else spoken
