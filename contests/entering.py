"""Handing a work in: put together piece by piece, handed in with a number, mended, withdrawn."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from contests import pictures
from contests.documents import TITLE_LENGTH
from contests.keeping import Run, announced
from contests.pictures import Work
from contests.stages import Stage
from storage import contests as tables
from storage.columns import random_id
from storage.contests import (
    AWAITED,
    HANDED_IN,
    NEEDLESS,
    RETURNED,
    SENT,
    UNSENT,
    WITHDRAWN,
    Entry,
    EntryAuthor,
)
from storage.happenings import Happening


class EnteringClosed(Exception):
    """Works are not taken now; `opens_at` says from when, where that is still to come."""

    def __init__(self, opens_at: datetime | None, ended_at: datetime) -> None:
        super().__init__(opens_at, ended_at)
        self.opens_at, self.ended_at = opens_at, ended_at


class NoSuchEntry(LookupError):
    pass


class TooManyEntries(Exception):
    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class TooManyAuthors(Exception):
    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class Incomplete(Exception):
    """A piece is missing: picture, title, author, category or school."""

    def __init__(self, missing: str) -> None:
        super().__init__(missing)
        self.missing = missing


class Settled(Exception):
    """An entry that was accepted, rejected or withdrawn is not mended any more."""


@dataclass(frozen=True)
class Author:
    """`age` is what was written, if anything was."""

    name: str
    is_under_age: bool
    age: int | None = None


@dataclass(frozen=True)
class Handed:
    """An entry with its authors, and the contest it is in."""

    run: Run
    entry: Entry
    authors: tuple[EntryAuthor, ...]

    @property
    def awaits_consent(self) -> bool:
        return any(one.consent == AWAITED for one in self.authors)


@dataclass(frozen=True)
class EntrySent(Happening):
    """A work waits to be looked at by those who run the contest."""

    handed: Handed


async def begin(
    session: AsyncSession, code: str, resident_id: int | None, work: Work, when: datetime
) -> Handed:
    """A new entry from its picture, or another picture of one that was begun; nobody sees it yet.

    Raises NoSuchContest, EnteringClosed, NotAWork.
    """
    run = await announced(session, code)
    _demand_entering(run, when)
    pictures.demand_fit(work, run.document.works)
    for unsent in await _unsent(session, code, resident_id):
        await _keep_work(session, unsent, work)
        return await handed(session, unsent)
    entry = Entry(
        id=random_id(),
        contest_code=run.code,
        resident_id=resident_id,
        made_at=when,
        category=_only([one.id for one in run.document.categories]),
        school=_only(run.document.schools),
    )
    session.add(entry)
    await _keep_work(session, entry, work)
    return Handed(run, entry, ())


async def replace_work(
    session: AsyncSession, entry_id: int, resident_id: int | None, work: Work, when: datetime
) -> Handed:
    """Another picture of the same entry; raises what `own` and `begin` raise."""
    handed = await mine_to_mend(session, entry_id, resident_id, when)
    pictures.demand_fit(work, handed.run.document.works)
    await _keep_work(session, handed.entry, work)
    return handed


async def name(
    session: AsyncSession, entry_id: int, resident_id: int | None, title: str, when: datetime
) -> Handed:
    handed = await mine_to_mend(session, entry_id, resident_id, when)
    handed.entry.title = " ".join(title.split())[:TITLE_LENGTH]
    await session.flush()
    return handed


async def place(
    session: AsyncSession,
    entry_id: int,
    resident_id: int | None,
    when: datetime,
    *,
    category: str = "",
    school: int | None = None,
) -> Handed:
    """The category by its id, the school by its place in the brief; what is unknown is ignored."""
    handed = await mine_to_mend(session, entry_id, resident_id, when)
    document = handed.run.document
    if category in {one.id for one in document.categories}:
        handed.entry.category = category
    if school is not None and 0 <= school < len(document.schools):
        handed.entry.school = document.schools[school]
    await session.flush()
    return handed


async def set_authors(
    session: AsyncSession,
    entry_id: int,
    resident_id: int | None,
    authors: Sequence[Author],
    when: datetime,
) -> Handed:
    """Everybody who made it together; whoever is under age needs a guardian who agrees.

    A guardian's word that was given already for the same name stands. Ages are kept only where
    categories are told apart by them.
    """
    handed = await mine_to_mend(session, entry_id, resident_id, when)
    most = handed.run.document.works.max_authors
    if len(authors) > most:
        raise TooManyAuthors(most)
    known = {one.name: one for one in handed.authors if one.is_under_age}
    for before in handed.authors:
        await session.delete(before)
    await session.flush()
    are_kept = any(one.has_ages for one in handed.run.document.categories)
    made = [
        _author(entry_id, nth, one, known.get(one.name)) for nth, one in enumerate(authors, start=1)
    ]
    for row, one in zip(made, authors, strict=True):
        row.age = one.age if are_kept else None
    session.add_all(made)
    await session.flush()
    return Handed(handed.run, handed.entry, tuple(made))


def _author(entry_id: int, nth: int, author: Author, before: EntryAuthor | None) -> EntryAuthor:
    row = EntryAuthor(
        entry_id=entry_id,
        nth=nth,
        name=author.name,
        is_under_age=author.is_under_age,
        consent=AWAITED if author.is_under_age else NEEDLESS,
    )
    if before and author.is_under_age:
        row.consent, row.consent_by = before.consent, before.consent_by
        row.consent_at = before.consent_at
    return row


async def send(
    session: AsyncSession, entry_id: int, resident_id: int | None, when: datetime
) -> EntrySent | None:
    """Hand it in; a second time changes nothing. A returned one keeps its number.

    Raises Incomplete, TooManyEntries and what `mine_to_mend` raises.
    """
    handed = await own(session, entry_id, resident_id)
    entry = handed.entry
    if entry.state == SENT:
        return None
    _demand_mendable(handed, when)
    _demand_whole(handed)
    if entry.number is None:
        contest = (await announced(session, entry.contest_code)).contest
        await session.refresh(contest, with_for_update=True)
        await _demand_few(session, handed)
        contest.numbered += 1
        entry.number = contest.numbered
    entry.state, entry.because, entry.sent_at = SENT, "", when
    entry.revision += 1
    await session.flush()
    return EntrySent(handed)


async def withdraw(
    session: AsyncSession, entry_id: int, resident_id: int | None, when: datetime
) -> Handed:
    """Take it back for good until the vote begins; its picture and its authors' names go."""
    handed = await own(session, entry_id, resident_id)
    if handed.entry.state == WITHDRAWN:
        return handed
    if handed.run.stage(when) not in (Stage.ENTERING, Stage.CHECKING):
        raise EnteringClosed(None, handed.run.document.vote_from)
    handed.entry.state, handed.entry.title, handed.entry.look = WITHDRAWN, "", ""
    handed.entry.revision += 1
    await _forget_content(session, entry_id)
    return handed


async def own(session: AsyncSession, entry_id: int, resident_id: int | None) -> Handed:
    """An entry of this resident, locked; raises NoSuchEntry."""
    entry = await tables.entry(session, entry_id, locked=True)
    if entry is None or entry.resident_id != resident_id:
        raise NoSuchEntry(entry_id)
    return await handed(session, entry)


async def mine_to_mend(
    session: AsyncSession, entry_id: int, resident_id: int | None, when: datetime
) -> Handed:
    """Raises NoSuchEntry, Settled, EnteringClosed."""
    found = await own(session, entry_id, resident_id)
    _demand_mendable(found, when)
    return found


def may_mend(handed: Handed, when: datetime) -> bool:
    try:
        _demand_mendable(handed, when)
    except (Settled, EnteringClosed):
        return False
    return True


async def handed(session: AsyncSession, entry: Entry) -> Handed:
    run = await announced(session, entry.contest_code)
    return Handed(run, entry, tuple(await tables.authors(session, entry.id)))


def missing(handed: Handed) -> str:
    """What is asked for next; nothing when it can be handed in."""
    entry, document = handed.entry, handed.run.document
    asked = {
        "picture": bool(entry.look),
        "title": bool(entry.title),
        "category": bool(entry.category) or not document.categories,
        "school": bool(entry.school) or not document.schools,
        "authors": bool(handed.authors),
    }
    return next((piece for piece, is_there in asked.items() if not is_there), "")


def _demand_entering(run: Run, when: datetime) -> None:
    here = run.stage(when)
    if here is Stage.ENTERING:
        return
    opens = run.document.enter_from if here is Stage.WAITING else None
    raise EnteringClosed(opens, run.document.enter_until)


def _demand_mendable(handed: Handed, when: datetime) -> None:
    """What was returned may be mended until the vote begins, everything else while one enters."""
    entry = handed.entry
    if entry.state not in (UNSENT, SENT, RETURNED):
        raise Settled
    if entry.state == RETURNED and handed.run.stage(when) is Stage.CHECKING:
        return
    _demand_entering(handed.run, when)


def _demand_whole(handed: Handed) -> None:
    piece = missing(handed)
    if piece:
        raise Incomplete(piece)


async def _demand_few(session: AsyncSession, handed: Handed) -> None:
    """Each author may be in so many entries; a teacher hands in for many authors."""
    if handed.entry.resident_id is None:
        return
    most = handed.run.document.works.max_entries
    others = await tables.of_resident(session, handed.run.code, handed.entry.resident_id)
    named: Counter[str] = Counter()
    for one in others:
        if one.state in HANDED_IN and one.id != handed.entry.id:
            named.update(author.name for author in await tables.authors(session, one.id))
    if any(named[author.name] >= most for author in handed.authors):
        raise TooManyEntries(most)


async def _unsent(session: AsyncSession, code: str, resident_id: int | None) -> list[Entry]:
    """What this resident has begun and not handed in."""
    if resident_id is None:
        return []
    own_entries = await tables.of_resident(session, code, resident_id)
    return [one for one in own_entries if one.state == UNSENT]


async def _keep_work(session: AsyncSession, entry: Entry, work: Work) -> None:
    entry.format, entry.look = work.format.value, work.look
    entry.digest = hashlib.sha256(work.preview).hexdigest()
    entry.width, entry.height = work.width, work.height
    entry.revision += 1
    await session.flush()
    await tables.keep_file(session, entry.id, work.content, work.preview)


async def _forget_content(session: AsyncSession, entry_id: int) -> None:
    await tables.forget_content(session, [entry_id])
    await session.flush()


def _only(ids: Sequence[str]) -> str:
    """What is chosen where there is nothing to choose from."""
    return ids[0] if len(ids) == 1 else ""
